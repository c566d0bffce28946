"""The kind of picture that a file's bytes are: all that is known before a decoder."""

from __future__ import annotations

from io import BytesIO

from pixelprep_cli.codecs.inputs import refusal
from pixelprep_cli.codecs.raw import is_raw
from pixelprep_cli.codecs.signature import HEAD_BYTES, identify, sniff
from pixelprep_cli.errors import SkippedError, SourceError
from pixelprep_cli.pixels.faults import COPY_ANEW


def kind_of(path: str, data: bytes) -> str:
    """The kind, one that can be read.

    Raises:
        SkippedError: it is known and not read, or not without an extra.
        SourceError: it is of no known kind.
    """
    head = data[:HEAD_BYTES]
    kind = identify(path, head)
    if kind == "tiff" and is_raw(BytesIO(data)):
        kind = "raw"
    if kind is None:
        raise SourceError("its content is of no known picture format", code="not_a_picture")
    if refused := refusal(kind):
        code, told = refused
        raise SkippedError(told, code=code)
    if kind != "tga" and sniff(head) is None:
        raise SourceError(f"its content is not {kind}", code="corrupt", hint=COPY_ANEW)
    return kind
