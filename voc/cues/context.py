"""What surrounds a match: negation, hypotheticals and other people's experience, within the clause."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from voc.taxonomy import Cue

WINDOW = 5
"""Words to the left of a match in which a negator counts. Source: chosen, as in NegEx (Chapman et al. 2001)."""

FLIP: dict[Cue, Cue | None] = {
    Cue.REPEAT_CONTACT: Cue.RESOLVED_FIRST_TIME,
    Cue.REPEAT_INFORMATION: Cue.EASY,
    Cue.TRANSFER: None,
    Cue.CHANNEL_SWITCH: Cue.EASY,
    Cue.WAIT: Cue.FAST,
    Cue.NO_RESPONSE: Cue.EASY,
    Cue.COMPLEXITY: Cue.EASY,
    Cue.HARD_TO_FIND: None,
    Cue.SELF_SERVICE_FAILURE: Cue.EASY,
    Cue.TECHNICAL_FAILURE: Cue.EASY,
    Cue.POLICY_BARRIER: None,
    Cue.UNRESOLVED: None,
    Cue.EASY: Cue.COMPLEXITY,
    Cue.FAST: Cue.WAIT,
    Cue.RESOLVED_FIRST_TIME: None,
    Cue.PROACTIVE: None,
    Cue.CLEAR_GUIDANCE: None,
}
"""What a cue becomes when it is negated; None: nothing."""


def sources(cue: Cue) -> frozenset[Cue]:
    """Return the cues whose patterns can prove this one: itself, and those that become it when they are negated."""
    return frozenset({cue, *(source for source, flipped in FLIP.items() if flipped is cue)})


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CONTRACTED = _words("n't nt n\u2019t not")
NEGATORS = CONTRACTED | _words(
    "never no none nobody without nor neither nothing hardly barely zero w/o cannot scarcely rarely "
    "didnt dont doesnt hasnt havent wasnt werent isnt arent"  # the tokenizer cuts these only in lower case
)
"""Words that negate what follows, or that make a match a negative cue by themselves when inside it."""

_AUXILIARIES = _words("do does did have has had is are was were be been need")
_BREAKS = _words(", ; : . ! ? ( ) \u2013 \u2014 - ... but however although though and so because")
_PRONOUNS = _words("i we he she they it you this that which who when why how where what")
_NOT_NEGATING = _words("only just sure happy because matter one longer idea doubt wonder")
_IF = _words("if unless whether hope hopefully wish supposing hoping wishing")
_MODALS = _words("will 'll wo would 'd should might may could ca can must shall ll gon")
_ASKING = _words("do does did will would can could is are am shall should how what when where which may")
_OPENINGS = _words("hi hello hey , so and ok please um")
_REPORT = _words("told said says stated informed advised asked quoted promised")
_OTHERS = _words("friend friends mate mates sister ppl colleague neighbour neighbor neighbours cousin competitor")
_OTHER = _words("old previous former last other another")
_COMPANIES = _words("bank banks provider providers supplier insurer company companies airline network")
_THEY = _words("they he she collectors people")
_SPEAKER = _words("i we 've ve having to please")
_IF_WINDOW = 10
"""Words to the left of a match in which a condition counts. Source: chosen; longer text has lost its comma."""
_CLAUSE = 200
"""Words on either side of a match that are read as its sentence. Source: chosen, so that the time of a text without
punctuation is not the square of its length; the longest of the 14,764 authored sentences has 60."""
_MODAL_WINDOW = 4
"""Words to the left of a match in which a modal verb counts. Source: chosen: would have to wait."""


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of a text as plain lists, one entry a token: to ask spaCy for each of them takes most of the time.

    Attributes:
        lower: in lower case.
        space: whether it is white space.
        begins: whether a sentence begins with it; nothing where the text has no sentence bounds.
    """

    lower: list[str]
    space: list[bool]
    begins: list[bool]

    @classmethod
    def of(cls, doc: Doc) -> Words:
        """Read the tokens of a text."""
        lower = [token.lower_ for token in doc]
        bounded = doc.has_annotation("SENT_START")
        begins = [bool(token.is_sent_start) for token in doc] if bounded else []
        return cls(lower, [word.isspace() for word in lower], begins)


def clause(words: Words, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence around the tokens ``start:end``, or of the text where it has no sentences.

    At most ``_CLAUSE`` words are read on either side.
    """
    earliest, latest = max(0, start - _CLAUSE), min(len(words.lower), end + _CLAUSE)
    if not words.begins:
        return earliest, latest
    first = start
    while first > earliest and not words.begins[first]:
        first -= 1
    last = end
    while last < latest and not words.begins[last]:
        last += 1
    return first, last


def negator(words: Words, first: int, start: int, end: int, cue: Cue | None) -> int | None:
    """Return where the words that negate the match ``start:end`` begin, or None.

    A match that holds a negator ("no response") is not negated by another one. A subject between negator and match
    ("I can't believe I had to wait") ends the negator's reach. "Only" negates waiting. A cue of the user's own is None.
    """
    if any(word in NEGATORS for word in words.lower[start:end]):
        return None
    for i in range(start - 1, max(first, start - WINDOW) - 1, -1):
        word = words.lower[i]
        if word in _BREAKS or word in _PRONOUNS or words.space[i]:
            return None
        if word == "only" and cue is Cue.WAIT and (i == first or words.lower[i - 1] not in CONTRACTED):
            return i
        if word in NEGATORS:
            return _reach(words, first, i, start)
    return None


def _reach(words: Words, first: int, i: int, start: int) -> int | None:
    """Return where the negation with the negator at ``i`` begins, or None if it does not negate the match."""
    if words.lower[i + 1] in _NOT_NEGATING:
        return None
    if words.lower[i] not in CONTRACTED or i == first:
        return i
    auxiliary = words.lower[i - 1]
    if auxiliary in _MODALS or words.lower[start] == "had":  # couldn't; didn't work had to call
        return None
    return i - 1 if auxiliary in _AUXILIARIES else i


def hypothetical(words: Words, first: int, start: int, last: int) -> bool:
    """Tell whether the match is a condition, a wish, the future or a question about the process."""
    if _question(words, first, start, last):
        return True
    for i in range(start - 1, max(first, start - _IF_WINDOW) - 1, -1):
        word = words.lower[i]
        if word in _IF and (i == first or words.lower[i - 1] not in {"as", "asked", "even"}):
            return True
        if word in {",", ";", "but"} or words.space[i]:
            return False
        if word in _MODALS and start - i <= _MODAL_WINDOW and _irreal(words, first, i):
            return True
    return False


def _irreal(words: Words, first: int, i: int) -> bool:
    """Tell whether the modal at ``i`` speaks of what has not happened: not refused, not reported."""
    word, following = words.lower[i], words.lower[i + 1]
    if word in {"ca", "can", "could"} or following in CONTRACTED or following == "never":
        return False
    if word == "'d" and following in {"had", "been", "given", "gone", "already", "even", "just"}:
        return False
    return not any(word in _REPORT for word in words.lower[first:i])


def _question(words: Words, first: int, start: int, last: int) -> bool:
    """Tell whether the sentence asks how things go, rather than why they went wrong."""
    opening = first
    while opening < start and words.lower[opening] in _OPENINGS:
        opening += 1
    if opening >= start or words.lower[opening] not in _ASKING:
        return False
    word, following = words.lower[opening], words.lower[opening + 1]
    if word == "how" and following in {"many", "come"}:
        return False
    return following in {"i", "do", "does", "long"} or "?" in words.lower[start:last]


def other_subject(words: Words, first: int, start: int, end: int, cue: Cue | None) -> bool:
    """Tell whether the match is about another company, another customer or the other side of the conversation."""
    before = words.lower[start - 1] if start > first else ""
    if cue is Cue.REPEAT_CONTACT and (before in _THEY or any(word in {"me", "us"} for word in words.lower[start:end])):
        return True
    if cue is Cue.CLEAR_GUIDANCE and before in _SPEAKER and words.lower[start].startswith("expl"):
        return True
    for i in range(start - 1, first - 1, -1):
        word = words.lower[i]
        if word in _BREAKS:
            return False
        if word in _OTHERS or (word in _COMPANIES and i > first and words.lower[i - 1] in _OTHER):
            return True
    return False
