#!/usr/bin/env python3
"""Draw the example pictures anew: `python examples/draw.py [FOLDER]`."""

import os
import sys
from typing import Any

from PIL import ExifTags, Image

from drawing import display_p3, graphics, photographs, still_life

HERE = os.path.dirname(os.path.abspath(__file__))
JPEG: dict[str, Any] = {"progressive": True, "optimize": True, "quality": 92}
FRAME_MILLISECONDS = 160


def draw(folder: str) -> None:
    """Write every picture into `folder`."""

    def into(name: str) -> str:
        return os.path.join(folder, name)

    place, lying = _camera(1), _camera(6)
    _shot(photographs.valley()).save(into("valley.jpg"), exif=place, **JPEG)
    upright = _shot(still_life.still_life())
    turned = upright.transpose(Image.Transpose.ROTATE_90)
    turned.save(into("still-life.jpg"), exif=lying, **JPEG)
    _shot(photographs.city_lights()).save(into("city-lights.jpg"), **JPEG)
    wide_gamut = display_p3.profile()
    _shot(photographs.dunes()).save(into("dunes.jpg"), icc_profile=wide_gamut, **JPEG)
    _shot(photographs.leaf()).save(into("leaf.jpg"), **JPEG)
    graphics.badge().save(into("badge.png"), optimize=True)
    graphics.screen().save(into("screen.png"), optimize=True)
    first, *others = graphics.moon()
    first.save(
        into("moon.gif"),
        save_all=True,
        append_images=others,
        duration=FRAME_MILLISECONDS,
        loop=0,
    )


def _shot(picture: Image.Image) -> Image.Image:
    """Four fifths of the drawing's size: edges as soft as a lens makes them."""
    size = (picture.width * 4 // 5, picture.height * 4 // 5)
    return picture.resize(size, Image.Resampling.LANCZOS)


def _camera(orientation: int) -> Image.Exif:
    """What a camera writes: who, when, how it was held, and where."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Drawn"
    exif[ExifTags.Base.Model] = "draw.py"
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Artist] = "The pixelprep maintainers"
    exif[ExifTags.Base.Copyright] = "The pixelprep maintainers, MIT"
    exif[ExifTags.Base.DateTime] = "2024:06:21 20:41:00"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = "0001"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (46.0, 33.0, 24.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (7.0, 53.0, 36.0),
        }
    )
    return exif


if __name__ == "__main__":
    draw(sys.argv[1] if len(sys.argv) > 1 else HERE)
