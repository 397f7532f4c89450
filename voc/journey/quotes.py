"""The best quotes of groups of units: those of several parts together are the best of each part's best."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.arrays import Bools, Floats, Ints

QUOTES = pa.schema([("group", pa.int64()), ("score", pa.float64()), ("text", pa.string())])
"""One row a quote, by group, the best first."""
CANDIDATES = 50
"""Units of a group that are looked at first: nearly always enough that the best few texts are among them."""


def best(group: Ints, score: Floats, texts: pa.ChunkedArray, k: int) -> pa.Table:
    """Find the ``k`` texts of each group with the highest scores, each once, schema ``QUOTES``; ties by alphabet.

    Args:
        group: group of each unit, 0 or more.
        score: how good a quote each is.
        texts: text of each; a null one is no quote.
        k: how many.
    """
    told = np.flatnonzero(texts.is_valid().to_numpy())
    group, score, texts = group[told], score[told], texts.take(pa.array(told))
    order = np.lexsort((-score, group))
    start = np.flatnonzero(np.diff(group[order], prepend=-1))
    size = np.diff(np.append(start, len(order)))
    last = score[order][start + np.minimum(size, CANDIDATES) - 1]
    # All units as good as the last candidate, so that ties are not cut.
    first = order[score[order] >= np.repeat(last, size)]
    found = _best(group, score, texts, first, k)
    n = int(group.max(initial=-1)) + 1
    short = np.bincount(group[found], minlength=n) < k
    few = (short & (np.bincount(group[first], minlength=n) < np.bincount(group, minlength=n)))[group]
    if few.any():
        # Candidates that are alike: all units of these groups are looked at.
        found = np.concatenate([found[~few[found]], _best(group, score, texts, np.flatnonzero(few), k)])
        found = found[np.argsort(group[found], kind="stable")]
    return pa.table([group[found], score[found], texts.take(pa.array(found))], schema=QUOTES)


def merged(quotes: pa.Table, k: int) -> pa.Table:
    """Return the best of several tables one after the other."""
    return best(quotes["group"].to_numpy(), quotes["score"].to_numpy(), quotes["text"], k)


def listed(quotes: pa.Table) -> dict[int, list[str]]:
    """Return the quotes of each group that has some."""
    found: dict[int, list[str]] = {}
    for group, text in zip(quotes["group"].to_pylist(), quotes["text"].to_pylist(), strict=True):
        found.setdefault(group, []).append(text)
    return found


def _best(group: Ints, score: Floats, texts: pa.ChunkedArray, rows: Ints, k: int) -> Ints:
    """Return the rows of the best texts among some rows, by group, the best first."""
    coded = texts.take(pa.array(rows)).combine_chunks().dictionary_encode()
    text = coded.indices.to_numpy().astype(np.int64)
    rank = np.empty(len(coded.dictionary), np.int64)
    rank[pc.sort_indices(coded.dictionary).to_numpy()] = np.arange(len(rank))
    text, own, good = rank[text], group[rows], score[rows]
    order = np.lexsort((-good, text, own))
    order = order[_starts(own[order], text[order])]
    order = order[np.lexsort((text[order], -good[order], own[order]))]
    found = own[order]
    return rows[order[np.arange(len(order)) - np.searchsorted(found, found) < k]]


def _starts(*columns: Ints) -> Bools:
    """Return whether each row differs from the row before."""
    first = np.ones(len(columns[0]), bool)
    first[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return first
