"""The lowest quality that looks as wanted, in few encodes."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.codec import Encoder, Knobs, Raster
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.model.settings import Output
from pixelprep_cli.model.values import Likeness
from pixelprep_cli.sizing.aim import TOLERANCE, Aim, Expectation, aim_for, reach


def encoder(name: str, width: int = 360, height: int = 352) -> Encoder:
    soft = Image.radial_gradient("L").resize((width, height))
    noise = Image.frombytes("L", soft.size, random.Random(5).randbytes(width * height))
    grain = Image.blend(soft, noise, 0.15)
    image = Image.merge("RGB", (grain, grain.rotate(180), soft))
    return Encoder(codec_for(name), Raster(image=image), Knobs(quality=None), Metadata())


@pytest.mark.parametrize(
    ("output", "aim"),
    [
        (Output(), None),
        (Output(target=Likeness(70)), Aim(70, 1, 100)),
        (Output(target=Likeness(70), quality=80), Aim(70, 1, 80)),
        (Output(target=Likeness(70), quality=80, quality_min=40), Aim(70, 40, 80)),
        (Output(target=Likeness(70), quality=30, quality_min=40), Aim(70, 30, 30)),
    ],
)
def test_a_search_is_bounded_by_the_qualities_that_are_said(
    output: Output, aim: Aim | None
) -> None:
    assert aim_for(output, codec_for("webp")) == aim


def test_formats_without_loss_have_no_aim() -> None:
    assert aim_for(Output(target=Likeness(70)), codec_for("tiff")) is None
    assert aim_for(Output(target=Likeness(70)), codec_for("png")) is None


@given(
    points=st.dictionaries(st.integers(1, 100), st.floats(0, 99), max_size=6),
    wanted=st.integers(30, 95),
)
def test_an_expectation_meets_what_it_has_learnt(points: dict[int, float], wanted: int) -> None:
    expected = Expectation("webp")
    for quality, score in points.items():
        expected.learn(quality, score)
    assert [expected(q) for q in points] == pytest.approx(list(points.values()), abs=1e-6)
    assert 1 <= expected.lowest(Aim(wanted, 1, 100)) <= 100


@pytest.mark.parametrize("name", ["jpeg", "webp", "avif"])
@pytest.mark.parametrize("wanted", [40, 70])
def test_a_target_is_reached_in_few_encodes(name: str, wanted: int) -> None:
    fit = reach(encoder(name), Aim(wanted, 1, 100))
    assert fit.perceptual is not None
    assert fit.perceptual >= wanted - TOLERANCE
    assert fit.encodes <= 6
    assert fit.data == encoder(name)(fit.quality)


def test_what_is_out_of_reach_gives_the_best_there_is() -> None:
    fit = reach(encoder("jpeg"), Aim(95, 1, 60))
    assert fit.quality == 60
