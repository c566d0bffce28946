"""Camera RAW by rawpy (LibRaw): the full-size preview in the file, or a picture developed from it.

The preview is what the camera made of the exposure, with its own tone curve and sharpening; a
developed picture has the camera's white balance, LibRaw's defaults and sRGB.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from PIL import Image

from pixelprep_cli.codecs.containers import jpeg
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.codecs.containers.raw import read_metadata
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Notice

if TYPE_CHECKING:
    from pixelprep_cli.model.settings import RawSource

FULL_SIZE: Final = 0.9
"""A preview with this share of the developed picture's long edge is of full size: many cameras
leave out a border."""

TURNS: Final = {3: 3, 5: 8, 6: 6}
"""LibRaw's `flip` as EXIF's orientation."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """What is read of a RAW: a picture, its metadata, and how it is to be turned (EXIF's 1-8)."""

    image: Image.Image
    metadata: Metadata
    turn: int
    notices: tuple[Notice, ...] = ()


def read_raw(data: bytes, how: RawSource) -> Exposure:
    """The picture that is asked for; developed, too, where there is no preview of full size.

    Raises:
        rawpy.LibRawError: LibRaw cannot read the file.
    """
    import rawpy

    with rawpy.imread(BytesIO(data)) as raw:
        sizes = raw.sizes
        size, flip = (sizes.iwidth, sizes.iheight), sizes.flip
        preview = _preview(raw) if how == "preview" else None
    told = read_metadata(data)
    if preview is not None:
        image = Image.open(BytesIO(preview), formats=("JPEG",))
        if max(image.size) >= FULL_SIZE * max(size):
            own = jpeg.read_metadata(preview)
            return Exposure(image, _joined(own, told), _turn(image, size, flip, own))
    developed = Developed(data, size[::-1] if flip in (5, 6) else size)
    notice = Warn.RAW_DEVELOPED.says("it holds no preview of full size: the picture is developed")
    return Exposure(developed, told, 1, (notice,) if how == "preview" else ())


def _preview(raw: Any) -> bytes | None:
    import rawpy

    try:
        found = raw.extract_thumb()
    except (rawpy.LibRawNoThumbnailError, rawpy.LibRawUnsupportedThumbnailError):
        return None
    return bytes(found.data) if found.format == rawpy.ThumbFormat.JPEG else None


def _joined(own: Metadata, told: Metadata) -> Metadata:
    """The preview's own profile describes its pixels; the file's other blocks tell the rest."""
    return replace(
        told,
        exif=told.exif or own.exif,
        xmp=told.xmp or own.xmp,
        iptc=told.iptc or own.iptc,
        icc=own.icc,
    )


def _turn(image: Image.Image, size: tuple[int, int], flip: int, own: Metadata) -> int:
    """By the preview's own tag, else by the camera's, unless the preview is upright already.

    LibRaw gives previews that have no EXIF one with the camera's orientation.
    """
    from pixelprep_cli.pixels.exif import orientation

    if flip in (5, 6) and (image.width < image.height) != (size[0] < size[1]):
        return 1
    said = orientation(own.exif)
    return said if said != 1 else TURNS.get(flip, 1)


class Developed(Image.Image):
    """An upright sRGB picture of width × height, developed to 16 bits when it is loaded.

    Its pixels are the upper bytes; `lower` has the others.
    """

    format = "RAW"
    lower: Image.Image

    def __init__(self, data: bytes, size: tuple[int, int]) -> None:
        super().__init__()
        self._data, self._size, self._mode = data, size, "RGB"

    def load(self) -> Any:
        if self._data:
            import rawpy

            with rawpy.imread(BytesIO(self._data)) as raw:
                pixels = raw.postprocess(use_camera_wb=True, output_bps=16)
            made = Image.fromarray((pixels >> 8).astype("uint8"))
            self.lower = Image.fromarray((pixels & 0xFF).astype("uint8"))
            self.im, self._size, self._data = made.im, made.size, b""
        return super().load()
