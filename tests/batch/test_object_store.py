"""Input and output in an object store: a server that speaks S3, on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import s3fs
from moto.server import ThreadedMotoServer

import voc
from tests.batch.conftest import OUTPUT, digests
from voc.analyzer import Analyzer
from voc.batch import score_files
from voc.errors import InputError, JobError
from voc.storage import Folder


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    files = s3fs.S3FileSystem()
    files.mkdir("bucket")
    yield files
    files.rm("bucket", recursive=True)  # the server keeps it for the next one in this process
    server.stop()
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.mark.usefixtures("small")
def test_a_store_is_a_folder_like_any_other(
    store: Any, analyzer: Analyzer, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(f"{exports}/", "bucket/exports/", recursive=True)
    store.pipe_file("bucket/exports/notes.xyz", b"not an export")
    out, work = "s3://bucket/scores", tmp_path / "work"

    def job(**options: Any) -> dict[str, Any]:
        return score_files(analyzer, ["s3://bucket/exports"], out, progress=False, **{"work": work, **options})

    # Cut off while the third file is put, and gone on with.
    put, count = Folder.put, iter(range(100))

    def cut(self: Folder, file: Path, name: str) -> None:
        if next(count) == 3:
            raise ConnectionError("the store is gone")
        put(self, file, name)

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "put", cut)
        with pytest.raises(JobError, match=r"the store is gone.*--resume"):
            job()
    with pytest.raises(InputError, match="is not done"):
        voc.read_scores(out)
    with pytest.raises(JobError, match=r"holds a job that is not done"):
        job()
    with pytest.raises(JobError, match=r"what the job on s3://bucket/scores has done is in \S*work\S* on"):
        job(resume=True, work=tmp_path / "elsewhere")
    run = job(resume=True)
    assert [each["name"] for each in run["inputs"]] == [
        f"s3://bucket/exports/{name}" for name in ("even.jsonl", "odd.jsonl", "reviews.csv")
    ]
    assert list(work.iterdir()) == []
    store.invalidate_cache()
    assert sorted(entry.split("/")[-1] for entry in store.ls("bucket/scores")) == sorted(OUTPUT)

    score_files(analyzer, [exports], tmp_path / "local", progress=False)
    store.get("bucket/scores/", f"{tmp_path}/copy/", recursive=True)
    found, expected = digests(tmp_path / "copy"), digests(tmp_path / "local")
    differing = {name for name in expected if found.get(name) != expected[name]}
    assert differing == {"run.json", "rejects.jsonl"}, "which name the files"
    assert found.keys() == expected.keys()
    assert voc.read_scores(out).units.equals(voc.read_scores(tmp_path / "local").units)

    store.pipe_file("bucket/exports/reviews.csv", b"text\nother\n")
    with pytest.raises(JobError, match=r"reviews.csv changed"):
        job(resume=True)


def test_a_store_of_real_folders(analyzer: Analyzer, exports: Path, tmp_path: Path) -> None:
    score_files(analyzer, [exports], f"file://{tmp_path}/new/scores", progress=False, work=tmp_path / "work")
    score_files(analyzer, [exports], tmp_path / "local", progress=False)
    assert digests(tmp_path / "new" / "scores") == digests(tmp_path / "local")


def test_no_bucket_is_made(store: Any, tmp_path: Path) -> None:
    folder, file = Folder("s3://mistyped/out"), tmp_path / "part"
    file.write_bytes(b"a")
    with pytest.raises(FileNotFoundError, match="bucket does not exist"):
        folder.create("claim", b"a")
    with pytest.raises(FileNotFoundError, match="bucket does not exist"):
        folder.put(file, "units/part")
    assert file.exists()
    assert not store.exists("mistyped")


def test_files_that_are_not_there(store: Any, analyzer: Analyzer, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"s3://bucket/gone\.csv does not exist"):
        score_files(analyzer, ["s3://bucket/gone.csv"], tmp_path / "out", progress=False)
    with pytest.raises(InputError, match="Protocol not known: nowhere"):
        score_files(analyzer, ["nowhere://x"], tmp_path / "out", progress=False)


def test_of_two_claims_one_is_made(store: Any) -> None:
    folder = Folder("s3://bucket/out")
    assert folder.create("claim", b"a")
    assert not folder.create("claim", b"b")
    assert folder.read("claim") == b"a"
    assert folder.read("other") is None
    folder.remove("claim")
    folder.remove("claim")
    assert folder.names("nothing") == []
