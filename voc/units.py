"""From utterances to units: which pieces of text are scored, and where they came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from voc.language import other_languages
from voc.taxonomy import Role
from voc.text import is_blank, split


@dataclass(frozen=True)
class Units:
    """Units of a table of utterances, in its order.

    Attributes:
        utterance: row of the utterance of each unit, shape (units,).
        interaction: index of the interaction of each unit, 0 to n_interactions - 1, not decreasing.
        start: offset of the unit in its utterance's text.
        end: offset behind it.
        text: its text; None where the utterance has none.
        customer: whether the customer speaks, bool of shape (units,).
        language: code of the language of the customer's units that are surely not in English, see ``voc.language``;
            None for all others.
        first_rows: row of the first utterance of each interaction, shape (n_interactions,).
    """

    utterance: NDArray[np.int64]
    interaction: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    text: list[str | None]
    customer: NDArray[np.bool_]
    first_rows: NDArray[np.int64]
    language: Sequence[str | None] = ()

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.text)

    def to_score(self) -> list[str | None]:
        """Return the texts that are scored: the customer's in English; None for the others."""
        ours = [text if ours else None for text, ours in zip(self.text, self.customer, strict=True)]
        return english(ours, self.language) if self.language else ours


def interaction_index(utterances: pa.Table) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number the interactions of a table whose interactions lie together.

    Returns:
        The interaction of each row, and the first row of each interaction.
    """
    ids = utterances["interaction_id"].to_numpy(zero_copy_only=False)
    new = np.ones(len(ids), bool)
    new[1:] = ids[1:] != ids[:-1]
    return np.cumsum(new) - 1, np.flatnonzero(new)


def english(texts: Sequence[str | None], language: Sequence[str | None]) -> list[str | None]:
    """Return the texts; None for those that are in another language."""
    return [text if other is None else None for text, other in zip(texts, language, strict=True)]


def to_units(utterances: pa.Table, any_language: bool = False) -> Units:
    """Split the customer's utterances into units; every other utterance, and every blank one, is one unit.

    Args:
        utterances: schema ``UTTERANCES``.
        any_language: take every unit for English.
    """
    roles = utterances["role"].to_pylist()
    interaction, first_rows = interaction_index(utterances)
    rows: list[tuple[int, int, int, str | None]] = []
    language: list[str | None] = []
    for row, text in enumerate(utterances["text"].to_pylist()):
        if is_blank(text) or roles[row] != Role.CUSTOMER:
            rows.append((row, 0, len(text or ""), text))
            language.append(None)
        else:
            spans = split(text)
            rows.extend((row, start, end, text[start:end]) for start, end in spans)
            language += [None] * len(spans) if any_language else other_languages(text, spans)
    utterance = np.array([row[0] for row in rows], np.int64)
    return Units(
        utterance=utterance,
        interaction=interaction[utterance],
        start=np.array([row[1] for row in rows], np.int64),
        end=np.array([row[2] for row in rows], np.int64),
        text=[row[3] for row in rows],
        customer=np.array([role == Role.CUSTOMER for role in roles], bool)[utterance],
        first_rows=first_rows,
        language=language,
    )
