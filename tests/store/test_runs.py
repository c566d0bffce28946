"""What is found of runs that were killed."""

from pathlib import Path

from tests.runs import remembered

from pixelprep_cli.store.runs import Runs


def lay_out(state: Path, *names: str) -> Path:
    """What a killed run of the name `killed` has left."""
    folder = state / "runs" / "killed"
    folder.mkdir(parents=True)
    (state / "living").mkdir()
    (state / "living" / "killed").touch()
    for name in names:
        (folder / name).write_text("{")
    return folder


def test_a_run_that_was_killed_before_it_was_on_record_leaves_nothing(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, "run.json.1f2e.tmp")
    assert Runs(str(tmp_path)).recover() == []
    assert not folder.exists()
    assert list((tmp_path / "living").iterdir()) == []


def test_nothing_is_removed_of_a_run_whose_record_is_damaged(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, "run.json", "journal-1-aa")
    runs = Runs(str(tmp_path))
    assert runs.recover() == []
    assert len(list(folder.iterdir())) == 2
    assert [(run.name, run.state) for run in runs.all()] == [("killed", "done")]


def test_a_killed_run_whose_journal_is_damaged_keeps_its_backups(tmp_path: Path) -> None:
    folder = lay_out(tmp_path, "journal-1-aa")
    runs = Runs(str(tmp_path))
    run = remembered("killed")
    runs.save(run)
    (folder / "backup").mkdir()
    (folder / "backup" / "aa").write_bytes(b"all that is left of a picture")
    (killed,) = runs.recover()
    assert (killed.state, runs.held(killed)) == ("killed", 29)
    runs.close_undone(killed, runs.told(killed))
    assert runs.held(killed) == 29


def test_runs_of_one_second_are_named_in_their_order(tmp_path: Path) -> None:
    runs = Runs(str(tmp_path))
    names = []
    for _ in range(20):
        names.append(runs.new_name())
        (tmp_path / "runs" / names[-1]).mkdir(parents=True)
    assert names == sorted(names)


def test_the_last_run_is_known_as_such_where_the_clock_was_set_back(tmp_path: Path) -> None:
    (tmp_path / "runs" / "20991231-235959-ffff").mkdir(parents=True)
    assert Runs(str(tmp_path)).new_name().startswith("21000101-000000-")
    (tmp_path / "runs" / "strange").mkdir()
    assert Runs(str(tmp_path)).new_name()[:2] == "20", "what is none of ours has no say"
