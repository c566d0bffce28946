"""What is known of a file's content without its pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Stamp(NamedTuple):
    """By what a file is known to be unchanged without reading it.

    Its size in bytes, and when its content and its entry were last changed, in nanoseconds. The
    system sets the last one itself, so that it tells even of a change whose time was set back; 0
    where the system has none (Windows).
    """

    size: int
    modified: int
    changed: int


class Known(NamedTuple):
    """A file as it was at `stamp`, the digest of its content, and what kind of picture that is.

    `kind` is a text of the batch's, which tells whether it still means it; None is unknown.
    """

    stamp: Stamp
    content: bytes
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """What an output was made from, and what it is."""

    source: Known
    output: Known
