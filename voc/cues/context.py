"""What surrounds a match: negation, hypotheticals and other people's experience, within the clause."""

from __future__ import annotations

from spacy.tokens import Doc

from voc.taxonomy import Cue

WINDOW = 5
"""Words to the left of a match in which a negator counts. Source: chosen, as in NegEx (Chapman et al. 2001)."""

FLIP: dict[Cue, Cue | None] = {
    Cue.REPEAT_CONTACT: Cue.RESOLVED_FIRST_TIME,
    Cue.REPEAT_INFORMATION: Cue.EASY,
    Cue.TRANSFER: Cue.EASY,
    Cue.CHANNEL_SWITCH: Cue.EASY,
    Cue.WAIT: Cue.FAST,
    Cue.NO_RESPONSE: Cue.EASY,
    Cue.COMPLEXITY: Cue.EASY,
    Cue.HARD_TO_FIND: Cue.EASY,
    Cue.SELF_SERVICE_FAILURE: Cue.EASY,
    Cue.TECHNICAL_FAILURE: Cue.EASY,
    Cue.POLICY_BARRIER: Cue.EASY,
    Cue.UNRESOLVED: Cue.EASY,
    Cue.EASY: Cue.COMPLEXITY,
    Cue.FAST: Cue.WAIT,
    Cue.RESOLVED_FIRST_TIME: None,
    Cue.PROACTIVE: None,
    Cue.CLEAR_GUIDANCE: None,
}
"""What a cue becomes when it is negated; None: nothing."""

CONTRACTED = frozenset({"n't", "nt", "n\u2019t", "not"})
NEGATORS = CONTRACTED | {
    *("never", "no", "none", "nobody", "without", "nor", "neither", "nothing", "hardly", "barely", "zero", "w/o"),
    *("cannot", "scarcely", "rarely"),
}
"""Words that negate what follows, or that make a match a negative cue by themselves when inside it."""

_AUXILIARIES = frozenset("do does did have has had is are was were be been wo would could ca can should need".split())
_BREAKS = frozenset({*",;:.!?()\n\u2013\u2014-", "...", "but", "however", "although", "though", "and", "so", "because"})
_PRONOUNS = frozenset("i we he she they it you this that which who when why how where what".split())
_IF = frozenset("if unless whether hope hopefully wish supposing hoping wishing".split())
_MODALS = frozenset("will 'll wo would 'd should might may could must can shall ll gon 'ill".split())
_OTHERS = frozenset("friend friends mate mates sister ppl colleague neighbour neighbor neighbours cousin competitor competitors".split())
_OTHER_ADJECTIVES = frozenset("old previous former last other another".split())
_COMPANIES = frozenset("bank banks provider providers supplier insurer company companies airline network".split())
_ASKING = frozenset("do does did will would can could is are am shall should how what when where which may".split())
_REPORT = frozenset("told said says stated informed advised asked quoted promised".split())


def clause(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence around the tokens ``start:end``; the whole text where there are none."""
    if not doc.has_annotation("SENT_START"):
        return 0, len(doc)
    first = start
    while first > 0 and not doc[first].is_sent_start:
        first -= 1
    last = end
    while last < len(doc) and not doc[last].is_sent_start:
        last += 1
    return first, last


def negator(doc: Doc, first: int, start: int, end: int, cue: Cue) -> int | None:
    """Return where the words that negate the match ``start:end`` begin, or None.

    A match that holds a negator ("no response") is not negated by another one. A subject between negator and match
    ("I can't believe I had to wait") ends the negator's reach.
    """
    if any(token.lower_ in NEGATORS for token in doc[start:end]):
        return None
    for i in range(start - 1, max(first, start - WINDOW) - 1, -1):
        word = doc[i].lower_
        if word in _BREAKS or doc[i].is_space or word in _PRONOUNS:
            return None
        if word == "only" and cue is Cue.WAIT and doc[i - 1].lower_ != "not":
            return i
        if word in NEGATORS:
            following = doc[i + 1].lower_
            if following in {"only", "just", "sure", "happy", "because", "matter"}:
                return None
            if word == "no" and following in {"one", "longer", "idea", "doubt", "wonder"}:
                return None
            if word not in CONTRACTED or i == first:
                return i
            auxiliary = doc[i - 1].lower_
            if auxiliary in _MODALS or doc[start].lower_ == "had":
                return None
            return i - 1 if auxiliary in _AUXILIARIES else i
    return None


def hypothetical(doc: Doc, first: int, start: int, end: int, last: int, cue: Cue) -> bool:
    """Tell whether the match is a condition, a wish, the future or a question about the process."""
    if _question(doc, first, start, last):
        return True
    for i in range(start - 1, first - 1, -1):
        word = doc[i].lower_
        if word in _IF and (i == first or doc[i - 1].lower_ not in {"as", "asked", "even"}):
            return True
        if word in {",", ";", "but", "\n"}:
            return False
        if word in _MODALS and start - i <= 4 and cue.polarity and _irreal(doc, first, i):
            return True
    return False


def _irreal(doc: Doc, first: int, i: int) -> bool:
    """Tell whether the modal at ``i`` speaks of what has not happened: not refused, not reported."""
    if doc[i + 1].lower_ in CONTRACTED or doc[i + 1].lower_ == "never" or doc[i].lower_ in {"can", "could"}:
        return False
    if doc[i].lower_ == "'d" and doc[i + 1].lower_ in {"had", "been", "given", "gone", "already", "even", "just"}:
        return False
    return not any(token.lower_ in _REPORT for token in doc[first:i])


def _question(doc: Doc, first: int, start: int, last: int) -> bool:
    """Tell whether the sentence asks how things go, rather than why they went wrong."""
    opening = first
    while opening < start and doc[opening].lower_ in {"hi", "hello", "hey", ",", "so", "and", "ok", "please", "um"}:
        opening += 1
    if opening >= start or doc[opening].lower_ not in _ASKING:
        return False
    word, following = doc[opening].lower_, doc[opening + 1].lower_
    if word == "how" and following in {"many", "come"}:
        return False
    asked = any(token.lower_ == "?" for token in doc[start:last])
    return asked or following in {"i", "do", "does", "long"}


def other_subject(doc: Doc, first: int, start: int) -> bool:
    """Tell whether the clause is about another company or another customer."""
    for i in range(start - 1, first - 1, -1):
        word = doc[i].lower_
        if word in _BREAKS:
            return False
        if word in _OTHERS:
            return True
        if word in _COMPANIES and i > first and doc[i - 1].lower_ in _OTHER_ADJECTIVES:
            return True
    return False
