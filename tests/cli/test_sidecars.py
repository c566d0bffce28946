"""XMP sidecars stay where they are, as they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
Draw = Callable[..., Path]

PACKET = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- edited --></x:xmpmeta>'


@pytest.mark.parametrize(
    "words", [("-o", "out"), ("--in-place", "-q", "50"), ("-f", "webp")], ids=lambda words: words[0]
)
def test_sidecars_are_neither_touched_nor_copied_nor_complained_of(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, words: tuple[str, ...]
) -> None:
    draw_photo(tmp_path / "photos" / "a.jpg", (320, 240))
    sidecars = [tmp_path / "photos" / name for name in ("a.xmp", "a.jpg.xmp", "b.XMP")]
    for sidecar in sidecars:
        sidecar.write_bytes(PACKET)
    times = {sidecar: sidecar.stat().st_mtime_ns for sidecar in sidecars}
    done = pixelprep("optimize", "photos", *words, "--json")
    assert done.code == 0, done.err
    assert [event["status"] for event in done.files.values()] == ["optimized"]
    for sidecar in sidecars:
        assert (sidecar.read_bytes(), sidecar.stat().st_mtime_ns) == (PACKET, times[sidecar])
    assert {path for path in tmp_path.rglob("*") if path.suffix.lower() == ".xmp"} == set(sidecars)
