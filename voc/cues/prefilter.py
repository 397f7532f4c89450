"""Proves of most texts that no pattern matches them, without tokenizing them: what is left is given to ``find``.

A text is read word by word. What lies between white space is cut into the same tokens whatever is around it, so that
what a word's tokens can match is found once and kept for the next text with that word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_

from voc.cues.context import sources
from voc.cues.language import ANY, REGEX, Token, required
from voc.cues.patterns import patterns
from voc.taxonomy import Cue
from voc.text import pipeline

MAX_WORDS = 1 << 17
"""Words that are kept, some 20 MB; then all are forgotten, which changes no result."""


class _Pattern:
    """A pattern's tokens as bits; ``needs`` are those that may not be left out, ``cues`` the kinds it can prove."""

    __slots__ = ("cues", "needs", "takes", "tokens")

    def __init__(self, tokens: Sequence[tuple[int, bool]], cues: frozenset[Cue]) -> None:
        """Take the bit of each token, and whether it may be left out; and the kinds of cue."""
        self.tokens = tokens
        self.cues = cues
        self.needs = reduce(or_, (bit for bit, optional in tokens if not optional), 0)
        self.takes = reduce(or_, (bit for bit, _ in tokens), 0)

    def matches(self, text: Sequence[int]) -> bool:
        """Return whether neighbouring tokens of a text match; its white space does not count."""
        reached: set[int] = set()
        for given in text:
            if not given & self.takes:
                reached.clear()
                continue
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


@dataclass(frozen=True, slots=True)
class _Word:
    """What a word of a text gives.

    Attributes:
        given: which kinds each of its tokens is of.
        calls: the patterns whose rarest token one of its tokens may be.
    """

    given: tuple[int, ...]
    calls: tuple[_Pattern, ...]


class Prefilter:
    """What each pattern needs, and what each word gives: both kinds of tokens, as the bits of a number."""

    def __init__(self) -> None:
        """Number the kinds of tokens in all patterns."""
        self._bits: dict[tuple[frozenset[str], str], int] = {}
        self._calls: dict[str, list[_Pattern]] = {}
        for source in Cue:
            proves = frozenset(cue for cue in Cue if source in sources(cue))
            for tokens in patterns(source):
                pattern = self._pattern(tokens, proves)
                for word in required(tokens)[0]:
                    self._calls.setdefault(word, []).append(pattern)
        self._by_word: dict[str, int] = {}
        for (words, _), bit in self._bits.items():
            for word in words:
                self._by_word[word] = self._by_word.get(word, 0) | bit
        self._any = self._bits.get((frozenset(), ANY), 0)
        self._kinds = [(re.compile(REGEX[kind]), bit) for (_, kind), bit in self._bits.items() if kind in REGEX]
        self._words = _Words(self)

    def possible(self, text: str, cues: Iterable[Cue]) -> list[Cue]:
        """Return those of the cues that ``find`` could find in a text; the others it does not find."""
        words = [self._words[word] for word in text.split()]
        called = {pattern for word in words for pattern in word.calls}
        if not called:
            return []
        given = [bits for word in words for bits in word.given]
        every = reduce(or_, given, 0)
        wanted = list(cues)
        missing, proved = set(wanted), set[Cue]()
        for pattern in called:
            news = pattern.needs & every == pattern.needs and not missing.isdisjoint(pattern.cues)
            if news and pattern.matches(given):
                missing -= pattern.cues
                proved |= pattern.cues
        return [cue for cue in wanted if cue in proved]

    def read(self, word: str) -> _Word:
        """Return what a word gives."""
        given: list[int] = []
        calls: list[_Pattern] = []
        for token in pipeline().make_doc(word):
            lower = token.lower_
            bits = self._by_word.get(lower, 0) | (0 if token.is_punct else self._any)
            given.append(reduce(or_, (bit for kind, bit in self._kinds if kind.match(lower)), bits))
            calls += self._calls.get(lower, ())
        return _Word(tuple(given), tuple(dict.fromkeys(calls)))

    def _pattern(self, tokens: Sequence[Token], cues: frozenset[Cue]) -> _Pattern:
        kinds = [(token.words, token.kind) for token in tokens]
        bits = [self._bits.setdefault(kind, 1 << len(self._bits)) for kind in kinds]
        return _Pattern([(bit, token.optional) for bit, token in zip(bits, tokens, strict=True)], cues)


class _Words(dict[str, _Word]):
    """What each word that was seen gives."""

    def __init__(self, prefilter: Prefilter) -> None:
        self._prefilter = prefilter

    def __missing__(self, word: str) -> _Word:
        if len(self) >= MAX_WORDS:
            self.clear()
        self[word] = found = self._prefilter.read(word)
        return found


@lru_cache(maxsize=1)
def prefilter() -> Prefilter:
    """Return the shared prefilter of the shipped patterns."""
    return Prefilter()
