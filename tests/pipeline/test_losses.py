"""What is lost is told, by the codes that the registry has for each kind of input."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from pixelprep_cli.codecs.inputs import INPUTS
from pixelprep_cli.model.settings import Output, Resize
from pixelprep_cli.model.values import FormatChoice

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.result import Made

Run = Callable[..., "Made"]
Draw = Callable[..., Image.Image]
Encode = Callable[..., bytes]
Codes = Callable[["Made"], list[str]]
Read = Callable[..., bytes]


def to(name: str, **options: Any) -> Output:
    return Output(format=FormatChoice((name,)), **options)


def soft(mode: str = "RGBA") -> Image.Image:
    """Half transparent towards the border, in many colours."""
    glow = Image.radial_gradient("L").resize((96, 64))
    return Image.merge("RGBA", (glow, glow.rotate(90), glow.rotate(180), glow)).convert(mode)


def several(name: str) -> tuple[bytes, str]:
    """A file of several pictures, and what is said of that."""
    buffer = BytesIO()
    first, second = soft("RGB"), soft("RGB").rotate(180)
    if name == "ico":
        first.resize((64, 64)).save(buffer, "ICO", sizes=[(64, 64), (32, 32)])
        return buffer.getvalue(), "pictures_dropped"
    code = {"tiff": "pages_dropped", "mpo": "pictures_dropped"}[name]
    first.save(buffer, name, save_all=True, append_images=[second])
    return buffer.getvalue(), code


@pytest.mark.parametrize("name", ["tiff", "mpo", "ico"])
@pytest.mark.parametrize("target", ["webp", "same"])
def test_pictures_that_are_left_out_are_told(
    run: Run, codes: Codes, name: str, target: str
) -> None:
    data, code = several(name)
    made = run(data, f"a.{name}", output=to(target, quality=40 if name == "mpo" else None))
    assert codes(made).count(code) == 1
    kind = INPUTS["jpeg" if name == "mpo" else name]
    assert code in kind.warned


def test_an_mpo_that_is_not_encoded_anew_tells_that_its_main_picture_is_left(
    run: Run, photo: Draw, codes: Codes
) -> None:
    buffer = BytesIO()
    photo().save(buffer, "MPO", save_all=True, append_images=[photo()], quality=30, optimize=True)
    made = run(buffer.getvalue(), "a.mpo", output=to("same"))
    assert (made.own, codes(made)) == (True, ["pictures_dropped"])


def test_partial_transparency_and_many_colours_do_not_go_into_gif_without_a_word(
    run: Run, encode: Encode, codes: Codes
) -> None:
    data = encode(soft(), "png")
    assert codes(run(data, "a.png", output=to("gif")))[:2] == ["alpha_hardened", "colours_reduced"]
    few = Image.new("RGBA", (40, 30), (9, 9, 200, 255))
    few.paste((0, 0, 0, 0), (0, 0, 10, 30))
    assert codes(run(encode(few, "bmp"), "a.bmp", output=to("gif"))) == []


def test_so_do_they_not_in_an_animation(run: Run, encode: Encode, codes: Codes) -> None:
    frames = [soft(), soft().rotate(180)]
    data = encode(frames[0], "png", save_all=True, append_images=frames[1:], duration=80)
    found = codes(run(data, "a.png", output=to("gif")))
    assert {"alpha_hardened", "colours_reduced"} <= set(found)


def test_resampling_a_gif_is_no_loss_of_colours(run: Run, encode: Encode, codes: Codes) -> None:
    hard = soft()
    hard.putalpha(hard.getchannel("A").point(lambda level: 255 * (level > 127)))
    frames = [hard.quantize(200), hard.rotate(180).quantize(200)]
    data = encode(frames[0], "gif", save_all=True, append_images=frames[1:], duration=80)
    made = run(data, "a.gif", output=to("gif"), resize=Resize(width=40))
    assert not {"alpha_hardened", "colours_reduced"} & set(codes(made))
    with Image.open(BytesIO(made.data)) as image:
        assert (image.size[0], getattr(image, "n_frames", 1)) == (40, 2)


@pytest.mark.parametrize("name", ["jxl"])
def test_jpeg_xl_is_written_read_and_held_to_a_cap(
    run: Run, photo: Draw, encode: Encode, decoded: Callable[[Made], Image.Image], name: str
) -> None:
    from pixelprep_cli.model.amounts import ByteSize
    from pixelprep_cli.model.settings import Limits

    data = encode(photo(300, 200), "png")
    free = run(data, "a.png", output=to(name))
    capped = run(data, "a.png", output=to(name), limits=Limits(max_size=ByteSize(2000)))
    assert free.outcome.quality == 75
    assert len(capped.data) <= 2000 < len(free.data)
    assert decoded(capped).size == (300, 200)
    again = run(free.data, "a.jxl", output=to("png"), resize=Resize(width=150))
    assert decoded(again).size == (150, 100)
    same = run(free.data, "b.jxl", output=to("same"))
    assert same.outcome.format == "jxl"


RED_GREEN_BLUE = bytes.fromhex(
    "ff0a41044d002026080401003c004b188b15805dd4ff00223053aa893f080401003c004b188b15805dd4ff00"
    "0e03abaa893f080405003c004b188b15805dd4ff002203abaa893f"
)
"""A JPEG XL of three frames, 8 × 8 pixels each, by libjxl."""


@pytest.mark.parametrize("name", ["jxl"])
def test_of_an_animated_jpeg_xl_the_last_frame_is_used_and_told(
    run: Run, codes: Codes, name: str, decoded: Callable[[Made], Image.Image]
) -> None:
    made = run(RED_GREEN_BLUE, f"a.{name}", output=to("png"))
    assert "frames_dropped" in codes(made)
    assert decoded(made).convert("RGB").getpixel((4, 4)) == (0, 0, 255)
    kept = run(RED_GREEN_BLUE, f"a.{name}", output=to("same", lossless=True))
    assert kept.data == RED_GREEN_BLUE
    assert "frames_dropped" not in codes(kept)


@pytest.mark.parametrize("name", ["jxl"])
def test_jpeg_xl_without_loss_and_with_transparency_is_exact(
    run: Run, encode: Encode, decoded: Callable[[Made], Image.Image], name: str
) -> None:
    made = run(encode(soft(), "png"), "a.png", output=to(name, quality=None))
    assert made.outcome.format == name
    assert decoded(made).mode == "RGBA"


@pytest.mark.parametrize(
    ("chroma", "quality", "size"), [("auto", 70, 1), ("4:2:0", 95, 2), ("4:4:4", 50, 1)]
)
def test_chroma_is_as_asked_or_as_the_picture_needs(
    run: Run, encode: Encode, chroma: str, quality: int, size: int
) -> None:
    stripes = Image.new("RGB", (240, 160), "white")
    for left in range(0, 240, 6):
        stripes.paste("red", (left, 0, left + 3, 160))
    output = to("jpeg", quality=quality, chroma=chroma)
    data = run(encode(stripes, "bmp"), "a.bmp", output=output).data
    with Image.open(BytesIO(data)) as image:
        assert image.layer[0][1] == size  # type: ignore[attr-defined]


def test_a_photograph_has_half_its_colour_resolution(run: Run, photo: Draw, encode: Encode) -> None:
    data = run(encode(photo(), "png"), "a.png", output=to("jpeg")).data
    with Image.open(BytesIO(data)) as image:
        assert image.layer[0][1] == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["jxl"])
def test_jpeg_xl_meets_a_target(run: Run, photo: Draw, encode: Encode, name: str) -> None:
    data = encode(photo(400, 300), "png")
    found = [run(data, "a.png", output=to(name, target=target)).outcome for target in (50, 75)]
    assert found[0].quality is not None
    assert found[1].quality is not None
    assert found[0].quality < found[1].quality
    assert all(
        abs((one.perceptual or 0) - want) < 6 for one, want in zip(found, (50, 75), strict=True)
    )


@pytest.mark.parametrize("name", ["jxl"])
def test_the_profile_of_a_jpeg_xl_is_converted(
    run: Run,
    photo: Draw,
    encode: Encode,
    decoded: Callable[[Made], Image.Image],
    name: str,
) -> None:
    from pixelprep_cli.pixels.profiles import display_p3

    data = encode(photo(48, 32), "png", icc_profile=display_p3())
    wide = run(data, "a.png", output=to(name, lossless=True))
    made = run(wide.data, "a.jxl", output=to("png"))
    direct = run(data, "b.png", output=to("png"))
    assert decoded(made).tobytes() == decoded(direct).tobytes()
