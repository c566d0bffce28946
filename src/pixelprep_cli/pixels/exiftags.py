"""EXIF's tags (CIPA DC-008, version 3.0), and those of them that each policy lets through."""

from __future__ import annotations

from typing import Final, NamedTuple

EXIF, GPS, INTEROP = 0x8769, 0x8825, 0xA005
ORIENTATION = 0x0112
X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 0x011A, 0x011B, 0x0128
IMAGE_WIDTH, IMAGE_HEIGHT = 0x0100, 0x0101
PIXEL_WIDTH, PIXEL_HEIGHT = 0xA002, 0xA003
COLOUR_SPACE, SRGB, ADOBE, UNCALIBRATED = 0xA001, 1, 2, 0xFFFF
INTEROP_INDEX, DCF_SRGB, DCF_ADOBE = 0x0001, b"R98\0", b"R03"
DATE_TAKEN = 0x9003
THUMBNAIL, THUMBNAIL_SIZE = 0x0201, 0x0202
OWNER, MAKER_NOTE = 0xA430, 0x927C
SERIAL_NUMBERS: Final = frozenset({0xA431, 0xA435})
POINTERS: Final = frozenset({EXIF, GPS, INTEROP})
LATITUDES_AND_LONGITUDES: Final = (0x0002, 0x0004, 0x0014, 0x0016)


# How the pixels are stored and to be seen, and the versions of the block itself.
STORAGE: Final = frozenset(
    {IMAGE_WIDTH, IMAGE_HEIGHT, 0x0102, 0x0103, 0x0106, ORIENTATION, 0x0115, 0x011C}
    | {X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT, 0x0211, 0x0212, 0x0213, 0x0214}
    | {0x9000, 0x9101, 0xA000, COLOUR_SPACE, PIXEL_WIDTH, PIXEL_HEIGHT}
)

TOLD_THUMBNAIL: Final = "thumbnail"
"""The name under which one is told."""

PROPERTIES: Final = {
    "Artist": "dc:creator",
    "Copyright": "dc:rights",
    "ImageDescription": "dc:description",
    "DateTimeOriginal": "photoshop:DateCreated",
}
"""The XMP properties that are these tags' siblings (Metadata Working Group, 2010)."""


class Tags(NamedTuple):
    """The tags that may stay, for each directory."""

    image: frozenset[int]
    photo: frozenset[int]
    interop: frozenset[int]


# All of the standard's, but for: GPS, MakerNote, comments (UserComment, XPComment), HostComputer,
# SubjectArea and SubjectLocation, RelatedSoundFile, DeviceSettingDescription, ImageUniqueID,
# CameraOwnerName, the serial numbers of body and lens, and the surroundings (0x9400-0x9405:
# pressure tells altitude).
SAFE: Final = Tags(
    image=frozenset(
        {IMAGE_WIDTH, IMAGE_HEIGHT, 0x010D, 0x010E, 0x010F, 0x0110, ORIENTATION}
        | {X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT, 0x012D, 0x0131, 0x0132, 0x013B, 0x013E}
        | {0x013F, 0x0211, 0x0212, 0x0213, 0x0214, 0x4746, 0x4749, 0x8298, 0x9003}
        | {0x9C9B, 0x9C9D, 0x9C9E, 0x9C9F}
    ),
    photo=frozenset(
        {0x829A, 0x829D, 0x8822, 0x8824, 0x8827, 0x8828, *range(0x8830, 0x8836)}
        | {0x9000, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9101, 0x9102, *range(0x9201, 0x920B)}
        | {0x9290, 0x9291, 0x9292, 0xA000, COLOUR_SPACE, PIXEL_WIDTH, PIXEL_HEIGHT}
        | {0xA20B, 0xA20C, 0xA20E, 0xA20F, 0xA210, 0xA215, 0xA217, 0xA300, 0xA301, 0xA302}
        | {*range(0xA401, 0xA40B), 0xA40C, 0xA432, 0xA433, 0xA434, *range(0xA436, 0xA43D)}
        | {0xA460, 0xA461, 0xA462, 0xA500}
    ),
    interop=frozenset({INTEROP_INDEX, 0x0002}),
)

# Author, rights, caption, title, keywords and the date of the picture.
COPYRIGHT: Final = Tags(
    image=frozenset({0x010E, 0x013B, 0x8298, 0x9003, 0x9C9B, 0x9C9D, 0x9C9E, 0x9C9F}),
    photo=frozenset({0x9003, 0x9011, 0x9291, 0xA436, 0xA437}),
    interop=frozenset(),
)

NONE: Final = Tags(frozenset(), frozenset(), frozenset())
