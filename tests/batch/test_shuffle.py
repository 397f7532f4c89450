"""Reading and bringing together lose no row, and order them as the readers do."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from voc import ranges
from voc.batch import gather, group, shards, spill
from voc.batch.journal import Journal
from voc.batch.sources import find
from voc.readers import Columns, read
from voc.schema import UTTERANCES


def shuffled(exports: Path, work: Path) -> list[pa.Table]:
    work.mkdir()
    journal = Journal(work)
    records = gather.gather(journal, find([exports], "auto"), "auto", Columns(), lambda _: None)
    size = sum(record["size"] for record in records)
    group.group(journal, size, lambda _: None)
    n = shards.count(size)
    return [group.shard(journal, number, n).select(UTTERANCES.names) for number in range(n)]


@pytest.mark.usefixtures("small")
def test_each_interaction_is_as_the_readers_give_it(exports: Path, tmp_path: Path) -> None:
    expected, _ = read([exports])
    parts = shuffled(exports, tmp_path / "work")
    assert len([part for part in parts if part.num_rows]) > 2
    found = pa.concat_tables(parts)
    assert found.num_rows == expected.num_rows
    names = expected["interaction_id"].unique().to_pylist()
    for name in names:
        both = [table.filter(pc.equal(table["interaction_id"], name)) for table in (expected, found)]
        assert both[0].equals(both[1])
    assert len(found["interaction_id"].unique()) == len(names)


@pytest.mark.usefixtures("small")
def test_a_customer_is_in_one_shard(exports: Path, tmp_path: Path) -> None:
    parts = [set(part["customer_id"].drop_null().to_pylist()) for part in shuffled(exports, tmp_path / "work")]
    assert sum(map(len, parts)) == len(set.union(*parts)) > 5


def test_a_small_job_keeps_the_order_of_its_input(exports: Path, tmp_path: Path) -> None:
    (only,) = shuffled(exports, tmp_path / "work")
    assert only.equals(read([exports])[0].combine_chunks())


def test_whose_an_interaction_is_its_first_row_in_time_with_a_customer_says(tmp_path: Path) -> None:
    lines = [
        '{"interaction_id": "i", "customer_id": "late", "text": "b", "timestamp": "2026-01-02"}',
        '{"interaction_id": "j", "customer_id": null, "text": "c"}',
        '{"interaction_id": "i", "customer_id": "early", "text": "a", "timestamp": "2026-01-01"}',
    ]
    lines += [
        '{"interaction_id": "k", "role": "agent", "text": "d", "timestamp": "2026-01-01"}',
        '{"interaction_id": "k", "customer_id": "other", "text": "f", "timestamp": "2026-01-03"}',
        '{"interaction_id": "k", "customer_id": "early", "text": "e", "timestamp": "2026-01-02"}',
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(lines))
    journal = Journal(tmp_path)
    gather.gather(journal, find([tmp_path / "x.jsonl"], "auto"), "auto", Columns(), lambda _: None)
    group.group(journal, len(lines), lambda _: None)
    rows = group.shard(journal, 0, 1)
    assert rows["text"].to_pylist() == ["a", "b", "c", "d", "e", "f"]
    early, nobody = ranges.hashed("customer early"), ranges.hashed("interaction j")
    assert rows["key"].to_pylist() == [early, early, nobody, early, early, early]


def test_spellings_of_a_mail_address_are_in_one_shard() -> None:
    """Redaction makes one customer of them."""
    rows = [
        {"key": 0, "order": number, "interaction_id": f"i{number}", "customer_id": name, "role": "customer"}
        for number, name in enumerate(("Jane.Doe@Example.com", "jane.doe@example.com", "john.doe@example.com"))
    ]
    keys = group.grouped(pa.Table.from_pylist(rows, schema=spill.ROWS))[0]["key"].to_pylist()
    assert keys[0] == keys[1] != keys[2]


def test_ranges_of_keys_are_all_rows_once(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    keys = np.append(rng.integers(0, 2**64, 500, np.uint64), np.array([0, 2**64 - 1], np.uint64))
    rows = {name: pa.nulls(len(keys), spill.ROWS.field(name).type) for name in spill.ROWS.names}
    rows |= {"key": pa.array(keys), "order": pa.array(np.arange(len(keys)))}
    table = pa.table(rows, schema=spill.ROWS)
    for i, part in enumerate((table.slice(0, 200), table.slice(200), table.slice(0, 0))):
        ranges.write(part, tmp_path / str(i))
    paths = [tmp_path / str(i) for i in range(3)]
    for parts in (1, 3, 7, 1000):
        read_back = [spill.read(paths, part, parts)["order"].to_pylist() for part in range(parts)]
        assert all(orders == sorted(orders) for orders in read_back)
        assert sorted(order for orders in read_back for order in orders) == list(range(len(keys)))


def test_the_number_of_shards_bounds_their_size() -> None:
    for size in (0, 1, 999, 10**4, 10**5, 10**6, 10**8):
        n = shards.count(size)
        assert size / n <= shards.LARGEST
        assert n == 1 or size / n > shards.SMALLEST / 2
