"""Memory of reading large exports: ``python tests/bench/memory.py [MEGABYTES]``.

Writes a Zendesk export (a ticket a line) and a table (JSON Lines) of that size, reads each, and prints the peak of the
process before and after.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from voc.readers import Reject, read_file

TICKET = {
    "id": 1, "requester_id": 7, "submitter_id": 7, "via": {"channel": "email"}, "created_at": "2026-01-10T09:00:00Z",
    "comments": [
        {"id": n, "author_id": 7 + n % 2, "public": True, "created_at": "2026-01-10T09:00:00Z",
         "plain_body": "Where is my order? It was promised for Friday and nobody answers. " * 3}
        for n in range(4)
    ],
}  # fmt: skip
ROW = {"interaction_id": "a", "customer_id": "c", "text": "Where is my order? It was promised for Friday. " * 5}


def peak() -> float:
    """Return the most memory that the process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(megabytes: int = 2048) -> None:
    """Write, read and report."""
    for name, record in (("zendesk", TICKET), ("jsonl", ROW)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "export.ndjson"
            line = json.dumps(record) + "\n"
            with path.open("w", encoding="utf-8") as file:
                for _ in range(megabytes * 2**20 // len(line)):
                    file.write(line)
            before, started = peak(), time.perf_counter()
            rows = sum(not isinstance(found, Reject) for found in read_file(path, name))
            seconds = time.perf_counter() - started
            size = path.stat().st_size / 2**20
            peaks = f"peak {before:.0f} -> {peak():.0f} MB"
            print(f"{name}: {size:,.0f} MB, {rows:,} rows, {size / seconds:.0f} MB/s, {peaks}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
