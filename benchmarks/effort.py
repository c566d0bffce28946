"""Which effort each codec deserves: bytes at equal perceived quality against encoding time.

Every setting encodes each picture at a ladder of qualities; the bytes at which it reaches a
SSIMULACRA2 level are interpolated and compared with a baseline's on the same picture.
"""

import argparse
import io
import os
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from statistics import fmean, geometric_mean
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks import pictures
from benchmarks.peers import Sharp, find_sharp
from benchmarks.quality import Sample, quality_at, size_at, ssimulacra2
from benchmarks.tables import markdown

if TYPE_CHECKING:
    from PIL.Image import Image

LADDERS = {
    "JPEG": (45, 65, 80, 90),
    "WEBP": (40, 65, 80, 92),
    "AVIF": (35, 50, 65, 80),
}
REPEATS = 2


@dataclass(frozen=True, slots=True)
class Setting:
    """A codec with the knobs of one effort; Pillow's name of the format, and `save` options."""

    label: str
    format: str
    options: dict[str, Any] = field(default_factory=dict)


def _aom(speed: int, **advanced: str) -> Setting:
    label = ", ".join([f"AVIF aom speed {speed}", *(f"{k}={v}" for k, v in advanced.items())])
    knobs = {key.replace("_", "-"): value for key, value in advanced.items()}
    return Setting(
        label,
        "AVIF",
        {"codec": "aom", "speed": speed, "max_threads": 1, "advanced": knobs or None},
    )


def _svt(speed: int) -> Setting:
    options = {"codec": "svt", "speed": speed, "max_threads": 1}
    return Setting(f"AVIF svt speed {speed}", "AVIF", options)


SETTINGS = {
    "jpeg": (
        Setting("JPEG progressive, optimized", "JPEG", {"progressive": True, "optimize": True}),
        Setting("JPEG plain Huffman tables", "JPEG"),
        Setting("JPEG optimized", "JPEG", {"optimize": True}),
        Setting(
            "JPEG progressive, optimized, 4:4:4",
            "JPEG",
            {"progressive": True, "optimize": True, "subsampling": "4:4:4"},
        ),
    ),
    "webp": (
        Setting("WebP method 4", "WEBP", {"method": 4}),
        *(Setting(f"WebP method {m}", "WEBP", {"method": m}) for m in (0, 1, 2, 3, 5, 6)),
        Setting("WebP method 4, sharp YUV", "WEBP", {"method": 4, "use_sharp_yuv": True}),
    ),
    "avif": (
        _aom(8),
        _aom(6),
        _aom(7),
        _aom(9),
        _aom(10),
        _aom(9, tune="ssim"),
        _aom(8, tune="ssim"),
        _svt(6),
        _svt(8),
        _svt(10),
    ),
}
SHARP = "AVIF sharp, default effort"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `effort`, beside those that all commands share."""
    parser.add_argument("--files", type=int, default=6, help="pictures to use (default: 6)")
    parser.add_argument("--long-edge", type=int, default=1024, metavar="PIXELS")
    parser.add_argument("--levels", type=float, nargs="+", default=[60.0, 75.0], metavar="SCORE")
    parser.add_argument("--codecs", nargs="+", choices=sorted(SETTINGS), default=sorted(SETTINGS))


def run(arguments: argparse.Namespace) -> None:
    """Print one table a codec."""
    os.environ["SVT_LOG"] = "0"
    paths = pictures.spread(pictures.find(arguments.images), arguments.files)
    references = [_reference(path, arguments.long_edge) for path in paths]
    megapixels = fmean(len_pixels for _, len_pixels in references) / 1e6
    print(f"{len(paths)} pictures of {megapixels:.2f} megapixels on average\n")
    with ProcessPoolExecutor() as pool:
        for codec in arguments.codecs:
            measured = {
                setting.label: list(pool.map(_ladder, _each(setting, references), chunksize=1))
                for setting in SETTINGS[codec]
            }
            sharp = find_sharp(arguments.sharp) if codec == "avif" else None
            if sharp:
                measured[SHARP] = list(pool.map(_score_all, _sharp_avif(sharp, references)))
            print(_table(measured, arguments.levels, megapixels), end="\n\n", flush=True)


def _reference(path: str, long_edge: int) -> tuple[bytes, int]:
    picture = pictures.upright(path, long_edge)
    return _save(picture, "PNG", {"compress_level": 1}), picture.width * picture.height


def _each(
    setting: Setting, references: Iterable[tuple[bytes, int]]
) -> Iterable[tuple[Setting, bytes]]:
    return ((setting, reference) for reference, _ in references)


def _save(picture: "Image", format_: str, options: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format_, **options)
    return buffer.getvalue()


def _ladder(task: tuple[Setting, bytes]) -> list[Sample]:
    """One picture at every quality of the codec's ladder."""
    import pillow_avif  # noqa: F401 - registers the AVIF encoder
    from PIL import Image

    setting, reference = task
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


Encoded = tuple[bytes, list[tuple[int, bytes, float]]]


def _sharp_avif(sharp: Sharp, references: Sequence[tuple[bytes, int]]) -> list[Encoded]:
    """Each reference with sharp's encodes of it: quality, bytes, CPU seconds."""
    ladder = LADDERS["AVIF"]
    with TemporaryDirectory() as folder:
        files: list[dict[str, Any]] = []
        for number, (reference, _) in enumerate(references):
            source = os.path.join(folder, f"{number}.png")
            with open(source, "wb") as stream:
                stream.write(reference)
            files += [
                {
                    "source": source,
                    "output": os.path.join(folder, f"{number}-{quality}.avif"),
                    "options": {"quality": quality},
                }
                for quality in ladder
            ]
        spent = sharp.encode(files, "avif", folder)
        encodes = [
            (quality, _read(file["output"]), spent[file["output"]])
            for file, quality in zip(files, ladder * len(references), strict=True)
        ]
    step = len(ladder)
    return [
        (reference, encodes[place * step : (place + 1) * step])
        for place, (reference, _) in enumerate(references)
    ]


def _read(path: str) -> bytes:
    with open(path, "rb") as stream:
        return stream.read()


def _score_all(task: Encoded) -> list[Sample]:
    reference, encodes = task
    return [
        Sample(quality, len(encoded), ssimulacra2(reference, encoded), seconds)
        for quality, encoded, seconds in encodes
    ]


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
