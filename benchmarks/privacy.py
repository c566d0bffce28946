"""Metadata as exiftool reads them: no place under any policy but keep, the author in every format.

A place, an author and a serial number are written by exiftool into every block that it can write
them to, in a copy of each picture. Each copy goes through pixelprep under each policy into each
format, and once more with pixels that stay its own, and exiftool looks for them in what comes out.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from benchmarks import BenchmarkError, pictures
from benchmarks.tables import markdown

LOSSLESS = "lossless"
FORMATS = ("jpeg", "png", "webp", "avif", "tiff", "gif", "jxl", LOSSLESS)
POLICIES = ("safe", "copyright", "none")
PLACE, AUTHOR, SERIAL = "Atlantis-7", "Zoe Bell", "SN-4711"
WRITTEN = (
    *("-GPSLatitude=48.858", "-GPSLatitudeRef=N", "-GPSLongitude=2.294", "-GPSLongitudeRef=E"),
    *("-XMP-exif:GPSLatitude=48.858", "-XMP-exif:GPSLongitude=2.294"),
    *(f"-XMP-photoshop:{name}={PLACE}" for name in ("City", "State", "Country")),
    *(f"-XMP-iptcCore:{name}={PLACE}" for name in ("Location", "CountryCode")),
    *(f"-XMP-iptcExt:LocationCreated{name}={PLACE}" for name in ("City", "Sublocation")),
    *(f"-XMP-iptcExt:LocationShown{name}={PLACE}" for name in ("City", "Sublocation")),
    *(f"-IPTC:{name}={PLACE}" for name in ("City", "Sub-location", "Province-State")),
    *(f"-{name}={PLACE}" for name in ("EXIF:UserComment", "Comment", "PNG:Comment")),
    *(f"-XMP-xmpMM:{name}={PLACE}" for name in ("HistoryAction", "HistoryParameters")),
    *(f"-EXIF:{name}={SERIAL}" for name in ("SerialNumber", "LensSerialNumber", "OwnerName")),
    f"-XMP-aux:SerialNumber={SERIAL}",
    *(f"-{name}={AUTHOR}" for name in ("EXIF:Artist", "XMP-dc:Creator", "IPTC:By-line")),
    *(f"-{name}=(c) {AUTHOR}" for name in ("EXIF:Copyright", "XMP-dc:Rights")),
)
PLACES = ("gps", "city", "location", "country", "province", "state")
NO_PLACE = ("GPSVersionID", "ColorSpaceData", "SubjectLocation", "StatePrivate")


@dataclass(slots=True)
class Tally:
    """How many outputs there are, and how many tell what."""

    outputs: int = 0
    places: int = 0
    serials: int = 0
    authors: int = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `privacy`, beside those that all commands share."""
    parser.add_argument("--files", type=int, default=20, help="pictures to use (default: 20)")
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)


def run(arguments: argparse.Namespace) -> None:
    """Print one row for each policy and format; end with 1 where a place or an author is wrong."""
    if shutil.which("exiftool") is None:
        raise BenchmarkError("exiftool is not installed: libimage-exiftool-perl on Debian")
    paths = pictures.spread(pictures.find(arguments.images), arguments.files)
    rows, wrong = [], 0
    with tempfile.TemporaryDirectory() as folder:
        marked = _marked(paths, folder)
        rows.append(("(sources)", "", *map(str, _cells(_tally(marked)))))
        for policy in POLICIES:
            for name in arguments.formats:
                tally = _tally(_outputs(marked, folder, policy, name))
                wrong += tally.places + tally.serials
                wrong += tally.outputs - tally.authors if policy != "none" else tally.authors
                rows.append((policy, name, *map(str, _cells(tally))))
    head = ("policy", "format", "outputs", "tell a place", "a serial number", "the author")
    print(markdown(head, rows))
    if wrong:
        sys.exit(1)


def _cells(tally: Tally) -> tuple[int, ...]:
    return tally.outputs, tally.places, tally.serials, tally.authors


def _marked(paths: list[str], folder: str) -> str:
    """Copies of the pictures that tell a place wherever exiftool can write one."""
    marked = os.path.join(folder, "marked")
    os.mkdir(marked)
    for number, path in enumerate(paths):
        shutil.copy(path, os.path.join(marked, f"{number}{os.path.splitext(path)[1]}"))
    subprocess.run(
        ["exiftool", "-q", "-q", "-m", "-overwrite_original", *WRITTEN, marked], check=False
    )
    return marked


def _outputs(marked: str, folder: str, policy: str, name: str) -> str:
    made = os.path.join(folder, f"{policy}-{name}")
    words = [sys.executable, "-m", "pixelprep_cli", "optimize", marked, "-o", made]
    words += ["--lossless"] if name == LOSSLESS else ["-f", name, "--long-edge", "320"]
    words += ["--metadata", policy, "--quiet"]
    subprocess.run(words, check=False)
    return made


def _tally(made: str) -> Tally:
    words = ["exiftool", "-json", "-a", "-u", "-G1", "-ee", "-r", made]
    said = subprocess.run(words, capture_output=True, check=False).stdout
    tally = Tally()
    for tags in json.loads(said or b"[]"):
        # Names of files, and what exiftool works out of them, are no metadata.
        own = {
            name: str(value)
            for name, value in tags.items()
            if not name.startswith(("System:", "SourceFile", "ICC", "File:"))
        }
        values = " ".join(own.values())
        tally.outputs += 1
        tally.places += PLACE in values or any(map(_tells_place, own))
        tally.serials += SERIAL in values
        tally.authors += AUTHOR in values
    return tally


def _tells_place(name: str) -> bool:
    tag = name.rpartition(":")[2]
    return tag not in NO_PLACE and any(word in tag.lower() for word in PLACES)
