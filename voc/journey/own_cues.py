"""Cues of a user's taxonomy file: what their words are, and how they are judged. Reading them loads no spaCy."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from typing import Any

from voc.errors import InputError
from voc.taxonomy import Cue, CueLabel, OwnCue, names

At = Callable[..., str]
"""Gives the file and line of a path of keys, as an error begins."""

_OF_OWN = ("definition", "polarity", "negated")
_OF_ALL = ("phrases", "patterns", "context")


def _nowhere(*_: str | int) -> str:
    return "taxonomy"


@dataclass(frozen=True)
class CueRule:
    """Words of one cue.

    Attributes:
        cue: which.
        phrases: words that are one, in any capitals.
        patterns: token patterns of spaCy's ``Matcher``.
        negated: cue that it becomes where it is negated; None: no cue, but for shipped cues what they always become.
        context: whether the words count only where they are said of something that happened to the writer; else always.
        where: gives file and line of a key of this cue.
    """

    cue: CueLabel
    phrases: tuple[str, ...] = ()
    patterns: tuple[list[dict[str, Any]], ...] = ()
    negated: CueLabel | None = None
    context: bool = True
    where: At = field(default=_nowhere, compare=False, repr=False)

    def table(self) -> dict[str, Any]:
        """Return the keys of the file that differ from their defaults."""
        told: dict[str, Any] = {}
        if isinstance(self.cue, OwnCue):
            told = {"definition": self.cue.definition, "polarity": self.cue.polarity}
        if self.negated is not None:
            told["negated"] = self.negated.value
        words = {"phrases": list(self.phrases), "patterns": list(self.patterns)}
        return (
            told
            | {name: value for name, value in words.items() if value}
            | ({} if self.context else {"context": False})
        )


def read_cues(section: Any, at: At) -> tuple[CueRule, ...]:  # noqa: ANN401  (any TOML)
    """Check the section ``[cue]``.

    Args:
        section: what the file holds.
        at: gives the place of a path of keys below ``cue``.

    Raises:
        InputError: if a cue has no words, or a key is unknown or of another kind; the message says where.
    """
    if not isinstance(section, dict) or not all(isinstance(keys, dict) for keys in section.values()):
        raise InputError(f"{at()}: [cue] must hold a section a cue, such as [cue.price_rise]")
    for name in section:
        if not name.strip() or not name.isprintable():
            raise InputError(f"{at(name)}: {name!r} is no name for a cue: use printable characters")
    known: dict[str, CueLabel] = {cue.value: cue for cue in Cue}
    own = {name: _own(name, keys, at) for name, keys in section.items() if name not in known}
    known |= own
    return tuple(_rule(known[name], keys, known, partial(at, name)) for name, keys in section.items())


def _own(name: str, keys: Mapping[str, Any], at: At) -> OwnCue:
    """Read what a cue of the user's own means."""
    polarity, definition = keys.get("polarity"), keys.get("definition", "")
    if type(polarity) is not int or polarity not in {-1, 0, 1}:
        close = get_close_matches(name, names(Cue), 1)
        hint = f"; or did you mean the shipped cue {close[0]!r}?" if close else ""
        raise InputError(
            f"{at(name, 'polarity')}: [cue.{name}] needs polarity = -1 (proves effort), "
            f"1 (proves ease) or 0 (neither){hint}"
        )
    if not isinstance(definition, str) or not (definition.isprintable() or not definition):
        raise InputError(f"{at(name, 'definition')}: [cue.{name}] definition must be a line of text")
    return OwnCue(name, definition, polarity)


def _rule(cue: CueLabel, keys: Mapping[str, Any], known: Mapping[str, CueLabel], at: At) -> CueRule:
    """Read the words of a cue and how they are judged."""
    own = isinstance(cue, OwnCue)
    here = f"[cue.{cue.value}]"
    for key in keys:
        if key in _OF_OWN and not own:
            raise InputError(f"{at(key)}: {here} {key}: the cue is a shipped one, which only gets more words here")
        if key not in (*_OF_OWN, *_OF_ALL):
            raise InputError(f"{at(key)}: {here} has no {key!r}: use {', '.join((*_OF_OWN, *_OF_ALL))}")
    phrases, patterns = tuple(_phrases(keys, here, at)), tuple(_patterns(keys, here, at))
    if not phrases and not patterns:
        raise InputError(f'{at()}: {here} has no words: add phrases = ["..."] or patterns = [[{{LOWER = "..."}}]]')
    context = keys.get("context", True)
    if not isinstance(context, bool):
        raise InputError(f"{at('context')}: {here} context must be true or false")
    negated = keys.get("negated")
    if negated is not None and not (isinstance(negated, str) and negated in known):
        raise InputError(f"{at('negated')}: {here} negated: {negated!r} is no cue; use one of {', '.join(known)}")
    return CueRule(cue, phrases, patterns, None if negated is None else known[negated], context, at)


def _phrases(keys: Mapping[str, Any], here: str, at: At) -> Iterator[str]:
    phrases = keys.get("phrases", [])
    if not isinstance(phrases, list):
        raise InputError(f'{at("phrases")}: {here} phrases must be a list such as ["price hike"]')
    for i, phrase in enumerate(phrases):
        if not isinstance(phrase, str) or not phrase.strip():
            raise InputError(f"{at('phrases', i)}: {here} phrase {i + 1} must be words in quotes")
        yield phrase


def _patterns(keys: Mapping[str, Any], here: str, at: At) -> Iterator[list[dict[str, Any]]]:
    patterns = keys.get("patterns", [])
    if not isinstance(patterns, list):
        raise InputError(f'{at("patterns")}: {here} patterns must be a list such as [[{{LOWER = "price"}}]]')
    for i, pattern in enumerate(patterns):
        if not isinstance(pattern, list) or not pattern or not all(isinstance(token, dict) for token in pattern):
            raise InputError(
                f"{at('patterns', i)}: {here} pattern {i + 1} must be a list of tokens such as "
                '[{LOWER = "price"}, {LOWER = "hike"}]'
            )
        if not _matchable(pattern):
            raise InputError(
                f"{at('patterns', i)}: {here} pattern {i + 1} holds a date, a time or a number that is not finite: use "
                "text, numbers, true and false, lists and tables of these"
            )
        yield pattern


def _matchable(value: object) -> bool:
    """Return whether a part of a pattern is of a kind that token patterns have."""
    if isinstance(value, dict | list):
        return all(map(_matchable, value.values() if isinstance(value, dict) else value))
    return isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))
