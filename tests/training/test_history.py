"""A run's record with all that it came from, told once each, and back."""

import json

from voc.training.history import flat, nested

TEACHER = {"steps": 5, "start": None, "teachers": []}
FIRST = {"steps": 9, "start": None, "teachers": [TEACHER]}
SEEDS = [{"steps": 3, "seed": seed, "start": FIRST, "teachers": [TEACHER, FIRST]} for seed in (0, 1)]
MEAN = {"start": FIRST, "teachers": [TEACHER], "goemotions_teachers": [FIRST], "average": [*SEEDS, FIRST]}


def test_each_run_is_told_once_after_those_it_came_from() -> None:
    runs = flat(MEAN)
    assert [run.get("steps") for run in runs] == [5, 9, 3, 3, None]
    assert runs[-1] == {"start": 1, "teachers": [0], "goemotions_teachers": [1], "average": [2, 3, 1]}
    for place, run in enumerate(runs):
        came_from = [*run["teachers"], *run.get("average", []), *([] if run["start"] is None else [run["start"]])]
        assert all(origin < place for origin in came_from)


def test_the_record_comes_back() -> None:
    assert nested(flat(MEAN)) == MEAN
    assert nested(json.loads(json.dumps(flat(MEAN)))) == MEAN


def test_it_grows_with_the_runs_and_not_with_the_ways_between_them() -> None:
    run = TEACHER
    for steps in range(12):
        run = {"steps": steps, "start": run, "teachers": [run, run]}
    assert len(flat(run)) == 13
