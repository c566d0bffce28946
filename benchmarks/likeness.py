"""What each tool's outputs look like, and what the first tool needs to look the same."""

import io
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from statistics import fmean, geometric_mean
from tempfile import TemporaryDirectory

from benchmarks import BenchmarkError, pictures
from benchmarks.measure import run
from benchmarks.peers import Tool, Work
from benchmarks.quality import Sample, size_at, ssimulacra2
from benchmarks.tables import markdown
from pixelprep_cli.batch.priority import renounce_realtime

LADDER = (-10, 0, 10)
DEFAULT_QUALITY = 62
"""pixelprep's quality for AVIF, the one format whose job leaves it to each tool."""


def table(tools: Sequence[Tool], work: Work, count: int, scratch: str) -> str:
    """Mean SSIMULACRA2 and bytes of `count` pictures, tool by tool.

    The reference is the source turned upright, in sRGB, and scaled by Pillow's Lanczos filter to
    the output's dimensions. The last column takes the first tool's bytes at the row's score,
    picture by picture, interpolated between three qualities.
    """
    folder = os.path.join(scratch, "likeness")
    os.mkdir(folder)
    for path in pictures.spread(work.sources, count):
        pictures.link(path, os.path.join(folder, os.path.basename(path)))
    work = replace(work, folder=folder)
    default = work.quality or DEFAULT_QUALITY
    first = tools[0].name
    with ProcessPoolExecutor(initializer=renounce_realtime) as pool:
        ladders = [
            _outputs(tools[0], replace(work, quality=default + step, max_size=None), scratch, pool)
            for step in LADDER
        ]
        rows = []
        for tool in tools:
            samples = _outputs(tool, work, scratch, pool)
            ratios = [
                size_at(ladder, sample.score) / sample.size
                for sample, *ladder in zip(samples, *ladders, strict=True)
            ]
            score = fmean(sample.score for sample in samples)
            kilobytes = fmean(sample.size for sample in samples) / 1000
            row = [tool.name, f"{score:.1f}", f"{kilobytes:.0f}", f"{geometric_mean(ratios):.3f}"]
            rows.append(row)
    return markdown(["tool", "SSIMULACRA2", "mean kB", f"{first} at equal score / tool"], rows)


def _outputs(tool: Tool, work: Work, scratch: str, pool: ProcessPoolExecutor) -> list[Sample]:
    """Every source's output by one tool, scored.

    Raises:
        BenchmarkError: a source has no output.
    """
    with TemporaryDirectory(dir=scratch) as output:
        run(tool.command(work, output))
        made = {os.path.splitext(entry.name)[0]: entry.path for entry in os.scandir(output)}
        stems = {path: os.path.splitext(os.path.basename(path))[0] for path in work.sources}
        if missing := [path for path, stem in stems.items() if stem not in made]:
            raise BenchmarkError(f"{tool.name} made nothing of {missing[0]}")
        return list(pool.map(_score, [(path, made[stem]) for path, stem in stems.items()]))


def _score(pair: tuple[str, str]) -> Sample:
    import pillow_avif  # noqa: F401 - registers the AVIF decoder
    from PIL import Image

    source, output = pair
    with Image.open(output) as opened:
        size = opened.size
    reference = io.BytesIO()
    pictures.upright_srgb(source).resize(size, Image.Resampling.LANCZOS).save(
        reference, "PNG", compress_level=1
    )
    with open(output, "rb") as stream:
        encoded = stream.read()
    return Sample(0, len(encoded), ssimulacra2(reference.getvalue(), encoded), 0)
