"""Effort and ease cues found by token patterns, with negation and hypotheticals read from the context.

The rule half of cue finding: short word families, no trained part, each found span explains itself. The other half is
the model's cue head.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from voc.cues.context import FLIP, Words, clause, hypothetical, negator, other_subject, sources
from voc.cues.language import Token, required
from voc.cues.patterns import PRECISION, patterns
from voc.schema import CueSpan
from voc.taxonomy import Cue

__all__ = ["find"]

Found = tuple[Cue, int, int]
"""Cue, first token, token behind the last."""


@dataclass(frozen=True, eq=False)
class _Pattern:
    """One pattern of a cue (None: of what only looks like one) and the words without which it cannot match."""

    cue: Cue | None
    vocab: Vocab
    tokens: list[Token]
    required: tuple[frozenset[int], ...]

    @cached_property
    def matcher(self) -> Matcher:
        """The compiled pattern. To compile all of them takes longer than one text."""
        matcher = Matcher(self.vocab)
        matcher.add("cue", [[token.spec() for token in self.tokens]], greedy="LONGEST")
        return matcher


def find(doc: Doc, cues: Collection[Cue] = tuple(Cue)) -> list[CueSpan]:
    """Find effort and ease cues in a tokenized text.

    A negated effort cue is an ease cue and the other way round; what is hypothetical, wished for, asked about or
    another company's is no cue. Each sentence is judged by itself. Pure: ``doc`` is not changed.

    Args:
        doc: one text, tokenized by ``voc.text.pipeline()``; without sentence bounds it is read as one sentence.
        cues: kinds to look for; leaving some out is quicker and does not change the others.

    Returns:
        Spans sorted by start, with offsets into ``doc.text``; spans of one kind do not overlap. ``score`` is the
        measured precision of the kind's patterns, 0 to 1 (``PRECISION``).

    >>> from voc.text import pipeline
    >>> doc = pipeline()("I had to call back twice. No hassle in the shop though.")
    >>> [(span.cue.value, doc.text[span.start : span.end]) for span in find(doc)]
    [('repeat_contact', 'had to call back twice'), ('easy', 'No hassle')]
    """
    matches = list(_matches(doc, frozenset().union(*map(sources, cues))))
    if all(cue is None for cue, _, _ in matches):
        return []
    blocked = {i for cue, start, end in matches if cue is None for i in range(start, end)}
    found: set[Found] = set()
    words = Words.of(doc)
    for cue, start, end in matches:
        if cue is not None and blocked.isdisjoint(range(start, end)):
            found.update(_judge(words, cue, start, end))
    return [
        CueSpan(cue, doc[start].idx, doc[end - 1].idx + len(doc[end - 1]), PRECISION[cue])
        for cue, start, end in _longest(found)
        if cue in cues
    ]


def _judge(words: Words, cue: Cue, start: int, end: int) -> Iterator[Found]:
    """Yield the cue that a match proves in its context, if any."""
    first, last = clause(words, start, end)
    if hypothetical(words, first, start, last) or other_subject(words, first, start, end, cue):
        return
    at = negator(words, first, start, end, cue)
    if at is None:
        yield cue, start, end
    elif (flipped := FLIP[cue]) is not None:
        yield flipped, at, end


def _longest(found: set[Found]) -> list[Found]:
    """Keep the longest of overlapping spans of one kind, the first of equals; sort by place."""
    kept: list[Found] = []
    taken: set[tuple[Cue, int]] = set()
    for cue, start, end in sorted(found, key=lambda f: (f[1] - f[2], f[1], f[0])):
        tokens = {(cue, i) for i in range(start, end)}
        if taken.isdisjoint(tokens):
            taken |= tokens
            kept.append((cue, start, end))
    return sorted(kept, key=lambda f: (f[1], f[2], f[0]))


def _matches(doc: Doc, cues: frozenset[Cue]) -> Iterator[tuple[Cue | None, int, int]]:
    """Yield every match of the cues' patterns, and of what only looks like one; runs those whose words all occur."""
    words = {token.lower for token in doc}
    index = _index(doc.vocab)
    for pattern in {pattern for word in words & index.keys() for pattern in index[word]}:
        wanted = pattern.cue is None or pattern.cue in cues
        if wanted and not any(needed.isdisjoint(words) for needed in pattern.required):
            for _, start, end in pattern.matcher(doc):
                yield pattern.cue, start, end


@lru_cache(maxsize=2)
def _index(vocab: Vocab) -> dict[int, list[_Pattern]]:
    """List every pattern under each word of its rarest token, once a vocabulary."""
    index: dict[int, list[_Pattern]] = {}
    for cue in (*Cue, None):
        for tokens in patterns(cue):
            needed = tuple(frozenset(vocab.strings.add(word) for word in words) for words in required(tokens))
            # One object, so that a text with two of its words runs it once.
            pattern = _Pattern(cue, vocab, tokens, needed[1:])
            for word in needed[0]:
                index.setdefault(word, []).append(pattern)
    return index
