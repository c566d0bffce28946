"""What earlier runs have made, and what of it stands and need not be made again."""

from __future__ import annotations

import json
import os
import stat
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from pixelprep_cli.batch import recalled
from pixelprep_cli.batch.machine import usable_cores
from pixelprep_cli.batch.signals import heed
from pixelprep_cli.batch.strength import Made, asks_no_more
from pixelprep_cli.batch.versions import PIXELS, versions
from pixelprep_cli.codecs.signature import EXTENSIONS
from pixelprep_cli.config.locations import upward
from pixelprep_cli.model.digest import asked_of
from pixelprep_cli.model.trace import Known, Stamp
from pixelprep_cli.store.cache import Result, key_of
from pixelprep_cli.store.content import examined_all, is_settled, stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pixelprep_cli.batch.bookkeeping import Written
    from pixelprep_cli.batch.plan import Standing, Task
    from pixelprep_cli.batch.source import Source
    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.model.outcome import Outcome
    from pixelprep_cli.model.settings import RawSource
    from pixelprep_cli.store.cache import Cache
    from pixelprep_cli.store.journal import Entry
    from pixelprep_cli.store.runs import Run

_MEANT: Final = f" {PIXELS}"
"""How kinds of files end in the cache: another version may take a file for something else."""


class _Candidate(NamedTuple):
    """A file that may be a task's output already."""

    task: Task
    path: str
    stamp: Stamp


class Past:
    """What the cache knows, as far as it concerns one run.

    Args:
        recipes: what the run does with its pictures.
        keep_dates: whether outputs get the times of their sources.
        raw: what of camera RAW is worked on.
        force: nothing counts as made; what runs have written may still be replaced.
    """

    def __init__(
        self,
        cache: Cache,
        recipes: Sequence[Recipe],
        *,
        keep_dates: bool = False,
        raw: RawSource = "preview",
        force: bool = False,
    ) -> None:
        self._cache = cache
        self._asked = asked_of(recipes, keep_dates=keep_dates, raw=raw)
        self._context = key_of(f"{self._asked} {versions()} {recalled.FACTS}")
        self._preset = recipes[0].preset if len(recipes) == 1 else None
        self._force = force
        self._sources: dict[str, Source] = {}

    def settle(
        self, tasks: Sequence[Task], standing: Iterable[Standing]
    ) -> tuple[list[Task], list[Outcome]]:
        """Leave out tasks whose output stands as it would be made.

        Args:
            standing: what exists where outputs may go.

        Returns:
            The other tasks, in order, with the contents that each may replace, and what became of
            those left out.
        """
        self._sources = {task.source.path: task.source for task in tasks}
        candidates = [
            _Candidate(task, path, stamp_of(status))
            for task, path, status in standing
            if stat.S_ISREG(status.st_mode)
        ]
        if not candidates or not self._cache.base.usable:
            return list(tasks), []
        outputs = self._outputs(candidates)
        candidates = [candidate for candidate in candidates if candidate.path in outputs]
        done = {} if self._force else self._done(candidates, outputs)
        written = self._written([c for c in candidates if c.task.source.path not in done], outputs)
        left = [
            replace(task, replaces=tuple(written.get(task.source.path, ())))
            for task in tasks
            if task.source.path not in done
        ]
        return left, list(done.values())

    def settle_in_place(self, tasks: Sequence[Task]) -> tuple[list[Task], list[Outcome]]:
        """Leave out tasks whose source a run has made, if no less was asked of it then.

        Its own settings bring a picture no further, weaker ones could only harm it.
        """
        self._sources = {task.source.path: task.source for task in tasks}
        if self._force or not self._cache.base.usable:
            return list(tasks), []
        contents = self._contents(task.source for task in tasks)
        made = self._cache.outputs(contents.values())
        left, done = [], []
        for task in tasks:
            found = made.get(contents.get(task.source.path, b""), ())
            facts = (facts for asked, facts in found if asks_no_more(self._asked, asked, facts))
            enough = next(facts, None)
            if enough is None:
                left.append(task)
            else:
                done.append(recalled.unchanged(task.source, Made.parse(enough)))
        return left, done

    def recall(self, folder: str) -> dict[str, Known]:
        """What a folder's files were when they were last read, by name."""
        found = self._cache.in_folder(folder)
        return {
            name: Known(known.stamp, known.content, known.kind.removesuffix(_MEANT))
            for name, known in found.items()
            if known.kind is not None and known.kind.endswith(_MEANT)
        }

    @property
    def is_blank(self) -> bool:
        """Whether nothing is known of what runs have made, though it could be remembered."""
        return self._cache.base.writable and not self._cache.has_outputs()

    def learn(self, runs: Iterable[Written]) -> None:
        """Remember what runs have made, by what they have written down.

        Journals are read once for each state that they are in.
        """
        for run, journals, entries in runs:
            if not self._cache.has_read(run.name, journals):
                self._learn(run, entries())
                self._cache.keep_read(run.name, journals)
        self._cache.save()

    def _learn(self, run: Run, entries: Sequence[Entry]) -> None:
        made = [
            (entry, change.path, bytes.fromhex(change.after.sha256))
            for entry in entries
            for change in entry.changes
            if change.after and entry.told
        ]
        known = self._cache.outputs(content for _, _, content in made)
        named = {os.path.realpath(os.path.join(run.cwd, path)) for path in run.paths}
        for entry, path, content in made:
            if run.asked not in (asked for asked, _ in known.get(content, ())):
                root = next(filter(named.__contains__, upward(os.path.dirname(entry.source))), None)
                place = _place(entry.source, root, path)
                self._cache.keep_written(place, content)
                self._cache.keep_output(content, run.asked, entry.told)

    def add(self, outcome: Outcome) -> None:
        """Remember what was made, for the runs to come."""
        trace = outcome.trace
        if trace is None or outcome.output is None or not outcome.produced:
            return
        source, output = trace.source, trace.output
        known = self._sources.get(outcome.source)
        kind = known.format if known else None
        self._keep_file(outcome.source, source, kind)
        made = kind if outcome.output == outcome.source and source == output else outcome.format
        self._cache.keep_file(outcome.output, output._replace(kind=_meant(made)))
        self._cache.keep_result(
            self._context, source.content, Result(output.content, recalled.facts_of(outcome))
        )
        place = _place(outcome.source, known.root if known else None, outcome.output)
        self._cache.keep_written(place, output.content)
        self._keep_lineage(outcome, source.content, output.content)
        self._cache.save()

    def _keep_lineage(self, outcome: Outcome, source: bytes, output: bytes) -> None:
        """An output has also been through all that its source has, as far as that still shows."""
        made = Made.of(outcome)
        for asked, facts in self._cache.outputs([source]).get(source, ()):
            if (inherited := made.after(Made.parse(facts))) is not None:
                self._cache.keep_output(output, asked, str(inherited))
        self._cache.keep_output(output, self._asked, str(made))

    def _outputs(self, candidates: Sequence[_Candidate]) -> dict[str, bytes]:
        """The contents of candidates, but for those that had to be read and no run has made."""
        stamps = {candidate.path: candidate.stamp for candidate in candidates}
        known = self._known(stamps)
        read = self._read({path: at for path, at in stamps.items() if path not in known})
        made = self._cache.outputs(read.values()) if read else {}
        return known | {path: content for path, content in read.items() if content in made}

    def _done(
        self, candidates: Sequence[_Candidate], outputs: Mapping[str, bytes]
    ) -> dict[str, Outcome]:
        """What became of the sources whose output is among the candidates, by path."""
        sources = self._contents(candidate.task.source for candidate in candidates)
        results = self._cache.results(self._context, sources.values())
        standing = []
        for task, path, _ in candidates:
            result = results.get(sources.get(task.source.path, b""))
            if result is not None and result.output == outputs[path]:
                standing.append((task, path, result.facts))
        every = json.loads(f"[{','.join(facts for _, _, facts in standing)}]")
        done = {}
        for (task, path, _), facts in zip(standing, every, strict=True):
            outcome = recalled.cached(task.source, path, facts, preset=self._preset)
            if task.target.suffix or path.endswith(EXTENSIONS[outcome.format or ""][0]):
                done[task.source.path] = outcome
        return done

    def _written(
        self, candidates: Sequence[_Candidate], outputs: Mapping[str, bytes]
    ) -> dict[str, list[bytes]]:
        """The contents of candidates that a run has written where they stand, by source."""
        places = {
            c.path: _place(c.task.source.path, c.task.source.root, c.path) for c in candidates
        }
        written = self._cache.written(places.values())
        found: dict[str, list[bytes]] = {}
        for task, path, _ in candidates:
            if outputs[path] in written.get(places[path], ()):
                found.setdefault(task.source.path, []).append(outputs[path])
        return found

    def _contents(self, sources: Iterable[Source]) -> dict[str, bytes]:
        """The contents of sources, read where they are not known at their stamp."""
        known, asked = {}, {}
        for source in sources:
            if source.content is not None:
                known[source.path] = source.content
            elif source.stamp is not None:
                asked[source.path] = source.stamp
        known |= self._known(asked)
        return known | self._read({path: at for path, at in asked.items() if path not in known})

    def _known(self, stamps: Mapping[str, Stamp]) -> dict[str, bytes]:
        found = self._cache.files(stamps)
        return {path: known.content for path, known in found.items() if known.stamp == stamps[path]}

    def _read(self, stamps: Mapping[str, Stamp]) -> dict[str, bytes]:
        found = {}
        with closing(examined_all(stamps, usable_cores())) as files:
            for path, known in files if stamps else ():
                heed()
                if known is not None:
                    found[path] = known.content
                    source = self._sources.get(path)
                    self._keep_file(path, known, source.format if source else None)
        return found

    def _keep_file(self, path: str, known: Known, kind: str | None) -> None:
        """Remember what a file holds, if any change of it is sure to show."""
        if is_settled(known.stamp):
            self._cache.keep_file(path, known._replace(kind=_meant(kind)))


def _meant(kind: str | None) -> str | None:
    return kind and f"{kind}{_MEANT}"


def _place(source: str, root: str | None, output: str) -> str:
    """An output's path as it is in every copy of the tree: seen from the root of the sources."""
    root = root or os.path.dirname(source)
    try:
        return os.path.relpath(output, root)
    except ValueError:  # Windows: another drive
        return output
