"""What draws the eye, and where a crop that keeps it lies.

A map of a picture at a small scale, after Itti, Koch and Niebur (A model of saliency-based visual
attention, PAMI 1998): edges, contrast to the surroundings, colours unlike most, saturation and the
colours of skin. Each counts the more the fewer places it stands out in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.pixels.histogram import quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

FINE: Final = 384
"""Pixels of the long edge at which edges are looked for."""

FACTOR: Final = 4
"""By so much the map is smaller."""

SKIN: Final = ((77, 127), (133, 173))
"""Cb and Cr of skin (Chai and Ngan, Face segmentation using skin-color map, 1999)."""

SKIN_WEIGHT: Final = 0.5

FULL: Final = 40
SHARP: Final = 6
"""Levels above the usual from which what stands out counts in full: in general, and in focus."""

SOFT: Final = 0.25
"""The share at either end of a crop in which things count less, down to a half at the border."""

HEADROOM: Final = 0.5
"""By so much less than at the top things count at the bottom: heads are above bodies, and what is
before one's feet is seldom what a picture was taken for."""


def saliency(image: Image) -> Image:
    """How much each place draws the eye: a map in mode L, at most FINE / FACTOR pixels long.

    Args:
        image: in a working mode, of any size.
    """
    from PIL import ImageChops

    light, blue, red = reduced(image).convert("YCbCr").split()
    sharp = _sharpness(light).reduce(FACTOR)
    light, blue, red = (channel.reduce(FACTOR) for channel in (light, blue, red))
    skin = ImageChops.darker(_within(blue, SKIN[0]), _within(red, SKIN[1]))
    weighed = [
        _outstanding(found)
        for found in (
            sharp,
            *(_surroundings(channel) for channel in (light, blue, red)),
            _rarity((light, blue, red)),
            _saturation(blue, red),
        )
    ]
    even, weight = _outstanding(skin)
    found = _sum([*weighed, (even, SKIN_WEIGHT * weight)])
    found = ImageChops.multiply(found, _in_focus(*_outstanding(sharp, full=SHARP)))
    most = _most(found)
    return found.point([round(min(1.0, level / most) ** 2 * 255) for level in range(256)])


def _sum(weighed: Sequence[tuple[Image, float]]) -> Image:
    """Maps by their weights, together at most 255."""
    from PIL import ImageChops

    total = sum(weight for _, weight in weighed) or 1.0
    result = weighed[0][0].point([0] * 256)
    for found, weight in weighed:
        part = weight / total
        result = ImageChops.add(result, found.point([round(v * part) for v in range(256)]))
    return result


def _in_focus(sharp: Image, weight: float) -> Image:
    """How near each place is to something sharp, as far as sharpness tells places apart."""
    from PIL import ImageFilter

    near = sharp.filter(ImageFilter.BoxBlur(max(1, max(sharp.size) // 24)))
    most = _most(near)
    return near.point([round(255 * (1 - weight + weight * min(1.0, v / most))) for v in range(256)])


def _most(found: Image) -> int:
    return quantile(found.histogram(), 1) or 1


def focus(image: Image, shares: tuple[float, float]) -> tuple[float, float]:
    """Where a crop should sit, as shares of the room to the left of it and above it.

    Args:
        image: the upright picture in a working mode, at any scale.
        shares: of its width and height that the crop keeps.
    """
    drawn = saliency(image)
    (width, height), levels = drawn.size, drawn.tobytes()
    across = [sum(levels[column::width]) for column in range(width)]
    down = [
        sum(levels[row * width : (row + 1) * width]) * (1 - HEADROOM * row / height)
        for row in range(height)
    ]
    return _best(across, shares[0]), _best(down, shares[1])


def _best(profile: Sequence[float], share: float) -> float:
    """The place, from 0 to 1, of the window that holds most; of equals the most central."""
    length = max(1, min(len(profile), round(len(profile) * share)))
    room = len(profile) - length
    if share >= 1 or not room:
        return 0.5
    weights = [_weight((place + 0.5) / length) for place in range(length)]
    scores = [
        sum(a * b for a, b in zip(profile[start : start + length], weights, strict=True))
        for start in range(room + 1)
    ]
    most = max(scores)
    if most == min(scores):
        return 0.5
    near = [start for start, score in enumerate(scores) if score >= most * (1 - 1e-9)]
    return min(near, key=lambda start: abs(start - room / 2)) / room


def _weight(place: float) -> float:
    return 0.5 + 0.5 * min(1.0, place / SOFT, (1 - place) / SOFT)


def reduced(image: Image) -> Image:
    """The picture in RGB, opaque, about FINE pixels long.

    Large pictures are thinned out before they are averaged, which takes no longer for any size.
    """
    from PIL import Image as Images

    long = max(image.size)
    sides = tuple(max(FACTOR, round(side * min(1.0, FINE / long))) for side in image.size)
    if long > 3 * FINE:
        image = image.resize((sides[0] * 3, sides[1] * 3), Images.Resampling.NEAREST)
    small = image.resize((sides[0], sides[1]), Images.Resampling.BOX)
    if small.mode == "RGBA":
        small = Images.alpha_composite(Images.new("RGBA", small.size, "white"), small)
    return small.convert("RGB")


def _sharpness(light: Image) -> Image:
    from PIL import ImageChops, ImageFilter

    return ImageChops.difference(light, light.filter(ImageFilter.BoxBlur(1)))


def _surroundings(channel: Image) -> Image:
    from PIL import ImageChops, ImageFilter

    near = channel.filter(ImageFilter.BoxBlur(1))
    return ImageChops.difference(near, channel.filter(ImageFilter.BoxBlur(max(channel.size) // 6)))


def _rarity(channels: Sequence[Image]) -> Image:
    """How far each colour is from the usual one."""
    from PIL import Image as Images
    from PIL import ImageChops

    found = Images.new("L", channels[0].size)
    for channel in channels:
        usual = quantile(channel.histogram(), 0.5)
        found = ImageChops.add(found, channel.point([abs(v - usual) for v in range(256)]), 1.5)
    return found


def _saturation(blue: Image, red: Image) -> Image:
    from PIL import ImageChops

    table = [min(255, 2 * abs(level - 128)) for level in range(256)]
    return ImageChops.lighter(blue.point(table), red.point(table))


def _within(channel: Image, bounds: tuple[int, int]) -> Image:
    return channel.point([255 * (bounds[0] <= level <= bounds[1]) for level in range(256)])


def _outstanding(found: Image, full: int = FULL) -> tuple[Image, float]:
    """What rises above the usual, from 0 to 255, and a weight: the fewer places the more."""
    counts = found.histogram()
    usual, most = quantile(counts, 0.6), quantile(counts, 0.995)
    if most - usual < 3:
        return found.point([0] * 256), 0.0
    scale = 255 / (most - usual)
    table = [round(max(0, min(255, (level - usual) * scale))) for level in range(256)]
    even = found.point(table)
    total = sum(level * count for level, count in enumerate(even.histogram()))
    mean = total / (255 * found.width * found.height)
    return even, (1 - mean) ** 2 * min(1.0, (most - usual) / full)
