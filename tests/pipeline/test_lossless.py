"""Nothing is lost where that was asked, or where a lossy encode would lose for nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.codecs.repack import repacked
from pixelprep_cli.errors import LimitMissedError, SourceError
from pixelprep_cli.model.amounts import ByteSize, Saving
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.model.settings import Limits, Output, Resize
from pixelprep_cli.model.values import FormatChoice

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.result import Made

Run = Callable[..., "Made"]
Draw = Callable[..., Image.Image]
Encode = Callable[..., bytes]
Codes = Callable[["Made"], list[str]]


def lossless(*formats: str, **options: Any) -> Output:
    return Output(format=FormatChoice(formats or ("same",)), lossless=True, **options)


def shown(data: bytes, mode: str | None = None) -> tuple[tuple[int, int], str]:
    """Dimensions and hash of what a decoder yields, in its own mode or in another."""
    with Image.open(BytesIO(data)) as image:
        pixels = image if mode is None else image.convert(mode)
        return pixels.size, hashlib.sha256(pixels.tobytes()).hexdigest()


def turned(orientation: int = 6) -> bytes:
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = orientation, "Zoe Bell"
    return exif.tobytes()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:0"])
def test_a_jpeg_is_recoded_without_touching_a_coefficient(
    run: Run, photo: Draw, encode: Encode, mode: str, subsampling: str
) -> None:
    options = {"subsampling": subsampling} if mode == "RGB" else {}
    data = encode(photo(mode=mode), "jpeg", quality=96, exif=turned(), **options)
    made = run(data, output=lossless())
    assert len(made.data) < len(data)
    assert shown(made.data) == shown(data)
    assert (made.outcome.status, made.outcome.quality) == (Status.OPTIMIZED, None)
    assert (made.outcome.width, made.outcome.height) == (160, 240)
    assert made.outcome.reason == "recoded without loss: nothing may be lost"
    with Image.open(BytesIO(made.data)) as image:
        assert image.info.get("progressive")
        assert image.getexif()[0x0112] == 6
        assert image.getexif()[0x013B] == "Zoe Bell"


def test_a_sequential_jpeg_stays_so_where_that_is_asked(
    run: Run, photo: Draw, encode: Encode
) -> None:
    made = run(encode(photo(), "jpeg"), output=lossless(progressive=False))
    assert made.outcome.status is Status.KEPT
    with Image.open(BytesIO(made.data)) as image:
        assert not image.info.get("progressive")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_is_reduced_and_packed_with_equal_pixels(
    run: Run, photo: Draw, encode: Encode, mode: str
) -> None:
    image = photo().convert("L").convert("I").point(lambda level: level * 257).convert("I;16")
    image = image if mode == "I;16" else photo().convert(mode)
    data = encode(image, "png", compress_level=1)
    made = run(data, "a.png", output=lossless())
    common = "I;16" if mode == "I;16" else "RGBA"
    assert shown(made.data, common) == shown(data, common)
    assert len(made.data) < len(data)
    assert "bit_depth_reduced" not in [warning.code for warning in made.outcome.warnings]


def test_hidden_colours_of_a_png_stay(run: Run, photo: Draw, encode: Encode) -> None:
    image = photo().convert("RGBA")
    image.putalpha(image.getchannel("R").point([0] * 100 + [255] * 156))
    data = encode(image, "png")
    assert shown(run(data, "a.png", output=lossless()).data, "RGBA") == shown(data, "RGBA")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_webp_without_loss_is_encoded_anew(
    run: Run, photo: Draw, encode: Encode, mode: str
) -> None:
    image = photo().convert(mode)
    if mode == "RGBA":
        image.putalpha(image.getchannel("G"))
    data = encode(image, "webp", lossless=True, exact=True, method=0, quality=0)
    exif = turned(1).removeprefix(b"Exif\0\0")
    data = container("webp").with_metadata(data, Metadata(exif=exif))
    made = run(data, "a.webp", output=lossless())
    assert len(made.data) < len(data)
    assert shown(made.data) == shown(data)
    assert b"Zoe Bell" in (container("webp").read_metadata(made.data).exif or b"")


@pytest.mark.parametrize("output", [lossless(), Output()], ids=["lossless", "same"])
@pytest.mark.parametrize("name", ["png", "webp"])
def test_what_can_be_turned_without_loss_is_upright_in_every_viewer(
    run: Run, photo: Draw, encode: Encode, name: str, output: Output
) -> None:
    image = photo()
    options = {"lossless": True} if name == "webp" else {}
    data = encode(image, name, exif=turned(), **options)
    made = run(data, f"a.{name}", output=output, limits=Limits(min_savings=Saving.parse("99%")))
    upright = image.transpose(Image.Transpose.ROTATE_270)
    with Image.open(BytesIO(made.data)) as seen:
        assert seen.convert("RGB").tobytes() == upright.tobytes()
        assert seen.getexif().get(0x0112, 1) == 1
        assert seen.getexif()[0x013B] == "Zoe Bell"


def test_sixteen_bits_keep_their_tag_as_turning_would_halve_them(
    run: Run, photo: Draw, encode: Encode
) -> None:
    deep = photo().convert("L").convert("I").point(lambda level: level * 257).convert("I;16")
    data = encode(deep, "png", exif=turned())
    made = run(data, "a.png", output=lossless())
    assert shown(made.data) == shown(data)
    with Image.open(BytesIO(made.data)) as seen:
        assert seen.getexif()[0x0112] == 6


@pytest.mark.parametrize("name", ["webp", "avif", "gif"])
def test_what_cannot_be_recoded_is_kept(run: Run, drawing: Draw, encode: Encode, name: str) -> None:
    data = encode(drawing(), name)
    made = run(data, f"a.{name}", output=lossless())
    assert made.outcome.status is Status.KEPT
    assert made.outcome.reason
    assert shown(made.data) == shown(data)


@pytest.mark.parametrize("name", ["png", "webp", "tiff"])
def test_another_format_is_encoded_without_loss(
    run: Run, photo: Draw, encode: Encode, name: str
) -> None:
    data = encode(photo(), "bmp")
    made = run(data, "a.bmp", output=lossless(name, effort="fast"))
    assert made.outcome.quality is None
    assert shown(made.data, "RGB") == shown(data, "RGB")


@pytest.mark.parametrize("name", ["jpeg", "avif", "gif"])
def test_a_format_that_would_lose_is_refused(
    run: Run, photo: Draw, encode: Encode, name: str
) -> None:
    with pytest.raises(SourceError) as caught:
        run(encode(photo(), "png"), "a.png", output=lossless(name))
    assert caught.value.code == "lossless_impossible"
    assert name in str(caught.value)
    assert "--format png" in str(caught.value)


def test_a_jpeg_that_cannot_stay_as_it_is_is_refused_rather_than_encoded_with_loss(
    run: Run, photo: Draw, encode: Encode
) -> None:
    with pytest.raises(SourceError) as caught:
        run(encode(photo(), "jpeg"), output=lossless(dpi=300))
    assert caught.value.code == "lossless_impossible"


def test_samples_of_a_grey_png_stay_whatever_gamma_they_have(run: Run, photo: Draw) -> None:
    image, options = photo(mode="L"), PngInfo()
    options.add(b"gAMA", (100_000).to_bytes(4))
    buffer = BytesIO()
    image.save(buffer, "png", pnginfo=options)
    made = run(buffer.getvalue(), "a.png", output=lossless("tiff"))
    assert shown(made.data, "L") == shown(buffer.getvalue(), "L")


def test_a_gif_of_few_colours_is_not_refused(run: Run, drawing: Draw, encode: Encode) -> None:
    data = encode(drawing(), "png")
    made = run(data, "a.png", output=lossless("gif"))
    assert shown(made.data, "RGB") == shown(data, "RGB")


def test_a_resized_jpeg_is_refused_and_a_resized_png_encoded_without_loss(
    run: Run, photo: Draw, encode: Encode
) -> None:
    half = Resize(width=120)
    with pytest.raises(SourceError, match="would have to be encoded anew"):
        run(encode(photo(), "jpeg"), output=lossless(), resize=half)
    plain = run(encode(photo(), "png"), "a.png", resize=half)
    made = run(encode(photo(), "png"), "a.png", output=lossless("webp"), resize=half)
    assert shown(made.data, "RGB") == shown(plain.data, "RGB")
    assert run(encode(photo(), "jpeg"), output=lossless(), resize=Resize(width=900)).data


@pytest.mark.parametrize(("name", "chosen"), [("jpeg", "jpeg"), ("avif", "avif"), ("png", "webp")])
def test_auto_chooses_what_loses_nothing(
    run: Run, photo: Draw, encode: Encode, name: str, chosen: str
) -> None:
    data = encode(photo(), name)
    made = run(data, f"a.{name}", output=lossless("auto"))
    assert made.outcome.format == chosen
    assert shown(made.data, "RGB") == shown(data, "RGB")


def test_the_first_format_of_several_that_loses_nothing_is_taken(
    run: Run, photo: Draw, encode: Encode
) -> None:
    made = run(encode(photo(), "png"), "a.png", output=lossless("jpeg", "webp"))
    assert made.outcome.format == "webp"
    made = run(encode(photo(), "jpeg"), output=lossless("webp", "jpeg"))
    assert made.outcome.format == "jpeg"


def test_the_profile_stays_where_the_pixels_do(run: Run, photo: Draw, encode: Encode) -> None:
    from PIL import ImageCms

    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain = encode(photo(), "jpeg", quality=90)
    data = container("jpeg").with_metadata(plain, Metadata(icc=grey))
    made = run(data, output=lossless())
    assert shown(made.data) == shown(data)
    assert "profile_invalid" in [warning.code for warning in made.outcome.warnings]


def test_a_limit_is_met_without_loss_or_missed(
    run: Run, photo: Draw, encode: Encode, codes: Codes
) -> None:
    data = encode(photo(), "jpeg", quality=95)
    size = len(run(data, output=lossless()).data)
    fits = run(data, output=lossless(), limits=Limits(max_size=ByteSize(size)))
    assert len(fits.data) == size < len(data)
    tight = ByteSize(size - 1)
    with pytest.raises(LimitMissedError) as caught:
        run(data, output=lossless(), limits=Limits(max_size=tight))
    assert caught.value.reached == size
    made = run(data, output=lossless(), limits=Limits(max_size=tight, on_miss="keep"))
    assert (len(made.data), codes(made)) == (size, ["goal_missed"])
    with pytest.raises(SourceError, match="encoded anew"):
        run(data, output=lossless(), limits=Limits(max_size=tight, on_miss="downscale"))
    shrunk = run(
        encode(photo(), "png"),
        "a.png",
        output=lossless(),
        limits=Limits(max_size=ByteSize(20_000), on_miss="downscale"),
    )
    assert len(shrunk.data) <= 20_000
    assert shrunk.outcome.quality is None


@pytest.mark.parametrize("formats", ["same", "jpeg"])
def test_a_jpeg_as_coarse_as_is_wanted_is_not_encoded_again(
    run: Run, photo: Draw, encode: Encode, formats: str
) -> None:
    data = encode(photo(), "jpeg", quality=70)
    chosen = FormatChoice((formats,))
    made = run(data, output=Output(format=chosen, quality=80))
    assert shown(made.data) == shown(data)
    assert len(made.data) < len(data)
    assert made.outcome.reason == (
        "recoded without loss: its own quality is about 70, no more than the 80 that is wanted"
    )
    again = run(made.data, output=Output(format=chosen, quality=80))
    assert (again.outcome.status, again.data) == (Status.KEPT, made.data)
    assert again.outcome.reason
    assert run(data, output=Output(format=chosen, quality=60)).outcome.quality == 60


def test_a_lossy_encode_that_is_hardly_smaller_yields_to_a_recode(
    run: Run, photo: Draw, encode: Encode
) -> None:
    data = encode(photo(), "jpeg", quality=91, subsampling="4:4:4", optimize=True)
    made = run(data, output=Output(quality=90))
    assert shown(made.data) == shown(data)
    assert "would save" in (made.outcome.reason or "")


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("0", Status.OPTIMIZED),
        ("20%", Status.OPTIMIZED),
        ("99%", Status.KEPT),
        ("90KB", Status.KEPT),
    ],
)
def test_what_saves_too_little_is_replaced_by_the_sources_pixels(
    run: Run, photo: Draw, encode: Encode, wanted: str, status: Status
) -> None:
    data = encode(photo(), "jpeg", quality=97, exif=turned())
    limits = Limits(min_savings=Saving.parse(wanted))
    for formats in ("same", "auto"):
        made = run(data, output=Output(format=FormatChoice((formats,)), quality=60), limits=limits)
        assert made.outcome.status is status
        if status is Status.KEPT:
            assert (shown(made.data), made.outcome.format) == (shown(data), "jpeg")
            assert made.outcome.reason


@pytest.mark.parametrize("name", ["png", "webp", "avif", "gif", "tiff"])
@pytest.mark.parametrize("frames", [1, 3])
def test_savings_are_asked_of_every_format_and_of_animations(
    run: Run, photo: Draw, encode: Encode, *, name: str, frames: int
) -> None:
    if name == "tiff" and frames > 1:
        pytest.skip("TIFF is no animation")
    first, *others = (photo(96, 64).rotate(9 * turn) for turn in range(frames))
    options = {"save_all": True, "append_images": others, "duration": 80} if others else {}
    data = encode(first, name, **options, **({"codec": "aom"} if name == "avif" else {}))
    limits = Limits(min_savings=Saving.parse("99%"))
    for formats in ("same", "auto"):
        if (name, formats) == ("tiff", "auto"):
            continue
        output = Output(format=FormatChoice((formats,)), quality=30 if name != "tiff" else None)
        made = run(data, f"a.{name}", output=output, limits=limits)
        assert (made.outcome.status, made.outcome.format) == (Status.KEPT, name)
        assert shown(made.data, "RGBA") == shown(data, "RGBA")


def test_a_recode_too_has_to_save_enough(run: Run, photo: Draw, encode: Encode) -> None:
    data = encode(photo(), "jpeg", quality=60)
    made = run(data, limits=Limits(min_savings=Saving.parse("90%")))
    assert made.outcome.status is Status.KEPT
    assert len(made.data) == len(data)


def test_a_format_that_is_named_is_honoured_though_it_saves_nothing(
    run: Run, photo: Draw, encode: Encode, codes: Codes
) -> None:
    data = encode(photo(), "jpeg", quality=20)
    limits = Limits(min_savings=Saving.parse("50%"))
    made = run(data, output=Output(format=FormatChoice(("png",))), limits=limits)
    assert (made.outcome.status, made.outcome.format) == (Status.OPTIMIZED, "png")
    assert "larger_than_source" in codes(made)


def test_a_recode_that_meets_the_cap_goes_before_a_lossy_encode(
    run: Run, photo: Draw, encode: Encode
) -> None:
    data = encode(photo(), "jpeg", quality=85)
    size = len(repacked("jpeg", data, "balanced"))
    assert size < len(data)
    made = run(data, limits=Limits(max_size=ByteSize(size)), output=Output(quality=95))
    assert shown(made.data) == shown(data)
