"""Fit what tells kinds of pictures apart: makes `kinds.json`.

The pictures are those of `kinds`, of another seed. Needs LightGBM.
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

ROUNDS = 100
SHAPE = {
    "num_leaves": 8,
    "min_data_in_leaf": 8,
    "learning_rate": 0.12,
    "lambda_l2": 1,
    "deterministic": True,
    "verbose": -1,
}
"""What LightGBM is told of the trees."""


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
    trees = fit([found for _, found in rows], [kind for kind, _ in rows])
    with open(arguments.output, "w", encoding="ascii") as file:
        json.dump(trees, file, separators=(",", ":"))
        file.write("\n")
    print(f"fitted to {len(rows)} pictures")


def fit(found: list[list[float]], labels: list[str]) -> dict[str, list[fitted.Tree]]:
    """The trees of each kind.

    All kinds count alike, however many pictures there are of each, but for photographs.

    Raises:
        BenchmarkError: LightGBM is not installed.
    """
    try:
        import lightgbm
        import numpy as np
    except ImportError:
        raise BenchmarkError("fit-kinds needs LightGBM: pip install lightgbm") from None
    counts = Counter(labels)
    each = np.array([COUNTED.get(label, 1.0) / counts[label] for label in labels])
    shown = lightgbm.Dataset(
        np.array(found),
        [kinds.KINDS.index(label) for label in labels],
        weight=each * len(labels) / each.sum(),
    )
    asked = {"objective": "multiclass", "num_class": len(kinds.KINDS), **SHAPE}
    booster = lightgbm.train(asked, shown, ROUNDS)
    trees: dict[str, list[fitted.Tree]] = {kind: [] for kind in kinds.KINDS}
    for number, told in enumerate(booster.dump_model()["tree_info"]):
        kind = kinds.KINDS[number % len(kinds.KINDS)]
        trees[kind].append(_tree(told["tree_structure"]))
    return trees


def _tree(told: dict[str, Any]) -> fitted.Tree:
    if "leaf_value" in told:
        return round(float(told["leaf_value"]), 4)
    bound = float(f"{told['threshold']:.6g}")
    return [
        told["split_feature"],
        bound,
        _tree(told["left_child"]),
        _tree(told["right_child"]),
    ]
