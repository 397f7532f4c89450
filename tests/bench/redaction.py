"""How much of what is planted is found, what is missed, how fast, and what redaction does to scores.

Run: python -m tests.bench.redaction. The rules were written while looking at the odd transcripts; the even ones only
measure.
"""

from __future__ import annotations

import time
from collections import defaultdict

import numpy as np
import pyarrow as pa

import voc
from tests.conftest import SAMPLES
from tests.privacy.planted import transcripts
from tests.privacy.recall import measure
from voc.analyzer import Analyzer
from voc.privacy import Kind, Redactor
from voc.readers import Columns, read
from voc.readers.rows import table


def main() -> None:
    redactor = Redactor(key="0123456789abcdef", kinds=set(Kind) - {Kind.NAME})
    for half in (False, True):
        for seed in range(4):
            found = measure(redactor, [one for one in transcripts(seed) if one.held_out == half])
            print(
                f"{'held out' if half else 'looked at'}, seed {seed}: recall {found.recall:.3f} of {len(found.hits)}, "
                f"precision {found.precision:.3f}, decoys lost {len(found.decoys_lost)} of {found.decoys}"
            )
            if half and not seed:
                slots = defaultdict(list)
                for slot, hit in found.hits:
                    slots[slot].append(hit)
                print("  " + ", ".join(f"{slot} {sum(hits)}/{len(hits)}" for slot, hits in sorted(slots.items())))
                print("\n".join(f"  missed {miss}" for miss in (*found.misses, *found.wrong)))
    samples = read([SAMPLES], columns=Columns(value="value"))[0]
    planted = table(
        [
            {"interaction_id": str(one.number), "role": "customer", "text": one.text, "timestamp": None}
            for one in transcripts()
        ]
    )
    plain, redacting = voc.load(), voc.load(redact=redactor)
    for name, utterances in (("bundled samples", samples), ("planted", planted)):
        texts = [text or "" for text in utterances["text"].to_pylist()]
        started = time.process_time()
        list(redactor.redact_many(texts))
        print(f"{name}: {len(texts) / (time.process_time() - started):,.0f} texts/s of one processor")
        print("  " + compare(plain, redacting, utterances))


def compare(plain: Analyzer, redacting: Analyzer, utterances: pa.Table) -> str:
    """Compare units that begin at the same place."""
    sides = []
    for one in (plain, redacting):
        units = one.score_utterances(utterances, progress=False).tables["units"].to_pylist()
        scored = [unit for unit in units if unit["null_reason"] is None]
        sides.append({(u["interaction_id"], u["unit_id"].split(":")[0], u["timestamp"], u["start"]): u for u in scored})
    pairs = [(sides[0][key], sides[1][key]) for key in sides[0] if key in sides[1]]
    changed = [(a, b) for a, b in pairs if a["text"] != b["text"]]
    return "; ".join(
        f"{len(some)} {which}: mean |Δ valence| {_mean(some, 'valence'):.4f}, |Δ risk| {_mean(some, 'risk'):.4f}, "
        f"other emotions {np.mean([a['emotions'] != b['emotions'] for a, b in some]):.3f}"
        for which, some in (("units", pairs), ("of them redacted", changed))
    )


def _mean(pairs: list[tuple[dict, dict]], measure: str) -> float:
    return float(np.mean([abs(a[measure] - b[measure]) for a, b in pairs]))


if __name__ == "__main__":
    main()
