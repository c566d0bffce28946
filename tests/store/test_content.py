import hashlib
import os
import threading
from pathlib import Path

import pytest

from pixelprep_cli.store.content import (
    COARSEST_TICK,
    content_of,
    digest,
    examined,
    examined_all,
    is_settled,
    stamp_of,
)


def test_a_file_and_its_bytes_have_the_same_digest(tmp_path: Path) -> None:
    data = b"picture" * 100_000
    (tmp_path / "a").write_bytes(data)
    assert content_of(str(tmp_path / "a")) == digest(data) == hashlib.sha256(data).digest()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no time of change")
def test_a_change_that_keeps_size_and_time_shows_in_the_stamp(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one")
    os.utime(path, (1, 1))
    before = stamp_of(path.stat())
    while stamp_of(path.stat()) == before:  # until the file system's clock has gone on
        path.write_bytes(b"two")
        os.utime(path, (1, 1))
    assert stamp_of(path.stat())[:2] == before[:2]


def test_a_file_that_is_no_more_as_it_was_stamped_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one")
    stamp = stamp_of(path.stat())
    known = examined(str(path), stamp)
    assert known is not None
    assert known.content == digest(b"one")
    path.write_bytes(b"more")
    assert examined(str(path), stamp) is None
    path.unlink()
    assert examined(str(path), stamp) is None


def test_a_stamp_counts_once_a_tick_of_the_coarsest_clock_has_passed(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    stamp = stamp_of((tmp_path / "a").stat())
    last = max(stamp.modified, stamp.changed)
    assert not is_settled(stamp, last + COARSEST_TICK)
    assert is_settled(stamp, last + COARSEST_TICK + 1)
    assert not is_settled(stamp._replace(modified=last + 10**12), last + COARSEST_TICK + 1)


def test_times_before_1970_and_far_ahead_fit_into_a_database(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    for seconds in (-(10**9), 2**33):
        os.utime(tmp_path / "a", (seconds, seconds))
        assert all(0 <= part < 1 << 63 for part in stamp_of((tmp_path / "a").stat()))


def test_many_files_are_told_in_their_order_and_threads_end(tmp_path: Path) -> None:
    stamps = {}
    for number in range(40):
        path = tmp_path / str(number)
        path.write_bytes(b"%d" % number)
        stamps[str(path)] = stamp_of(path.stat())
    (tmp_path / "7").unlink()
    told = dict(examined_all(stamps, 4))
    assert list(told) == list(stamps)
    assert [known.content if known else None for known in told.values()] == [
        None if number == 7 else digest(b"%d" % number) for number in range(40)
    ]
    files = examined_all(stamps, 4)
    next(files)
    files.close()
    assert threading.active_count() == 1
