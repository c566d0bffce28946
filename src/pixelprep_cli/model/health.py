"""What a look at an installation finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether something is as it should be; what a note tells harms nothing."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found, and where it is wrong, what cures it."""

    area: str
    name: str
    verdict: Verdict
    found: str
    cure: str | None = None
