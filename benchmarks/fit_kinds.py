"""Fit what tells kinds of pictures apart: makes `kinds.json`.

The pictures are those of `kinds`, of another seed. Needs NumPy.
"""

import argparse
import json
import os
from collections import Counter
from itertools import chain
from typing import Any

from benchmarks import BenchmarkError, kinds, pictures
from pixelprep_cli.analysis import kind as fitted
from pixelprep_cli.analysis.features import features

COUNTED = {"photograph": 1.5}
"""A photograph that is taken for a drawing costs most: its format hangs on it."""

RIDGE = 0.001
ROUNDS = 1500
RATE = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own words."""
    parser.add_argument("--files", type=int, default=150, help="pictures of each kind")
    parser.add_argument("--seed", type=int, default=100, help="draws other pictures")
    parser.add_argument(
        "--labelled", metavar="DIR", help="pictures of your own as well, in a folder for each kind"
    )
    default = os.path.join(os.path.dirname(fitted.__file__), "kinds.json")
    parser.add_argument("--output", default=default, help="where the coefficients go")


def run(arguments: argparse.Namespace) -> None:
    """Measure, fit, and write the coefficients."""
    photographs = [pictures.upright(path, 2400) for path in pictures.find(arguments.images)]
    shown = [kinds.labelled(photographs, arguments.files, arguments.seed)]
    if arguments.labelled:
        shown += [kinds.real(arguments.labelled), kinds.treated(arguments.labelled, arguments.seed)]
    rows = [(kind, features(picture)) for kind, _, picture in chain(*shown)]
    model = fit([found for _, found in rows], [kind for kind, _ in rows])
    with open(arguments.output, "w", encoding="ascii") as file:
        json.dump(model, file, indent=1)
        file.write("\n")
    right = sum(told(model, found) == kind for kind, found in rows)
    print(f"{right / len(rows):.1%} of {len(rows)} that were fitted are told apart")


def fit(found: list[list[float]], labels: list[str]) -> dict[str, Any]:
    """Multinomial logistic regression with a ridge, by accelerated gradient descent.

    All kinds count alike, however many pictures there are of each, but for photographs.

    Raises:
        BenchmarkError: NumPy is not installed.
    """
    try:
        import numpy as np
    except ImportError:
        raise BenchmarkError("fit-kinds needs NumPy: pip install numpy") from None
    table = np.array(found)
    mean, spread = table.mean(0), np.maximum(table.std(0), 1e-3)
    told = np.array([fitted.terms(row, mean, spread) for row in found])
    wanted = np.array([[float(label == kind) for kind in kinds.KINDS] for label in labels])
    counts = Counter(labels)
    each = np.array([[COUNTED.get(label, 1.0) / counts[label]] for label in labels])
    each /= each.sum()
    weights = np.zeros((told.shape[1], len(kinds.KINDS)))
    before = weights.copy()
    step = 2 * RATE / np.linalg.norm(told * np.sqrt(each), 2) ** 2
    for turn in range(ROUNDS):
        ahead = weights + turn / (turn + 3) * (weights - before)
        scores = told @ ahead
        odds = np.exp(scores - scores.max(1, keepdims=True))
        shares = odds / odds.sum(1, keepdims=True)
        slope = told.T @ (each * (shares - wanted)) + RIDGE * ahead
        before, weights = weights, ahead - step * slope
    return {
        "mean": [round(value, 4) for value in mean.tolist()],
        "spread": [round(value, 4) for value in spread.tolist()],
        "weights": {
            kind: [round(value, 4) for value in weights[:, place].tolist()]
            for place, kind in enumerate(kinds.KINDS)
        },
    }


def told(model: dict[str, Any], found: list[float]) -> str:
    """The kind that a model tells."""
    given = fitted.terms(found, model["mean"], model["spread"])
    scores = {
        kind: sum(a * b for a, b in zip(weights, given, strict=True))
        for kind, weights in model["weights"].items()
    }
    return str(max(scores, key=lambda kind: scores[kind]))
