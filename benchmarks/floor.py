"""The codec floor: bare decode, resize and encode calls, spread over the cores by processes.

No colour management, no metadata, no checks, no safe writes: what no tool on the same codecs can
undercut by much. `python -m benchmarks.floor SOURCES OUTPUT FORMAT QUALITY LONG_EDGE`
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.batch.priority import renounce_realtime

if TYPE_CHECKING:
    from PIL.Image import Image

# pixelprep's balanced effort, see docs/codec-effort.md; 54 is SVT-AV1's word for quality 62
BALANCED: Final[dict[str, dict[str, Any]]] = {
    "jpeg": {"optimize": True},
    "webp": {"method": 4},
    "avif": {"codec": "svt", "speed": 7, "advanced": {"tune": "3"}, "max_threads": 1},
}
DEFAULT_QUALITY: Final = {"jpeg": 80, "webp": 80, "avif": 54}


def main(words: list[str]) -> None:
    """Convert every picture of a folder."""
    folder, output, format_, quality, long_edge = words
    convert = partial(
        _convert,
        output=output,
        format_=format_,
        quality=int(quality) or DEFAULT_QUALITY[format_],
        long_edge=int(long_edge),
    )
    paths = [entry.path for entry in os.scandir(folder)]
    with ProcessPoolExecutor(_cores(), initializer=renounce_realtime) as pool:
        for _ in pool.map(convert, paths, chunksize=max(1, min(16, len(paths) // 16))):
            pass


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _convert(path: str, *, output: str, format_: str, quality: int, long_edge: int) -> None:
    import pillow_avif  # noqa: F401 - registers the AVIF encoder
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path) as opened:
        scale = min(1.0, long_edge / max(opened.size))
        size = (round(opened.width * scale), round(opened.height * scale))
        if scale <= 0.5:
            opened.draft("RGB", size)
        opened.load()
        picture = opened if opened.mode == "RGB" else opened.convert("RGB")
    if picture.size != size:
        picture = _resize(picture, size)
    stem = os.path.splitext(os.path.basename(path))[0]
    target = os.path.join(output, f"{stem}.{format_}")
    picture.save(target, quality=quality, exif=b"", icc_profile=None, **BALANCED[format_])


def _resize(picture: "Image", size: tuple[int, int]) -> "Image":
    from cykooz_resizer import FilterType, ResizeAlg, ResizeOptions, Resizer
    from PIL import Image

    resized = Image.new(picture.mode, size)
    options = ResizeOptions(resize_alg=ResizeAlg.convolution(FilterType.lanczos3))
    Resizer().resize_pil(picture, resized, options)
    return resized


if __name__ == "__main__":
    main(sys.argv[1:])
