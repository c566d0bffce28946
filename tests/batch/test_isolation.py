"""Tests of codecs that crash, hang or fail are told, and take down no other."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from pixelprep_cli.batch import isolation
from pixelprep_cli.batch.isolation import failures

if TYPE_CHECKING:
    import pytest


def behave(name: str) -> str | None:
    if name == "crashes":
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "ends":
        os._exit(7)
    while name == "hangs":
        signal.pause()
    return "other colours" if name == "fails" else None


def test_each_test_has_its_result_whatever_became_of_the_one_before() -> None:
    names = ["well", "crashes", "ends", "fails", "also well"]
    assert dict(failures(names, behave)) == {
        "well": None,
        "crashes": "the process that tried it was killed by signal 9",
        "ends": "the process that tried it ended with code 7",
        "fails": "other colours",
        "also well": None,
    }


def test_one_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "PATIENCE", 1.0)
    found = dict(failures(["hangs"], behave))
    assert found == {"hangs": "it took more than 1 s"}
