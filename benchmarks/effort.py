"""Which effort each codec deserves: bytes at equal perceived quality against encoding time.

Every setting encodes each picture at a ladder of qualities; the bytes at which it reaches a
SSIMULACRA2 level are interpolated and compared with a baseline's on the same picture.
"""

import argparse
import io
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from statistics import fmean, geometric_mean
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks import pictures
from benchmarks.peers import Sharp, find_sharp
from benchmarks.quality import Sample, quality_at, size_at, ssimulacra2
from benchmarks.tables import markdown
from pixelprep_cli.batch.priority import renounce_realtime
from pixelprep_cli.codecs.jxl import in_xyb, register

if TYPE_CHECKING:
    from PIL.Image import Image

LADDERS = {
    "JPEG": (42, 62, 80, 94),
    "WEBP": (40, 62, 80, 95),
    "AVIF": (25, 45, 65, 85),
    "JXL": (50, 65, 80, 92),
}
REPEATS = 2
LEVELS = [60.0, 75.0, 85.0]


@dataclass(frozen=True, slots=True)
class Setting:
    """A codec with the knobs of one effort; Pillow's name of the format, and `save` options.

    JPEG XL has libjxl's `effort` among them, or is a JPEG's coefficients packed.
    """

    label: str
    format: str
    options: dict[str, Any] = field(default_factory=dict)


def _jpeg(label: str, **options: Any) -> Setting:
    return Setting(f"JPEG {label}", "JPEG", options)


def _webp(method: int) -> Setting:
    return Setting(f"WebP method {method}", "WEBP", {"method": method})


def _aom(speed: int, subsampling: str = "4:2:0") -> Setting:
    options = {"codec": "aom", "speed": speed, "subsampling": subsampling, "max_threads": 1}
    return Setting(f"AVIF aom speed {speed}, {subsampling}", "AVIF", options)


def _svt(speed: int, tune: str) -> Setting:
    options = {"codec": "svt", "speed": speed, "max_threads": 1, "advanced": {"tune": tune}}
    return Setting(f"AVIF svt speed {speed}, tune {tune}", "AVIF", options)


def _jxl(effort: int) -> Setting:
    return Setting(f"JPEG XL effort {effort}", "JXL", {"effort": effort})


SETTINGS = {
    "jpeg": (
        _jpeg("optimized", optimize=True),
        _jpeg("standard Huffman tables"),
        _jpeg("optimized, progressive", optimize=True, progressive=True),
        _jpeg("optimized, 4:4:4", optimize=True, subsampling="4:4:4"),
    ),
    "webp": tuple(_webp(method) for method in (4, 0, 1, 2, 3, 5, 6)),
    "avif": (
        _svt(7, "3"),
        _svt(6, "3"),
        _svt(8, "3"),
        _svt(9, "3"),
        _svt(7, "1"),
        _aom(9),
        _aom(8),
        _aom(8, "4:4:4"),
        _aom(7, "4:4:4"),
        _aom(6, "4:4:4"),
    ),
    "jxl": (
        *(_jxl(effort) for effort in (5, 1, 3, 4, 6, 7, 8)),
        Setting("JPEG XL of a JPEG, 4:4:4", "JXL", {"of_jpeg": True}),
        _jpeg("optimized", optimize=True),
    ),
}
SHARP = "AVIF sharp, default effort"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `effort`, beside those that all commands share."""
    parser.add_argument("--files", type=int, default=6, help="pictures to use (default: 6)")
    parser.add_argument("--long-edge", type=int, default=1024, metavar="PIXELS")
    parser.add_argument("--levels", type=float, nargs="+", default=LEVELS, metavar="SCORE")
    parser.add_argument("--codecs", nargs="+", choices=sorted(SETTINGS), default=sorted(SETTINGS))


def run(arguments: argparse.Namespace) -> None:
    """Print one table a codec."""
    os.environ["SVT_LOG"] = "0"
    paths = pictures.spread(pictures.find(arguments.images), arguments.files)
    references = [_reference(path, arguments.long_edge) for path in paths]
    megapixels = fmean(pixels for _, pixels in references) / 1e6
    print(f"{len(paths)} pictures of {megapixels:.2f} megapixels on average\n")
    pngs = [png for png, _ in references]
    sharp = find_sharp(arguments.sharp)
    with ProcessPoolExecutor(initializer=renounce_realtime) as pool:
        for codec in arguments.codecs:
            measured = {
                setting.label: list(pool.map(_ladder, [(setting, png) for png in pngs]))
                for setting in SETTINGS[codec]
            }
            if sharp and codec == "avif":
                measured[SHARP] = list(pool.map(_sharp_ladder, [(sharp, png) for png in pngs]))
            print(_table(measured, arguments.levels, megapixels), end="\n\n", flush=True)


def _reference(path: str, long_edge: int) -> tuple[bytes, int]:
    picture = pictures.upright(path, long_edge)
    return _save(picture, "PNG", {"compress_level": 1}), picture.width * picture.height


def _save(picture: "Image", format_: str, options: dict[str, Any]) -> bytes:
    if format_ == "JXL":
        return _save_jxl(picture, **options)
    buffer = io.BytesIO()
    picture.save(buffer, format_, **options)
    return buffer.getvalue()


def _save_jxl(picture: "Image", quality: int, effort: int = 5, *, of_jpeg: bool = False) -> bytes:
    if not of_jpeg:
        return in_xyb(picture, effort, quality)
    import pylibjxl

    jpeg = _save(picture, "JPEG", {"quality": quality, "subsampling": "4:4:4", "optimize": True})
    packed: bytes = pylibjxl.jpeg_to_jxl(jpeg, effort=effort)
    return packed


def _ladder(task: tuple[Setting, bytes]) -> list[Sample]:
    """One picture at every quality of the codec's ladder."""
    import pillow_avif  # noqa: F401 - registers the AVIF encoder
    from PIL import Image

    setting, reference = task
    if setting.format == "JXL":
        register()
    with Image.open(io.BytesIO(reference)) as opened:
        picture = opened.convert("RGB")
    samples = []
    for quality in LADDERS[setting.format]:
        seconds = []
        for _ in range(REPEATS):
            started = time.process_time()
            encoded = _save(picture, setting.format, {**setting.options, "quality": quality})
            seconds.append(time.process_time() - started)
        score = ssimulacra2(reference, encoded)
        samples.append(Sample(quality, len(encoded), score, min(seconds)))
    return samples


def _sharp_ladder(task: tuple[Sharp, bytes]) -> list[Sample]:
    """One picture by sharp's default AVIF at every quality of the ladder."""
    sharp, reference = task
    with TemporaryDirectory() as folder:
        source = os.path.join(folder, "source.png")
        with open(source, "wb") as stream:
            stream.write(reference)
        outputs = {quality: os.path.join(folder, f"{quality}.avif") for quality in LADDERS["AVIF"]}
        spent = sharp.encode(source, outputs)
        samples = []
        for quality, output in outputs.items():
            with open(output, "rb") as stream:
                encoded = stream.read()
            score = ssimulacra2(reference, encoded)
            samples.append(Sample(quality, len(encoded), score, spent[output]))
    return samples


def _table(
    measured: dict[str, list[list[Sample]]], levels: Sequence[float], megapixels: float
) -> str:
    """Settings against the first one: bytes at each level, the quality that reaches it, time."""
    baseline = next(iter(measured.values()))
    head = ["setting"]
    for level in levels:
        head += [f"bytes at {level:g}", f"quality at {level:g}"]
    rows = []
    for label, ladders in measured.items():
        row = [label]
        for level in levels:
            ratios = [
                size_at(mine, level) / size_at(theirs, level)
                for mine, theirs in zip(ladders, baseline, strict=True)
            ]
            reached = fmean(quality_at(samples, level) for samples in ladders)
            row += [f"{geometric_mean(ratios):.3f}", f"{reached:.0f}"]
        seconds = fmean(sample.seconds for samples in ladders for sample in samples)
        rows.append([*row, f"{seconds / megapixels * 1000:.0f}"])
    return markdown([*head, "ms a megapixel"], rows)
