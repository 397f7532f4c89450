"""Speed of 1 and of 2 Spark executors of one core each: `python tests/bench/spark.py [copies]`.

Scores the bundled samples so many times over (default 10), every copy under names of its own, once the executors have
loaded the model. On a machine with fewer free cores than 3 (two executors and the driver) the ratio says nothing.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

import voc
from tests.cluster import cluster
from voc.readers import Columns, read

TASKS = 16


def copies(utterances: pa.Table, n: int) -> pa.Table:
    """Repeat utterances, the interactions and customers of every copy under other names."""
    tables = []
    for i in range(n):
        table = utterances
        for name in ("interaction_id", "customer_id"):
            column = pc.binary_join_element_wise(table[name], str(i), "-")
            table = table.set_column(table.schema.get_field_index(name), name, column)
        tables.append(table)
    return pa.concat_tables(tables).combine_chunks()


def rate(executors: int, utterances: pa.Table) -> tuple[float, float]:
    """Return the scored units a second until units are there, and then the seconds for the other tables."""
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder), executors, TASKS) as session:
        frame = session.createDataFrame(utterances).repartition(TASKS).localCheckpoint()
        warm = voc.spark.score(frame.limit(200), value="value")
        warm.units.count()
        scores = voc.spark.score(frame, value="value")
        started = time.perf_counter()
        n = scores.units.where("null_reason is null").count()
        scored = time.perf_counter()
        scores.stages.count()
        return n / (scored - started), time.perf_counter() - scored


def main() -> None:
    utterances, _ = read([Path(voc.__file__).parent / "samples"], columns=Columns(value="value"))
    utterances = copies(utterances, int(sys.argv[1]) if len(sys.argv) > 1 else 10)
    one, _ = rate(1, utterances)
    two, rest = rate(2, utterances)
    print(f"1 executor {one:.0f} units/s, 2 executors {two:.0f} units/s: {two / one:.2f} times as fast")
    print(f"customers, stages, drivers and service of {utterances.num_rows} utterances, 2 executors: {rest:.1f} s")


if __name__ == "__main__":
    main()
