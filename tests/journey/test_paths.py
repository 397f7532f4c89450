from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tests.journey.jobs import fill
from voc.journey.paths import paths
from voc.schema import INTERACTIONS
from voc.scores import Scores
from voc.taxonomy import Stage, names

START = datetime(2026, 1, 1, tzinfo=UTC)


def interactions(*rows):
    customer, day, stage = zip(*rows, strict=True)
    times = [None if d is None else START + timedelta(days=d) for d in day]
    ids = [f"i{i}" for i in range(len(rows))]
    return fill(INTERACTIONS, len(rows), interaction_id=ids, customer_id=customer, started_at=times, stage=stage)


def test_a_path_runs_in_time_and_takes_neighbours_together() -> None:
    table = interactions(
        ("b", 9, "exit"), ("a", 3, "support"), ("a", 1, "delivery"), ("a", 2, "support"), ("a", 5, "delivery"),
        ("a", 4, None), ("a", None, "exit"), (None, 1, "usage"), ("c", 1, None),
    )  # fmt: skip
    a, b = paths(table).to_pylist()
    assert a["stages"] == ["delivery", "support", "delivery"]
    assert a["started_at"] == [START + timedelta(days=d) for d in (1, 2, 5)]
    assert (a["n_interactions"], a["n_back"]) == (4, 1)
    assert (b["customer_id"], b["stages"], b["n_back"]) == ("b", ["exit"], 0)


def test_nobody_has_no_path() -> None:
    assert paths(INTERACTIONS.empty_table()).num_rows == 0


ROWS = st.lists(
    st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 5) | st.none(), st.sampled_from([*names(Stage), None])),
    min_size=1,
)


@given(ROWS)
def test_a_path_is_what_a_plain_loop_finds(rows) -> None:
    ids = {f"i{i}": row for i, row in enumerate(rows)}
    found = {row["customer_id"]: row for row in paths(interactions(*rows)).to_pylist()}
    for customer in ("a", "b"):
        own = [(day, name, stage) for name, (who, day, stage) in ids.items() if who == customer]
        walked = [stage for _, _, stage in sorted(row for row in own if None not in row)]
        steps = [stage for i, stage in enumerate(walked) if i == 0 or walked[i - 1] != stage]
        assert (customer in found) == bool(steps)
        if steps:
            places = [names(Stage).index(stage) for stage in steps]
            assert found[customer]["stages"] == steps
            assert found[customer]["n_interactions"] == len(walked)
            assert found[customer]["n_back"] == sum(b < a for a, b in pairwise(places))


def test_order_does_not_matter_on_the_samples(sample_scores: Scores) -> None:
    table = sample_scores.tables["interactions"]
    assert paths(table.take(pa.array(range(table.num_rows - 1, -1, -1)))).equals(sample_scores.paths())
