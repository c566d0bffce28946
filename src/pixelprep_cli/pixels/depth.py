"""Bit depth: how many bits a channel has, and how they come down to eight."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pixelprep_cli.pixels.deep import thresholds

if TYPE_CHECKING:
    from PIL.Image import Image

BITS_PER_SAMPLE: Final = 258
"""TIFF 6.0, section 8."""


def bits_per_channel(image: Image, head: bytes, name: str) -> int:
    """Bits per channel as the file stores them, 8 where nothing says otherwise."""
    if name == "png":
        return head[24] if len(head) > 24 and image.mode != "P" else 8
    if name == "tiff":
        return max(map(int, getattr(image, "tag_v2", {}).get(BITS_PER_SAMPLE, (8,))))
    if told := image.info.get({"heic": "bit_depth", "jxl": "bits_per_sample"}.get(name, "")):
        return int(told)
    if name == "pnm" and (told := _of_pnm(head)):
        return told
    if name in ("avif", "jp2") and (told := _from_box(head, name)):
        return told
    return 16 if image.mode.startswith("I") else 32 if image.mode == "F" else 8


def _of_pnm(head: bytes) -> int | None:
    """From the greatest sample, which formats of more than one bit tell."""
    words = re.sub(rb"#[^\r\n]*", b"", head[:1024]).split(None, 4)
    told = len(words) > 3 and words[0] in (b"P2", b"P3", b"P5", b"P6") and words[3].isdigit()
    return max(8, int(words[3][:6]).bit_length()) if told else None


def _from_box(head: bytes, name: str) -> int | None:
    """From ISO/IEC 23008-12's `pixi` or ISO/IEC 15444-1's `ihdr`, where there is one."""
    box, offset = (b"pixi", 9) if name == "avif" else (b"ihdr", 14)
    at = head.find(box)
    if at < 0 or at + offset >= len(head):
        return None
    return head[at + offset] if name == "avif" else (head[at + offset] & 0x7F) + 1


def fit_key(image: Image, bits: int) -> None:
    """Bring PNG's transparent colour from the file's own depth to that of Pillow's pixels.

    Sixteen-bit grey keeps its depth until `to_eight_bits`.
    """
    key = image.info.get("transparency")
    if isinstance(key, tuple) and bits == 16:
        image.info["transparency"] = tuple(part >> 8 for part in key)
    elif isinstance(key, int) and bits < 8:
        most = (1 << bits) - 1
        image.info["transparency"] = min(key, most) * 255 // most


def to_eight_bits(image: Image, *, dither: bool = False) -> Image:
    """Integers and floats scaled to 8-bit grey, a transparent level to alpha; others as they are.

    Pillow's own conversion clips instead. Sixteen-bit samples span 0-65535. Wider integers and
    floats have no agreed range: 0-1 for floats that stay in it, else 0-255 or 0-65535 if their
    values do, else from their least value to their greatest. With `dither` what lies between two
    levels is scattered over both.
    """
    if image.mode.startswith("I;16"):
        low, high = 0.0, 65535.0
    elif image.mode in ("I", "F"):
        low, high = _span(image)
    else:
        return image
    scale = 255 / (high - low)
    if image.mode != "F":
        image = image.convert("I")
    # Half a level is added, as the conversion to L cuts off fractions.
    rounding = 0.0 if dither else 0.5
    scaled = image.convert("F").point(lambda v: v * scale + (rounding - low * scale))
    made = (_scattered(scaled) if dither else scaled).convert("L")
    key = image.info.get("transparency")
    made.info.pop("transparency", None)
    if isinstance(key, int):
        made.putalpha(_all_but(key, image))
    return made


def _scattered(image: Image) -> Image:
    """Floats with between 0 and 1 added, by the thresholds of an ordered dither."""
    from PIL import ImageMath

    _, noise = thresholds("L", image.size, dither=True)
    added: Image = ImageMath.lambda_eval(
        lambda given: given["image"] + given["noise"] / 256.0, image=image, noise=noise
    )
    return added


def _all_but(level: int, image: Image) -> Image:
    from PIL import ImageMath

    mask: Image = ImageMath.lambda_eval(
        lambda given: given["convert"]((given["image"] != level) * 255, "L"), image=image
    )
    return mask


def _span(image: Image) -> tuple[float, float]:
    least, most = image.getextrema()
    assert isinstance(least, (int, float))  # noqa: S101 - one band
    assert isinstance(most, (int, float))  # noqa: S101
    for top in ((1.0,) if image.mode == "F" else ()) + (255.0, 65535.0):
        if least >= 0 and most <= top:
            return 0.0, top
    return float(least), max(float(most), least + 1.0)
