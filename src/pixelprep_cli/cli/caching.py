"""`cache info`, `cache clear`, `cache prune`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import typer

from pixelprep_cli.config.locations import cache_folder
from pixelprep_cli.config.resolve import Resolved, resolve
from pixelprep_cli.errors import PixelprepError, UsageError
from pixelprep_cli.model.amounts import ByteSize, format_bytes
from pixelprep_cli.report.names import escaped
from pixelprep_cli.report.streams import write_line
from pixelprep_cli.store.cache import Cache, discard_others

DAY: Final = 86_400
HELD: Final = {
    "files": "whose content is known",
    "journals": "of runs that did not end, and what they have made",
    "results": "of a source and settings",
    "places": "that a run has written to",
    "outputs": "with what was asked for them",
}


def show(folder: str | None) -> None:
    """Print where the cache is, how large it is, and what it holds."""
    resolved = _resolved(folder)
    settings = resolved.settings.cache
    with _opened(resolved, reading=True) as cache:
        most = format_bytes(settings.max_size)
        size = format_bytes(cache.size()) if cache.base.usable else "none yet"
        lines = [
            ("cache", escaped(cache.base.path)),
            ("size", f"{size}, of at most {most}"),
            *((name, f"{count} {HELD[name]}") for name, count in cache.counts().items()),
        ]
    if not settings.enabled:
        lines.append(("switched", f"off by {resolved.origins['cache.enabled']}"))
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        typer.echo(f"{name:{width}}  {value}")


def clear(folder: str | None) -> None:
    """Forget everything.

    Raises:
        PixelprepError: the system refuses.
    """
    with _opened(_resolved(folder), reading=False) as cache:
        cache.forget_all()
        _give_back(cache)
        typer.echo(f"{escaped(cache.base.path)}: empty")


def prune(folder: str | None, max_size: str | None, older_than: str | None) -> None:
    """Forget what was used least recently: before some days, and over a size.

    Raises:
        UsageError: `max_size` is no size, or `older_than` no number of days.
        PixelprepError: the system refuses.
    """
    resolved = _resolved(folder)
    most = resolved.settings.cache.max_size if max_size is None else _size(max_size)
    days = None if older_than is None else _days(older_than)
    with _opened(resolved, reading=False) as cache:
        before = cache.size()
        if days is not None:
            cache.forget_before(time.time() - days * DAY)
        cache.shrink(most)
        _give_back(cache)
        told = f"{format_bytes(before)} before, {format_bytes(cache.size())} now"
        typer.echo(f"{escaped(cache.base.path)}: {told}")


def _resolved(folder: str | None) -> Resolved:
    return resolve({"cache_dir": folder})


@contextmanager
def _opened(resolved: Resolved, *, reading: bool) -> Iterator[Cache]:
    """The cache; what is wrong with it is told on standard error."""

    def tell(fault: str) -> None:
        write_line(sys.stderr, f"pixelprep: the cache {escaped(fault)}")

    cache = Cache(resolved.settings.cache.dir or cache_folder(), tell, reading=reading)
    try:
        if not reading and not cache.base.writable:
            raise PixelprepError(f"{cache.base.path} stays as it is")
        yield cache
    finally:
        cache.base.close()


def _give_back(cache: Cache) -> None:
    """Let the disk have the room of what was forgotten."""
    cache.base.compact()
    discard_others(cache.base.folder)


def _size(written: str) -> ByteSize:
    try:
        return ByteSize.parse(written)
    except ValueError as error:
        raise UsageError(f"--max-size: {error}", code="configuration") from error


def _days(written: str) -> float:
    try:
        days = float(written)
    except ValueError:
        days = -1.0
    if not 0 <= days <= 36_500:
        raise UsageError(
            f"--older-than: found {written!r}, accepted: a number of days from 0 to 36500",
            code="configuration",
        )
    return days
