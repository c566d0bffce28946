"""Palette PNGs: bytes and SSIMULACRA2 by quality, against pngquant's at the same quality.

Pictures are scaled to a long edge, and a few are drawn: soft shapes, a chart, text, with smooth
edges all. pngquant (PyPI `pngquant-cli`) runs as `pngquant --quality 0-Q --strip -`; its files go
through the same oxipng as ours. Scores are SSIMULACRA2 by the program's own judge.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks import BenchmarkError, pictures
from benchmarks.quality import png
from benchmarks.tables import markdown
from pixelprep_cli.codecs import codec_for, palette
from pixelprep_cli.codecs.codec import Knobs, Raster
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.codecs.repack import oxipng
from pixelprep_cli.sizing.likeness import Judge

if TYPE_CHECKING:
    from PIL.Image import Image

QUALITIES = (50, 70, 80, 90)
DRAWN = ("soft shapes", "chart", "text")


@dataclass(frozen=True, slots=True)
class Made:
    """Bytes after the same oxipng, SSIMULACRA2, and CPU seconds of an encode."""

    size: int
    score: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Compared:
    """One picture at one quality: by Pillow's quantizers, by libimagequant, by pngquant."""

    kind: str
    quality: int
    pillow: Made
    extra: Made
    peer: Made


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `palette`, beside those that all commands share."""
    parser.add_argument("--files", type=int, help="pictures to use (default: all)")
    parser.add_argument("--long-edge", type=int, default=1024, metavar="PIXELS")
    parser.add_argument("--quality", type=int, nargs="+", default=QUALITIES, metavar="1-99")


def run(arguments: argparse.Namespace) -> None:
    """Print one row for each kind of picture and quality."""
    peer = shutil.which("pngquant", path=os.path.dirname(sys.executable)) or shutil.which(
        "pngquant"
    )
    if peer is None:
        raise BenchmarkError("pngquant is not found: pip install pngquant-cli")
    if not palette.has_imagequant():
        raise BenchmarkError("imagequant is not found: pip install 'pixelprep-cli[palette]'")
    paths = pictures.spread(pictures.find(arguments.images), arguments.files)
    with ProcessPoolExecutor() as pool:
        jobs = [
            pool.submit(_compared, name, arguments.long_edge, arguments.quality, peer)
            for name in (*paths, *DRAWN)
        ]
        found = [each for job in jobs for each in job.result()]
    print(_table(found, arguments.quality))


def _compared(name: str, edge: int, qualities: Sequence[int], peer: str) -> list[Compared]:
    picture = _drawn(name, edge) if name in DRAWN else pictures.upright(name, edge)
    judge = Judge(picture)
    reference = png(picture)
    found = []
    for quality in qualities:
        told = subprocess.run(
            [peer, "--quality", f"0-{quality}", "--strip", "-"],
            input=reference,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        packed = oxipng(told, "balanced")
        found.append(
            Compared(
                kind="drawn" if name in DRAWN else "photograph",
                quality=quality,
                pillow=_made(picture, quality, judge, extra=False),
                extra=_made(picture, quality, judge, extra=True),
                peer=Made(len(packed), judge.score(packed), 0),
            )
        )
    return found


def _made(picture: "Image", quality: int, judge: Judge, *, extra: bool) -> Made:
    with patch.object(palette, "has_imagequant", lambda: extra):
        started = time.process_time()
        data = codec_for("png").encode(Raster(image=picture), Knobs(quality=quality), Metadata())
        seconds = time.process_time() - started
    return Made(len(data), judge.score(data), seconds)


def _drawn(name: str, edge: int) -> "Image":
    """A drawn picture of edge × ¾ edge pixels, with smooth edges."""
    from PIL import Image, ImageDraw, ImageFont

    size = (2 * edge, 3 * edge // 2)
    sheet = Image.new("RGB", size, "#fbfbf7")
    pen = ImageDraw.Draw(sheet)
    if name == "soft shapes":
        soft = Image.radial_gradient("L").resize(size)
        sheet = Image.merge(
            "RGB", (soft, soft.rotate(180), Image.linear_gradient("L").resize(size))
        )
        pen = ImageDraw.Draw(sheet)
        pen.ellipse((edge // 4, edge // 4, edge, edge), fill="#3060a0")
    elif name == "chart":
        for bar in range(12):
            height = size[1] * (bar * 7 % 11 + 2) // 15
            left = (2 * bar + 1) * size[0] // 26
            colour = f"#{20 + 18 * bar:02x}{200 - 12 * bar:02x}{90 + 10 * bar:02x}"
            pen.rectangle((left, size[1] - height, left + size[0] // 20, size[1]), fill=colour)
            pen.line((0, height, size[0], height // 2), fill="#8080a0", width=5)
    else:
        font = ImageFont.load_default(size=edge // 16)
        for line in range(18):
            pen.text(
                (40, line * edge // 12), "Sphinx of black quartz, judge my vow", "#202028", font
            )
    return sheet.resize((edge, 3 * edge // 4), Image.Resampling.LANCZOS)


def _table(found: Sequence[Compared], qualities: Sequence[int]) -> str:
    rows = []
    for kind in ("photograph", "drawn"):
        for quality in qualities:
            mine = [each for each in found if (each.kind, each.quality) == (kind, quality)]
            columns = [[getattr(each, who) for each in mine] for who in ("pillow", "extra", "peer")]
            cells = [
                cell
                for made in columns
                for cell in (
                    f"{fmean(each.size for each in made) / 1000:.1f}",
                    f"{fmean(each.score for each in made):.1f}",
                )
            ]
            spent = [f"{fmean(each.seconds for each in made):.2f}" for made in columns[:2]]
            rows.append([f"{kind}, {quality}", str(len(mine)), *cells, *spent])
    head = ["what, quality", "pictures", "kB", "score", "libimagequant kB", "score"]
    return markdown([*head, "pngquant kB", "score", "seconds", "libimagequant s"], rows)
