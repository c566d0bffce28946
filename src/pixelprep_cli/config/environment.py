"""The environment: `PIXELPREP_QUALITY=80` says what `--quality 80` says, one step weaker.

A switch is `true` or `false` (1/0, yes/no, on/off); the items of a list stand between commas; an
empty variable is not set. Features are `PIXELPREP_CUSTOM_PRESETS_ENABLED` and the like,
statistics `PIXELPREP_STATS_ENABLED`; `PIXELPREP_SAFE_MODE=1` switches them all off, whatever else
is said. `PIXELPREP_HOME` says where files are, not what they say.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Final

from pixelprep_cli.config.flags import SAFE_MODE, safe_mode_layer
from pixelprep_cli.config.locations import HOME
from pixelprep_cli.config.options import OPTIONS, spoken
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.keys import FOR_THE_COMMAND_LINE, ORIGINALS, read, refusal
from pixelprep_cli.model.settings import Flags
from pixelprep_cli.model.written import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelprep_cli.model.layers import Said

PREFIX: Final = "PIXELPREP_"
OTHERS: Final = (SAFE_MODE, HOME)
"""Variables that set no key."""


@cache
def variables() -> dict[str, str]:
    """Every variable, and the dotted key that it sets."""
    found = {f"{PREFIX}{name.upper()}": key for name, key in OPTIONS.items()}
    for flag in fields(Flags):
        found[f"{PREFIX}{flag.name.upper()}_ENABLED"] = f"flags.{flag.name}"
    found[f"{PREFIX}STATS_ENABLED"] = "stats.enabled"
    return found


def environment_layer(environ: Mapping[str, str]) -> dict[str, Said]:
    """What the environment says.

    Raises:
        UsageError: a variable that starts with `PIXELPREP_` is unknown, or its value is not
            accepted; every problem is listed.
    """
    ours = {name: text for name, text in environ.items() if name.startswith(PREFIX)}
    safe = ours.pop(SAFE_MODE, "")
    ours.pop(HOME, None)
    problems = [_unknown(name) for name in sorted(ours) if name not in variables()]
    written: dict[str, tuple[str, object]] = {
        variables()[name]: (name, text)
        for name, text in ours.items()
        if text and name in variables()
    }
    said: dict[str, Said] = {}
    try:
        said = spoken(written, lambda name: f"environment {name}")
    except UsageError as error:
        problems.append(error.message)
    if problems:
        raise UsageError("\n".join(problems), code="configuration")
    return said | safe_mode_layer() if _is_on(safe) else said


def _is_on(word: str) -> bool:
    try:
        return bool(word) and bool(read(bool, word))
    except ValueError:
        words = f"{SAFE_MODE}: {refusal(bool, word)}"
        raise UsageError(words, code="configuration") from None


def _unknown(name: str) -> str:
    if name.removeprefix(PREFIX).lower() in ORIGINALS:
        return f"{name}: {FOR_THE_COMMAND_LINE}"
    words = {known.removeprefix(PREFIX).lower(): known for known in (*variables(), *OTHERS)}
    near = nearest(name.removeprefix(PREFIX), words)
    return f"{name}: unknown variable" + (f"; did you mean {words[near]!r}?" if near else "")
