"""Memory of a job beside its size: ``python tests/bench/job_memory.py [SMALL] [LARGE]``.

Writes tables of that many rows (short texts of one unit each, 5 rows an interaction; rows of an interaction apart in
the file; by default 100,000 and 1,000,000), scores each in a process of its own, and prints the peak of the process.
``--customers`` keeps their number, so that what is kept of each customer stays the same; else there is one for every
5 interactions. ``--every N`` makes a customer speak in every N-th interaction only and agents in the others, whose
turns go through all but the model, which takes most of the time and has the same memory for any number of texts.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

ROWS_EACH, INTERACTIONS_EACH = 5, 5
BLOCK = 10_000
"""Rows that are a turn of each of as many interactions."""
TEXTS = ("It broke again.", "Thanks a lot!", "Where is it?", "No reply yet.", "So easy.", "I want a refund.")

SCORE = """
import resource, sys, time
import voc
from voc.batch import score_files
analyzer = voc.load(threads=int(sys.argv[3]))
started = time.perf_counter()
run = score_files(analyzer, [sys.argv[1]], sys.argv[2])
seconds = time.perf_counter() - started
print(run["units"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, seconds, run["times"])
"""


def write(path: Path, rows: int, customers: int | None, every: int) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8") as file:
        file.write("interaction_id,customer_id,role,timestamp,text\n")
        for row in range(rows):
            block, place = divmod(row, BLOCK)
            turn, block = block % ROWS_EACH, block // ROWS_EACH
            interaction = block * BLOCK + place
            customer = interaction % customers if customers else interaction // INTERACTIONS_EACH
            day = 1 + interaction % 28
            text = TEXTS[(row * 7 + turn) % len(TEXTS)]
            role = "agent" if interaction % every else "customer"
            file.write(f"i{interaction},c{customer},{role},2026-03-{day:02d}T09:{turn:02d}:00,{text}\n")


def main() -> None:
    """Write, score and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--customers", type=int)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()
    first = None
    for rows in asked.rows:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "rows.csv"
            write(source, rows, asked.customers, asked.every)
            command = [sys.executable, "-c", SCORE, str(source), str(Path(folder) / "out"), str(asked.threads)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            units, peak, seconds, times = done.stdout.split(" ", 3)
            first = first or float(peak)
            print(
                f"{int(units):,} units, {int(units) / float(seconds):,.0f}/s: peak {float(peak):.0f} MB, "
                f"{float(peak) / first:.2f} x the first; {times.strip()}",
                flush=True,
            )


if __name__ == "__main__":
    main()
