from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from voc.readers import Columns
from voc.readers.validate import validate

TABLE = """text,customer_id,interaction_id,role,timestamp
hello,C1,1,customer,2026-03-01T10:00:00Z
hi there,,1,agent,2026-03-01T10:00:30Z
,C1,2,customer,2026-02-01T10:00:00Z
oops,C2,3,boss,2026-03-01T10:00:00Z
"""


def test_a_summary_tells_what_is_there_and_what_would_be_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE)
    (summary,) = validate([tmp_path / "a.csv"])
    assert summary.format == "csv"
    assert summary.roles == Counter(customer=2, agent=1)
    assert (len(summary.interactions), len(summary.customers), summary.blank) == (2, 1, 1)
    assert summary.first == datetime(2026, 2, 1, 10, tzinfo=UTC)
    assert summary.last == datetime(2026, 3, 1, 10, 0, 30, tzinfo=UTC)
    assert summary.guessed == 0
    assert summary.confidence is None
    assert [(reject.position, reject.reason[:4]) for reject in summary.rejects] == [(5, "role")]


def test_roles_found_by_rules_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Helpdesk Anna: How can I help you?\nTom: My router is broken.\n" * 2)
    (summary,) = validate([tmp_path / "a.txt"])
    assert summary.format == "transcript"
    assert summary.guessed == 4
    assert summary.confidence is not None
    assert 0.7 < summary.confidence < 1


def test_every_file_has_a_summary(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("body\nhello\n")
    (tmp_path / "b.json").write_text("{}")
    first, second = validate([tmp_path], columns=Columns(text="body"))
    assert first.roles == Counter(customer=1)
    assert [(reject.position, reject.reason.split(":")[0]) for reject in second.rejects] == [
        (0, "has no format that is known")
    ]
