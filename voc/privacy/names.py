"""People's names, by a spaCy model with named entities where one is installed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import spacy
from spacy.language import Language

from voc.errors import InputError
from voc.privacy.kinds import Found, Kind

_PEOPLE = {"PERSON", "PER"}
_ENTITIES = {"ner", "entity_ruler", "span_ruler"}
"""Parts of a pipeline that find named entities."""
_SIZES = ("trf", "lg", "md", "sm")
"""Ends of the names of spaCy's models, the better first."""


def installed() -> str | None:
    """Return the best installed English spaCy model, None if there is none."""
    found = [name for name in spacy.util.get_installed_models() if name.startswith("en_")]
    ranks = {size: rank for rank, size in enumerate(_SIZES)}
    return min(found, key=lambda name: (ranks.get(name.rsplit("_", 1)[-1], len(_SIZES)), name), default=None)


class People:
    """Finds names of people."""

    def __init__(self, model: str) -> None:
        """Take the name of an installed spaCy model, or the folder of one; it is loaded on first use."""
        self.model = model

    @cached_property
    def _pipeline(self) -> Language:
        try:
            pipeline = spacy.load(self.model)
        except OSError as error:
            raise InputError(f"{self.model!r} is no spaCy model that is installed, nor a folder of one") from error
        if not _ENTITIES & set(pipeline.pipe_names):
            raise InputError(f"the spaCy model {self.model!r} finds no named entities: use one with a part 'ner'")
        return pipeline

    def find(self, texts: Iterable[str]) -> Iterator[list[Found]]:
        """Yield the names in each text, in order."""
        for doc in self._pipeline.pipe(texts):
            yield [
                Found(Kind.NAME, entity.start_char, entity.end_char, " ".join(entity.text.casefold().split()))
                for entity in doc.ents
                if entity.label_ in _PEOPLE
            ]
