from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from voc.effort.contacts import SUMMARY, issues, summaries
from voc.schema import INTERACTIONS

START = datetime(2026, 1, 1, tzinfo=UTC)


def contact(day: float | None, **fields: Any) -> dict[str, Any]:
    row = {"customer_id": "c", "duration_s": 60.0, "channel": "chat", "stage": "delivery", "owner": "logistics"}
    row |= {"resolved": None, "started_at": None if day is None else START + timedelta(days=day)}
    return row | fields


def grouped(rows: list[dict[str, Any]]) -> list[list[int]]:
    """Return the rows of each issue."""
    found = issues(pa.Table.from_pylist(rows, schema=INTERACTIONS))
    groups: dict[int, list[int]] = {}
    for row, issue in zip(found.contact.tolist(), found.issue.tolist(), strict=True):
        groups.setdefault(issue, []).append(row)
    assert list(groups) == list(range(len(found.at_once)))
    return list(groups.values())


def by_customer(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the summary of each customer."""
    summary = summaries(pa.Table.from_pylist(rows, schema=INTERACTIONS)).to_pylist()
    return {row["customer_id"]: {name: row[name] for name in SUMMARY.names[1:]} for row in summary}


def test_contacts_about_one_matter_within_a_week_are_one_issue() -> None:
    rows = [contact(8), contact(0), contact(6.9), contact(30), contact(1, owner="billing"), contact(1, customer_id="d")]
    assert sorted(grouped(rows)) == [[1, 2, 0], [3], [4], [5]]


def test_what_is_not_known_is_not_joined() -> None:
    unknown = [
        contact(0, stage=None),
        contact(1, stage=None),
        contact(None),
        contact(None),
        contact(2, customer_id=None),
    ]
    assert sorted(grouped(unknown)) == [[0], [1], [2], [3], [4]]


def test_a_customer_who_comes_back() -> None:
    rows = [
        contact(0, resolved=False),
        contact(2, channel="phone"),
        contact(3, channel="phone", resolved=True),
        contact(100, resolved=True),
        contact(200),
    ]
    assert by_customer(rows) == {
        "c": {
            "n_repeat_contacts": 2,
            "n_channel_switches": 1,
            "first_contact_resolution": 0.5,
            "time_to_resolution_s": (3 * 86400 + 60 + 60) / 2,
        }
    }


def test_nothing_told_is_null() -> None:
    (summary,) = by_customer([contact(None), contact(None, customer_id=None)]).values()
    assert summary == {
        "n_repeat_contacts": 0,
        "n_channel_switches": 0,
        "first_contact_resolution": None,
        "time_to_resolution_s": None,
    }


def test_no_contacts_are_no_customers() -> None:
    assert summaries(INTERACTIONS.empty_table()) == SUMMARY.empty_table()


CONTACTS = st.lists(
    st.builds(
        contact,
        st.none() | st.integers(0, 40).map(float),
        customer_id=st.sampled_from(["c", "d", None]),
        stage=st.sampled_from(["delivery", "billing", None]),
        owner=st.sampled_from(["logistics", "billing"]),
        channel=st.sampled_from(["chat", "phone", None]),
        resolved=st.sampled_from([True, False, None]),
        duration_s=st.sampled_from([0.0, 90.5, None]),
    ),
    max_size=25,
)


@given(CONTACTS)
def test_issues_are_chains_and_summaries_what_a_plain_count_of_them_gives(rows: list[dict[str, Any]]) -> None:
    chains = grouped(rows)
    assert sorted(row for chain in chains for row in chain) == list(range(len(rows)))
    about = [(row["customer_id"], row["stage"], row["owner"]) for row in rows]
    for chain in chains:
        times = [rows[i]["started_at"] for i in chain]
        assert len({about[i] for i in chain}) == 1
        assert all(a <= b <= a + timedelta(days=7) for a, b in pairwise(times))
    repeats = Counter(rows[chain[0]]["customer_id"] for chain in chains for _ in chain[1:])
    switches, solved, spent = Counter[str](), dict[str, list[bool]](), dict[str, list[float]]()
    for chain in chains:
        own = [rows[i] for i in chain]
        name, start = own[0]["customer_id"], own[0]["started_at"]
        once = False if len(own) > 1 else own[0]["resolved"]
        solved.setdefault(name, []).extend([] if once is None else [once])
        switches[name] += sum(
            None not in (a, b) and a != b
            for a, b in zip([row["channel"] for row in own[:-1]], [row["channel"] for row in own[1:]], strict=True)
        )
        ended = next((row for row in own if row["resolved"]), None)
        if ended and start:
            spent.setdefault(name, []).append(
                (ended["started_at"] - start).total_seconds() + (ended["duration_s"] or 0)
            )
    table = summaries(pa.Table.from_pylist(rows, schema=INTERACTIONS)).to_pylist()
    assert {row["customer_id"] for row in table} == {row["customer_id"] for row in rows} - {None}
    for row in table:
        name = row["customer_id"]
        assert row["n_repeat_contacts"] == repeats[name]
        assert row["n_channel_switches"] == switches[name]
        assert row["first_contact_resolution"] == (sum(solved[name]) / len(solved[name]) if solved[name] else None)
        times = spent.get(name)
        assert (row["time_to_resolution_s"] is None) == (times is None)
        assert not times or abs(row["time_to_resolution_s"] - sum(times) / len(times)) < 1e-6


@given(CONTACTS)
def test_only_the_past_decides_what_is_a_repeat(rows: list[dict[str, Any]]) -> None:
    past = [row for row in rows if row["started_at"] is None or row["started_at"] < START + timedelta(days=20)]
    kept = [i for i, row in enumerate(rows) if any(row is other for other in past)]
    opening = {chain[0] for chain in grouped(rows)}
    assert {kept[chain[0]] for chain in grouped(past)} == opening & set(kept)
