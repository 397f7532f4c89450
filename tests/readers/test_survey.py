from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from voc.errors import InputError
from voc.readers import survey
from voc.readers.encoding import open_text
from voc.schema import OUTCOMES

FIXTURES = Path(__file__).parent / "fixtures"
FILES = sorted(FIXTURES.glob("survey.*.csv"))


def at(*time: int) -> datetime:
    return datetime(2026, *time, tzinfo=UTC)


REVIEW = {"channel": "review", "role": "customer"}
SURVEY = {"channel": "survey", "role": "customer"}
REPLY = {"channel": "review", "role": "agent"}

GOLDEN: dict[str, list[tuple[int, Any]]] = {
    "google_play": [
        (
            2,
            {
                **REVIEW,
                "interaction_id": "gp:AOq1",
                "timestamp": at(3, 4, 9, 30),
                "text": "Since the update it logs me out every morning 😡\nand the code never comes.",
                "stars": 2.0,
            },
        ),
        (
            2,
            {
                **REPLY,
                "interaction_id": "gp:AOq1",
                "timestamp": at(3, 5, 10),
                "text": "Sorry about that. Version 2.2 fixes it.",
            },
        ),
        (
            4,
            {
                **REVIEW,
                "interaction_id": "gp:AOq2",
                "timestamp": at(3, 6, 8),
                "text": "Endlich\nLäuft wieder.",
                "stars": 5.0,
            },
        ),
        (
            5,
            {
                **REVIEW,
                "interaction_id": "survey.google_play-5",
                "timestamp": at(3, 7, 8),
                "text": None,
                "stars": 1.0,
            },
        ),
    ],
    "app_store": [
        (
            2,
            {
                **REVIEW,
                "interaction_id": "00000028-b08c",
                "speaker": "MugTree",
                "timestamp": at(2, 15, 16, 10, 34),
                "text": "Locked out of my own kettle, three weeks now.",
                "stars": 1.0,
            },
        ),
        (
            3,
            {
                **REVIEW,
                "interaction_id": "00000028-b08d",
                "speaker": "anna_b",
                "timestamp": at(2, 16, 21),
                "text": 'Nice, one wish\nTimer is great. Please add "keep warm".',
                "stars": 4.0,
            },
        ),
        (3, {**REPLY, "interaction_id": "00000028-b08d", "timestamp": at(2, 18, 9), "text": "Coming in April!"}),
    ],
    "trustpilot": [
        (
            2,
            {
                **REVIEW,
                "interaction_id": "65f0a1",
                "customer_id": "u-881",
                "speaker": "Hannah O",
                "timestamp": at(3, 2, 11, 20, 5),
                "text": "Nobody answers\nI wrote four times; nobody answers.",
                "stars": 1.0,
            },
        ),
        (
            2,
            {
                **REPLY,
                "interaction_id": "65f0a1",
                "customer_id": "u-881",
                "timestamp": at(3, 3, 9),
                "text": "Dear Hannah, we have called you today.",
            },
        ),
        (
            3,
            {
                **REVIEW,
                "interaction_id": "65f0a2",
                "customer_id": "u-882",
                "speaker": "J.",
                "timestamp": at(3, 3, 7),
                "text": "Came a day early and works as it should.",
                "stars": 5.0,
            },
        ),
    ],
    "surveymonkey": [
        (
            3,
            {
                **SURVEY,
                "interaction_id": "11850001",
                "customer_id": "hannah@example.org",
                "timestamp": at(3, 4, 10, 3, 40),
                "text": "Two calls and still no kettle when I needed it.\n\nCall me back when you say you will.\n\n"
                "The new one is lovely, though.",
                "nps": 2.0,
                "csat": 2.0,
            },
        ),
        (
            4,
            {
                **SURVEY,
                "interaction_id": "11850002",
                "timestamp": at(3, 14, 20, 1, 10),
                "text": None,
                "nps": 10.0,
                "csat": 5.0,
            },
        ),
        (5, "nps '11' is not a number from 0 to 10"),
        (
            5,
            {
                **SURVEY,
                "interaction_id": "11850003",
                "timestamp": at(3, 15, 20, 0, 30),
                "text": "It just works and that is all I want.",
            },
        ),
        (6, "has neither words nor a rating"),
    ],
    "qualtrics": [
        (
            4,
            {
                **SURVEY,
                "interaction_id": "R_1a",
                "customer_id": "C-1001",
                "timestamp": at(3, 1, 14, 5, 30),
                "text": "The lid will not close\n\nFirst the bot, then a form, then a queue.\nThree days for one lid!",
                "nps": 3.0,
                "ces": 2.0,
            },
        ),
        (
            6,
            {
                **SURVEY,
                "interaction_id": "R_2b",
                "customer_id": "C-1002",
                "timestamp": at(3, 2, 19, 1),
                "text": None,
                "nps": 9.0,
                "ces": 7.0,
            },
        ),
        (7, "is no customer's answer: Survey Preview"),
        (8, "is no customer's answer: 8"),
    ],
    "generic": [
        (
            2,
            {
                "interaction_id": "survey.generic-2",
                "customer_id": "C-1",
                "channel": "shop",
                "role": "customer",
                "timestamp": at(3, 14),
                "text": "Quick & friendly, no queue.",
                "csat": 4.0,
                "ces": 6.0,
            },
        ),
        (
            3,
            {
                "interaction_id": "survey.generic-3",
                "customer_id": "C-2",
                "channel": "phone",
                "role": "customer",
                "timestamp": at(3, 15),
                "text": "Had to repeat myself; “computer says no”.",
                "csat": 2.0,
                "ces": 1.0,
            },
        ),
    ],
}


@pytest.mark.parametrize("name", GOLDEN)
def test_an_export_gives_its_rows(name: str) -> None:
    assert list(survey.rows(FIXTURES / f"survey.{name}.csv")) == GOLDEN[name]


def test_sniffing_knows_reviews_and_surveys_from_everything_else() -> None:
    samples = Path(survey.__file__).parents[1] / "samples"
    for path in [*sorted(FIXTURES.iterdir()), *sorted(samples.iterdir())]:
        if path.is_file():
            with open_text(path) as file:
                head = file.read(2**16)
            assert survey.sniff(head) is (path in FILES), path.name
            assert survey.sniff(head[:3000]) is (path in FILES), "cut off"
    for head in (
        "",
        "text,channel\nhello,chat\n",
        "interaction_id,role,text,rating\na,customer,x,5\n",
        "Id,ParentId,IsPublished,CommentBody,CreatedById,CreatedDate\n1,2,1,hello there you,3,2026-03-01\n",
        "Agent: hi\nCustomer: comment, rating\n",
        '[{"review": "x", "stars": 5}]',
    ):
        assert not survey.sniff(head), head


def read(folder: Path, content: str | bytes) -> list[tuple[int, Any]]:
    path = folder / "x.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(survey.rows(path))


def answers(row: dict[str, object]) -> dict[str, object]:
    return {name: row[name] for name in OUTCOMES if name in row}


@pytest.mark.parametrize(
    ("header", "values", "outcomes"),
    [
        ("NPS,comment", ["9,a b c d", "0,b", "n/a,c"], [{"nps": 9.0}, {"nps": 0.0}, {}]),
        ("CSAT Score,Feedback", ["Very satisfied,a", "Dissatisfied,b"], [{"csat": 5.0}, {"csat": 2.0}]),
        ("Customer Effort Score;Verbatim", ["7;a", '"1 = hard";b'], [{"ces": 7.0}, {"ces": 1.0}]),
        ("Review,Rating", ["good one,★★★★☆", "bad,1 star"], [{"stars": 4.0}, {"stars": 1.0}]),
        ("How satisfied are you with us?,Why?", ['4,"because, well, it works"'], [{"csat": 4.0}]),
        ("score,review", ["5,a", "1,b"], [{"stars": 5.0}, {"stars": 1.0}]),
        ("score,review", ["85,a", "92,b"], [{}, {}]),
        ("nps_group,nps_comment", ["Promoter,I would tell all my friends"], [{}]),
    ],
)
def test_ratings_are_found_by_name_or_question(
    tmp_path: Path, header: str, values: list[str], outcomes: list[dict[str, float]]
) -> None:
    found = read(tmp_path, "\n".join([header, *values]) + "\n")
    assert [answers(row) for _, row in found] == outcomes
    assert all(row["text"] for _, row in found)


def test_the_surest_name_wins_and_the_companys_words_are_not_the_customers(tmp_path: Path) -> None:
    content = (
        "reason,rating,company comment,translated review,review\nbilling,2,we called them back,zu teuer,too dear\n"
    )
    [(_, row)] = read(tmp_path, content)
    assert row["text"] == "too dear"


def test_ratings_out_of_range_are_told_and_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, "comment,stars\nfine,4\nbad,9\nhm,four\n,0\nok,3\nwow,5\n")
    assert [reason for _, reason in found if isinstance(reason, str)] == [
        "stars '9' is not a number from 1 to 5",
        "stars 'aaaa' is not a number from 1 to 5",
        "stars '0' is not a number from 1 to 5",
    ]
    assert [row["text"] for _, row in found if isinstance(row, dict)] == ["fine", "bad", "hm", "ok", "wow"]


def test_ratings_of_another_scale_are_told_and_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, "review,rating\nbad,2/10\nfine,4/5\npoor,4 out of 10\nok,3\n")
    assert [reason for _, reason in found if isinstance(reason, str)] == [
        "stars '9/99' is not out of 5: convert it to 1 to 5",
        "stars '9 aaa aa 99' is not out of 5: convert it to 1 to 5",
    ]
    assert [(row["text"], answers(row)) for _, row in found if isinstance(row, dict)] == [
        ("bad", {}),
        ("fine", {"stars": 4.0}),
        ("poor", {}),
        ("ok", {"stars": 3.0}),
    ]


@pytest.mark.parametrize(
    ("dates", "times"),
    [
        (["2026-03-02T09:14:08+01:00"], [at(3, 2, 8, 14, 8)]),
        (["2026-03-02 09:14:08 UTC"], [at(3, 2, 9, 14, 8)]),
        (["13/03/2026 09:14", "02/03/2026 10:00"], [at(3, 13, 9, 14), at(3, 2, 10)]),
        (["03/13/2026 9:14 PM", "03/02/2026 12:00 am"], [at(3, 13, 21, 14), at(3, 2)]),
        (["2026/3/2", "Mar 2, 2026 10:12 AM", "2 March 2026"], [at(3, 2), at(3, 2, 10, 12), at(3, 2)]),
        (["02/03/2026", "31.02.2026", "soon", "99999999999999"], [None] * 4),
        (["02/03/26", "3.3.26 08:00"], [None, at(3, 3, 8)]),
    ],
)
def test_times_of_all_kinds_become_utc(tmp_path: Path, dates: list[str], times: list[datetime | None]) -> None:
    found = read(tmp_path, "comment,stars,date\n" + "".join(f'fine,4,"{date}"\n' for date in dates))
    assert [row.get("timestamp") for _, row in found if isinstance(row, dict)] == times
    unclear = [reason for _, reason in found if isinstance(reason, str)]
    assert len(unclear) == times.count(None)
    assert all("is not clear: use ISO 8601" in reason for reason in unclear)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(tmp_path: Path, encoding: str, separator: str, ending: str) -> None:
    lines = ["comment", "stars"], ["café\0, crème; 2|3", "4"], [f'"two{ending}lines"', "5"]
    content = ending.join(f"{separator}".join(f'"{v}"' if i == 1 else v for v in line) for i, line in enumerate(lines))
    found = read(tmp_path, (content + ending).encode(encoding))
    assert [(row["text"].split(), answers(row)) for _, row in found] == [
        (["café,", "crème;", "2|3"], {"stars": 4.0}),
        (["two", "lines"], {"stars": 5.0}),
    ]


def test_a_time_zone_that_nobody_knows_makes_times_unclear(tmp_path: Path) -> None:
    text = (FIXTURES / "survey.qualtrics.csv").read_text(encoding="utf-8").replace("America/Denver", "Kettle/Lid")
    found = read(tmp_path, text)
    assert "is not clear" in found[0][1]
    assert "timestamp" not in found[1][1]


def test_excel_says_what_separates(tmp_path: Path) -> None:
    assert [(line, row["text"]) for line, row in read(tmp_path, "sep=;\ncomment;stars\na, b, c, d;4\n")] == [
        (3, "a, b, c, d")
    ]


def test_a_broken_record_costs_itself_only(tmp_path: Path) -> None:
    content = (
        "comment,stars,date\n"
        'one,1,\n"never closed,2,\n"three\nlines\nlong",3,\nhe said "no",4,\nfive,5,,,\nsix,1,2026-03-01,more\n'
        '"seven" again,2,\n\neight,3,\n'
    )
    found = read(tmp_path, content)
    assert [(line, row["text"]) for line, row in found if isinstance(row, dict)] == [
        (2, "one"),
        (4, "three\nlines\nlong"),
        (7, 'he said "no"'),
        (8, "five"),
        (10, "seven again"),
        (12, "eight"),
    ]
    assert [(line, reason) for line, reason in found if isinstance(reason, str)] == [
        (3, "opens a quotation that does not end where a field ends"),
        (9, "has 1 more fields than the header"),
    ]


def test_a_quotation_that_never_ends_costs_its_lines_only(tmp_path: Path) -> None:
    lines = [f"words number {i},3\n" for i in range(1500)]
    found = read(tmp_path, "".join(["comment,stars\n", '"open,3\n', *lines]))
    assert sum(isinstance(row, dict) for _, row in found) == 1500
    assert [line for line, reason in found if isinstance(reason, str)] == [2]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_that_is_cut_off_loses_its_tail_only(tmp_path: Path, path: Path) -> None:
    with open_text(path, newline="") as file:
        text = file.read()
    whole = [item for item in survey.rows(path) if isinstance(item[1], dict)]
    last = whole[-1][0]
    renamed = tmp_path / path.name
    renamed.write_text(text.rstrip()[:-3] if last > 3 else text.rstrip()[:-12], newline="", encoding="utf-8")
    found = list(survey.rows(renamed))
    assert [item for item in found if item[0] < last] == [item for item in survey.rows(path) if item[0] < last]


def test_a_record_without_its_end_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, "comment,stars,date\none,1,2026-03-01\ntwo,2")
    assert found[1:] == [(3, "is cut off")]
    found = read(tmp_path, 'comment,stars,date\none,1,2026-03-01\n"two,\nand')
    assert [line for line, reason in found if isinstance(reason, str)] == [3, 4]


def test_the_same_few_answers_again_and_again_are_no_words(tmp_path: Path) -> None:
    chosen = "I had a question about my bill,5,words of my own {0}\n"
    found = read(tmp_path, "What is the reason for your call?,csat,comments\n" + "".join(map(chosen.format, range(20))))
    assert found[3][1]["text"] == "words of my own 3"


@pytest.mark.parametrize("content", ["", "\n\n", "a,b\n1,2\n", "hello"])
def test_a_file_without_reviews_says_so(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError, match=r"is empty|has no column of text"):
        read(tmp_path, content)


def test_rows_go_through_the_common_reader() -> None:
    from voc.readers.rows import Columns, parse, table

    for path in FILES:
        used = [row for _, row in survey.rows(path) if isinstance(row, dict)]
        Columns().check(used[0], path.name)
        assert table(parse(row, Columns(), "x") for row in used).num_rows == len(used)
