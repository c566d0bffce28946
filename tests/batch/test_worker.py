import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pixelprep_cli.batch import worker
from pixelprep_cli.batch.pool import tidy
from pixelprep_cli.batch.worker import work
from pixelprep_cli.errors import ExitCode
from pixelprep_cli.model.amounts import ByteSize
from pixelprep_cli.model.facts import Analysis
from pixelprep_cli.model.job import Bounds, Job, Recipe, RecommendRule, Target
from pixelprep_cli.model.outcome import Outcome, RunSummary, Status
from pixelprep_cli.model.settings import Limits, Output, Picture
from pixelprep_cli.model.values import FormatChoice
from pixelprep_cli.store.atomic import temporary_path

ONCE = "0123abcd"
WEBP = Picture(output=Output(format=FormatChoice(("webp",))))


@pytest.fixture
def job(tmp_path: Path, draw_photo: Callable[..., Path]) -> Job:
    source = draw_photo(tmp_path / "a.jpg", (64, 48))
    return Job(
        source=str(source),
        target=Target(folder=str(tmp_path / "out"), stem="a"),
        recipes=(Recipe(preset="mine", picture=WEBP),),
        bounds=Bounds(max_file_size=10**6, max_pixels=10**6),
        token=ONCE,
    )


def done(job: Job) -> Outcome:
    result = work(job, lambda _pixels, _memory: None)
    assert isinstance(result, Outcome)
    return result


def test_an_optimized_picture_is_written_where_its_format_says(job: Job, tmp_path: Path) -> None:
    outcome = done(job)
    assert outcome.status is Status.OPTIMIZED
    assert outcome.output == str(tmp_path / "out" / "a.webp")
    assert outcome.output_bytes == os.path.getsize(outcome.output)
    assert outcome.seconds > 0


def test_a_preview_tells_the_same_and_writes_nothing(job: Job, tmp_path: Path) -> None:
    told = done(replace(job, action="preview"))
    assert not (tmp_path / "out").exists()
    assert replace(told, seconds=0.0) == replace(done(job), seconds=0.0)


def test_an_analysis_writes_nothing_and_names_what_fits(job: Job, tmp_path: Path) -> None:
    recipes = (Recipe(preset="mine", rules=(RecommendRule(reason="any"),)),)
    analysis = work(replace(job, action="analyze", recipes=recipes), lambda *_: None)
    assert isinstance(analysis, Analysis)
    assert (analysis.facts.width, analysis.facts.height) == (64, 48)
    assert [fitting.preset for fitting in analysis.recommendations] == ["mine"]
    assert not (tmp_path / "out").exists()


def test_the_parent_is_asked_before_anything_is_decoded(job: Job) -> None:
    asked = []
    work(job, lambda pixels, memory: asked.append((pixels, memory)))
    ((pixels, memory),) = asked
    assert pixels == 64 * 48
    assert memory >= os.path.getsize(job.source) + 3 * pixels


def test_an_output_has_the_dates_of_its_source_where_that_is_asked(job: Job) -> None:
    os.utime(job.source, ns=(10**18, 2 * 10**17))
    output = done(replace(job, keep_dates=True)).output
    assert output is not None
    assert os.stat(output).st_mtime_ns == 2 * 10**17


def test_an_existing_target_is_skipped(job: Job) -> None:
    done(job)
    outcome = done(job)
    assert outcome.status is Status.SKIPPED
    assert outcome.error is not None
    assert outcome.error.code == "target_exists"


def test_a_missed_limit_is_told_with_what_was_reached(job: Job, tmp_path: Path) -> None:
    tight = replace(WEBP, limits=Limits(max_size=ByteSize(50)))
    quality = replace(tight.output, quality=95, quality_min=10)
    outcome = done(replace(job, recipes=(Recipe(picture=replace(tight, output=quality)),)))
    assert outcome.status is Status.MISSED
    assert outcome.error is not None
    assert outcome.error.code == "limit_missed"
    assert outcome.quality == 10
    assert not (tmp_path / "out").exists()


def test_a_damaged_picture_is_failed_with_its_size_and_preset(job: Job) -> None:
    Path(job.source).write_bytes(Path(job.source).read_bytes()[:600])
    outcome = done(job)
    assert outcome.status is Status.FAILED
    assert (outcome.source_bytes, outcome.preset) == (600, "mine")


def test_a_source_that_has_vanished_is_failed_by_name(job: Job) -> None:
    os.unlink(job.source)
    outcome = done(job)
    assert outcome.error is not None
    assert outcome.error.code in ("not_found", "unreadable")
    assert "cannot be read" in outcome.error.message


@pytest.mark.parametrize(
    ("error", "code"), [(MemoryError(), "out_of_memory"), (ZeroDivisionError("odd"), "internal")]
)
def test_what_nobody_expected_costs_one_picture(
    job: Job, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    def fail(_job: Job, _admit: object, _chosen: object) -> None:
        raise error

    monkeypatch.setattr(worker, "make", fail)
    outcome = done(job)
    assert outcome.error is not None
    assert (outcome.status, outcome.error.code) == (Status.FAILED, code)
    summary = RunSummary()
    summary.add(outcome)
    assert summary.exit_code is ExitCode.FAILED


@pytest.mark.parametrize("suffix", [None, ".webp"])
def test_tidying_finds_the_temporary_file_behind_a_link(
    job: Job, tmp_path: Path, suffix: str | None
) -> None:
    folder, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    try:
        (folder / "a.webp").symlink_to(elsewhere / "b.webp")
    except OSError:
        pytest.skip("links cannot be made here")
    left = Path(temporary_path(str(elsewhere / "b.webp"), job.token))
    left.write_bytes(b"half")
    tidy(replace(job, target=replace(job.target, suffix=suffix)))
    assert not left.exists()
