"""Caps are promises, misses are answered as asked, and pixels are kept where that is better."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.codecs.repack import repacked
from pixelprep_cli.errors import LimitMissedError
from pixelprep_cli.model.amounts import ByteSize, Share
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.model.settings import Limits, Output, Resize
from pixelprep_cli.model.settings import Metadata as MetadataSetting
from pixelprep_cli.model.values import WRITABLE, FormatChoice

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.result import Made

Run = Callable[..., "Made"]
Draw = Callable[..., Image.Image]
Encode = Callable[..., bytes]
Codes = Callable[["Made"], list[str]]
Decoded = Callable[["Made"], Image.Image]


def packed(data: bytes) -> bytes:
    """A JPEG that no recode makes smaller."""
    return repacked("jpeg", data, "balanced")


def to(*formats: str, **options: Any) -> Output:
    return Output(format=FormatChoice(formats), **options)


def cap(size: int, **options: Any) -> Limits:
    return Limits(max_size=ByteSize(size), **options)


def described() -> bytes:
    """EXIF of some size, with an orientation and a place."""
    exif = Image.Exif()
    exif[0x013B], exif[0x010E] = "Zoe Bell", "A long caption. " * 20
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (48.0, 51.0, 29.0)
    return exif.tobytes()


INSTALLED = [name for name in WRITABLE if name != "jxl" or find_spec("pylibjxl")]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    width=st.integers(1, 160),
    height=st.integers(1, 120),
    size=st.integers(20, 20_000),
    target=st.sampled_from(INSTALLED),
    on_miss=st.sampled_from(["fail", "downscale", "keep"]),
    drawn=st.booleans(),
    with_exif=st.booleans(),
)
def test_a_cap_is_never_exceeded_without_a_word(
    *,
    run: Run,
    photo: Draw,
    drawing: Draw,
    encode: Encode,
    codes: Codes,
    width: int,
    height: int,
    size: int,
    target: str,
    on_miss: str,
    drawn: bool,
    with_exif: bool,
) -> None:
    image = drawing(160, 120) if drawn else photo(160, 120)
    image = image.resize((width, height))
    data = encode(image, "png", **({"exif": described()} if with_exif else {}))
    missed, made = None, None
    try:
        made = run(data, "a.png", output=to(target), limits=cap(size, on_miss=on_miss))
    except LimitMissedError as error:
        missed = error
    if made is None:
        assert missed
        assert on_miss != "keep"
        assert missed.reached > size
        return
    assert ("goal_missed" in codes(made)) is (len(made.data) > size)
    assert on_miss == "keep" or len(made.data) <= size


def test_the_metadata_count_in_the_cap(run: Run, photo: Draw, encode: Encode) -> None:
    data = encode(photo(), "jpeg", quality=95, exif=described())
    plain = len(run(data, output=to("jpeg", quality=40)).data)
    made = run(data, output=to("jpeg"), limits=cap(plain))
    assert b"Zoe Bell" in made.data
    assert 0.8 * plain < len(made.data) <= plain


@pytest.mark.parametrize("target", ["jpeg", "webp", "avif", "png"])
def test_the_highest_quality_that_fits_is_used(
    run: Run, photo: Draw, encode: Encode, target: str
) -> None:
    data = encode(photo(), "png")
    sizes = {
        quality: len(run(data, "a.png", output=to(target, quality=quality)).data)
        for quality in range(30, 60)
    }
    for size in (sizes[34], sizes[45] + 1, sizes[57]):
        output = to(target, quality=59, quality_min=30)
        made = run(data, "a.png", output=output, limits=cap(size))
        used = made.outcome.quality or 0
        assert len(made.data) <= size
        assert used == 59 or max(sizes[used + 1], sizes.get(used + 2, 0)) > size
        assert made.outcome.encodes <= 13


def test_a_limit_that_is_missed_fails_with_what_was_reached(
    run: Run, photo: Draw, encode: Encode
) -> None:
    with pytest.raises(LimitMissedError) as caught:
        run(encode(photo(), "png"), "a.png", output=to("jpeg", quality_min=40), limits=cap(1000))
    assert caught.value.quality == 40
    assert caught.value.reached > 1000
    assert "1.0 kB" in str(caught.value)
    assert "quality 40" in str(caught.value)


def test_a_limit_that_is_missed_can_be_a_goal(
    run: Run, photo: Draw, encode: Encode, codes: Codes
) -> None:
    limits = Limits(reduce_by=Share(0.99), on_miss="keep")
    made = run(encode(photo(), "jpeg"), output=to("jpeg", quality_min=50), limits=limits)
    assert (made.outcome.status, made.outcome.quality) == (Status.OPTIMIZED, 50)
    assert codes(made) == ["goal_missed"]


@pytest.mark.parametrize("target", WRITABLE)
def test_a_picture_can_be_shrunk_until_it_fits(
    run: Run, photo: Draw, encode: Encode, codes: Codes, target: str
) -> None:
    size = 1500
    made = run(
        encode(photo(), "png"),
        "a.png",
        output=to(target, quality_min=90, quality=95),
        limits=cap(size, on_miss="downscale"),
    )
    outcome = made.outcome
    assert 0.5 * size < len(made.data) <= size
    assert "downscaled" in codes(made)
    assert (outcome.width or 0) < 240
    assert abs((outcome.width or 0) / (outcome.height or 1) - 1.5) < 0.1
    with Image.open(BytesIO(made.data)) as image:
        assert image.size == (outcome.width, outcome.height)


def test_a_reduction_is_of_the_source(run: Run, photo: Draw, encode: Encode) -> None:
    data = encode(photo(), "jpeg", quality=98)
    made = run(data, limits=Limits(reduce_by=Share(0.7)))
    assert len(made.data) <= 0.3 * len(data)
    assert len(made.data) > 0.2 * len(data)


def test_quality_goes_up_to_a_lower_bound_and_a_miss_is_named(
    run: Run, photo: Draw, encode: Encode, codes: Codes
) -> None:
    data = encode(photo(), "png")
    default = len(run(data, "a.png", output=to("jpeg")).data)
    limits = Limits(min_size=ByteSize(default + 1000))
    made = run(data, "a.png", output=to("jpeg"), limits=limits)
    assert len(made.data) >= default + 1000
    assert "below_min_size" not in codes(made)
    limits = Limits(min_size=ByteSize(10**6))
    made = run(data, "a.png", output=to("jpeg", quality=100), limits=limits)
    assert made.outcome.status is Status.OPTIMIZED
    assert "below_min_size" in codes(made)


def test_png_under_a_cap_loses_colours_only_where_it_must(
    run: Run, photo: Draw, encode: Encode
) -> None:
    data = encode(photo(), "bmp")
    lossless = run(data, "a.bmp", output=to("png"))
    assert lossless.outcome.quality is None
    roomy = run(data, "a.bmp", output=to("png"), limits=cap(len(lossless.data)))
    assert roomy.data == lossless.data
    tight = run(data, "a.bmp", output=to("png"), limits=cap(len(lossless.data) // 3))
    assert len(tight.data) <= len(lossless.data) // 3
    with Image.open(BytesIO(tight.data)) as image:
        assert image.mode == "P"


@pytest.mark.parametrize("policy", ["keep", "safe", "none"])
@pytest.mark.parametrize(("chosen", "quality"), [("same", 40), ("auto", 3)])
def test_pixels_are_kept_where_encoding_gains_nothing(
    *,
    run: Run,
    photo: Draw,
    encode: Encode,
    codes: Codes,
    decoded: Decoded,
    policy: Any,
    chosen: str,
    quality: int,
) -> None:
    data = packed(encode(photo(), "jpeg", quality=quality, exif=described()))
    made = run(data, output=to(chosen), metadata=MetadataSetting(policy=policy))
    outcome = made.outcome
    assert (outcome.status, outcome.format, outcome.quality) == (Status.KEPT, "jpeg", None)
    assert (outcome.width, outcome.height) == (160, 240)
    assert (outcome.source_width, outcome.source_height) == (160, 240)
    assert codes(made) == []
    found = container("jpeg").read_metadata(made.data).exif or b""
    assert (b"Zoe Bell" in found) is (policy != "none")
    with Image.open(BytesIO(made.data)) as after, Image.open(BytesIO(data)) as before:
        assert after.getexif()[0x0112] == 6
        assert bool(after.getexif().get_ifd(0x8825)) is (policy == "keep")
        assert after.tobytes() == before.tobytes()
    assert decoded(made).size == (160, 240)


@pytest.mark.parametrize("name", ["png", "webp", "avif", "gif", "tiff"])
def test_every_format_can_be_kept(run: Run, drawing: Draw, encode: Encode, name: str) -> None:
    image = drawing(40, 30)
    options = {"webp": {"quality": 1, "method": 6}, "avif": {"quality": 1, "speed": 2}}
    data = encode(image.quantize(8) if name in ("png", "gif") else image, name)
    data = encode(image, name, **options[name]) if name in options else data
    made = run(data, f"a.{name}", output=to("same", effort="fast"))
    if made.outcome.status is Status.OPTIMIZED:
        assert len(made.data) < len(data)
        made = run(made.data, f"b.{name}", output=to("same", effort="fast"))
    assert made.outcome.status is Status.KEPT
    assert made.outcome.format == name


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "avif", "gif", "tiff"])
def test_a_second_run_changes_nothing(run: Run, drawing: Draw, encode: Encode, name: str) -> None:
    image = drawing(mode="RGB")
    data = encode(image.quantize(8) if name == "gif" else image, name)
    once = run(data, f"a.{name}").data
    twice = run(once, f"a.{name}").data
    assert run(twice, f"a.{name}").data == twice
    assert len(twice) <= len(once) <= max(len(data), len(once))


@pytest.mark.parametrize(
    "asked",
    [
        {"resize": Resize(width=100)},
        {"output": to("same", dpi=300)},
        {"output": to("webp")},
    ],
)
def test_pixels_are_not_kept_where_something_else_was_asked(
    run: Run, photo: Draw, encode: Encode, asked: dict[str, Any]
) -> None:
    data = packed(encode(photo(), "jpeg", quality=40))
    assert run(data, **asked).outcome.status is Status.OPTIMIZED


def test_pixels_that_have_to_be_converted_are_not_kept(
    run: Run, photo: Draw, encode: Encode
) -> None:
    data = encode(photo(mode="CMYK"), "jpeg", quality=5)
    assert run(data).outcome.status is Status.OPTIMIZED


def test_a_source_that_fits_is_kept_rather_than_missed_or_shrunk(
    run: Run, photo: Draw, encode: Encode
) -> None:
    data = packed(encode(photo(), "jpeg", quality=40))
    for on_miss in ("fail", "keep", "downscale"):
        made = run(
            data,
            output=to("same", quality_min=90),
            limits=cap(len(data), on_miss=on_miss),
        )
        assert made.outcome.status is Status.KEPT
        assert (made.outcome.width, made.outcome.height) == (240, 160)


def test_a_source_over_the_cap_is_not_kept(run: Run, photo: Draw, encode: Encode) -> None:
    data = encode(photo(), "jpeg", quality=40)
    made = run(data, limits=cap(len(data) * 2 // 3))
    assert made.outcome.status is Status.OPTIMIZED
    assert len(made.data) <= len(data) * 2 // 3


def test_a_source_under_the_lower_bound_is_not_kept(
    run: Run, photo: Draw, encode: Encode, codes: Codes
) -> None:
    data = packed(encode(photo(), "jpeg", quality=80))
    assert run(data, output=to("same", quality=95)).outcome.status is Status.KEPT
    made = run(data, limits=Limits(min_size=ByteSize(len(data) + 1000)))
    assert made.outcome.status is Status.OPTIMIZED
    assert len(made.data) >= len(data) + 1000
    assert "below_min_size" not in codes(made)
    made = run(data, limits=Limits(min_size=ByteSize(10**6)))
    assert made.outcome.status is Status.OPTIMIZED
    assert "below_min_size" in codes(made)


def test_a_lossless_source_that_fits_is_not_spoilt(run: Run, photo: Draw, encode: Encode) -> None:
    image = photo()
    data = encode(image, "png", optimize=True)
    fast = to("same", effort="fast")
    assert len(run(data, "a.png", output=to("png", effort="fast")).data) > len(data)
    made = run(data, "a.png", output=fast, limits=cap(len(data)))
    assert made.outcome.status is Status.KEPT
    with Image.open(BytesIO(made.data)) as kept:
        assert kept.tobytes() == image.tobytes()


def test_a_gain_map_that_goes_with_the_metadata_is_named(
    run: Run, photo: Draw, encode: Encode, codes: Codes
) -> None:
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        b'xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"/></rdf:RDF>'
        b"</x:xmpmeta>"
    )
    plain = packed(encode(photo(), "jpeg", quality=40))
    data = container("jpeg").with_metadata(plain, Metadata(xmp=xmp))
    made = run(data + plain)
    assert made.outcome.status is Status.KEPT
    assert codes(made) == ["gain_map_dropped"]


@pytest.mark.parametrize("name", ["gif", "png", "webp", "avif"])
def test_an_animation_keeps_its_frames_under_a_cap(
    run: Run, photo: Draw, encode: Encode, name: str
) -> None:
    frames = [photo(120, 90).rotate(angle) for angle in (0, 30, 60)]
    data = encode(frames[0], "webp", save_all=True, append_images=frames[1:], duration=80)
    free = run(data, "a.webp", output=to(name, quality=95))
    made = run(data, "a.webp", output=to(name), limits=cap(len(free.data) * 2 // 3))
    assert len(made.data) <= len(free.data) * 2 // 3
    with Image.open(BytesIO(made.data)) as image:
        assert getattr(image, "n_frames", 1) == 3


def test_an_animation_over_the_cap_is_missed_or_made_smaller(
    run: Run, drawing: Draw, encode: Encode
) -> None:
    frames = [drawing(60, 40, "RGBA").rotate(angle) for angle in (0, 30, 60)]
    data = encode(frames[0], "gif", save_all=True, append_images=frames[1:], duration=80)
    for name in ("gif", "png"):
        with pytest.raises(LimitMissedError):
            run(data, "a.gif", output=to(name), limits=cap(200))
    made = run(data, "a.gif", output=to("gif"), limits=cap(500, on_miss="downscale"))
    assert len(made.data) <= 500
    with Image.open(BytesIO(made.data)) as image:
        assert getattr(image, "n_frames", 1) == 3
