"""Bending valid files: bit flips, truncations, spliced parts, forged sizes."""

import random
import struct
import zlib
from collections.abc import Callable
from typing import Final

Mutation = Callable[[bytes, random.Random], bytes]

EXTREMES: Final = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""What a forged size becomes, as far as its field holds it."""

HEADER: Final = 512
"""The first bytes, in which most formats keep their dimensions."""

PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


def flip_bits(data: bytes, chance: random.Random) -> bytes:
    """One to eight bits turned, half of the time all of them in the header."""
    bent = bytearray(data)
    reach = min(len(bent), HEADER) if chance.random() < 0.5 else len(bent)
    for _ in range(chance.randint(1, 8)):
        bent[chance.randrange(reach)] ^= 1 << chance.randrange(8)
    return bytes(bent)


def truncate(data: bytes, chance: random.Random) -> bytes:
    """The beginning of a file."""
    return data[: chance.randint(1, max(1, len(data) - 1))]


def splice(data: bytes, chance: random.Random) -> bytes:
    """A part of the file left out, repeated, or moved elsewhere."""
    start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    part, place = data[start:end], chance.randrange(len(data) + 1)
    without = data[:start] + data[end:]
    return chance.choice(
        [without or data[:1], data[:end] + part + data[end:], without[:place] + part + data[place:]]
    )


def forge_size(data: bytes, chance: random.Random) -> bytes:
    """A field of two or four bytes in the header set to an extreme, in either byte order."""
    length = chance.choice((2, 4))
    if len(data) <= length:
        return data
    value = chance.choice(EXTREMES) & ((1 << 8 * length) - 1)
    place = chance.randrange(min(len(data), HEADER) - length + 1)
    field = value.to_bytes(length, chance.choice(("big", "little")))
    return data[:place] + field + data[place + length :]


MUTATIONS: Final[dict[str, Mutation]] = {
    "flip": flip_bits,
    "truncate": truncate,
    "splice": splice,
    "forge": forge_size,
}


def bend(data: bytes, name: str, seed: int) -> bytes:
    """Apply a mutation, the same way for the same seed.

    Half of the bent PNGs get true checksums again: else what they say would hardly ever be read.
    """
    chance = random.Random(f"{name} {seed}")
    bent = MUTATIONS[name](data, chance)
    return with_true_checksums(bent) if chance.random() < 0.5 else bent


def with_true_checksums(data: bytes) -> bytes:
    """A PNG whose chunks, as far as they can be followed, have the CRC of what they hold."""
    if not data.startswith(PNG_SIGNATURE):
        return data
    mended, place = bytearray(data), len(PNG_SIGNATURE)
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        end = place + 8 + length
        if end + 4 > len(data):
            break
        struct.pack_into(">I", mended, end, zlib.crc32(data[place + 4 : end]))
        place = end + 4
    return bytes(mended)
