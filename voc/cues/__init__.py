"""Effort and ease cues found by token patterns, with negation and hypotheticals read from the context.

The rule half of cue finding: short word families, no trained part, each found span explains itself. The other half is
the model's cue head.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from voc.cues.context import FLIP, clause, hypothetical, negator, other_subject
from voc.cues.patterns import BLOCKED, PATTERNS, PRECISION, Token, parse, trigger
from voc.schema import CueSpan
from voc.taxonomy import Cue
from voc.text import pipeline

__all__ = ["find"]

Found = tuple[Cue, int, int]
"""Cue, first token, token behind the last."""


@dataclass(frozen=True, slots=True)
class _Group:
    """The patterns of one cue (None: of what looks like a cue) and the words of which a text must hold one."""

    cue: Cue | None
    matcher: Matcher
    triggers: frozenset[int]


def find(doc: Doc) -> list[CueSpan]:
    """Find effort and ease cues in a tokenized text.

    A negated effort cue is an ease cue and the other way round; what is hypothetical, wished for, asked about or
    another company's is no cue. Each sentence is judged by itself. Pure: ``doc`` is not changed.

    Args:
        doc: one text, tokenized by ``voc.text.pipeline()``; without sentence bounds it is read as one sentence.

    Returns:
        Spans sorted by start, with offsets into ``doc.text``; spans of one kind do not overlap. ``score`` is the
        measured precision of the kind's patterns, 0 to 1 (``PRECISION``).

    >>> doc = pipeline()("I had to call back twice. No hassle in the shop though.")
    >>> [(span.cue.value, doc.text[span.start : span.end]) for span in find(doc)]
    [('repeat_contact', 'call back twice'), ('easy', 'No hassle')]
    """
    words = {token.lower for token in doc}
    groups = [group for group in _groups(pipeline().vocab) if not group.triggers.isdisjoint(words)]
    if all(group.cue is None for group in groups):
        return []
    matches = [(group.cue, start, end) for group in groups for _, start, end in group.matcher(doc)]
    blocked = [(start, end) for cue, start, end in matches if cue is None]
    found: set[Found] = set()
    for cue, start, end in matches:
        if cue is not None and not any(start < b and a < end for a, b in blocked):
            found.update(_judge(doc, cue, start, end))
    return [
        CueSpan(cue, doc[start].idx, doc[end - 1].idx + len(doc[end - 1]), PRECISION[cue])
        for cue, start, end in _longest(found)
    ]


def _judge(doc: Doc, cue: Cue, start: int, end: int) -> Iterator[Found]:
    """Yield the cue that a match proves in its context, if any."""
    first, last = clause(doc, start, end)
    if hypothetical(doc, first, start, end, last, cue) or other_subject(doc, first, start):
        return
    at = negator(doc, first, start, end, cue)
    if at is None:
        yield cue, start, end
    elif (flipped := FLIP[cue]) is not None:
        yield flipped, at, end


def _longest(found: set[Found]) -> list[Found]:
    """Keep the longest of overlapping spans of one kind, the first of equals; sort by place."""
    kept: list[Found] = []
    for cue, start, end in sorted(found, key=lambda f: (f[1] - f[2], f[1], f[0])):
        if not any(cue == c and start < b and a < end for c, a, b in kept):
            kept.append((cue, start, end))
    return sorted(kept, key=lambda f: (f[1], f[2], f[0]))


@lru_cache(maxsize=1)
def _groups(vocab: Vocab) -> tuple[_Group, ...]:
    """Compile every pattern, one matcher a cue; a text runs only the matchers that one of its words calls for."""
    groups = [_group(vocab, cue, table) for cue, table in PATTERNS.items()]
    return (_group(vocab, None, BLOCKED), *groups)


def _group(vocab: Vocab, cue: Cue | None, table: str) -> _Group:
    patterns: list[list[Token]] = [parse(line) for line in table.strip().splitlines()]
    matcher = Matcher(vocab)
    matcher.add(cue or "blocked", [[token.spec() for token in pattern] for pattern in patterns], greedy="LONGEST")
    words = {word for pattern in patterns for word in trigger(pattern)}
    return _Group(cue, matcher, frozenset(vocab.strings.add(word) for word in words))
