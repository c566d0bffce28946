"""What a run leaves for the statistics: its figures, or of a preview, what it has predicted."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from pixelprep_cli.model.digest import asked_of
from pixelprep_cli.model.figures import Figures
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.presets.places import is_path
from pixelprep_cli.store.ledger import REFUSED, Ledger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pixelprep_cli.batch.plan import Task
    from pixelprep_cli.batch.work import Work
    from pixelprep_cli.model.figures import Origin
    from pixelprep_cli.model.forecast import Forecast
    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.model.outcome import Outcome, RunSummary
    from pixelprep_cli.presets.catalogue import Catalogue

MOST_PREDICTED: Final = 500_000
TOGETHER: Final = 5_000
"""Bytes in a generation of what previews have said, and pictures in one line of it."""


def statistics(state: str) -> Ledger:
    """Where runs leave their figures."""
    return Ledger(state, "statistics")


def predictions(state: str) -> Ledger:
    """Where previews leave what they have said, for the runs that do what was previewed."""
    return Ledger(state, "predictions", most=MOST_PREDICTED)


class Chronicle:
    """One run's; nothing that goes wrong with it is raised or told, for the run's work is done.

    Args:
        reference: the preset that was named, by its name or its file; `auto` or None.
    """

    def __init__(self, state: str, work: Work, catalogue: Catalogue, reference: str | None) -> None:
        self._state, self._work = state, work
        self._catalogue, self._reference = catalogue, reference
        self._figures = Figures(at=time.time())
        self._built_in: frozenset[str] | None = None
        self._said: dict[str, dict[str, int]] = {}
        self._keys: dict[str, str] | None = None
        self._earlier: dict[str, int] | None = None

    def add(self, outcome: Outcome, forecast: Forecast | None) -> None:
        """Count a picture that the run has ended, expecting what the forecast says."""
        if self._work.action == "preview":
            self._remember(outcome)
            return
        predicted = None
        if outcome.status in (Status.OPTIMIZED, Status.KEPT):
            if forecast is not None and outcome.source in forecast.looked:
                predicted = forecast.estimate(outcome.source)
            else:
                predicted = self._previewed(outcome.source)
        self._figures.add(outcome, self._origin(outcome.preset), predicted)

    def close(self, summary: RunSummary) -> None:
        """Leave what was counted, if there is anything."""
        with suppress(*REFUSED):
            if self._figures.statuses:
                self._figures.close(summary)
                statistics(self._state).append(self._figures.line())
            for asked, said in self._said.items():
                _leave(predictions(self._state), asked, said)

    def _origin(self, preset: str | None) -> Origin:
        if self._built_in is None:
            places = {} if self._by_path else self._catalogue.places()
            self._built_in = frozenset(n for n, p in places.items() if p.origin == "built-in")
        return "built-in" if preset in self._built_in else "custom"

    @property
    def _by_path(self) -> bool:
        return self._reference is not None and is_path(self._reference)

    def _remember(self, outcome: Outcome) -> None:
        if outcome.output_bytes and outcome.status in (Status.OPTIMIZED, Status.KEPT):
            asked = _asked(self._tried(outcome.preset))
            key = self._key(outcome.source)
            if key is not None:
                self._said.setdefault(asked, {})[key] = outcome.output_bytes

    def _tried(self, preset: str | None) -> Sequence[Recipe]:
        """The recipes among which this outcome's was chosen."""
        recipes = self._work.recipes
        if not self._work.compared:
            return recipes
        return [recipe for recipe in recipes if recipe.preset == preset]

    def _previewed(self, source: str) -> int | None:
        """What an earlier preview of the same picture, asking the same of it, has said."""
        if self._earlier is None:
            self._earlier = {}
            with suppress(*REFUSED):
                self._earlier = _left(predictions(self._state), _asked(self._work.recipes))
        return self._earlier.get(self._key(source) or "") if self._earlier else None

    def _key(self, source: str) -> str | None:
        """What stands for a picture, as it was when the run began."""
        if self._keys is None:
            self._keys = {task.source.path: _key_of(task) for task in self._work.tasks}
        return self._keys.get(source)


def _asked(recipes: Sequence[Recipe]) -> str:
    return blake2b(asked_of(recipes).encode(), digest_size=8).hexdigest()


def _key_of(task: Task) -> str:
    told = f"{os.path.abspath(task.source.path)}\0{task.source.size}\0{task.source.stamp}"
    return blake2b(os.fsencode(told), digest_size=8).hexdigest()


def _leave(ledger: Ledger, asked: str, said: Mapping[str, int]) -> None:
    items = list(said.items())
    for some in (items[n : n + TOGETHER] for n in range(0, len(items), TOGETHER)):
        line = json.dumps({"asked": asked, "bytes": dict(some)}, separators=(",", ":"))
        ledger.append(line.encode())


def _left(ledger: Ledger, asked: str) -> dict[str, int]:
    """The last that previews have said where the same was asked."""
    found: dict[str, int] = {}
    for line in ledger.lines():
        if asked.encode() in line:
            with suppress(ValueError, TypeError, KeyError, AttributeError, RecursionError):
                said = json.loads(line)["bytes"].items()
                found |= {key: size for key, size in said if type(size) is int and size > 0}
    return found
