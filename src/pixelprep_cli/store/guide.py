"""What a person has been shown already: one small file, whose loss harms nothing."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.errors import PixelprepError
from pixelprep_cli.store import atomic, lock
from pixelprep_cli.store.folders import make_private

if TYPE_CHECKING:
    from collections.abc import Callable

FILE: Final = "guide.json"
LARGEST: Final = 100_000
"""Bytes; a file that has more is none of ours."""

Kept = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a person has come in the tour, which happens in `folder`: what is `done`, by name."""

    folder: str
    done: tuple[str, ...] = ()


class Guide:
    """What is kept in a state folder; what is damaged there counts as not there. Nothing raises."""

    def __init__(self, state: str) -> None:
        self.path = os.path.join(state, FILE)
        self._locks = lock.lock_file(state)

    def first(self, name: str) -> bool:
        """Whether to show this now: True once ever, of all processes to one.

        Where that it was shown cannot be kept it is not shown, as it would be each time.
        """

        def claim(kept: Kept) -> bool:
            shown = _names(kept.get("shown"))
            kept["shown"] = [*shown, name]
            return name not in shown

        return name not in _names(self._read().get("shown")) and self._change(claim, needed=False)

    @property
    def progress(self) -> Progress | None:
        """How far the tour is; None where none is under way."""
        tour = self._read().get("tour")
        if not isinstance(tour, dict) or not isinstance(tour.get("folder"), str):
            return None
        return Progress(tour["folder"], tuple(_names(tour.get("done"))))

    def keep(self, progress: Progress | None) -> bool:
        """Keep how far the tour is, or that none is under way; False where that cannot be."""

        def put(kept: Kept) -> bool:
            kept.pop("tour", None)
            if progress is not None:
                kept["tour"] = {"folder": progress.folder, "done": list(progress.done)}
            return True

        return self._change(put, needed=True)

    def _change(self, change: Callable[[Kept], bool], *, needed: bool) -> bool:
        """Change what is kept, whole or not at all, where `change` says that there is a change."""
        try:
            make_private(os.path.dirname(self.path))
            with lock.writing(self.path, self._locks, needed=needed):
                kept = self._read()
                if not change(kept):
                    return False
                text = f"{json.dumps(kept)}\n"
                atomic.write(self.path, text.encode(), token=secrets.token_hex(8), overwrite=True)
        except (PixelprepError, OSError):
            return False
        return True

    def _read(self) -> Kept:
        try:
            with open(self.path, encoding="utf-8") as file:
                kept = json.loads(file.read(LARGEST))
        except (OSError, ValueError, RecursionError):
            return {}
        return kept if isinstance(kept, dict) else {}


def _names(found: Any) -> list[str]:
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []
