"""Jobs from files to a folder of scores, and what becomes of them when they are cut off."""

from __future__ import annotations

import errno
import json
import resource
import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil
import pyarrow as pa
import pytest
from filelock import FileLock

import voc
from tests.batch.conftest import digests, whole
from tests.conftest import SAMPLES
from tests.made import LATE
from voc.analyzer import Analyzer
from voc.batch import score_files
from voc.errors import InputError, JobError
from voc.privacy import Redactor
from voc.readers import Columns, csv, read
from voc.scores import TABLES
from voc.storage import TEMPORARY, Folder


def job(analyzer: Analyzer, exports: Path, out: Path, **options: object) -> dict[str, object]:
    return score_files(analyzer, [exports], out, progress=False, **options)  # type: ignore[arg-type]


def test_counts_add_up(analyzer: Analyzer, exports: Path, tmp_path: Path) -> None:
    run = job(analyzer, exports, tmp_path / "out")
    assert run["rows_read"] == 50
    assert run["rows_rejected"] == 2
    assert run["rows_scored"] == 48
    scores = voc.read_scores(tmp_path / "out")
    assert {name: run[name] for name in TABLES} == {name: table.num_rows for name, table in scores.tables.items()}
    assert run["model_sha256"] == analyzer.fingerprint
    assert [Path(each["name"]).name for each in run["inputs"]] == ["even.jsonl", "odd.jsonl", "reviews.csv"]  # type: ignore[attr-defined]
    assert whole(tmp_path / "out")


@pytest.mark.usefixtures("small")
def test_shards_change_no_score(analyzer: Analyzer, exports: Path, tmp_path: Path) -> None:
    job(analyzer, exports, tmp_path / "out", columns=Columns(value="value"))
    assert len(list((tmp_path / "out" / "units").iterdir())) > 2
    found = voc.read_scores(tmp_path / "out")
    expected = analyzer.score_utterances(read([exports], columns=Columns(value="value"))[0], progress=False)
    for name, key in (("units", "unit_id"), ("interactions", "interaction_id")):
        assert found.tables[name].sort_by(key).equals(expected.tables[name].sort_by(key))
    files = [sorted(path.name for path in (tmp_path / "out" / name).iterdir()) for name in ("customers", "units")]
    assert files[0] == files[1], "customers are laid out shard by shard, too"
    assert found.customers["customer_id"].equals(expected.customers["customer_id"])
    for one, other in zip(found.customers["risk"].to_pylist(), expected.customers["risk"].to_pylist(), strict=True):
        assert one == pytest.approx(other, rel=1e-6)
    assert found.stages["n"].equals(expected.stages["n"])


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("workers", [0, 2])
def test_what_later_rows_say_is_what_one_call_gives(analyzer: Analyzer, tmp_path: Path, workers: int) -> None:
    chats = [row | {"interaction_id": f"{row['interaction_id']} {i}"} for i in range(6) for row in LATE]
    source, out = tmp_path / "late.jsonl", tmp_path / "out"
    source.write_text("\n".join(map(json.dumps, chats)))
    expected = analyzer.score(pa.Table.from_pylist(chats), value="value", progress=False)
    score_files(analyzer, [source], out, columns=Columns(value="value"), progress=False, workers=workers)
    found = voc.read_scores(out)
    assert len(list((out / "interactions").iterdir())) > 2
    for name, key in (("units", "unit_id"), ("interactions", "interaction_id")):
        assert found.tables[name].sort_by(key).equals(expected.tables[name].sort_by(key))
    counts = ["customer_id", "n_interactions", "value"]
    assert found.customers.select(counts).equals(expected.customers.select(counts))
    assert sorted(found.customers["customer_id"].to_pylist()) == ["ann", "bob"]


def test_rejects_say_where_and_why(analyzer: Analyzer, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "thanks a lot"}\n{"text": "cut')
    job(analyzer, source, tmp_path / "out")
    (reject,) = [json.loads(line) for line in (tmp_path / "out" / "rejects.jsonl").read_text().splitlines()]
    assert reject["file"] == str(source)
    assert reject["position"] == 2
    assert reject["reason"].startswith("not JSON")


def test_scores_are_not_overwritten_by_accident(analyzer: Analyzer, tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    source.write_text('{"text": "thanks a lot"}\n')
    job(analyzer, source, out)
    with pytest.raises(InputError, match=r"holds scores already.*--overwrite"):
        job(analyzer, source, out)
    before = digests(out)
    (tmp_path / "bad.jsonl").write_text("nonsense\n")
    with pytest.raises(InputError, match=r"nothing to score.*not JSON"):
        job(analyzer, tmp_path / "bad.jsonl", out, overwrite=True)
    assert digests(out) == before, "a job that cannot be done takes nothing away"
    source.write_text('{"text": "no thanks"}\n')
    job(analyzer, source, out, overwrite=True)
    assert voc.read_scores(out).units["text"].to_pylist() == ["no thanks"]


def test_nothing_is_left_of_a_job_that_cannot_be_done(analyzer: Analyzer, tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out"
    source.write_text("body\nhello\n")
    with pytest.raises(InputError, match=r"in.csv has no column 'text'"):
        job(analyzer, source, out)
    assert list(out.iterdir()) == []
    with pytest.raises(InputError, match=r"gone\.csv does not exist"):
        job(analyzer, tmp_path / "gone.csv", out)


@pytest.mark.usefixtures("small")
def test_the_order_of_files_and_the_size_of_steps_change_no_byte(
    analyzer: Analyzer, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job(analyzer, exports, tmp_path / "a")
    monkeypatch.setattr("voc.batch.gather.ROWS", 7)
    monkeypatch.setattr("voc.batch.gather.BLOCK", 2)
    monkeypatch.setattr("voc.batch.shards.AT_ONCE", 9)
    files = sorted(exports.iterdir(), reverse=True)
    score_files(analyzer, [*files, files[0]], tmp_path / "b", progress=False)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", ["voc-static-en", "voc-cascade-en"])
def test_workers_load_every_kind_of_model(name: str, tmp_path: Path) -> None:
    source = SAMPLES / "complaints.csv"
    for workers in (0, 1):
        score_files(voc.load(name), [source], tmp_path / str(workers), progress=False, workers=workers)
    one, other = (voc.read_scores(tmp_path / folder) for folder in ("0", "1"))
    assert one.units.equals(other.units)
    assert one.customers.equals(other.customers)


def test_workers_change_no_byte_and_one_that_dies_is_an_error(
    analyzer: Analyzer, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job(analyzer, exports, tmp_path / "a")
    monkeypatch.setattr("voc.batch.shards.group.shard", None)  # of this process: workers have modules of their own
    job(analyzer, exports, tmp_path / "b", workers=2)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")

    def kill(_: int) -> None:
        """Kill the workers, children of the process that they are copies of."""
        for child in psutil.Process().children(recursive=True):
            if child.ppid() != psutil.Process().pid:
                child.kill()

    from voc.batch import workers

    start = workers._start
    monkeypatch.setattr(workers, "_start", lambda task: (start(task), kill(0))[0])
    with pytest.raises(JobError, match=r"a worker process was killed by SIGKILL.*--resume"):
        job(analyzer, exports, tmp_path / "c", workers=1)
    monkeypatch.undo()


@pytest.mark.usefixtures("small")
def test_a_job_goes_on_after_a_read_error(
    analyzer: Analyzer, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job(analyzer, exports, tmp_path / "a")
    rows = csv.rows

    def broken(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
        for number, row in enumerate(rows(path)):
            if number == 5:
                raise OSError(errno.EIO, "Input/output error")
            yield row

    with monkeypatch.context() as patch:
        patch.setattr(csv, "rows", broken)
        with pytest.raises(JobError, match=r"cut off: .*Input/output error.*--resume"):
            job(analyzer, exports, tmp_path / "b")
    with pytest.raises(InputError, match=r"the job that writes .* is not done"):
        voc.read_scores(tmp_path / "b")
    with pytest.raises(JobError, match="holds a job that is not done: go on with --resume"):
        job(analyzer, exports, tmp_path / "b")
    job(analyzer, exports, tmp_path / "b", resume=True)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


@pytest.mark.usefixtures("small")
def test_a_job_goes_on_after_the_disk_was_full(analyzer: Analyzer, exports: Path, tmp_path: Path) -> None:
    job(analyzer, exports, tmp_path / "a")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Rows of this job fit into files of this size, units with all their scores do not.
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(JobError, match=r"cut off: .*(File too large|Errno 27).*--resume"):
            job(analyzer, exports, tmp_path / "b")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    job(analyzer, exports, tmp_path / "b", resume=True)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("size", [None, 1000])
def test_a_part_that_was_copied_when_the_job_was_killed_is_not_counted(
    analyzer: Analyzer, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int | None
) -> None:
    out = tmp_path / "b"
    job(analyzer, exports, tmp_path / "a")
    put, count, killed_process = Folder.put, iter(range(100)), 1

    def cut(self: Folder, file: Path, name: str) -> None:
        """Leave what ``put`` has in the output while it copies from another device."""
        if next(count) < 4:
            put(self, file, name)
            return
        copy = (out / name).with_name(f"{TEMPORARY}{killed_process}-{Path(name).name}")
        copy.write_bytes(file.read_bytes()[:size])
        raise ConnectionError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "put", cut)
        with pytest.raises(JobError, match="killed"):
            job(analyzer, exports, out)
    assert len(list(out.glob(f"[!.]*/{TEMPORARY}*"))) == 1
    job(analyzer, exports, out, resume=True)
    assert digests(tmp_path / "a") == digests(out)


def test_a_job_that_changed_is_not_gone_on_with(analyzer: Analyzer, exports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    job(analyzer, exports, out, resume=True)
    before = digests(out)
    assert job(analyzer, exports, out, resume=True)["rows_read"] == 50, "a job that is done is done"
    with pytest.raises(JobError, match=r"not the same any more: columns was"):
        job(analyzer, exports, out, resume=True, columns=Columns(customer=None))
    reviews = exports / "reviews.csv"
    reviews.write_text(reviews.read_text().replace("a", "b", 1))
    (exports / "odd.jsonl").rename(exports / "more.jsonl")
    with pytest.raises(JobError, match=r"odd.jsonl is gone, \S*more.jsonl is new, \S*reviews.csv changed; begin anew"):
        job(analyzer, exports, out, resume=True)
    assert digests(out) == before


def test_a_second_job_on_an_output_refuses(analyzer: Analyzer, exports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with FileLock(out / ".voc-job.lock"), pytest.raises(JobError, match=r"another job writes .*out"):
        job(analyzer, exports, out)
    job(analyzer, exports, out)
    assert whole(out)


def test_the_samples_are_one_small_job(analyzer: Analyzer, tmp_path: Path) -> None:
    run = job(analyzer, SAMPLES / "complaints.csv", tmp_path)
    assert run["rows_read"] == run["interactions"] == 30
    assert run["rows_rejected"] == 0
    assert [path.name for path in (tmp_path / "units").iterdir()] == ["part-00000.parquet"]


def test_a_redacting_job_goes_on_with_its_key_alone(tmp_path: Path) -> None:
    source, out = tmp_path / "one.jsonl", tmp_path / "out"
    source.write_text('{"text": "Write to jo@example.com, nobody answers"}\n', encoding="utf-8")

    def run(key: bytes | None, resume: bool) -> dict[str, object]:
        analyzer = voc.load("voc-static-en", redact=Redactor(key, kinds=["EMAIL"]))
        return score_files(analyzer, [source], out, resume=resume, progress=False)

    assert run(None, resume=True)["rows_scored"] == 1  # there is nothing yet to go on with
    shutil.rmtree(out)
    first = run(b"a secret of 16 bytes", resume=False)
    assert run(b"a secret of 16 bytes", resume=True) == first
    with pytest.raises(JobError, match="not the same any more: redacted was"):
        run(b"other secret of bytes", resume=True)
    with pytest.raises(JobError, match="only with the key that it began with: pass --redact-key"):
        run(None, resume=True)
