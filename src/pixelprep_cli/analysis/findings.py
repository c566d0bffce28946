"""What can be measured of a picture at full scale, and what its file tells beside its pixels."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.codecs.containers import jpeg
from pixelprep_cli.codecs.quantization import SavedQuality, saved_quality
from pixelprep_cli.model.facts import Findings
from pixelprep_cli.pixels.colour import working
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

ENOUGH: Final = 768
"""Pixels a side that are enough to tell of the whole picture's light."""

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
    saved, wasted = _saved(source, tiles)
    noise = _noise(light)
    return Findings(
        grey=_is_grey(small),
        colours=_colours(small) if facts.format in LOSSLESS or facts.lossless else None,
        noise=noise,
        sharpness=_sharpness(light, noise),
        dynamic_range=_stops(_thinned(small).convert("L").histogram()),
        saved_quality=saved.quality if saved else None,
        standard_tables=saved.exact if saved else None,
        wasted_bytes=wasted,
        metadata=blocks(source.metadata),
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


def _thinned(image: Image) -> Image:
    """Some of the pixels, spread evenly, where there are more than enough to tell of all."""
    from PIL import Image as Images

    width, height = (min(side, ENOUGH) for side in image.size)
    return image.resize((width, height), Images.Resampling.NEAREST)


def _is_grey(image: Image) -> bool:
    """Whether every pixel is; few are looked at of a picture that is plainly coloured."""
    return image.mode == "L" or (_all_grey(_thinned(image)) and _all_grey(image))


def _all_grey(image: Image) -> bool:
    _, *chroma = image.convert("RGB").convert("YCbCr").split()
    return not any(
        count
        for channel in chroma
        for level, count in enumerate(channel.histogram())
        if abs(level - 128) > GREY
    )


def _colours(image: Image) -> int | None:
    found = image.getcolors(PALETTE)
    return len(found) if found else None


def _noise(light: Image) -> float:
    """Standard deviation of the grain in levels, in the flattest quarter of the picture.

    By Immerkaer, Fast noise variance estimation, CVIU 1996.
    """
    from PIL import Image as Images
    from PIL import ImageChops, ImageFilter

    if min(light.size) < 2 * BLOCK:
        return 0.0
    shown = light.filter(ImageFilter.Kernel((3, 3), LAPLACIAN, scale=4, offset=128))
    flat = ImageChops.difference(shown, Images.new("L", light.size, 128))
    inner = flat.crop((1, 1, light.width - 1, light.height - 1))
    means = sorted(_block_means(inner))
    quarter = means[: max(1, len(means) // 4)]
    return math.sqrt(math.pi / 2) / 6 * 4 * sum(quarter) / len(quarter)


def _block_means(image: Image) -> list[float]:
    # Twofold, as means of fine grain are below one level.
    twice = image.point([min(255, 2 * level) for level in range(256)])
    return [mean / 2 for mean in twice.reduce(BLOCK).tobytes()]


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
    return _level(counts, 0.99) or _level([0, *counts[1:]], 0.99)


def _stops(counts: Sequence[int]) -> float:
    low, high = (max(1, _level(counts, share)) / 255 for share in (0.005, 0.995))
    return 2.2 * math.log2(high / low)


def _level(counts: Sequence[int], share: float) -> int:
    wanted, seen = share * sum(counts), 0
    for level, count in enumerate(counts):
        seen += count
        if seen >= wanted:
            return level
    return len(counts) - 1


def _saved(source: Source, tiles: Image) -> tuple[SavedQuality | None, int | None]:
    """The quality of a JPEG, and how many of its bytes are beyond need."""
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
    scans = source.facts.bytes - sum(block.bytes for block in blocks(source.metadata))
    return saved, round(max(0.0, 1 - need / now) * max(0, scans))


def _encoded(tiles: Image, chroma: int, **options: Any) -> int:
    """Bytes of a JPEG with such chroma subsampling, in Pillow's numbers."""
    buffer = BytesIO()
    tiles.save(buffer, "JPEG", subsampling=chroma, exif=b"", **options)
    return buffer.tell()


def _duration(source: Source) -> int:
    from pixelprep_cli.pixels.frames import durations

    return sum(durations(source.image, source.facts.frames))
