"""How well sizes are predicted: the errors, the ranges, and what it costs.

Every picture is scaled to each long edge and predicted at each quality in each format, and by
each built-in preset; then it is made, and compared. Presets go the whole way from the file.
"""

import argparse
import math
import os
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks import pictures
from benchmarks.tables import markdown
from pixelprep_cli.batch.priority import renounce_realtime

FORMATS = ("jpeg", "webp", "avif", "png")
EDGES = (600, 1000, 1600, 2400, 4000)
QUALITIES = (40, 60, 75, 85, 95)


@dataclass(frozen=True, slots=True)
class Case:
    """One prediction and what became true: bytes, and CPU seconds of each beyond the pixels."""

    group: str
    size: int
    low: int
    high: int
    exact: bool
    true: int
    predicting: float = 0.0
    encoding: float = 0.0

    @property
    def error(self) -> float:
        """As a share of the true size."""
        return self.size / self.true - 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `sizes`, beside those that all commands share."""
    parser.add_argument("--files", type=int, help="pictures to use (default: all)")
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--long-edges", type=int, nargs="+", default=EDGES, metavar="PIXELS")
    parser.add_argument("--qualities", type=int, nargs="+", default=QUALITIES, metavar="1-100")
    parser.add_argument("--no-presets", action="store_true", help="leave the presets out")


def run(arguments: argparse.Namespace) -> None:
    """Print the table of errors, then that of costs."""
    os.environ["SVT_LOG"] = "0"
    paths = pictures.spread(pictures.find(arguments.images), arguments.files)
    with ProcessPoolExecutor(initializer=renounce_realtime) as pool:
        fixed = [
            pool.submit(_fixed, path, arguments.formats, edge, arguments.qualities)
            for path in paths
            for edge in arguments.long_edges
        ]
        presets = [] if arguments.no_presets else [pool.submit(_presets, path) for path in paths]
        cases = [case for job in (*fixed, *presets) for case in job.result()]
    print(f"{len(paths)} pictures, {len(cases)} predictions\n")
    print(_errors(cases))
    print(f"\n{_costs(cases)}")


def _fixed(path: str, formats: Sequence[str], edge: int, qualities: Sequence[int]) -> list[Case]:
    """One picture at one long edge, in each format at each quality; none where it is smaller."""
    picture = scaled(path, edge)
    if picture is None:
        return []
    return [
        _case(picture, name, quality)
        for name in formats
        for quality in ((None,) if name == "png" else qualities)
    ]


def scaled(path: str, edge: int) -> Any:
    """The picture as seen, at a long edge; None where it is smaller."""
    from pixelprep_cli.pixels import simd

    picture = pictures.upright_srgb(path)
    longest = max(picture.size)
    if longest < edge:
        return None
    size = (round(picture.width * edge / longest), round(picture.height * edge / longest))
    return simd.resize(picture, (0, 0, *picture.size), size)


def encoder(picture: Any, name: str, quality: int | None) -> Any:
    """How pixelprep encodes a picture, without metadata."""
    from pixelprep_cli.codecs import codec_for
    from pixelprep_cli.codecs.codec import Encoder, Knobs, Raster
    from pixelprep_cli.codecs.containers.metadata import Metadata

    return Encoder(codec_for(name), Raster(image=picture), Knobs(quality=quality), Metadata())


def _case(picture: Any, name: str, quality: int | None) -> Case:
    from pixelprep_cli.pipeline.foresight import WORTH
    from pixelprep_cli.sizing.estimate import estimator

    encode = encoder(picture, name, quality)
    started = time.process_time()
    true = len(encode(quality))
    encoding = time.process_time() - started
    started = time.process_time()
    found = estimator(encode)
    if found is None or picture.width * picture.height < WORTH or found.odd:
        return Case(name, true, true, true, exact=True, true=true)
    told = found.at(quality)
    spent = time.process_time() - started
    return Case(
        name,
        told.size,
        told.low,
        told.high,
        exact=False,
        true=true,
        predicting=spent,
        encoding=encoding,
    )


def _presets(path: str) -> list[Case]:
    """One picture by each built-in preset, predicted and made; none for those that it misses."""
    from pixelprep_cli.config.resolve import resolve
    from pixelprep_cli.errors import PixelprepError
    from pixelprep_cli.model.job import Bounds, Job, Target
    from pixelprep_cli.pipeline import make, predict

    cases = []
    for recipe in resolve({"preset": "auto"}, environ={}, folder=os.devnull).recipes:
        job = Job(
            source=path,
            target=Target(folder="", stem=""),
            recipes=(recipe,),
            bounds=Bounds(max_file_size=10**9, max_pixels=10**9),
            token="",
        )
        try:
            told = predict(job, lambda *_: None)
            true = len(make(job, lambda *_: None).data)
        except PixelprepError:
            continue
        size = told.output_bytes or 0
        low, high = (told.low or size, told.high or size)
        cases.append(Case(f"preset {recipe.preset}", size, low, high, told.exact, true))
    return cases


def _errors(cases: Sequence[Case]) -> str:
    rows = []
    for group in dict.fromkeys(case.group for case in cases):
        found = [case for case in cases if case.group == group]
        inexact = [case for case in found if not case.exact]
        for label, chosen in ((group, found), (f"{group}, not exact", inexact)):
            if chosen and (label == group or len(inexact) < len(found)):
                rows.append([label, *_error_cells(chosen)])
    head = ["what", "predictions", "median", "95th percentile", "worst", "in range", "sum of all"]
    return markdown(head, rows)


def _error_cells(cases: Sequence[Case]) -> list[str]:
    errors = sorted(abs(case.error) for case in cases)
    held = sum(case.low <= case.true <= case.high for case in cases) / len(cases)
    total = sum(case.size for case in cases) / sum(case.true for case in cases) - 1
    return [
        str(len(cases)),
        _percent(median(errors)),
        _percent(errors[min(len(errors) - 1, math.ceil(0.95 * len(errors)) - 1)]),
        _percent(errors[-1]),
        f"{held * 100:.0f} %",
        f"{total * 100:+.2f} %",
    ]


def _costs(cases: Iterable[Case]) -> str:
    rows = []
    measured = [case for case in cases if case.encoding and case.predicting]
    for group in dict.fromkeys(case.group for case in measured):
        shares = sorted(c.predicting / c.encoding for c in measured if c.group == group)
        rows.append([group, str(len(shares)), _percent(median(shares)), _percent(shares[-1])])
    return markdown(["format", "predictions", "cost, of the encode", "most"], rows)


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"
