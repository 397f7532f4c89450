"""Proves of most texts that no pattern matches them, without tokenizing them: what is left is given to ``find``.

A text is read word by word. What lies between white space is cut into the same tokens whatever is around it, so that
what a word's tokens can match is found once and kept for the next text with that word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from operator import or_

from voc.cues.context import sources
from voc.cues.language import ANY, REGEX, Token
from voc.cues.patterns import patterns
from voc.taxonomy import Cue
from voc.text import pipeline

MAX_WORDS = 1 << 17
"""Words that are kept, some 20 MB; then all are forgotten, which changes no result."""


class _Pattern:
    """A pattern's tokens as bits; ``needs`` are those that may not be left out."""

    __slots__ = ("needs", "tokens")

    def __init__(self, tokens: Sequence[tuple[int, bool]]) -> None:
        """Take the bit of each token, and whether it may be left out."""
        self.tokens = tokens
        self.needs = reduce(or_, (bit for bit, optional in tokens if not optional), 0)

    def matches(self, text: Sequence[int]) -> bool:
        """Return whether neighbouring tokens of a text match; its white space does not count."""
        reached: set[int] = set()
        for given in text:
            following = set()
            for i in {0, *reached}:
                for j in range(i, len(self.tokens)):
                    bit, optional = self.tokens[j]
                    if given & bit:
                        following.add(j + 1)
                    if not optional:
                        break
            reached = following
            if any(all(optional for _, optional in self.tokens[i:]) for i in reached):
                return True
        return False


class Prefilter:
    """What each cue's patterns need, and what each word gives: both kinds of tokens, as the bits of a number."""

    def __init__(self) -> None:
        """Number the kinds of tokens in all patterns."""
        self._bits: dict[tuple[frozenset[str], str], int] = {}
        by_cue = {cue: [self._pattern(tokens) for tokens in patterns(cue)] for cue in Cue}
        self._leading_to = {cue: [p for source in sources(cue) for p in by_cue[source]] for cue in Cue}
        self._by_word: dict[str, int] = {}
        for (words, _), bit in self._bits.items():
            for word in words:
                self._by_word[word] = self._by_word.get(word, 0) | bit
        self._any = self._bits.get((frozenset(), ANY), 0)
        self._kinds = [(re.compile(REGEX[kind]), bit) for (_, kind), bit in self._bits.items() if kind in REGEX]
        self._tokenize = pipeline().tokenizer
        self._words = _Words(self)

    def possible(self, text: str, cues: Iterable[Cue]) -> list[Cue]:
        """Return those of the cues that ``find`` could find in a text; the others it does not find."""
        given = [bits for word in text.split() for bits in self._words[word]]
        every = reduce(or_, given, 0)
        return [
            cue for cue in cues if any(p.needs & every == p.needs and p.matches(given) for p in self._leading_to[cue])
        ]

    def given(self, word: str) -> tuple[int, ...]:
        """Return which kinds each token of a word is of."""
        found = []
        for token in self._tokenize(word):
            lower = token.lower_
            bits = self._by_word.get(lower, 0) | (0 if token.is_punct else self._any)
            found.append(reduce(or_, (bit for kind, bit in self._kinds if kind.match(lower)), bits))
        return tuple(found)

    def _pattern(self, tokens: Sequence[Token]) -> _Pattern:
        kinds = [(token.words, token.kind) for token in tokens]
        bits = [self._bits.setdefault(kind, 1 << len(self._bits)) for kind in kinds]
        return _Pattern([(bit, token.optional) for bit, token in zip(bits, tokens, strict=True)])


class _Words(dict[str, tuple[int, ...]]):
    """What each word that was seen gives."""

    def __init__(self, prefilter: Prefilter) -> None:
        self._prefilter = prefilter

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= MAX_WORDS:
            self.clear()
        self[word] = given = self._prefilter.given(word)
        return given


@lru_cache(maxsize=1)
def prefilter() -> Prefilter:
    """Return the shared prefilter of the shipped patterns."""
    return Prefilter()
