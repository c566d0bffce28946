"""How large outputs will be beside each other, as far as headers tell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pixelprep_cli.model.facts import ImageFacts

LOSSY: Final = frozenset(("webp", "avif", "heic", "jxl", "jp2"))
"""Formats newer than JPEG. Those that can be without loss as well say so in each file."""

FINEST: Final = 0.02
"""The step of the JPEG quality 99, in units of that of quality 50. At 100 steps are so small that
bytes tell of noise alone."""

STEP_LOSSLESS: Final = 0.03
STEP_LOSSY: Final = 0.4
"""The steps at which a JPEG would be as large as a file without loss, and as one of a newer
format."""


def proportion(facts: ImageFacts, pixels: int) -> float:
    """What the bytes of an output of so many pixels are about in proportion to.

    A source's bytes a pixel tell how much it shows, once they are freed of the quality that it was
    saved with: bits a pixel times quantization step. An output of another quality and scale
    follows about their root. `python -m benchmarks samples` tells what is won against going by the
    source's bytes.
    """
    shown = facts.bytes / facts.pixels * _step(facts)
    return pixels * math.sqrt(shown)


def _step(facts: ImageFacts) -> float:
    if facts.quality is not None:
        percent = 5000 / facts.quality if facts.quality < 50 else 200 - 2 * facts.quality
        return max(FINEST, percent / 100)
    return STEP_LOSSY if facts.format in LOSSY and not facts.lossless else STEP_LOSSLESS
