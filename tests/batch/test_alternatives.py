"""What cannot be is told with what can, and that holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pixelprep_cli.batch.alternatives import Trial, measured, unmet
from pixelprep_cli.batch.pool import Pool
from pixelprep_cli.batch.trial import tried
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.keys import key_annotations, plain, read
from pixelprep_cli.model.outcome import Outcome, Status
from pixelprep_cli.model.settings import Picture, Run, settings_from, with_values

Draw = Callable[..., Path]


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool() as workers:
        yield workers


def asking(**words: str) -> Picture:
    """A picture's settings; two underscores stand for a dot."""
    said = {name.replace("__", "."): text for name, text in words.items()}
    return settings_from(
        {key: read(key_annotations()[key], text) for key, text in said.items()}
    ).picture


def keys_of(trial: Trial) -> list[tuple[str, ...]]:
    return [tuple(found.values) for found in trial.alternatives]


def require_possible(pool: Pool, path: Path, picture: Picture, trial: Trial) -> None:
    """Each alternative, said in the preset as it is told, has every wish come true."""
    pictures = [with_values(picture, found.values) for found in trial.alternatives]
    assert pictures
    for outcome in tried(pool, str(path), pictures, Run(), "measure"):
        assert outcome.produced
        assert unmet(outcome) == set()


def test_what_is_possible_needs_no_alternative(
    pool: Pool, tmp_path: Path, draw_photo: Draw
) -> None:
    path = draw_photo(tmp_path / "a.jpg")
    trial = measured(pool, str(path), asking(output__quality="80"), Run())
    assert (trial.outcome.produced, trial.unmet, trial.alternatives) == (True, set(), ())


def test_trials_that_take_too_long_are_given_up_and_counted(
    pool: Pool, tmp_path: Path, draw_photo: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pixelprep_cli.batch.alternatives.BRIEFLY", 0.001)
    path = draw_photo(tmp_path / "a.jpg", (2000, 1500))
    picture = asking(output__format="avif", limits__max_size="1KB")
    trial = measured(pool, str(path), picture, Run())
    assert trial.unmet == {"limit_missed"}
    assert trial.given_up > 0


def test_a_cap_below_the_floor_has_a_cap_a_size_a_floor_and_a_format(
    pool: Pool, tmp_path: Path, draw_photo: Draw
) -> None:
    path = draw_photo(tmp_path / "a.jpg", (640, 480))
    picture = asking(output__format="jpeg", output__quality_min="85", limits__max_size="20KB")
    trial = measured(pool, str(path), picture, Run())
    assert trial.outcome.status is Status.MISSED
    assert keys_of(trial)[:3] == [
        ("limits.max_size",),
        ("resize.long_edge",),
        ("output.quality_min",),
    ]
    require_possible(pool, path, picture, trial)
    (cap, *_) = trial.alternatives
    assert 0 <= cap.values["limits.max_size"] - (trial.outcome.output_bytes or 0) < 1000


def test_no_way_is_made_twice_and_none_is_searched_from_the_full_size(
    pool: Pool, tmp_path: Path, draw_photo: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = draw_photo(tmp_path / "a.jpg", (640, 480))
    asked: list[Picture] = []

    def noted(pool: Pool, path: str, pictures: list[Picture], *rest: object) -> list[Outcome]:
        asked.extend(pictures)
        return tried(pool, path, pictures, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("pixelprep_cli.batch.alternatives.tried", noted)
    picture = asking(output__format="jpeg", output__quality_min="85", limits__max_size="2KB")
    measured(pool, str(path), picture, Run())
    assert len(asked) == len(set(asked))
    assert sum(one.limits.on_miss == "keep" for one in asked) == 1
    (smaller,) = (one for one in asked if one.limits.on_miss == "downscale")
    assert (smaller.resize.long_edge or 640) < 640


def test_a_format_that_always_loses_has_others_and_the_loss(
    pool: Pool, tmp_path: Path, draw_photo: Draw
) -> None:
    path = draw_photo(tmp_path / "a.jpg", (80, 60))
    picture = asking(output__format="jpeg", output__lossless="true", resize__width="40")
    trial = measured(pool, str(path), picture, Run())
    assert trial.unmet == {"lossless_impossible"}
    assert keys_of(trial) == [("output.lossless",), ("output.format",)]
    require_possible(pool, path, picture, trial)


def test_a_png_that_is_capped_too_low_says_which_size_fits(
    pool: Pool, tmp_path: Path, draw_photo: Draw
) -> None:
    path = draw_photo(tmp_path / "a.jpg", (80, 60))
    picture = asking(
        output__format="png", resize__width="60", resize__height="60", limits__max_size="700"
    )
    trial = measured(pool, str(path), picture, Run())
    assert trial.outcome.status is Status.MISSED
    assert ("resize.width", "resize.height") in keys_of(trial)
    require_possible(pool, path, picture, trial)


def test_a_window_that_a_small_picture_cannot_fill_says_what_it_reaches(
    pool: Pool, tmp_path: Path, draw_photo: Draw
) -> None:
    path = draw_photo(tmp_path / "a.jpg", (600, 400))
    picture = asking(output__format="jpeg", limits__min_size="1MB", limits__max_size="2MB")
    trial = measured(pool, str(path), picture, Run())
    assert trial.unmet == {"below_min_size"}
    (least,) = trial.alternatives
    reached = trial.outcome.output_bytes or 0
    assert 0 <= reached - least.values["limits.min_size"] < 1000
    require_possible(pool, path, picture, trial)


def test_a_window_that_a_large_picture_could_fill_says_how(
    pool: Pool, tmp_path: Path, draw_photo: Draw
) -> None:
    path = draw_photo(tmp_path / "a.jpg", (1600, 1200))
    picture = asking(
        output__format="jpeg",
        output__quality="90",
        resize__width="200",
        limits__min_size="50KB",
        limits__max_size="2MB",
    )
    trial = measured(pool, str(path), picture, Run())
    (wider,) = (found for found in trial.alternatives if "resize.width" in found.values)
    assert 200 < wider.values["resize.width"] < 1000
    assert 50_000 <= (wider.outcome.output_bytes or 0) < 150_000
    require_possible(pool, path, picture, trial)


def test_a_share_that_is_too_large_says_which_is_possible(
    pool: Pool, tmp_path: Path, draw_photo: Draw
) -> None:
    path = draw_photo(tmp_path / "a.jpg", (320, 240), quality=60)
    picture = asking(output__format="jpeg", output__quality_min="40", limits__reduce_by="80%")
    trial = measured(pool, str(path), picture, Run())
    assert trial.unmet == {"limit_missed"}
    assert ("limits.reduce_by",) in keys_of(trial)
    require_possible(pool, path, picture, trial)


def test_a_target_that_the_cap_forbids_says_what_each_would_take(
    pool: Pool, tmp_path: Path, draw_photo: Draw
) -> None:
    path = draw_photo(tmp_path / "a.jpg", (320, 240))
    picture = asking(output__format="webp", output__target="80", limits__max_size="7KB")
    trial = measured(pool, str(path), picture, Run())
    assert trial.unmet == {"target_missed"}
    cap = next(found for found in trial.alternatives if "limits.max_size" in found.values)
    assert cap.values["limits.max_size"] > 7000
    assert unmet(cap.outcome) == set()


def test_a_cap_below_the_floor_and_a_target_have_a_cap_by_which_both_are_met(
    pool: Pool, tmp_path: Path, draw_photo: Draw
) -> None:
    path = draw_photo(tmp_path / "a.jpg", (320, 240))
    picture = asking(output__format="webp", output__target="80", limits__max_size="500")
    trial = measured(pool, str(path), picture, Run())
    assert trial.unmet == {"limit_missed", "target_missed"}
    assert ("limits.max_size",) in keys_of(trial)
    require_possible(pool, path, picture, trial)


def test_a_picture_that_is_too_small_for_the_size_says_its_own(
    pool: Pool, tmp_path: Path, draw_photo: Draw
) -> None:
    path = draw_photo(tmp_path / "a.jpg", (320, 240))
    trial = measured(
        pool,
        str(path),
        asking(resize__width="640", resize__height="640", resize__fit="cover"),
        Run(),
    )
    assert trial.unmet == {"smaller_than_preset"}
    told = [{key: plain(value) for key, value in one.values.items()} for one in trial.alternatives]
    assert told == [
        {"resize.width": 240, "resize.height": 240},
        {"resize.upscale": True},
    ]


def test_nothing_is_written(pool: Pool, tmp_path: Path, draw_photo: Draw) -> None:
    path = draw_photo(tmp_path / "a.jpg", (40, 30))
    tried(pool, str(path), [asking(output__format="webp")], Run(), "measure")
    assert list(tmp_path.iterdir()) == [path]


def test_outcomes_come_in_the_order_of_their_recipes(
    pool: Pool, tmp_path: Path, draw_photo: Draw
) -> None:
    path = draw_photo(tmp_path / "a.jpg", (200, 150))
    pictures = [asking(resize__width=str(width)) for width in (90, 10, 70, 30, 50)]
    outcomes = tried(pool, str(path), pictures, Run(), "preview")
    assert [outcome.width for outcome in outcomes] == [90, 10, 70, 30, 50]


def test_a_broken_picture_says_why(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 no picture")
    trial = measured(pool, str(path), Picture(), Run())
    assert (trial.outcome.status, trial.alternatives) == (Status.FAILED, ())
    assert trial.outcome.error is not None


def test_a_folder_is_no_picture(pool: Pool, tmp_path: Path, draw_photo: Draw) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    with pytest.raises(UsageError, match="is a folder"):
        tried(pool, str(tmp_path), [Picture()], Run(), "measure")
