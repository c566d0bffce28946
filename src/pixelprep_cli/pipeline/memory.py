"""How much memory a picture will take, told from its header and from what it is to become.

The figures are peaks of resident memory in bytes per pixel, measured with 12 megapixels in each
format and mode, decoded, brought to sRGB and encoded (Pillow 12, SVT-AV1 3), and rounded up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.codecs.inputs import RAW
from pixelprep_cli.codecs.signature import SAME_AS
from pixelprep_cli.errors import SourceError
from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.pixels.geometry import layout

if TYPE_CHECKING:
    from pixelprep_cli.model.facts import ImageFacts
    from pixelprep_cli.model.job import Bounds, Recipe
    from pixelprep_cli.model.settings import Picture

DECODED: Final = {1: 3, 2: 16, 3: 8, 4: 16}
"""Of each pixel of the source by its channels: Pillow's four bytes, or one of grey, and a working
copy; transparency is kept apart while it is resized."""

DEEP: Final = 16
"""The least, where a channel has more than eight bits."""

DECODER: Final = {
    "webp": 10,
    "jp2": 12,
    "avif": 4,
    "gif": 4,
    "heic": 8,
    "jxl": 12,
    **dict.fromkeys(RAW, 22),
}
"""Of each pixel of the source, what its decoder takes beside that; HEIC and JPEG XL
are set high, not measured. Of camera RAW, what developing takes."""

SCALES: Final = (1 / 8, 1 / 4, 1 / 2)
COEFFICIENTS: Final = 3
"""JPEG's decoder scales by these; a progressive file's coefficients it keeps whatever the scale."""

ENCODER: Final = {"jpeg": 5, "webp": 9, "avif": 38, "png": 12, "gif": 10, "tiff": 4, "jxl": 38}
"""Of each pixel of the output, that of its encoder."""

EXACT: Final = ("gif", "png")
FRAME: Final = 4
"""Of each pixel of an animation's frames, what they take at most once they are encoded in these,
which lose nothing. They are encoded one by one: flat ones take next to nothing."""

TRANSPARENT: Final = 12
"""More of each pixel of the output where there is transparency."""

JUDGED: Final = 28
"""More of each pixel of the output where its likeness is measured."""

BASE: Final = 20_000_000
"""Bytes that any picture takes: tables of decoders and encoders, and what they leave behind."""


def predicted(facts: ImageFacts, recipes: tuple[Recipe, ...]) -> int:
    """Bytes of memory that a picture takes at most, by the recipe that asks most.

    Without recipes it is only looked at.
    """
    most = max((_making(facts, recipe.picture) for recipe in recipes), default=_reading(facts, 1))
    return BASE + facts.bytes + most


def require_room(memory: int, bounds: Bounds) -> None:
    """Refuse a picture that will take more than a worker may have.

    Raises:
        SourceError: `too_much_memory`.
    """
    if bounds.max_memory is not None and memory > bounds.max_memory:
        raise SourceError(
            f"it will take about {format_bytes(memory)} of memory, "
            f"the limit is {format_bytes(bounds.max_memory)}",
            code="too_much_memory",
            hint="ask for a smaller output with --long-edge, or raise it with --max-memory",
        )


def _making(facts: ImageFacts, picture: Picture) -> int:
    geometry = layout(facts.upright, picture.resize)
    each = max(_encoder(name, facts) for name in picture.output.format)
    each += TRANSPARENT * facts.alpha + JUDGED * (picture.output.target is not None)
    factor = max(geometry.width / geometry.box[2], geometry.height / geometry.box[3])
    return _reading(facts, factor) + geometry.width * geometry.height * each


def _reading(facts: ImageFacts, factor: float) -> int:
    """What decoding takes, be the picture then scaled by `factor`."""
    each: float = DECODED[facts.channels] if facts.bits <= 8 else DEEP
    if facts.format == "jpeg":
        # Its decoder scales as well, down to twice what is needed at the highest effort.
        scale = next((step for step in SCALES if step >= 2 * factor), 1.0)
        each = COEFFICIENTS + each * scale**2
    return int(facts.pixels * (each + DECODER.get(facts.format, 0)))


def _encoder(name: str, facts: ImageFacts) -> int:
    if name == "auto":
        return max(ENCODER.values())
    if name == "same":
        name = SAME_AS.get(facts.format, facts.format)
    frames = facts.frames if name in EXACT and facts.frames > 1 else 0
    return ENCODER[name] + FRAME * frames
