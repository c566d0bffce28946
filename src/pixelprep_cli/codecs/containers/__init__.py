"""The files around the pixels, read and rewritten as bytes, without a decoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pixelprep_cli.codecs.containers.metadata import Metadata


class Reader(Protocol):
    """What the module of a format that is only read can do with a whole file's bytes."""

    def read_metadata(self, data: bytes, /) -> Metadata:
        """The metadata that can be read; a broken block counts as absent.

        Raises:
            ValueError: the data are not of this format.
        """


class Container(Reader, Protocol):
    """What the module of each other format can do."""

    def dimensions(self, data: bytes, /) -> tuple[int, int]:
        """Width and height in pixels as stored: the cheap check of a file.

        Raises:
            ValueError: the container is not whole.
        """

    def with_metadata(self, data: bytes, metadata: Metadata, /) -> bytes:
        """The same encoded pixels with this metadata in place of all that there was.

        What the format cannot hold is left out. Without a `dpi` the density stays as it is.

        Raises:
            ValueError: the container is not whole.
        """


def reader(name: str) -> Reader:
    """What reads a format's metadata: of those of `container`, and of psd, jp2 and bmp.

    Raises:
        ValueError: there is no such format.
    """
    match name:
        case "psd":
            from pixelprep_cli.codecs.containers import psd

            return psd
        case "jp2":
            from pixelprep_cli.codecs.containers import jp2

            return jp2
        case "bmp":
            from pixelprep_cli.codecs.containers import bmp

            return bmp
        case _:
            return container(name)


def container(name: str) -> Container:
    """The container of a format: jpeg, png, webp, avif, heic, gif, tiff or jxl.

    Raises:
        ValueError: there is no such format.
    """
    match name:
        case "jpeg":
            from pixelprep_cli.codecs.containers import jpeg

            return jpeg
        case "png":
            from pixelprep_cli.codecs.containers import png

            return png
        case "webp":
            from pixelprep_cli.codecs.containers import webp

            return webp
        case "avif" | "heic":
            from pixelprep_cli.codecs.containers import isobmff

            return isobmff
        case "gif":
            from pixelprep_cli.codecs.containers import gif

            return gif
        case "tiff":
            from pixelprep_cli.codecs.containers import tiff

            return tiff
        case "jxl":
            from pixelprep_cli.codecs.containers import jxl

            return jxl
        case _:
            raise ValueError(f"{name!r} is not a format whose container is known")
