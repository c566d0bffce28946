"""Animations as Pillow's writers want them: one image that seeks, each frame made when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from pixelprep_cli.codecs.containers.avifsequence import plays

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image as PilImage


class FrameSequence(Image.Image):
    """A seekable image whose frames are `transform` of the source's, one in memory at a time."""

    def __init__(
        self, source: PilImage, frames: int, transform: Callable[[PilImage], PilImage]
    ) -> None:
        super().__init__()
        self._source = source
        self._first = _first(source)
        self._transform = transform
        self.n_frames = frames
        self.is_animated = frames > 1
        self._frame = -1
        self.seek(0)

    def seek(self, frame: int) -> None:
        """Make that frame the current one. Raises EOFError past the last."""
        if frame >= self.n_frames:
            raise EOFError(f"there are {self.n_frames} frames")
        if frame == self._frame:
            return
        _show(self._source, self._first + frame)
        made = self._transform(self._source.copy())
        self.im, self._mode, self._size = made.im, made.mode, made.size
        self.palette = made.palette
        self._frame = frame

    def tell(self) -> int:
        """The current frame's number, from 0."""
        return self._frame


def durations(image: PilImage, frames: int) -> tuple[int, ...]:
    """Milliseconds of each frame; found by decoding them, as most formats tell only then."""
    found = []
    for frame in range(frames):
        _show(image, _first(image) + frame)
        found.append(round(image.info.get("duration") or 0))
    _show(image, 0)
    return tuple(found)


def transparent(image: PilImage, frames: int) -> bool:
    """Whether any frame, as it is shown, has a pixel that is not opaque."""
    found = False
    for frame in range(_first(image), _first(image) + frames):
        _show(image, frame)
        if image.has_transparency_data:
            found = image.convert("RGBA").getchannel("A").getextrema()[0] != 255
        if found:
            break
    _show(image, 0)
    return found


def count(image: PilImage) -> int:
    """Frames of the animation, 1 where nothing moves."""
    return int(getattr(image, "n_frames", 1)) - _first(image)


def _show(image: PilImage, frame: int) -> None:
    """Decode a frame. On its way back Pillow forgets the palette of an indexed PNG."""
    image.seek(frame)
    if image.format == "PNG" and image.palette is not None:
        image.palette.dirty = 1
    image.load()


def _first(image: PilImage) -> int:
    """Where the animation begins: PNG may show others a picture that is no part of it."""
    return int(getattr(image, "default_image", False))


def loops(image: PilImage, data: bytes) -> int:
    """How often it is played, 0 for ever; at most 65535, which is as far as most formats count.

    `data` is its file, as Pillow does not tell of AVIF.
    """
    if image.format == "AVIF":
        return min(plays(data), 65535)
    told = int(image.info.get("loop", 0))
    if image.format == "GIF":
        # No loop block means once; a block counts the repetitions after the first play.
        told = told + 1 if told or "loop" not in image.info else 0
    return min(told, 65535)
