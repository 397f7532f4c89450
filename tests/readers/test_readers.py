import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from voc.errors import InputError
from voc.readers import Columns, Reject, read

ROWS = [
    {"interaction_id": "a", "text": "first, with comma", "timestamp": "2026-01-01T10:00:00Z", "value": "12.5"},
    {
        "interaction_id": "a",
        "text": 'second "quoted"\nwith a break',
        "timestamp": "2026-01-01T09:00:00Z",
        "value": "12.5",
    },
    {"interaction_id": "b", "text": "naïve café 😂", "timestamp": "", "value": ""},
]


def write(folder: Path, format: str) -> Path:
    path = folder / f"export.{format}"
    if format == "csv":
        import csv

        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, ROWS[0])
            writer.writeheader()
            writer.writerows(ROWS)
    elif format == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    else:
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    return path


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
def test_every_format_gives_the_same_rows(tmp_path: Path, format: str) -> None:
    table, rejects = read([write(tmp_path, format)], columns=Columns(value="value"))
    assert rejects == []
    assert table["text"].to_pylist() == [ROWS[1]["text"], ROWS[0]["text"], ROWS[2]["text"]], (
        "an interaction is put in time"
    )
    assert table["value"].to_pylist() == [12.5, 12.5, None]
    assert table["timestamp"].null_count == 1


def test_a_folder_reads_all_known_files_and_several_files_add_up(tmp_path: Path) -> None:
    for kind in ("csv", "jsonl", "parquet"):
        write(tmp_path, kind)
    (tmp_path / "notes.txt").write_text("not an export")
    table, rejects = read([tmp_path])
    assert table.num_rows == 9
    assert [(Path(r.file).name, r.position) for r in rejects] == [("notes.txt", 0)], (
        "a file is not passed over silently"
    )


def test_a_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, "csv")
    (tmp_path / "x.parquet").write_text("not parquet")
    table, rejects = read([tmp_path])
    assert table.num_rows == 3
    assert [(Path(r.file).name, r.position, r.reason[:22]) for r in rejects] == [
        ("x.parquet", 0, "is not a Parquet file:")
    ]


def test_outcomes_are_kept_and_checked(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("text,nps,score\nok,9,5\nfine,n/a,★★★☆☆\nhm,11,1\n")
    table, rejects = read([path], columns=Columns(stars="score"))
    assert table["nps"].to_pylist() == [9.0, None]
    assert table["stars"].to_pylist() == [5.0, 3.0]
    assert [(r.position, r.reason) for r in rejects] == [(4, "nps '11' is not a number from 0 to 10")]


def test_a_survey_keeps_its_ratings(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Review,Rating\nnot good at all,2\n")
    table, rejects = read([path])
    assert rejects == []
    assert table["text"].to_pylist() == ["not good at all"]
    assert table["stars"].to_pylist() == [2.0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_in_the_encodings_and_separators_of_real_exports(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(f"text{separator}channel\r\ncafé crème{separator}chat\r\n".encode(encoding))
    table, rejects = read([path])
    assert rejects == []
    assert table["text"].to_pylist() == ["café crème"]
    assert table["channel"].to_pylist() == ["chat"]


def test_bad_rows_are_rejected_with_their_place_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "ok"}\n{"text": "bad", "role": "boss"}\n[1]\n\n{"text": "also ok"}\n{"text": "cut o')
    table, rejects = read([path])
    assert table["text"].to_pylist() == ["ok", "also ok"]
    assert [(r.position, r.reason.split(" ")[0]) for r in rejects] == [(2, "role"), (3, "not"), (6, "not")]
    assert all(isinstance(r, Reject) and r.file == str(path) for r in rejects)


def test_a_csv_row_with_too_many_fields_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("text,channel\nok,chat\nbroken, text,chat\nshort\n")
    table, rejects = read([path])
    assert table["text"].to_pylist() == ["ok", "short"]
    assert [(r.position, r.reason) for r in rejects] == [(3, "has 1 more fields than the header")]


def test_rows_of_one_interaction_come_together(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("".join(json.dumps({"interaction_id": i, "text": str(n)}) + "\n" for n, i in enumerate("abab")))
    assert read([path])[0]["text"].to_pylist() == ["0", "2", "1", "3"]


def test_errors_that_stop_the_job_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "x.dat").write_text("x")
    (tmp_path / "x.csv").write_text("body\nhello\n")
    (tmp_path / "x.parquet").write_text("not parquet")
    for name, message in (
        ("x.dat", "has no format that is known: name one with --format"),
        ("x.csv", "has no column 'text'.*it has: body"),
        ("x.parquet", "is not a Parquet file"),
        ("gone.csv", "does not exist"),
    ):
        with pytest.raises(InputError, match=message):
            read([tmp_path / name])


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-10:00", "31/12/2026", "2026-13-01"])
def test_a_time_that_cannot_be_used_rejects_its_row_alone(tmp_path: Path, time: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"text": "bad", "timestamp": time}) + '\n{"text": "ok"}\n')
    table, rejects = read([path])
    assert table["text"].to_pylist() == ["ok"]
    assert [(reject.position, reject.reason.split(" ")[0]) for reject in rejects] == [(1, "time")]
