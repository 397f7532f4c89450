"""A secret in damaged files is neither in messages, logs and rejects nor in the record of the run."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pyarrow as pa
import pytest

import voc
from tests.conftest import SAMPLES
from voc.analyzer import Analyzer
from voc.batch import score_files
from voc.errors import InputError, VocError
from voc.privacy import Kind, Redactor
from voc.readers import read

SECRET = "Zelda Quixote"
SECRETS = ("zelda", "quixote", "zq@example.com", "7788123456")
SAID = f"{SECRET} zq@example.com 07788123456"


@pytest.fixture(scope="module")
def redacting() -> Analyzer:
    return voc.load(redact=Redactor(kinds=set(Kind) - {Kind.NAME}))


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text.lower().replace(" ", "")]


GOOD = json.dumps({"text": "thanks a lot", "role": "customer"})
DAMAGED = {
    "role.jsonl": json.dumps({"text": "x", "role": SAID}),
    "time.jsonl": json.dumps({"text": "x", "timestamp": SAID}),
    "rating.jsonl": json.dumps({"text": "x", "nps": SAID}),
    "value.jsonl": json.dumps({"text": "x", "value": SAID}),
    "cut.jsonl": json.dumps({"text": SAID})[:-2],
    "list.jsonl": json.dumps([SAID]),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_rejects_do_not_quote(
    name: str, redacting: Analyzer, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)  # Presidio tells the time of each pattern
    (tmp_path / name).write_text(f"{GOOD}\n{DAMAGED[name]}\n{json.dumps({'text': f'mail {SAID}'})}\n")
    columns = voc.readers.Columns(value="value") if name == "value.jsonl" else None
    out = tmp_path / "out"
    if name == "value.jsonl":
        (tmp_path / name).write_text(json.dumps({"text": "hi there", "value": 3}) + f"\n{DAMAGED[name]}\n")
    run = score_files(redacting, [tmp_path / name], out, columns=columns)
    assert run["rows_rejected"] == 1
    told = capfd.readouterr()
    for text in (told.out, told.err, caplog.text, (out / "run.json").read_text(), (out / "rejects.jsonl").read_text()):
        assert leaks(text) == []
    stored = voc.read_scores(out).tables
    texts = json.dumps(
        [
            table.drop_columns([n for n in ("timestamp",) if n in table.column_names]).to_pylist()
            for table in stored.values()
        ],
        default=str,
    )
    assert set(leaks(texts)) <= {"zelda", "quixote"}, "names need a model"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("header.csv", f"{SAID},I called twice\n{SAID},again\n"),
        ("survey.csv", f'"my order never came, {SAID}","9"\n"{SAID}","8"\n'),
        ("speaker.txt", f"{SECRET}: hello, my mail is zq@example.com\nOther: yes\n"),
        ("broken.json", f'{{"Transcript": "{SAID}'),
        ("mail.eml", f"Subject: {SAID}\n\n{SAID}\n"),
    ],
)
def test_errors_do_not_quote(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    try:
        _, rejects = read([tmp_path / name])
        told = " ".join(reject.reason for reject in rejects)
    except VocError as error:
        told = str(error)
    assert leaks(told.replace(str(tmp_path), "")) == []


def test_a_frame_with_a_value_that_is_none_is_told_by_its_shape(analyzer: Analyzer) -> None:
    with pytest.raises(InputError, match=r"row 1: role 'Aaaaa Aaaaaaa aa@aaaaaaa\.aaa") as error:
        analyzer.score(pa.table({"text": ["x"], "role": [SAID]}), progress=False)
    assert leaks(str(error.value)) == []


def test_the_run_tells_what_was_redacted(redacting: Analyzer, tmp_path: Path) -> None:
    score_files(redacting, [SAMPLES / "reviews.csv"], tmp_path, progress=False)
    told = json.loads((tmp_path / "run.json").read_text())["redacted"]
    assert told["names_model"] is None
    assert "EMAIL" in told["kinds"]
    assert "NAME" not in told["kinds"]
