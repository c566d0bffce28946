"""What a decoder raises, in words that people can act on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from pixelprep_cli.errors import PixelprepError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

COPY_ANEW: Final = "copy it anew from where it came from"
SAVE_ANEW: Final = "if another program opens it, save it there as PNG"

WANT_OF_MEMORY: Final = ("out of memory", "allocat", "encoding error 1", "failed to map segment")
"""How libraries say that the system has refused them memory; the third is libwebp's."""


@contextmanager
def reported() -> Iterator[None]:
    """Turn whatever a decoder raises into one SourceError.

    MemoryError, faults of the disk and the project's own errors pass for what they are.
    """
    try:
        yield
    except (PixelprepError, MemoryError):
        raise
    except OSError as error:
        if error.errno is not None:
            raise
        raise _undecodable(error) from error
    except Exception as error:
        raise _undecodable(error) from error


def _undecodable(error: Exception) -> SourceError:
    from PIL import UnidentifiedImageError
    from PIL.Image import DecompressionBombError

    said = _words(error) or type(error).__name__
    if any(word in said.lower() for word in WANT_OF_MEMORY):
        raise MemoryError from error
    if "truncated" in said.lower():
        return SourceError(f"the file is cut off: {said}", code="truncated", hint=COPY_ANEW)
    if isinstance(error, UnidentifiedImageError):
        told = "its header is damaged, or of a variant that is not supported"
        return SourceError(told, code="corrupt", hint=SAVE_ANEW)
    if "unsupported" in said.lower():
        told = f"it is of a variant that is not supported: {said}"
        return SourceError(told, code="unsupported_variant", hint=SAVE_ANEW)
    if isinstance(error, DecompressionBombError):
        told = "a part of the picture is far larger than its header says"
        return SourceError(told, code="too_many_pixels")
    return SourceError(f"the file is damaged: {said}", code="corrupt", hint=COPY_ANEW)


def _words(error: Exception) -> str:
    """What it says; LibRaw's errors are bytes."""
    told = error.args[0] if error.args else ""
    return told.decode("utf-8", "replace") if isinstance(told, bytes) else str(error)
