"""What draws the pictures by which kinds are fitted and judged."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from benchmarks.variants import variant
from PIL import Image

from benchmarks import kinds

if TYPE_CHECKING:
    from benchmarks.drawn import Drawer

    from pixelprep_cli.model.facts import Kind

SIZE = (320, 240)
DRAWERS = [
    (kind, drawer)
    for drawers, _ in kinds.FAMILIES.values()
    for kind, each in drawers.items()
    for drawer in each
]


@pytest.mark.parametrize(("kind", "drawer"), DRAWERS)
def test_each_drawer_draws_something(kind: Kind, drawer: Drawer) -> None:
    drawn = drawer(random.Random(kind), SIZE)
    assert drawn.mode == "RGB"
    assert drawn.getcolors(1) is None


@pytest.mark.parametrize("family", kinds.FAMILIES)
def test_mixed_pictures_are_not_what_was_photographed(family: str) -> None:
    photograph = Image.effect_noise(SIZE, 40).convert("RGB")
    for seed in range(12):
        made = kinds.FAMILIES[family][1](random.Random(seed), SIZE, [photograph])
        assert made.tobytes() != photograph.tobytes()


def test_a_variant_of_a_mixed_picture_is_all_of_it() -> None:
    picture = Image.effect_noise((400, 200), 40).convert("RGB")
    for seed in range(12):
        made = variant(random.Random(seed), "mixed", picture)
        assert made.width / made.height == pytest.approx(2, abs=0.02)
