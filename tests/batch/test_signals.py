import os
import signal
from collections.abc import Iterator

import pytest

from pixelprep_cli.batch.signals import STOPPING, heed, interruptible, leave_to_parent, signals_held
from pixelprep_cli.errors import ExitCode, Interruption

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    before = {name: signal.getsignal(getattr(signal, name)) for name in STOPPING}
    yield
    for name, handler in before.items():
        signal.signal(getattr(signal, name), handler)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SIGINT", ExitCode.INTERRUPTED),
        ("SIGTERM", ExitCode.TERMINATED),
        ("SIGHUP", ExitCode.TERMINATED),
    ],
)
def test_a_signal_becomes_an_interruption_with_its_exit_code(name: str, code: ExitCode) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    with pytest.raises(Interruption) as interruption, interruptible():
        signal.raise_signal(getattr(signal, name))
    assert interruption.value.exit_code is code


def test_after_the_first_signal_all_others_are_ignored_to_the_end() -> None:
    with pytest.raises(Interruption), interruptible():
        signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGTERM)


def test_without_a_signal_the_handlers_are_as_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interruptible():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_a_hangup_that_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with interruptible():
        signal.raise_signal(signal.SIGHUP)
        heed()


def test_an_interruption_that_is_lost_in_a_destructor_is_found_by_the_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Fragile:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("sys.unraisablehook", lambda _: None)

    def lose_it_and_find_it() -> None:
        Fragile()
        heed()

    with pytest.raises(Interruption) as interruption, interruptible():
        lose_it_and_find_it()
    assert interruption.value.exit_code is ExitCode.INTERRUPTED


def test_an_interruption_that_something_wraps_comes_out_as_itself() -> None:
    def wrap() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        except Interruption as interruption:
            raise RuntimeError from interruption

    with pytest.raises(Interruption), interruptible():
        wrap()


def test_an_error_stays_that_error() -> None:
    with pytest.raises(ZeroDivisionError), interruptible():
        raise ZeroDivisionError


@pytest.mark.parametrize("system", ["with a mask", "without one"])
def test_held_signals_come_when_the_block_ends(
    system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if system == "without one":
        monkeypatch.delattr(signal, "pthread_sigmask")
    reached = []

    def hold() -> None:
        with signals_held():
            signal.raise_signal(signal.SIGTERM)
            reached.append("the end")
        reached.append("more")

    with pytest.raises(Interruption), interruptible():
        hold()
    assert reached == ["the end"]


def test_a_signal_that_was_heeded_is_not_heeded_again_by_holding() -> None:
    reached = []

    def tidy_up() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except Interruption:
            with signals_held():
                reached.append("tidied")

    with interruptible():
        tidy_up()
    assert reached == ["tidied"]


def test_a_worker_leaves_every_signal_to_its_parent() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    leave_to_parent()
    for name in STOPPING:
        signal.raise_signal(getattr(signal, name))
    assert signal.SIGTERM not in signal.pthread_sigmask(signal.SIG_BLOCK, set())
