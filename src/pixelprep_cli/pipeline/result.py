"""What came of a job: checked, and accounted for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.signature import by_extension
from pixelprep_cli.errors import SourceError
from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Notice, Outcome, Status
from pixelprep_cli.pipeline.tell import untold

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.draft import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """A picture of width × height pixels as seen, how it came to be, and why so."""

    status: Status
    format: str
    width: int
    height: int
    quality: int | None
    encodes: int
    notices: tuple[Notice, ...]
    perceptual: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded(_Result):
    """An encoded picture. `own` tells that its pixels are the source's own, not turned."""

    data: bytes
    own: bool = False

    @property
    def size(self) -> int:
        """Bytes of the output."""
        return len(self.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted(_Result):
    """A picture that was not encoded: it would have `size` bytes, between `low` and `high`."""

    size: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes to be written, and their account, which names no output yet.

    `source` is the digest of the bytes that they were made from. `own`
    tells that the pixels are the source's own, not turned.
    """

    data: bytes
    outcome: Outcome
    source: bytes
    own: bool = False


def account(draft: Draft, result: Encoded | Predicted) -> Outcome:
    """Sum up what was made of a draft, or what would be made of it."""
    facts = draft.source.facts
    source_width, source_height = facts.upright
    dropped: tuple[str, ...] = ()
    told: tuple[Notice, ...] = ()
    if isinstance(result, Encoded):
        dropped, told = untold(draft, result.data, result.format)
    outcome = Outcome(
        status=result.status,
        source=draft.source.path,
        source_bytes=facts.bytes,
        output_bytes=result.size,
        source_width=source_width,
        source_height=source_height,
        source_format=facts.format,
        width=result.width,
        height=result.height,
        format=result.format,
        quality=result.quality,
        perceptual=result.perceptual,
        encodes=result.encodes,
        preset=draft.preset,
        reason=result.reason or (draft.reason if result.status is Status.OPTIMIZED else None),
        dropped=dropped,
        warnings=(*result.notices, *told, *_remarks(draft, result)),
    )
    if isinstance(result, Predicted):
        return replace(outcome, low=result.low, high=result.high, exact=False)
    return outcome


def _remarks(draft: Draft, result: Encoded | Predicted) -> tuple[Notice, ...]:
    facts, size = draft.source.facts, result.size
    least = draft.target.least
    said = by_extension(draft.source.path)
    remarks = []
    if least is not None and size < least:
        remarks.append(Warn.BELOW_MIN_SIZE.says(_under(size, least, draft)))
    if size > facts.bytes:
        told = f"{format_bytes(size)}, the source has {format_bytes(facts.bytes)}"
        remarks.append(Warn.LARGER_THAN_SOURCE.says(told))
    if said is not None and said != facts.format:
        remarks.append(Warn.EXTENSION_MISMATCH.says(f"named {said}, it holds {facts.format}"))
    return tuple(remarks)


def _under(size: int, least: int, draft: Draft) -> str:
    """By how much an output misses its lower bound, and why no quality would reach it."""
    cap = draft.target.cap
    if cap is not None and cap < least:
        why = f"the upper bound, {format_bytes(cap)}, lies under it"
    elif draft.picture.output.target is not None:
        why = "the target takes no more"
    else:
        why = "no allowed quality gives more"
    missing = f"{format_bytes(least - size)} under the lower bound of {format_bytes(least)}"
    return f"{format_bytes(size)}, {missing}; {why}"


def check(draft: Draft, made: Made, *, decode: bool) -> None:
    """Parse the container and compare its dimensions; decode it all if asked.

    Decoded, the source's own pixels have to be the same as before.

    Raises:
        SourceError: the encoder has made something else than was wanted.
    """
    outcome = made.outcome
    name = outcome.format or ""
    expected = (outcome.width, outcome.height)
    try:
        found = container(name).dimensions(made.data)
        if made.own and draft.source.facts.orientation >= 5:
            found = found[::-1]
        if found != expected:
            raise ValueError(f"it has {found} pixels instead of {expected}")
        if decode:
            _decode(made.data)
            if made.own:
                _require_equal(draft.source.data, made.data)
    except (ValueError, OSError) as error:
        raise SourceError(
            f"the {name} encoder made an unusable file: {error}",
            code="bad_output",
            hint="please report it, with the picture if you can",
        ) from error


def _require_equal(before: bytes, after: bytes) -> None:
    """Compare the first frames.

    Raises:
        ValueError: they differ.
    """
    from PIL import Image

    with Image.open(BytesIO(before)) as source, Image.open(BytesIO(after)) as made:
        common = source.mode if source.mode == made.mode != "P" else "RGBA"
        if source.convert(common).tobytes() != made.convert(common).tobytes():
            raise ValueError("its pixels are not those of the source")


def _decode(data: bytes) -> None:
    from PIL import Image

    with Image.open(BytesIO(data)) as image:
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            image.load()
