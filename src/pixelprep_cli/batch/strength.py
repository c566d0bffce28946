"""Whether settings ask anything of a picture that it has not been through.

Encoding a picture a second time takes something from it each time. Where what is asked now is the
same as what made it, or weaker, that gains nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Self, get_args

from pixelprep_cli.model.digest import plain
from pixelprep_cli.model.settings import Effort, MetadataPolicy, Picture

if TYPE_CHECKING:
    from pixelprep_cli.model.outcome import Outcome

Rule = Callable[[Any, Any, "Made"], bool]
Said = dict[str, Any]
"""One recipe's picture as JSON has it: sections of keys."""


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of an output: width × height in pixels as seen, `bytes` of the file.

    `quality` is the one that it was encoded with, on its format's scale; None is without loss, or
    with the pixels that the source had.
    """

    format: str
    width: int
    height: int
    bytes: int
    quality: int | None

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """What an outcome that has an output tells."""
        return cls(
            outcome.format or "",
            outcome.width or 0,
            outcome.height or 0,
            outcome.output_bytes or 0,
            outcome.quality,
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """What `str` has told."""
        return cls(*json.loads(text))

    def __str__(self) -> str:
        return json.dumps(astuple(self), separators=(",", ":"))

    def after(self, source: Made) -> Made | None:
        """This output, judged by what its source had been through; None where that is lost."""
        return replace(self, quality=source.quality) if self.format == source.format else None


@cache
def asks_no_more(now: str, before: str, facts: str) -> bool:
    """Whether what is asked now could take nothing off a picture but what it has lost before.

    Args:
        now: what is asked, from `model.digest.asked_of`.
        before: what was asked when the picture was made.
        facts: what it is, a `Made`.

    A key for which nothing better is known has to be the same.
    """
    if now == before:
        return True
    asked, had = json.loads(now), json.loads(before)
    if asked["keep_dates"] != had["keep_dates"] or len(asked["recipes"]) != len(had["recipes"]):
        return False
    made = Made.parse(facts)
    return all(
        ours["rules"] == theirs["rules"] and _weaker(ours["picture"], theirs["picture"], made)
        for ours, theirs in zip(asked["recipes"], had["recipes"], strict=True)
    )


def _weaker(now: Said, before: Said, made: Made) -> bool:
    if now["resize"] != before["resize"] and not _keeps_dimensions(now["resize"], made):
        return False
    return all(
        value == (had := _before(before, section, key))
        or _WEAKER.get(f"{section}.{key}", _never)(value, had, made)
        for section, keys in now.items()
        for key, value in keys.items()
        if section != "resize"
    )


def _before(said: Said, section: str, key: str) -> Any:
    """What was said then; a key that came later had its default."""
    return said.get(section, {}).get(key, _DEFAULTS[section][key])


def _keeps_dimensions(resize: Said, made: Made) -> bool:
    """Whether a picture of these dimensions is neither reduced, enlarged nor cropped."""
    sides = {
        "width": made.width,
        "height": made.height,
        "long_edge": max(made.width, made.height),
        "short_edge": min(made.width, made.height),
    }
    asked = {key: resize[key] for key in sides if resize[key] is not None}
    if asked and (resize["upscale"] or resize["fit"] != "inside"):
        return False
    return all(most >= sides[key] for key, most in asked.items())


def _never(_now: Any, _before: Any, _made: Made) -> bool:
    return False


def _always(_now: Any, _before: Any, _made: Made) -> bool:
    return True


def _unsaid(now: Any, _before: Any, _made: Made) -> bool:
    return now is None


def _no_more_of(order: tuple[str, ...]) -> Rule:
    return lambda now, before, _: order.index(now) <= order.index(before)


def _keeps_format(now: Any, _before: Any, made: Made) -> bool:
    return now in (["same"], [made.format])


def _no_lower_quality(now: Any, before: Any, made: Made) -> bool:
    has = before if made.quality is None else made.quality
    if now is None or has is None:
        from pixelprep_cli.codecs import codec_for

        default = codec_for(made.format).default_quality
        now, has = now or default, has or default
    return now is None or (has is not None and now >= has)


def _saves_no_less(now: Any, before: Any, _made: Made) -> bool:
    """Shares are below 1, bytes are not: the two cannot be compared."""
    return not before or ((now < 1) is (before < 1) and now >= before)


_WEAKER: Final[dict[str, Rule]] = {
    "output.format": _keeps_format,
    "output.quality": _no_lower_quality,
    "output.quality_min": _always,
    "output.target": lambda now, before, _: now is None or (before is not None and now >= before),
    "output.lossless": lambda now, _before, _made: bool(now),
    "output.effort": _no_more_of(get_args(Effort)),
    "output.progressive": _unsaid,
    "output.chroma": lambda now, _before, _made: now != "4:2:0",
    "output.dpi": _unsaid,
    "limits.max_size": lambda now, _, made: now is None or made.bytes <= now,
    "limits.min_size": lambda now, _, made: now is None or made.bytes >= now,
    "limits.reduce_by": lambda now, before, _: now is None or (before or 0) >= now,
    "limits.min_savings": _saves_no_less,
    "limits.on_miss": _always,
    "color.background": lambda _now, _before, made: made.format == "jpeg",
    "metadata.policy": _no_more_of(get_args(MetadataPolicy)),
}
"""When a value that differs takes nothing off: rules of what is asked now, what was asked before,
and what the picture is. A floor and what to do on a miss matter only where a limit is stronger."""

_DEFAULTS: Final = plain(Picture())
