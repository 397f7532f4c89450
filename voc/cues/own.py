"""Finds cues of a user's taxonomy file: phrases and token patterns, judged in their context as the shipped ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from spacy.errors import MatchPatternError
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc

from voc.cues.context import FLIP, Words, clause, hypothetical, negator, other_subject
from voc.errors import InputError
from voc.journey.own_cues import CueRule
from voc.schema import CueSpan
from voc.taxonomy import Cue, CueLabel
from voc.text import Pipeline, is_blank, pipeline, plain_apostrophes

Matchers = list[Matcher | PhraseMatcher]
SCORE = 1.0
"""Score of a cue that the user's own words prove. It is their rule, which nobody has measured."""


class OwnCues:
    """Compiled rules, compiled anew where the shared pipeline is another one; else without state between calls."""

    def __init__(self, rules: Sequence[CueRule]) -> None:
        """Compile the rules.

        Raises:
            InputError: if spaCy does not take a pattern; the message says where it stands and why.
        """
        self._rules = list(rules)
        self._compiled = self._compile(pipeline())

    def find(self, text: str) -> list[CueSpan]:
        """Find the cues of one text: of each kind the longest span, the first of equals; sorted by place."""
        nlp = pipeline()
        doc = nlp(plain_apostrophes(text))
        best: dict[str, tuple[CueLabel, int, int]] = {}
        for cue, start, end in sorted(set(self._found(nlp, doc)), key=lambda found: (found[1] - found[2], found[1])):
            best.setdefault(cue.value, (cue, start, end))
        spans = [CueSpan(c, doc[i].idx, doc[j - 1].idx + len(doc[j - 1]), SCORE) for c, i, j in best.values()]
        return sorted(spans, key=lambda span: (span.start, span.end, span.cue))

    def add(self, texts: Sequence[str | None], cues: Sequence[list[CueSpan]]) -> list[list[CueSpan]]:
        """Add what is found to the cues of each text; of a kind that is there already, the longer span is kept."""
        return [
            list(found) if text is None or is_blank(text) else _joined(found, self.find(text))
            for text, found in zip(texts, cues, strict=True)
        ]

    def _compile(self, nlp: Pipeline) -> tuple[Pipeline, list[Matchers]]:
        return nlp, [_compiled(rule, nlp) for rule in self._rules]

    def _found(self, nlp: Pipeline, doc: Doc) -> Iterator[tuple[CueLabel, int, int]]:
        compiled = self._compiled
        if compiled[0] is not nlp:
            compiled = self._compiled = self._compile(nlp)
        words = Words.of(doc)
        for rule, matchers in zip(self._rules, compiled[1], strict=True):
            for matcher in matchers:
                for _, start, end in matcher(doc):
                    if not rule.context:
                        yield rule.cue, start, end
                    elif (judged := _judged(words, rule, start, end)) is not None:
                        yield *judged, end


def _joined(found: Sequence[CueSpan], own: Sequence[CueSpan]) -> list[CueSpan]:
    kinds = {span.cue.value: span for span in found}
    for span in own:
        there = kinds.get(span.cue.value)
        longer = there is None or span.end - span.start > there.end - there.start
        start, end = (span.start, span.end) if there is None or longer else (there.start, there.end)
        kinds[span.cue.value] = CueSpan(span.cue, start, end, span.score)
    return sorted(kinds.values(), key=lambda span: (span.start, span.end, span.cue))


def _judged(words: Words, rule: CueRule, start: int, end: int) -> tuple[CueLabel, int] | None:
    """Return the cue that a match proves in its context, if any, and where it begins; as ``voc.cues.find`` does."""
    first, last = clause(words, start, end)
    shipped = isinstance(rule.cue, Cue)
    subject = Cue(rule.cue) if shipped else None
    if hypothetical(words, first, start, last) or other_subject(words, first, start, end, subject):
        return None
    at = negator(words, first, start, end, subject)
    if at is None:
        return rule.cue, start
    flipped = FLIP[Cue(rule.cue)] if shipped else rule.negated
    return None if flipped is None else (flipped, at)


def _compiled(rule: CueRule, nlp: Pipeline) -> Matchers:
    """Compile one rule; an empty text is matched, since spaCy finds some faults only then."""
    matchers: Matchers = []
    if rule.phrases:
        phrases = PhraseMatcher(nlp.vocab, attr="LOWER")
        phrases.add("phrase", [nlp.make_doc(plain_apostrophes(phrase.strip())) for phrase in rule.phrases])
        matchers.append(phrases)
    for i, pattern in enumerate(rule.patterns):
        matcher = Matcher(nlp.vocab, validate=True)
        try:
            matcher.add("pattern", [_plain(pattern)], greedy="LONGEST")
            matcher(nlp("a test"))
        except (MatchPatternError, ValueError, TypeError, AttributeError, re.error) as error:
            raise InputError(
                f"{rule.where('patterns', i)}: [cue.{rule.cue.value}] pattern {i + 1} is no pattern of spaCy's Matcher "
                f"over words (attributes such as LOWER, TEXT, REGEX, OP): {_reason(error)}"
            ) from error
        matchers.append(matcher)
    return matchers


def _plain(pattern: Any) -> Any:  # noqa: ANN401  (any TOML)
    """Return a pattern with the apostrophes that texts have when it is matched, see ``plain_apostrophes``."""
    if isinstance(pattern, dict):
        return {key: _plain(value) for key, value in pattern.items()}
    if isinstance(pattern, list):
        return [_plain(value) for value in pattern]
    return plain_apostrophes(pattern) if isinstance(pattern, str) else pattern


def _reason(error: Exception) -> str:
    """Return an error on one line."""
    return " ".join(str(error).split())[:300]
