"""Proves of most texts that no pattern matches them, without tokenizing them: what is left is given to ``find``.

A text is read word by word. What lies between white space is cut into the same tokens whatever is around it, so that
what a word's tokens can match is found once and kept for the next text with that word. A pattern can match a text only
if each of its tokens that may not be left out is matched by some token of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import or_

from voc.cues.context import FLIP
from voc.cues.language import Token
from voc.cues.patterns import patterns
from voc.taxonomy import Cue
from voc.text import pipeline

MAX_WORDS = 1 << 17
"""Words that are kept, some 20 MB; then all are forgotten, which changes no result."""


class Prefilter:
    """What each cue's patterns need, and what each word gives: both sets of token kinds, as the bits of a number."""

    def __init__(self) -> None:
        """Number the token kinds of all patterns."""
        self._bits: dict[Token, int] = {}
        by_cue = {cue: [self._needs(tokens) for tokens in patterns(cue)] for cue in Cue}
        self._needs_of = {
            cue: tuple({need for source in Cue if cue in {source, FLIP[source]} for need in by_cue[source]})
            for cue in Cue
        }
        self._by_word: dict[str, int] = {}
        for token, bit in self._bits.items():
            for word in token.words:
                self._by_word[word] = self._by_word.get(word, 0) | bit
        self._kinds = [(re.compile(token.regex), bit) for token, bit in self._bits.items() if token.kind]
        self._tokenize = pipeline().tokenizer
        self._words = _Words(self)

    def may_match(self, text: str, cues: Iterable[Cue]) -> bool:
        """Return whether ``find`` could find one of these cues; where not, it does not."""
        given = reduce(or_, map(self._words.__getitem__, text.split()), 0)
        return any(need & given == need for cue in cues for need in self._needs_of[cue])

    def given(self, word: str) -> int:
        """Return which token kinds the tokens of a word match."""
        bits = 0
        for token in self._tokenize(word):
            lower = token.lower_
            bits |= self._by_word.get(lower, 0)
            bits |= reduce(or_, (bit for kind, bit in self._kinds if kind.match(lower)), 0)
        return bits

    def _needs(self, tokens: list[Token]) -> int:
        """Return the token kinds without which a pattern cannot match."""
        needed = [token for token in tokens if not token.optional and token.kind != "~"]
        return reduce(or_, (self._bits.setdefault(token, 1 << len(self._bits)) for token in needed), 0)


class _Words(dict[str, int]):
    """What each word that was seen gives."""

    def __init__(self, prefilter: Prefilter) -> None:
        self._prefilter = prefilter

    def __missing__(self, word: str) -> int:
        if len(self) >= MAX_WORDS:
            self.clear()
        self[word] = given = self._prefilter.given(word)
        return given


@lru_cache(maxsize=1)
def prefilter() -> Prefilter:
    """Return the shared prefilter of the shipped patterns."""
    return Prefilter()
