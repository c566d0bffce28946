"""Sixteen bits come down to the nearest of eight, or are scattered so that their mean stays."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from pixelprep_cli.model.job import Bounds
from pixelprep_cli.pixels.decode import open_source
from pixelprep_cli.pixels.deep import rounded, swapped

if TYPE_CHECKING:
    from pathlib import Path

EVERY = np.arange(65536, dtype=np.uint16).reshape(256, 256)
CHANNELS = {"RGB": 2, "RGBA": 6}
"""PNG's colour types."""


def png(samples: np.ndarray, mode: str) -> bytes:
    height, width = samples.shape[:2]
    rows = samples.astype(">u2").reshape(height, -1)
    head = struct.pack(">2I5B", width, height, 16, CHANNELS[mode], 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def decoded(path: Path, *, dither: bool) -> np.ndarray:
    with open_source(str(path), Bounds(max_file_size=10**7, max_pixels=10**6)) as source:
        return np.asarray(source.decode(dither=dither))


@pytest.mark.parametrize("mode", CHANNELS)
@pytest.mark.parametrize("ending", ["png", "tiff"])
def test_each_of_all_sixteen_bit_levels_becomes_the_nearest(
    tmp_path: Path, mode: str, ending: str
) -> None:
    samples = np.stack([EVERY, EVERY.T, EVERY[::-1], EVERY.T[::-1]][: len(mode)], axis=-1)
    path = tmp_path / f"a.{ending}"
    path.write_bytes(png(samples, mode) if ending == "png" else tiff(samples))
    nearest = np.floor(samples / 257 + 0.5).astype(np.uint8)
    assert np.array_equal(decoded(path, dither=False), nearest)


def tiff(samples: np.ndarray) -> bytes:
    height, width, bands = samples.shape
    data = samples.astype("<u2").tobytes()
    shorts = struct.pack(f"<{2 * bands}H", *(16,) * bands, *(1,) * bands)
    at = 8 + len(data)
    entries = [
        *((256, 4, 1, width), (257, 4, 1, height), (258, 3, bands, at), (259, 3, 1, 1)),
        *((262, 3, 1, 2), (273, 4, 1, 8), (277, 3, 1, bands), (278, 4, 1, height)),
        *((279, 4, 1, len(data)), *(((338, 3, 1, 2),) if bands == 4 else ())),
    ]
    table = b"".join(struct.pack("<2H2I", *entry) for entry in entries)
    directory = struct.pack("<H", len(entries)) + table + bytes(4)
    return struct.pack("<2sHI", b"II", 42, at + len(shorts)) + data + shorts + directory


@pytest.mark.parametrize("level", [1, 64, 128, 200, 30000, 65400])
def test_dither_keeps_the_mean_of_a_level_and_uses_its_neighbours_alone(
    tmp_path: Path, level: int
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(np.full((64, 64, 3), level), "RGB"))
    made = decoded(path, dither=True)
    assert set(np.unique(made)) <= {level // 257, level // 257 + 1}
    assert abs(made.mean() - level / 257) < 1 / 128


def test_dither_leaves_black_and_white_alone(tmp_path: Path) -> None:
    for level in (0, 65535):
        path = tmp_path / f"{level}.png"
        path.write_bytes(png(np.full((32, 32, 3), level), "RGB"))
        assert np.all(decoded(path, dither=True) == level // 257)


def test_a_ramp_too_soft_for_eight_bits_shows_no_band_with_dither(tmp_path: Path) -> None:
    ramp = np.broadcast_to(np.linspace(20000, 21028, 512)[None, :, None], (64, 512, 3))
    path = tmp_path / "a.png"
    path.write_bytes(png(ramp, "RGB"))
    off = {}
    for dither in (False, True):
        columns = decoded(path, dither=dither)[..., 0].reshape(64, 32, 16).mean(axis=(0, 2))
        off[dither] = np.abs(columns - ramp[0, :, 0].reshape(32, 16).mean(axis=1) / 257).max()
    assert off[True] < 0.1
    assert off[False] > 0.3


def test_one_band_is_rounded_as_three_are() -> None:
    upper, lower = (Image.fromarray(part.astype(np.uint8)) for part in (EVERY >> 8, EVERY & 255))
    made = np.asarray(rounded(upper, lower, dither=False))
    assert np.array_equal(made, np.floor(EVERY / 257 + 0.5))


def test_a_decoder_that_gives_no_lower_bytes_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(np.stack([EVERY] * 3, axis=-1), "RGB"))
    with Image.open(path) as image:
        image.tile = [("jxl", (0, 0, 256, 256), 0, None)]  # type: ignore[list-item]
        assert not swapped(image)
