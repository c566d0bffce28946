"""The lines of a TOML text on which its keys stand, of which Python's parser tells nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST: Final = 1000
"""Lines that a statement may have for its end to be looked for: that takes time by their square."""

Place = tuple[str | int, ...]
"""Keys of tables, and indices of lists."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A header, or keys with their values: the line on which it begins, and what it says where."""

    line: int
    table: Place
    said: dict[str, Any]

    def tells(self, place: Place) -> bool:
        """Whether that key is there by this statement."""
        if not self.said:
            return self.table[: len(place)] == place
        within = place[len(self.table) :]
        return bool(within) and place[: len(self.table)] == self.table and _holds(self.said, within)


def line_of(place: Place, said: Sequence[Statement]) -> int | None:
    """The line on which a key begins; None where it is not found."""
    return next((each.line for each in said if each.tells(place)), None)


def statements(text: str) -> list[Statement]:
    """What a document says, statement by statement: Python's parser tells no places."""
    import tomllib

    found: list[Statement] = []
    lines = text.split("\n")
    lists: Counter[Place] = Counter()
    table: Place = ()
    begin = 0
    for end in range(1, len(lines) + 1):
        if end - begin > LONGEST:
            break
        try:
            said = tomllib.loads("\n".join(lines[begin:end]) + "\n")
        except ValueError:  # the statement goes on
            continue
        if lines[begin].lstrip().startswith("["):
            table = _entered(said, lists)
            found.append(Statement(begin + 1, table, {}))
        elif said:
            found.append(Statement(begin + 1, table, said))
        begin = end
    return found


def _entered(header: dict[str, Any], lists: Counter[Place]) -> Place:
    """The table that a header enters; `lists` counts the tables of each list so far."""
    place: Place = ()
    while header:
        ((key, inner),) = header.items()
        place = (*place, key)
        if isinstance(inner, list):
            lists[place] += 1
            inner = inner[0]
        if lists[place]:
            place = (*place, lists[place] - 1)
        header = inner
    return place


def _holds(table: Any, place: Place) -> bool:
    for step in place:
        try:
            table = table[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True
