"""TOML that cannot be read is told by file, line and column."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pixelprep_cli.errors import ExitCode, UsageError
from pixelprep_cli.presets import toml

if TYPE_CHECKING:
    from pathlib import Path


def refusal_of(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        toml.read(str(path))
    assert caught.value.exit_code is ExitCode.USAGE
    return str(caught.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.toml"


def test_a_byte_order_mark_is_passed_over(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfa = 1\n")
    assert toml.read(str(path)) == {"a": 1}


def test_a_syntax_error_names_line_and_column(path: Path) -> None:
    path.write_text("[output]\nquality = \n")
    assert refusal_of(path) == f"{path}: line 2, column 11: not TOML: invalid value"


def test_an_error_at_the_end_names_the_file(path: Path) -> None:
    path.write_text("[output")
    assert refusal_of(path).startswith(f"{path}: not TOML: expected ']'")


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "1" * 5000])
def test_a_hostile_text_is_refused(path: Path, text: str) -> None:
    path.write_text(text)
    assert refusal_of(path).startswith(f"{path}: ")


def test_bytes_that_are_no_text_are_refused(path: Path) -> None:
    path.write_bytes(b"a = '\xff'\n")
    assert refusal_of(path) == f"{path}: found bytes that are not UTF-8 at offset 5"


def test_a_missing_file_is_refused(path: Path) -> None:
    assert refusal_of(path) == f"{path}: there is no such file"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path) == f"{tmp_path}: is not a file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the platform has no FIFOs")
def test_a_fifo_is_refused_before_it_is_opened(path: Path) -> None:
    os.mkfifo(path)
    assert refusal_of(path) == f"{path}: is not a file"
