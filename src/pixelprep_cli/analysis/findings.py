"""What can be measured of a picture at full scale, and what its file tells beside its pixels."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.analysis.tiles import inner, side_by_side, spread, steps
from pixelprep_cli.codecs.containers import jpeg
from pixelprep_cli.codecs.quantization import SavedQuality, saved_quality
from pixelprep_cli.model.facts import Findings
from pixelprep_cli.pixels.histogram import quantile
from pixelprep_cli.pixels.metadata import blocks
from pixelprep_cli.pixels.profiles import SRGB_CURVE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from pixelprep_cli.analysis.tiles import Counts
    from pixelprep_cli.pixels.decode import Source

TILE: Final = 48
TILES: Final = 4
UNIT: Final = 16
"""Pixels a side of the tiles that are measured at full scale, how many a side there are at most,
and the grid of a JPEG's units on which they lie."""

SEEN: Final = 1024
SEEN_TILES: Final = 6
"""Pixels of the long edge as which a picture is looked at: whether it looks sharp is told there, as
at full scale nearly all that cameras take is soft. What is in focus may be a small part, so that
more tiles a side are looked at."""

BLOCK: Final = 23
"""Pixels a side of the parts whose flattest tell the grain: half a tile without its edges."""

LEAST: Final = 32
"""Pixels a side that grain and sharpness take."""

GREY: Final = 4
EXACT_GREY: Final = 1
"""Levels of Cb and Cr about 128 that the rounding of grey leaves, with loss and without."""

ENOUGH: Final = 128
"""Pixels a side that are enough to tell of the whole picture's light."""

STEEPEST: Final = 0.01
OF_EDGES: Final = 0.1
"""The share of the steps between neighbours that tells sharpness, of all and at most of those that
are more than grain: a chart may have less than a hundredth of it all."""

ROUNDING: Final = 1
"""Levels by which neighbours on the gentlest slope differ."""

SMOOTH: Final = 4
"""Pixels a side of the least blocks whose colours are coded together, where there is loss."""

FEW: Final = 64
"""Pixels a side that are enough to see that a picture is plainly coloured."""

PALETTE: Final = 256
NEEDED: Final = 90
"""The quality beyond which a JPEG's bytes are taken for wasted."""

PROGRESSIVE: Final = 0.955
"""What is left of a JPEG's scan in several, which take three times as long; in the median."""

SCAN: Final = b"\xff\xda"
"""What a JPEG's scan begins with (T.81, table B.1)."""

LOSSLESS: Final = ("png", "gif", "bmp", "tiff", "ico", "tga", "pnm", "psd")
LAPLACIAN: Final = (1, -2, 1, -2, 4, -2, 1, -2, 1)
TWICE: Final = [min(255, 2 * abs(level - 128)) for level in range(256)]
"""Twice the size of what differs from 128, as means of fine grain are below one level."""


def findings(source: Source, image: Image) -> Findings:
    """Measure a picture, which is decoded at full scale, in a working mode."""
    facts = source.facts
    tiles, counts = _tiles(image)
    light = tiles.convert("L")
    metadata = blocks(source.metadata)
    saved, wasted = _saved(source, tiles, sum(block.bytes for block in metadata))
    noise = _noise(light, counts)
    exact = facts.format in LOSSLESS or facts.lossless
    palette = _palette(image) if exact else None
    return Findings(
        grey=_is_grey(palette or image, exact=exact),
        colours=palette.width if palette else None,
        noise=noise,
        sharpness=_sharpness(*_seen(image, light, counts), noise),
        dynamic_range=_stops(_thinned(image, ENOUGH).convert("L").histogram()),
        saved_quality=saved.quality if saved else None,
        standard_tables=saved.exact if saved else None,
        wasted_bytes=wasted,
        metadata=metadata,
        duration=_duration(source) if facts.frames > 1 else None,
    )


def _tiles(image: Image) -> tuple[Image, Counts]:
    """Tiles from all over the picture, and how many there are across and down."""
    counts, boxes = spread(image.size, TILE, TILES, grid=UNIT)
    return side_by_side((image.crop(box) for box in boxes), counts), counts


def _thinned(image: Image, most: int) -> Image:
    """Some of the pixels, spread evenly, where there are more than so many a side."""
    from PIL import Image as Images

    width, height = (min(side, most) for side in image.size)
    if (width, height) == image.size:
        return image
    return image.resize((width, height), Images.Resampling.NEAREST)


def _is_grey(image: Image, *, exact: bool) -> bool:
    """Whether all pixels are, by few if it is plainly coloured; with loss, by those at steps."""
    if image.mode == "L":
        return True
    step, most = (1, EXACT_GREY) if exact else (SMOOTH, GREY)
    side = max(1, max(image.size) // step)
    return _all_grey(_thinned(image, FEW), most) and _all_grey(_thinned(image, side), most)


def _all_grey(image: Image, most: int) -> bool:
    counts = image.convert("RGB").convert("YCbCr").histogram()
    near = slice(128 - most, 129 + most)
    return sum(counts[256:512][near]) == sum(counts[512:][near]) == image.width * image.height


def _palette(image: Image) -> Image | None:
    """Each of its colours once, side by side, if there are few."""
    from PIL import Image as Images

    found: list[Any] | None = image.getcolors(PALETTE)
    if not found:
        return None
    palette = Images.new(image.mode, (len(found), 1))
    palette.putdata([colour for _, colour in found])
    return palette


def _noise(light: Image, counts: Counts) -> float:
    """Standard deviation of the grain in levels, in the flattest quarter of the picture.

    By Immerkaer, Fast noise variance estimation, CVIU 1996.
    """
    from PIL import ImageFilter

    if min(light.size) < LEAST:
        return 0.0
    shown = light.filter(ImageFilter.Kernel((3, 3), LAPLACIAN, scale=4, offset=128))
    twice = inner(inner(shown, counts, (1, 1)), counts).point(TWICE)
    means = sorted(mean / 2 for mean in twice.reduce(BLOCK).tobytes())
    quarter = means[: max(1, len(means) // 4)]
    return math.sqrt(math.pi / 2) / 6 * 4 * sum(quarter) / len(quarter)


def _seen(image: Image, light: Image, counts: Counts) -> tuple[Image, Counts, int]:
    """Tiles as they are looked at, how many there are, and how much they are reduced.

    Those at full scale, but for a picture that is much larger than it is shown.
    """
    factor = max(image.size) // SEEN
    if factor <= 1:
        return light, counts, 1
    counts, boxes = spread(image.size, factor * TILE, SEEN_TILES)
    seen = (image.crop(box).convert("L").reduce(factor) for box in boxes)
    return side_by_side(seen, counts), counts, factor


def _sharpness(light: Image, counts: Counts, factor: int, noise: float) -> float:
    """How steep the steepest edges are against those at half the scale; 1 where there are none.

    A step between two pixels is as high at half the scale; a ramp over many is twice as steep.

    Args:
        noise: of the picture as it was before it was reduced by the factor.
    """
    if min(light.size) < LEAST:
        return 1.0
    noise /= factor
    grain = 3 * noise + ROUNDING
    fine, coarse = _steps(light, counts), _steps(light.reduce(2), counts)
    if not any(fine[1:]):
        return 1.0
    steep, double = _steepest(fine, grain), _steepest(coarse, grain / 2)
    ratio = max(0.0, steep - grain) / max(1.0, double - grain / 2)
    return min(1.0, max(0.0, 2 * ratio - 1))


def _steps(light: Image, counts: Counts) -> list[int]:
    """How many neighbours differ by how many levels."""
    from PIL import ImageChops

    return ImageChops.lighter(*steps(light, counts)).histogram()


def _steepest(found: list[int], grain: float) -> int:
    """The step that few are above, of those that are more than grain makes if these are few."""
    edges = sum(found[math.floor(grain) + 1 :]) / sum(found)
    return quantile(found, 1 - min(STEEPEST, OF_EDGES * edges))


def _stops(counts: Sequence[int]) -> float:
    low, high = (max(1, quantile(counts, share)) / 255 for share in (0.005, 0.995))
    return math.log2(SRGB_CURVE.light(high) / SRGB_CURVE.light(low))


def _saved(source: Source, tiles: Image, metadata: int) -> tuple[SavedQuality | None, int | None]:
    """The quality of a JPEG, and how many of its bytes are beyond need, metadata apart."""
    if source.facts.format != "jpeg":
        return None, None
    tables = jpeg.quantization_tables(source.data)
    if not tables:
        return None, None
    saved = saved_quality(tables)
    if tiles.mode not in ("L", "RGB"):
        return saved, None
    from PIL.JpegImagePlugin import get_sampling

    chroma, packed = get_sampling(source.image), "progressive" in source.image.info
    now = _encoded(tiles, chroma, qtables=[list(table) for table in tables], optimize=packed)
    need = _encoded(tiles, chroma, quality=min(NEEDED, saved.quality), optimize=True)
    share = need / now * (1 if packed else PROGRESSIVE)
    return saved, round(max(0.0, 1 - share) * max(0, source.facts.bytes - metadata))


def _encoded(tiles: Image, chroma: int, **options: Any) -> int:
    """Bytes of a JPEG's scan with such chroma subsampling, in Pillow's numbers."""
    buffer = BytesIO()
    tiles.save(buffer, "JPEG", subsampling=chroma, exif=b"", **options)
    return buffer.tell() - buffer.getvalue().rindex(SCAN)


def _duration(source: Source) -> int:
    from pixelprep_cli.pixels.frames import durations

    return sum(durations(source.image, source.facts.frames))
