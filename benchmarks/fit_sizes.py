"""Make the models that predict sizes, from any folder of photographs.

Each picture is scaled to several long edges, encoded whole and as a mosaic at several qualities.
A ridge regression tells from the mosaic how large the whole is. The spread, which becomes a
prediction's range, is the error of pictures that were left out of the fit.
"""

import argparse
import json
import math
import os
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks import pictures
from benchmarks.sizes import FORMATS, encoder, scaled
from benchmarks.tables import markdown
from pixelprep_cli.batch.priority import renounce_realtime

EDGES = (1650, 1920, 2300, 2800, 4000)
QUALITIES = {
    "jpeg": (30, 40, 55, 70, 80, 85, 86, 90, 95, 100),
    "webp": (30, 40, 55, 70, 80, 90, 95),
    "avif": (30, 40, 50, 60, 69, 70, 78, 86, 95),
    "png": (None,),
}
EDGES_A_PICTURE = 2
RIDGE = 1e-4
IN_RANGE = 0.915
"""The share of predictions whose range is to hold the truth."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the estimator was told of one encode, and by how much it was wrong: logarithms."""

    picture: str
    model: str
    features: list[float]
    wrong: float
    curve: list[float]
    bits: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `fit-sizes`, beside those that all commands share."""
    parser.add_argument("--output", help="the file to write (default: the package's own)")


def run(arguments: argparse.Namespace) -> None:
    """Write the models, and print what was learnt."""
    from pixelprep_cli.sizing import estimate

    os.environ["SVT_LOG"] = "0"
    paths = pictures.find(arguments.images)
    tasks = [
        (path, EDGES[(number + step * 2) % len(EDGES)])
        for number, path in enumerate(paths)
        for step in range(EDGES_A_PICTURE)
    ]
    by_model = defaultdict(list)
    with ProcessPoolExecutor(initializer=renounce_realtime) as pool:
        for samples in pool.map(_samples, tasks):
            for sample in samples:
                by_model[sample.model].append(sample)
    left_out = {name: _left_out(samples) for name, samples in sorted(by_model.items())}
    models = {name: _model(by_model[name], errors) for name, errors in left_out.items()}
    output = arguments.output or os.path.join(os.path.dirname(estimate.__file__), "models.json")
    with open(output, "w", encoding="ascii") as stream:
        json.dump(models, stream, indent=1)
        stream.write("\n")
    print(f"{len(paths)} pictures; errors of each with the picture itself left out of the fit\n")
    print(_table(left_out))


def _table(left_out: dict[str, list[float]]) -> str:
    rows = [
        [
            name,
            str(len(errors)),
            *(f"{share * 100:.1f} %" for share in (median(errors), _at(errors, 0.95), errors[-1])),
        ]
        for name, errors in left_out.items()
    ]
    return markdown(["model", "encodes", "median", "95th percentile", "worst"], rows)


def _samples(task: tuple[str, int]) -> list[Sample]:
    from pixelprep_cli.pipeline.foresight import WORTH

    path, edge = task
    picture = scaled(path, edge)
    if picture is None or picture.width * picture.height < WORTH:
        return []
    return [sample for name in FORMATS for sample in _of_format(path, picture, name)]


def _of_format(path: str, picture: Any, name: str) -> list[Sample]:
    from pixelprep_cli.sizing.estimate import HEADER, curve_features, estimator, model_name

    encode = encoder(picture, name, None)
    told = estimator(encode)
    assert told  # noqa: S101 - the picture is large enough
    found = []
    for quality in QUALITIES[name]:
        true = len(encode(quality)) - HEADER[name]
        size, features = told.sample(quality)
        curve = curve_features(told.proxy_bits, quality) if quality else []
        bits = math.log(8 * true / (picture.width * picture.height))
        model = model_name(encode.codec, quality)
        found.append(Sample(path, model, features, math.log(true / size), curve, bits))
    return found


def _model(samples: Sequence[Sample], left_out: Sequence[float]) -> dict[str, Any]:
    model: dict[str, Any] = {
        "weights": _ridge([s.features for s in samples], [s.wrong for s in samples]),
        "spread": round(_at(left_out, IN_RANGE), 4),
    }
    if samples[0].curve:
        model["curve"] = _ridge([s.curve for s in samples], [s.bits for s in samples])
    return model


def _left_out(samples: Sequence[Sample]) -> list[float]:
    """The errors, in order, of predictions by a fit that has not seen the picture: logarithms."""
    errors = []
    for picture in {sample.picture for sample in samples}:
        rest = [sample for sample in samples if sample.picture != picture]
        weights = _ridge([s.features for s in rest], [s.wrong for s in rest])
        for sample in samples:
            if sample.picture == picture:
                told = sum(a * b for a, b in zip(weights, sample.features, strict=True))
                errors.append(abs(sample.wrong - told))
    return sorted(errors)


def _at(errors: Sequence[float], share: float) -> float:
    """The error that this share of them does not exceed: the nearest rank."""
    return errors[math.ceil(share * len(errors)) - 1]


def _ridge(features: Sequence[Sequence[float]], wanted: Sequence[float]) -> list[float]:
    """Weights of the least squares, drawn to zero a little except for the first, a constant."""
    import numpy as np

    a, y = np.array(features), np.array(wanted)
    penalty = RIDGE * len(a) * np.eye(a.shape[1])
    penalty[0, 0] = 0
    solved = np.linalg.solve(a.T @ a + penalty, a.T @ y)
    return [round(float(weight), 5) for weight in solved]
