"""How many bytes an encode will have, told from a sixth of the picture.

A mosaic of the picture's tiles goes through the real encoder. What the tiles miss of the picture
is told by a proxy, a plain JPEG of the whole beside one of the mosaic; what they lose at their
borders by a regression over bits per pixel, quality and size (a ratio estimator with regression,
Cochran, Sampling Techniques, 1977, chapters 6 and 7). Its coefficients are in `models.json`,
which `python -m benchmarks fit-sizes` makes.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass, replace
from functools import cache, cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.codecs.codec import Raster
from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.sizing.curve import Curve, prior
from pixelprep_cli.sizing.mosaic import Pattern, mosaic

if TYPE_CHECKING:
    from PIL.Image import Image

    from pixelprep_cli.codecs.codec import Codec, Encoder

PATTERNS: Final = {
    "jpeg": Pattern(32, 16, rows=2, columns=3),
    "webp": Pattern(128, 64, rows=2, columns=3),
    "avif": Pattern(64, 64, rows=2, columns=3),
    "png": Pattern(0, 16, rows=5, columns=1),
}
"""Tiles by format: a sixth of the picture, a fifth of a PNG, whose filters work along rows."""

HEADER: Final = {"jpeg": 330, "webp": 30, "avif": 330, "png": 60}
"""Bytes that an encode has whatever its pixels."""

PALETTES: Final = ("png",)
"""Formats with loss by palettes."""

PROXY: Final = ("webp", "avif")
"""Formats whose encodes take so long that a plain JPEG of the whole costs next to nothing."""

PROXY_QUALITY: Final = 60

MODES: Final = ("L", "LA", "RGB", "RGBA")
"""Modes of pictures whose tiles can lie side by side: palettes cannot."""

SMALLEST_TILE: Final = 16
"""Pixels a side below which tiles are not halved for small pictures, which they suit less."""

LEAST_FITTED: Final = 40
"""The quality below which a cubic curve, fitted from 30 upwards, need not fall any more."""

MOST_PROBES: Final = 4
NEARBY: Final = 0.05
"""By so much larger or smaller than a probe, an encode is known by the curve as well."""

ODD: Final = 0.2
"""By so much the tiles may miss of a picture; one that has all it has in a few places is odd."""


USUAL_STEP: Final = 0.6
MOST_STEPS: Final = 1.5
"""Steps of quality that a search stays below its cap, by `python -m benchmarks limits`."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Bytes that an encode will have; nine times out of ten they lie from `low` to `high`."""

    size: int
    low: int
    high: int

    def capped(self, cap: int) -> Estimate:
        """The same where the rate control sees to it that the encode has at most `cap` bytes."""
        return replace(self, high=min(self.high, cap))


@cache
def models() -> dict[str, dict[str, Any]]:
    """Coefficients by the names that `model_name` gives."""
    with open(os.path.join(os.path.dirname(__file__), "models.json"), encoding="ascii") as file:
        found: dict[str, dict[str, Any]] = json.load(file)
        return found


def model_name(codec: Codec, quality: int | None, full_chroma: bool | None = None) -> str:
    """A format's name, and whether colour is at full resolution, which changes the encoder."""
    full = codec.has_full_chroma(quality, full_chroma)
    return f"{codec.name}_full_chroma" if full else codec.name


class Estimator:
    """Estimates the encodes of one still picture; each quality's mosaic is encoded once."""

    def __init__(self, encoder: Encoder, tiles: Image) -> None:
        image = encoder.raster.image
        self._encoder = encoder
        self._tiles = replace(encoder.raster, image=tiles)
        self._share = tiles.width * tiles.height / (image.width * image.height)
        self.pixels = image.width * image.height
        self._found: dict[int | None, Estimate] = {}
        self._header = HEADER[encoder.codec.name]
        self.curve = Curve(self._expected)

    @property
    def steady(self) -> bool:
        """Whether sizes grow with quality by even steps; those of palettes jump."""
        return self._encoder.codec.name not in PALETTES

    @property
    def odd(self) -> bool:
        """Whether the tiles stand badly for the picture."""
        return abs(self._missed) > ODD

    @property
    def probes(self) -> int:
        """How many mosaics were encoded."""
        return len(self._found)

    def at(self, quality: int | None) -> Estimate:
        """The encode at a quality; None is without loss."""
        if quality not in self._found:
            self._found[quality] = self._probe(quality)
            if quality is not None:
                self.curve.learn(quality, self._found[quality].size)
        return self._found[quality]

    def sample(self, quality: int | None) -> tuple[float, list[float]]:
        """Bytes scaled up from the mosaic, and the features that tell how wrong they are."""
        found = len(self._encoder.encode(quality, self._tiles, Metadata()))
        size = max(1.0, (found - self._header) / self._share)
        bits = math.log(8 * size / self.pixels)
        return size, features(bits, self._missed, quality, self.pixels)

    def quality_for(self, cap: int, floor: int, ceiling: int) -> int:
        """The highest quality in [floor, ceiling] that is expected within `cap` bytes, or floor.

        As many mosaics are encoded as it takes to know the size nearby, MOST_PROBES at most.
        """
        quality = self.curve.highest(cap, floor, ceiling)
        for _ in range(MOST_PROBES):
            self.at(quality)
            better = self.curve.highest(cap, floor, ceiling)
            if abs(self.curve(better) - self.curve(quality)) <= NEARBY:
                return better
            quality = better
        return quality

    def near(self, quality: int) -> Estimate:
        """The encode at a quality close to one that was probed, without another probe."""
        if quality in self._found or not self.probes:
            return self.at(quality)
        return _between(math.exp(self.curve(quality)), self._spread(quality))

    def filling(self, cap: int, quality: int) -> Estimate:
        """What a search under a cap will end with, if it is expected to end at this quality.

        Where the steps between qualities are finer than estimates are, it is known better how
        far a search stays below its cap: by half a step, or a little more as it is content with
        one step less.
        """
        step = self.curve(quality + 1) - self.curve(quality)
        if not 0 < step < self._spread(quality):
            return self.near(quality).capped(cap)
        return Estimate(
            round(cap * math.exp(-USUAL_STEP * step)),
            round(cap * math.exp(-MOST_STEPS * step)),
            cap,
        )

    def _model(self, quality: int | None) -> dict[str, Any]:
        full_chroma = self._encoder.raster.full_chroma
        return models()[model_name(self._encoder.codec, quality, full_chroma)]

    def _spread(self, quality: int | None) -> float:
        return float(self._model(quality)["spread"])

    def _probe(self, quality: int | None) -> Estimate:
        size, told = self.sample(quality)
        model = self._model(quality)
        wrong = sum(a * b for a, b in zip(model["weights"], told, strict=True))
        return _between(size * math.exp(wrong) + self._fixed, self._spread(quality))

    @cached_property
    def _fixed(self) -> int:
        """Bytes of the header and of the metadata."""
        if self._encoder.metadata == Metadata():
            return self._header
        bare = self._encoder.encode(1, self._dot, Metadata())
        dressed = container(self._encoder.codec.name).with_metadata(bare, self._encoder.metadata)
        return self._header + len(dressed) - len(bare)

    @property
    def _dot(self) -> Raster:
        return Raster(image=self._tiles.image.crop((0, 0, 16, 16)))

    @cached_property
    def _whole(self) -> int:
        return _proxy(self._encoder.raster.image)

    @cached_property
    def _missed(self) -> float:
        """By how much the mosaic is simpler than the picture: a logarithm, by the proxy."""
        if self._encoder.codec.name not in PROXY:
            return 0.0
        return math.log(self._whole * self._share / _proxy(self._tiles.image))

    @cached_property
    def proxy_bits(self) -> float:
        """The logarithm of the proxy's bits per pixel, of the whole where that is known anyway."""
        known = self._encoder.codec.name in PROXY
        size = self._whole if known else _proxy(self._tiles.image) / self._share
        return math.log(8 * size / self.pixels)

    def _expected(self, quality: int) -> float:
        """The logarithm of the bytes before any probe."""
        weights = self._model(quality).get("curve")
        if weights is None:
            return prior(quality) + math.log(self.pixels)
        fitted = max(quality, LEAST_FITTED)
        told = curve_features(self.proxy_bits, fitted)
        bits = sum(a * b for a, b in zip(weights, told, strict=True))
        return float(bits + math.log(self.pixels / 8) + prior(quality) - prior(fitted))


def features(bits: float, missed: float, quality: int | None, pixels: int) -> list[float]:
    """What a regression is told.

    Args:
        bits: logarithm of the mosaic's bits per pixel.
        missed: logarithm of the proxy's ratio of the whole to the mosaic.
        pixels: of the whole picture.
    """
    large = math.log(pixels / 2e6)
    return [1.0, missed, bits, (quality or 0) / 100, large]


def curve_features(bits: float, quality: int) -> list[float]:
    """What the curve is told: the logarithm of the proxy's bits per pixel, and the quality."""
    q = quality / 100
    return [1.0, bits, q, q * q, q**3, q * bits]


def estimator(encoder: Encoder) -> Estimator | None:
    """An estimator of a picture's encodes; None for animations, formats and sizes without one."""
    pattern = PATTERNS.get(encoder.codec.name)
    if pattern is None or encoder.raster.animated or encoder.raster.image.mode not in MODES:
        return None
    tiles = mosaic(encoder.raster.image, pattern)
    while tiles is None and min(pattern.width, pattern.height) > SMALLEST_TILE:
        pattern = replace(pattern, width=pattern.width // 2, height=pattern.height // 2)
        tiles = mosaic(encoder.raster.image, pattern)
    return None if tiles is None else Estimator(encoder, tiles)


def _between(size: float, spread: float) -> Estimate:
    return Estimate(round(size), round(size * math.exp(-spread)), round(size * math.exp(spread)))


def _proxy(image: Image) -> int:
    """Bytes of a plain JPEG, the fastest measure of how much there is in a picture."""
    from PIL import JpegImagePlugin  # noqa: F401 - registers the writer

    plain = image if image.mode in ("L", "RGB") else image.convert("RGB")
    buffer = BytesIO()
    plain.save(buffer, "JPEG", quality=PROXY_QUALITY, subsampling="4:2:0", exif=b"")
    return max(1, buffer.tell() - HEADER["jpeg"])
