"""Measures how often English customer texts are taken for another language; the source of ``voc.language.CERTAIN``.

``python -m voc.training.language`` writes the frequent words, which come from the authored texts.
"""

from __future__ import annotations

import math
import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from voc import language
from voc.text import is_blank
from voc.training.data import AUTHORED, json_lines, read_goemotions, read_voices, require
from voc.training.pools import POOLS

FALSE_ALARMS = 0.002
"""Largest share of a set that may be taken for foreign."""
TEXTS = 10_000
"""Texts of a set that are read, drawn at random."""

FREQUENT = 12
"""Authored texts that a frequent word is in. Of 5, 8, 9 and 12 only the last leaves all foreign texts of the tests
under a share of .6: airlines' *de-icing* made *de* an English word of ten texts."""


def frequent_words() -> list[str]:
    """Return the words of ``FREQUENT`` or more of the authored texts in the package, in alphabetical order."""
    counts: Counter[str] = Counter()
    for path in sorted(AUTHORED.glob("*.jsonl")):
        for row in json_lines(path):
            counts.update(set(language.cut(row["text"])))
    return sorted(
        word for word, count in counts.items() if count >= FREQUENT and re.fullmatch("[a-z]+(?:'[a-z]+)*", word)
    )


def evaluate_language(data: Path) -> dict[str, dict[str, float]]:
    """Measure the detector on every set of English texts that may train.

    Returns:
        By set: ``texts``; ``foreign``, the share taken for another language; ``asked``, the share for which the
        frequent words were not enough; ``disagree``, the share for which they were, but the detector is sure of another
        language; ``needed``, the ratio from which a text must be surely foreign for ``FALSE_ALARMS``; ``ms``,
        milliseconds of processor a text. The last, ``largest``, is the largest of each.
    """
    require(data)
    found = {name: _measure(texts) for name, texts in _sets(data).items()}
    keys = next(iter(found.values()))
    return found | {"largest": {key: max(measures[key] for measures in found.values()) for key in keys}}


def _measure(texts: Sequence[str]) -> dict[str, float]:
    started = time.process_time()
    ratios = np.array([language.lead(text)[1] for text in texts])
    spent = time.process_time() - started
    by_words = [text for text in texts if language.has_english_words(text)]
    return {
        "texts": len(texts),
        "foreign": float((ratios >= language.CERTAIN).mean()),
        "asked": 1 - len(by_words) / len(texts),
        "disagree": sum(language.ask(text)[1] >= language.CERTAIN for text in by_words) / len(texts),
        "needed": math.nextafter(float(np.quantile(ratios, 1 - FALSE_ALARMS, method="higher")), math.inf),
        "ms": spent / len(texts) * 1000,
    }


def _sets(data: Path) -> dict[str, list[str]]:
    """Read the texts of each set, none of them blank."""
    voices = read_voices(data, "train")
    sets: dict[str, list[str]] = {
        "authored": [unit.text for unit in voices if unit.source == "authored"],
        "voices": [unit.text for unit in voices if unit.source != "authored"],
        "goemotions": read_goemotions(data, "train")[0],
    }
    for pool in POOLS:
        sets[pool.name] = pq.read_table(data / f"{pool.name}.parquet", columns=["text"])["text"].to_pylist()
    rng = np.random.default_rng(0)
    told = {name: [text for text in texts if not is_blank(text)] for name, texts in sets.items()}
    return {name: [texts[i] for i in rng.permutation(len(texts))[:TEXTS]] for name, texts in told.items()}


if __name__ == "__main__":
    path = Path(language.__file__).parent / language.WORDS
    path.write_text("\n".join(frequent_words()) + "\n", encoding="utf-8")
