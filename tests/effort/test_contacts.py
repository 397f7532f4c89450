from datetime import UTC, datetime, timedelta
from typing import Any

from voc.effort.contacts import by_customer, issues

START = datetime(2026, 1, 1, tzinfo=UTC)


def contact(day: float | None, **fields: Any) -> dict[str, Any]:
    row = {"customer_id": "c", "duration_s": 60.0, "channel": "chat", "stage": "delivery", "owner": "logistics"}
    row |= {"resolved": None, "started_at": None if day is None else START + timedelta(days=day)}
    return row | fields


def test_contacts_about_one_matter_within_a_week_are_one_issue() -> None:
    rows = [contact(8), contact(0), contact(6.9), contact(30), contact(1, owner="billing"), contact(1, customer_id="d")]
    assert sorted(issues(rows)) == [[1, 2, 0], [3], [4], [5]]


def test_what_is_not_known_is_not_joined() -> None:
    unknown = [
        contact(0, stage=None),
        contact(1, stage=None),
        contact(None),
        contact(None),
        contact(2, customer_id=None),
    ]
    assert sorted(issues(unknown)) == [[0], [1], [2], [3], [4]]


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
