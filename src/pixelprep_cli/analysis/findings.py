"""What can be measured of a picture at full scale, and what its file tells beside its pixels."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.codecs.containers import jpeg
from pixelprep_cli.codecs.quantization import SavedQuality, saved_quality
from pixelprep_cli.model.facts import Findings
from pixelprep_cli.pixels.colour import working
from pixelprep_cli.pixels.histogram import quantile
from pixelprep_cli.pixels.metadata import blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from pixelprep_cli.pixels.decode import Source

TILE: Final = 64
TILES: Final = 5
"""Tiles a side that are measured at full scale, on the grid of a JPEG's units of 16 pixels."""

BLOCK: Final = 16
GREY: Final = 4
"""Levels of Cb and Cr about 128 that the rounding of grey leaves."""

ENOUGH: Final = 384
"""Pixels a side that are enough to tell of the whole picture's light."""

FEW: Final = 64
"""Pixels a side that are enough to see that a picture is plainly coloured."""

PALETTE: Final = 256
NEEDED: Final = 90
"""The quality beyond which a JPEG's bytes are taken for wasted."""

LOSSLESS: Final = ("png", "gif", "bmp", "tiff", "ico", "tga", "pnm", "psd")
LAPLACIAN: Final = (1, -2, 1, -2, 4, -2, 1, -2, 1)


def findings(source: Source, small: Image) -> Findings:
    """Measure a picture.

    Args:
        small: the picture at a reduced scale where that is cheaper to decode, in a working mode.

    Raises:
        SourceError: the data are truncated or corrupt.
    """
    facts = source.facts
    tiles = _tiles(small if small.size == source.size else working(source.decode()))
    light = tiles.convert("L")
    metadata = blocks(source.metadata)
    saved, wasted = _saved(source, tiles, sum(block.bytes for block in metadata))
    noise = _noise(light)
    palette = _palette(small) if facts.format in LOSSLESS or facts.lossless else None
    return Findings(
        grey=_is_grey(palette or small),
        colours=palette.width if palette else None,
        noise=noise,
        sharpness=_sharpness(light, noise),
        dynamic_range=_stops(_thinned(small, ENOUGH).convert("L").histogram()),
        saved_quality=saved.quality if saved else None,
        standard_tables=saved.exact if saved else None,
        wasted_bytes=wasted,
        metadata=metadata,
        duration=_duration(source) if facts.frames > 1 else None,
    )


def _tiles(image: Image) -> Image:
    """Tiles from all over the picture side by side; small pictures as they are."""
    from PIL import Image as Images

    if max(image.size) <= TILE * TILES:
        return image
    columns, rows = (min(TILES, -(-side // TILE)) for side in image.size)
    wide, high = (min(TILE, side) for side in image.size)
    made = Images.new(image.mode, (columns * wide, rows * high))
    for column in range(columns):
        for row in range(rows):
            left = round((image.width - wide) * (column + 0.5) / columns) // BLOCK * BLOCK
            top = round((image.height - high) * (row + 0.5) / rows) // BLOCK * BLOCK
            tile = image.crop((left, top, left + wide, top + high))
            made.paste(tile, (column * wide, row * high))
    return made


def _thinned(image: Image, most: int) -> Image:
    """Some of the pixels, spread evenly, where there are more than so many a side."""
    from PIL import Image as Images

    width, height = (min(side, most) for side in image.size)
    return image.resize((width, height), Images.Resampling.NEAREST)


def _is_grey(image: Image) -> bool:
    """Whether every pixel is; few are looked at of a picture that is plainly coloured."""
    return image.mode == "L" or (_all_grey(_thinned(image, FEW)) and _all_grey(image))


def _all_grey(image: Image) -> bool:
    counts = image.convert("RGB").convert("YCbCr").histogram()
    near = slice(128 - GREY, 129 + GREY)
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


def _noise(light: Image) -> float:
    """Standard deviation of the grain in levels, in the flattest quarter of the picture.

    By Immerkaer, Fast noise variance estimation, CVIU 1996.
    """
    from PIL import ImageFilter

    if min(light.size) < 2 * BLOCK:
        return 0.0
    shown = light.filter(ImageFilter.Kernel((3, 3), LAPLACIAN, scale=4, offset=128))
    inner = shown.crop((1, 1, light.width - 1, light.height - 1))
    # Twofold, as means of fine grain are below one level.
    twice = inner.point([min(255, 2 * abs(level - 128)) for level in range(256)])
    means = sorted(mean / 2 for mean in twice.reduce(BLOCK).tobytes())
    quarter = means[: max(1, len(means) // 4)]
    return math.sqrt(math.pi / 2) / 6 * 4 * sum(quarter) / len(quarter)


def _sharpness(light: Image, noise: float) -> float:
    """How steep the steepest edges are against those at half the scale.

    A step between two pixels is as high at half the scale; a ramp over many is twice as steep.
    """
    if min(light.size) < 2 * BLOCK:
        return 1.0
    fine, coarse = _steepest(light), _steepest(light.reduce(2))
    grain = 3 * noise
    ratio = max(0.0, fine - grain) / max(1.0, coarse - grain / 2)
    return min(1.0, max(0.0, 2 * ratio - 1))


def _steepest(light: Image) -> int:
    """The step between neighbours that one in a hundred is above, of those that differ if fewer."""
    from PIL import ImageChops

    wide, high = light.width - 1, light.height - 1
    here = light.crop((0, 0, wide, high))
    across = ImageChops.difference(here, light.crop((1, 0, wide + 1, high)))
    down = ImageChops.difference(here, light.crop((0, 1, wide, high + 1)))
    counts = ImageChops.lighter(across, down).histogram()
    return quantile(counts, 0.99) or quantile([0, *counts[1:]], 0.99)


def _stops(counts: Sequence[int]) -> float:
    low, high = (max(1, quantile(counts, share)) / 255 for share in (0.005, 0.995))
    return 2.2 * math.log2(high / low)


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

    chroma = get_sampling(source.image)
    now = _encoded(tiles, chroma, qtables=[list(table) for table in tables])
    quality = min(NEEDED, saved.quality)
    need = _encoded(tiles, chroma, quality=quality, optimize=True, progressive=True)
    return saved, round(max(0.0, 1 - need / now) * max(0, source.facts.bytes - metadata))


def _encoded(tiles: Image, chroma: int, **options: Any) -> int:
    """Bytes of a JPEG with such chroma subsampling, in Pillow's numbers."""
    buffer = BytesIO()
    tiles.save(buffer, "JPEG", subsampling=chroma, exif=b"", **options)
    return buffer.tell()


def _duration(source: Source) -> int:
    from pixelprep_cli.pixels.frames import durations

    return sum(durations(source.image, source.facts.frames))
