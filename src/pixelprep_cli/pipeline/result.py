"""What came of a job: checked, and accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.signature import by_extension
from pixelprep_cli.errors import SourceError
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Notice, Outcome, Status
from pixelprep_cli.model.values import format_bytes

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.draft import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """An encoded picture of width × height pixels as seen."""

    data: bytes
    status: Status
    format: str
    width: int
    height: int
    quality: int | None
    encodes: int
    notices: tuple[Notice, ...]
    perceptual: float | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes to be written, and their account, which names no output yet."""

    data: bytes
    outcome: Outcome


def account(draft: Draft, encoded: Encoded) -> Made:
    """Sum up what was made of a draft."""
    facts = draft.source.facts
    source_width, source_height = facts.upright
    outcome = Outcome(
        status=encoded.status,
        source=draft.source.path,
        source_bytes=facts.bytes,
        output_bytes=len(encoded.data),
        source_width=source_width,
        source_height=source_height,
        width=encoded.width,
        height=encoded.height,
        format=encoded.format,
        quality=encoded.quality,
        perceptual=encoded.perceptual,
        encodes=encoded.encodes,
        preset=draft.preset,
        reason=draft.reason if encoded.status is Status.OPTIMIZED else None,
        warnings=(*encoded.notices, *_remarks(draft, encoded)),
    )
    return Made(encoded.data, outcome)


def _remarks(draft: Draft, encoded: Encoded) -> tuple[Notice, ...]:
    facts, size = draft.source.facts, len(encoded.data)
    least = draft.target.least
    said = by_extension(draft.source.path)
    remarks = []
    if least is not None and size < least:
        aimed = draft.picture.output.target is not None
        told = f"{format_bytes(size)} at the {'target' if aimed else 'highest quality'}; "
        told += "the lower bound is "
        remarks.append(Warn.BELOW_MIN_SIZE.says(told + format_bytes(least)))
    if size > facts.bytes:
        told = f"{format_bytes(size)}, the source has {format_bytes(facts.bytes)}"
        remarks.append(Warn.LARGER_THAN_SOURCE.says(told))
    if said is not None and said != facts.format:
        remarks.append(Warn.EXTENSION_MISMATCH.says(f"named {said}, it holds {facts.format}"))
    return tuple(remarks)


def check(draft: Draft, made: Made, *, decode: bool) -> None:
    """Parse the container and compare its dimensions; decode it all if asked.

    Raises:
        SourceError: the encoder has made something else than was wanted.
    """
    outcome = made.outcome
    name = outcome.format or ""
    expected = (outcome.width, outcome.height)
    try:
        found = container(name).dimensions(made.data)
        if outcome.status is Status.KEPT and draft.source.facts.orientation >= 5:
            found = found[::-1]
        if found != expected:
            raise ValueError(f"it has {found} pixels instead of {expected}")
        if decode:
            _decode(made.data)
    except (ValueError, OSError) as error:
        raise SourceError(
            f"the {name} encoder made an unusable file: {error}",
            code="bad_output",
            hint="please report it, with the picture if you can",
        ) from error


def _decode(data: bytes) -> None:
    from PIL import Image

    with Image.open(BytesIO(data)) as image:
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            image.load()
