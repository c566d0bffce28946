"""The registry of input kinds: every format that is known by name, and what is done with it.

Whatever reads, names or documents an input asks here. Only what has a `reader` ever reaches a
decoder, and no decoder but that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from pixelprep_cli.model.notices import Warn


@dataclass(frozen=True, slots=True)
class Reader:
    """Who decodes: a module that registers itself with Pillow, and Pillow's names for its formats.

    `packages` have to be importable beside Pillow; `extra` installs them.
    """

    module: str
    formats: tuple[str, ...]
    packages: tuple[str, ...] = ()
    extra: str = ""

    @property
    def missing(self) -> bool:
        """Whether a package that it needs is not installed."""
        return any(find_spec(package) is None for package in self.packages)

    @property
    def command(self) -> str:
        """What installs it."""
        return f"pip install 'pixelprep-cli[{self.extra}]'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One kind of file.

    Args:
        title: its name for people; kinds that share one are told together.
        extensions: the first is what an output gets.
        foreign: those among them that an output never gets.
        reader: None for a kind that is known and refused, `instead` saying why and what to do.
        same: what `--format same` writes, where that is another format.
        alpha: whether it can be transparent.
        animated: whether its frames are an animation.
        several: what else it may hold that is not read, in words.
        metadata: the blocks that are read. A profile (ICC) is converted, the others are kept.
        colours: what else than 8-bit grey and RGB is converted.
        warned: the losses that come of what the file holds, and are told.
    """

    title: str
    extensions: tuple[str, ...]
    foreign: tuple[str, ...] = ()
    reader: Reader | None = None
    instead: str = ""
    same: str = ""
    alpha: bool = False
    animated: bool = False
    several: str = ""
    metadata: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    warned: tuple[Warn, ...] = ()


_PROFILE: Final = (Warn.WIDE_GAMUT_CONVERTED, Warn.PROFILE_INVALID)
_DEEP: Final = (Warn.BIT_DEPTH_REDUCED,)
_RAW_READER: Final = Reader("PIL.JpegImagePlugin", ("JPEG",), ("rawpy",), "raw")
RAW: Final = (
    "3fr", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf", "fff", "iiq", "k25", "kdc", "mef",
    "mos", "mrw", "nef", "nrw", "orf", "pef", "raf", "raw", "rw2", "rwl", "sr2", "srf", "srw",
    "x3f",
)  # fmt: skip
"""Camera RAW, each maker's by its extension."""

INPUTS: Final[dict[str, Input]] = {
    "jpeg": Input(
        title="JPEG",
        extensions=(".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".mpo"),
        foreign=(".mpo",),
        reader=Reader("PIL.JpegImagePlugin", ("JPEG",)),
        several="further pictures of an MPO, gain maps",
        metadata=("EXIF", "XMP", "IPTC", "ICC"),
        colours=("CMYK",),
        warned=(*_PROFILE, Warn.GAIN_MAP_DROPPED, Warn.PICTURES_DROPPED),
    ),
    "png": Input(
        title="PNG",
        extensions=(".png", ".apng"),
        reader=Reader("PIL.PngImagePlugin", ("PNG",)),
        alpha=True,
        animated=True,
        metadata=("EXIF", "XMP", "IPTC", "ICC"),
        colours=("16-bit (of colour, the upper 8)", "1-bit", "palette"),
        warned=(*_PROFILE, *_DEEP),
    ),
    "webp": Input(
        title="WebP",
        extensions=(".webp",),
        reader=Reader("PIL.WebPImagePlugin", ("WEBP",)),
        alpha=True,
        animated=True,
        metadata=("EXIF", "XMP", "ICC"),
        warned=_PROFILE,
    ),
    "avif": Input(
        title="AVIF",
        extensions=(".avif", ".avifs"),
        reader=Reader("pillow_avif", ("AVIF",)),
        alpha=True,
        animated=True,
        metadata=("EXIF", "XMP", "ICC"),
        colours=("10-bit", "12-bit"),
        warned=(*_PROFILE, *_DEEP),
    ),
    "gif": Input(
        title="GIF",
        extensions=(".gif",),
        reader=Reader("PIL.GifImagePlugin", ("GIF",)),
        alpha=True,
        animated=True,
        metadata=("XMP",),
        colours=("palette",),
    ),
    "tiff": Input(
        title="TIFF",
        extensions=(".tif", ".tiff"),
        reader=Reader("PIL.TiffImagePlugin", ("TIFF",)),
        alpha=True,
        several="further pages",
        metadata=("EXIF", "XMP", "IPTC", "ICC"),
        colours=("16-bit", "float", "1-bit", "CMYK", "L\\*a\\*b\\*", "palette"),
        warned=(*_PROFILE, *_DEEP, Warn.PAGES_DROPPED),
    ),
    "bmp": Input(
        title="BMP",
        extensions=(".bmp", ".dib"),
        reader=Reader("PIL.BmpImagePlugin", ("BMP", "DIB")),
        same="png",
        alpha=True,
        metadata=("ICC",),
        colours=("1-bit", "palette"),
        warned=_PROFILE,
    ),
    "jp2": Input(
        title="JPEG 2000",
        extensions=(".jp2", ".j2k", ".j2c", ".jpc", ".jpf", ".jpx", ".jpm"),
        reader=Reader("PIL.Jpeg2KImagePlugin", ("JPEG2000",)),
        same="webp",
        alpha=True,
        metadata=("EXIF", "XMP", "IPTC", "ICC"),
        colours=("16-bit",),
        warned=(*_PROFILE, *_DEEP),
    ),
    "ico": Input(
        title="ICO",
        extensions=(".ico",),
        reader=Reader("PIL.IcoImagePlugin", ("ICO",)),
        same="png",
        alpha=True,
        several="all but the largest icon",
        colours=("1-bit", "palette"),
        warned=(Warn.PICTURES_DROPPED,),
    ),
    "psd": Input(
        title="PSD",
        extensions=(".psd",),
        reader=Reader("PIL.PsdImagePlugin", ("PSD",)),
        same="png",
        several="layers",
        metadata=("EXIF", "XMP", "IPTC", "ICC"),
        colours=("CMYK", "L\\*a\\*b\\*", "1-bit", "palette"),
        warned=(*_PROFILE, Warn.LAYERS_FLATTENED),
    ),
    "pnm": Input(
        title="PNM",
        extensions=(".pnm", ".pbm", ".pgm", ".ppm", ".pfm"),
        reader=Reader("PIL.PpmImagePlugin", ("PPM",)),
        same="png",
        colours=("16-bit", "float", "1-bit"),
        warned=_DEEP,
    ),
    "tga": Input(
        title="TGA",
        extensions=(".tga",),
        reader=Reader("PIL.TgaImagePlugin", ("TGA",)),
        same="png",
        alpha=True,
        colours=("palette",),
    ),
    "heic": Input(
        title="HEIC",
        extensions=(".heic", ".heif", ".hif", ".heics", ".heifs"),
        reader=Reader("pi_heif.HeifImagePlugin", ("HEIF",), ("pi_heif",), "heic"),
        same="jpeg",
        alpha=True,
        several="further pictures, gain maps",
        metadata=("EXIF", "XMP", "ICC"),
        colours=("10-bit", "12-bit"),
        warned=(*_PROFILE, *_DEEP, Warn.GAIN_MAP_DROPPED, Warn.PICTURES_DROPPED),
    ),
    "jxl": Input(
        title="JPEG XL",
        extensions=(".jxl",),
        reader=Reader(
            "pixelprep_cli.codecs.jxlreader", ("JXL",), ("pylibjxl", "imagecodecs"), "jxl"
        ),
        alpha=True,
        several="all but the last frame",
        metadata=("EXIF", "XMP", "ICC"),
        colours=("16-bit", "float"),
        warned=(*_PROFILE, *_DEEP, Warn.FRAMES_DROPPED),
    ),
    **{
        kind: Input(
            title="camera RAW",
            extensions=(f".{kind}",),
            reader=_RAW_READER,
            same="jpeg",
            metadata=("EXIF", "XMP", "IPTC", "ICC"),
            colours=("the sensor's data, if developed",),
            warned=(Warn.WIDE_GAMUT_CONVERTED, Warn.RAW_DEVELOPED),
        )
        for kind in RAW
    },
    "svg": Input(
        title="SVG",
        extensions=(".svg", ".svgz"),
        instead="SVG is a drawing, not pixels: svgo makes it smaller, rsvg-convert turns it into "
        "PNG",
    ),
    "pdf": Input(
        title="PDF",
        extensions=(".pdf",),
        instead="PDF is a document: turn its pages into pictures first, with pdftoppm -png",
    ),
    "eps": Input(
        title="EPS",
        extensions=(".eps", ".epsf", ".epsi"),
        instead="EPS is a document, and no program is called that would run it: turn it into a "
        "picture first, with Ghostscript",
    ),
    "psb": Input(
        title="PSB",
        extensions=(".psb",),
        instead="PSB, Photoshop's format for large documents, is not supported: save it as TIFF "
        "first",
    ),
    "pam": Input(
        title="PAM",
        extensions=(".pam",),
        instead="PAM (P7) is not supported: turn it into PNG first, with pamtopng",
    ),
}
"""Every kind by the lower-case name that JSON and `--format` have for it."""


REFUSED, MISSING = NOT_READ = ("unsupported_format", "extra_missing")
"""Codes of files that are no pictures here, rather than bad ones."""


def refusal(kind: str) -> tuple[str, str] | None:
    """Code and words for a kind that is not read here: never, or not without an extra."""
    known = INPUTS[kind]
    if known.reader is None:
        return REFUSED, known.instead
    if known.reader.missing:
        named = known.title if kind in ("raw", "heic", "jxl") else f"{known.title} ({kind.upper()})"
        return MISSING, f"{named} needs an extra that is not installed: " + (known.reader.command)
    return None
