"""Fit what tells kinds of pictures apart: makes `kinds.json`.

The pictures are those of `kinds`, of both families of drawers and of another seed, and each counts
a second time as a variant of it. Needs LightGBM.
"""

import argparse
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

from PIL import Image

from benchmarks import BenchmarkError, kinds, pictures
from benchmarks.variants import variant
from pixelprep_cli.analysis import kind as fitted
from pixelprep_cli.analysis.features import features
from pixelprep_cli.model.facts import Kind

COUNTED = {"photograph": 3.0}
"""A photograph that is taken for a drawing costs most: its format hangs on it."""

EACH = 120
"""What one source has drawn of a kind counts no more than so many pictures, as they are alike."""

ROUNDS = 200
SHAPE = {
    "num_leaves": 10,
    "min_data_in_leaf": 8,
    "learning_rate": 0.1,
    "lambda_l2": 1,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "num_threads": 1,
    "deterministic": True,
    "verbose": -1,
}
"""What LightGBM is told of the trees: each sees few features and few pictures, so that they agree
on what holds beyond these.
"""

Shown = Iterator[tuple[Kind, int, Image.Image]]
Row = tuple[str, Kind, list[float]]
"""A source, a kind, and what was measured."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own words."""
    parser.add_argument("--files", type=int, default=120, help="pictures of each kind")
    parser.add_argument("--seed", type=int, default=100, help="draws other pictures")
    kinds.add_family(parser, default="both")
    parser.add_argument(
        "--labelled",
        metavar="DIR",
        action="append",
        default=[],
        help="pictures of your own as well, in a folder for each kind; can be repeated, "
        "and what is named twice counts double",
    )
    default = os.path.join(os.path.dirname(fitted.__file__), "kinds.json")
    parser.add_argument("--output", default=default, help="where the coefficients go")


def run(arguments: argparse.Namespace) -> None:
    """Measure, fit, and write the coefficients."""
    seed = arguments.seed
    photographs = [pictures.upright(path, 2400) for path in pictures.find(arguments.images)]
    rows: list[Row] = []
    for family in arguments.family or kinds.FAMILIES:
        shown = kinds.labelled(photographs, arguments.files, seed, [family])
        rows += measured(family, shown, seed)
    for place, folder in enumerate(arguments.labelled):
        rows += measured(f"{place} {folder}", kinds.real(folder), seed + place)
        rows += measured(f"{place} {folder} treated", kinds.treated(folder, seed + place), seed)
    trees = fit(rows)
    with open(arguments.output, "w", encoding="ascii") as file:
        json.dump(trees, file, separators=(",", ":"))
        file.write("\n")
    print(f"fitted to {len(rows)} pictures")


def measured(source: str, shown: Shown, seed: int) -> list[Row]:
    """The features of each picture, and of a variant of it."""
    rows: list[Row] = []
    for kind, number, picture in shown:
        rng = random.Random(f"{seed} {source} {kind} {number}")
        opaque = kinds.opaque(picture)
        rows += [
            (source, kind, features(picture)),
            (source, kind, features(variant(rng, kind, opaque))),
        ]
    return rows


def fit(rows: list[Row]) -> dict[str, list[fitted.Tree]]:
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
    shown = lightgbm.Dataset(
        np.array([found for _, _, found in rows]),
        [kinds.KINDS.index(kind) for _, kind, _ in rows],
        weight=np.array(_weights(rows)),
    )
    asked = {"objective": "multiclass", "num_class": len(kinds.KINDS), **SHAPE}
    booster = lightgbm.train(asked, shown, ROUNDS)
    trees: dict[str, list[fitted.Tree]] = {kind: [] for kind in kinds.KINDS}
    for number, told in enumerate(booster.dump_model()["tree_info"]):
        kind = kinds.KINDS[number % len(kinds.KINDS)]
        trees[kind].append(_tree(told["tree_structure"]))
    return trees


def _weights(rows: list[Row]) -> list[float]:
    """How much each picture counts; one on the average."""
    found = Counter((source, kind) for source, kind, _ in rows)
    each = [
        1.0 if kind == "photograph" else min(1.0, EACH / found[source, kind])
        for source, kind, _ in rows
    ]
    whole: Counter[str] = Counter()
    for (_, kind, _), weight in zip(rows, each, strict=True):
        whole[kind] += weight  # type: ignore[assignment]
    shares = [
        COUNTED.get(kind, 1.0) * weight / whole[kind]
        for (_, kind, _), weight in zip(rows, each, strict=True)
    ]
    return [share * len(rows) / sum(shares) for share in shares]


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
