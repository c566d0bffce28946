"""The words of the command line: what help tells, and how mistyped words are answered."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from pixelprep_cli import __version__
from pixelprep_cli.cli.app import app
from pixelprep_cli.cli.options import JSON, OPTIONS
from pixelprep_cli.cli.overview import THINGS, page
from pixelprep_cli.config import options as settings

Command = Callable[..., Any]
Draw = Callable[..., Path]

OWN = (
    *("--help", "--json", "--dry-run", "--all"),
    *("--in-place", "--no-backup", "--yes", "--resume"),
)
PROMISED = """
    -p --preset -o --output -f --format -q --quality --quality-min --max-size --min-size
    --reduce-by --on-miss --width --height --long-edge --short-edge --fit --upscale --effort
    --metadata --background --suffix --include --exclude -R --recursive --no-recursive -j --jobs
    --timeout --max-file-size --max-pixels --overwrite -n --dry-run --keep-dates --fail-fast
    --verify --json --quiet -v --verbose --no-progress --color
"""
GROUPS = (
    "Which pictures, how large",
    "How they are encoded",
    "How many bytes they may have",
    "Which files, and where outputs go",
    "How the run goes",
    "What is shown",
)


def told_by(done: Any) -> str:
    """What it says, in one line: tables are drawn around the words."""
    return " ".join(re.sub("[│╭╰╮╯─]", " ", done.out + done.err).split())


def test_the_version_is_told(pixelprep: Command) -> None:
    assert pixelprep("--version").out == f"pixelprep {__version__}\n"


def test_help_names_every_option_with_its_default_by_purpose(pixelprep: Command) -> None:
    done = pixelprep("optimize", "--help", env={"COLUMNS": "300"})
    assert done.code == 0
    words = set(done.out.split())
    assert [option for option in PROMISED.split() if option not in words] == []
    assert [done.out.find(group) for group in GROUPS] == sorted(map(done.out.find, GROUPS))
    rows = [line for line in done.out.splitlines() if re.match(r"│ +--", line)]
    assert len(rows) == len(OPTIONS) + len(OWN)
    assert [row for row in rows if "[default: " not in row and "--help" not in row] == []


def test_help_is_plain_in_a_pipe(pixelprep: Command) -> None:
    assert "\x1b" not in pixelprep("optimize", "--help").out


def test_every_setting_of_the_command_line_is_an_option_and_the_other_way_round() -> None:
    assert {option.name for option in OPTIONS} == set(settings.OPTIONS)
    assert JSON.name == "json"


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("optimze", "a.jpg"), "optimize"),
        (("presets", "lst"), "list"),
        (("optimize", "a.jpg", "--qualty", "80"), "--quality"),
        (("optimize", "a.jpg", "--overwite"), "--overwrite"),
        (("optimize", "a.jpg", "-f", "jpgg"), "did you mean 'jpeg'"),
        (("optimize", "a.jpg", "--fit", "insde"), "did you mean 'inside'"),
        (("optimize", "a.jpg", "--effort", "maxx"), "did you mean 'max'"),
        (("optimize", "a.jpg", "--metadata", "saffe"), "did you mean 'safe'"),
        (("optimize", "a.jpg", "-p", "web_dsplay"), "did you mean 'web_display'"),
        (("optimize", "b.jpg"), "did you mean a.jpg?"),
        (("presets", "show", "quick_compres"), "did you mean 'quick_compress'"),
    ],
)
def test_a_typo_is_answered_with_the_nearest_name(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, words: tuple[str, ...], near: str
) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    done = pixelprep(*words)
    assert (done.code, done.out) == (2, "")
    assert near in told_by(done)
    assert not (tmp_path / "optimized").exists()


def test_all_values_that_are_wrong_are_told_at_once(pixelprep: Command) -> None:
    done = pixelprep("optimize", "a.jpg", "-q", "0", "--width", "-3", "--max-size", "1XB")
    assert done.code == 2
    for option in ("--quality: ", "--width: ", "--max-size: "):
        assert option in done.err


def test_no_paths_are_a_matter_of_usage(pixelprep: Command) -> None:
    assert pixelprep("optimize").code == 2


def test_alone_it_shows_the_five_things_that_people_do(pixelprep: Command) -> None:
    done = pixelprep()
    assert (done.code, done.err) == (2, "")
    assert all(words in done.out for words in THINGS)
    assert len(THINGS) == 5
    assert all(len(line) <= 80 for line in done.out.splitlines())
    assert done.out.isascii()


@pytest.mark.parametrize("width", [50, 60, 79])
def test_alone_it_fits_a_narrow_terminal(width: int) -> None:
    lines = page(width).splitlines()
    assert max(map(len, lines)) <= width
    assert all(f"  {words}" in lines for words in THINGS)
    assert all(f"      {what}" in lines for what in THINGS.values())


@pytest.mark.parametrize("line", THINGS)
def test_what_people_do_is_what_the_program_takes(line: str) -> None:
    command: Any = get_command(app)
    words = line.split()[1:]
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    taken = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= taken
