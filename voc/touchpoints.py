"""Touchpoints: the thing the customer touched, as the words name it, else as the channel implies it.

A touchpoint is a literal mention, found with spaCy's phrase matcher; nothing is inferred from meaning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from spacy.matcher import PhraseMatcher

from voc.taxonomy import Touchpoint
from voc.text import Pipeline, pipeline

WORDS: dict[Touchpoint, tuple[str, ...]] = {
    Touchpoint.ADVERTISEMENT: ("ad", "advert", "advertisement", "advertising", "commercial", "billboard", "flyer"),
    Touchpoint.SEARCH: ("comparison site", "comparison website", "search results", "search engine"),
    Touchpoint.REVIEW: ("reviews", "online review", "review site"),
    Touchpoint.WEBSITE: ("website", "web site", "web page", "webpage", "online account", "checkout page"),
    Touchpoint.APP: ("app", "mobile app"),
    Touchpoint.STORE: ("store", "shop", "branch", "showroom", "outlet"),
    Touchpoint.CONTACT_CENTRE: ("call centre", "call center", "contact centre", "helpline", "phone line", "hotline"),
    Touchpoint.CHAT: ("live chat", "web chat", "chat window"),
    Touchpoint.BOT: ("bot", "chatbot", "chat bot", "phone menu", "virtual assistant", "ivr", "automated system"),
    Touchpoint.EMAIL: ("email", "e-mail", "emails", "emailed"),
    Touchpoint.PARCEL: ("parcel", "package", "packaging", "courier", "delivery driver", "box"),
    Touchpoint.INVOICE: ("bill", "invoice", "statement", "bills"),
}
"""Words that name a touchpoint, any case."""
NOT_OURS = ("app store", "box set", "in store", "store credit")
"""Longer phrases in which such a word names something else."""
CHANNELS = {
    "call": Touchpoint.CONTACT_CENTRE,
    "phone": Touchpoint.CONTACT_CENTRE,
    "voice": Touchpoint.CONTACT_CENTRE,
    "chat": Touchpoint.CHAT,
    "email": Touchpoint.EMAIL,
    "app": Touchpoint.APP,
    "app_store": Touchpoint.APP,
    "store": Touchpoint.STORE,
    "web": Touchpoint.WEBSITE,
}
"""Touchpoint that a channel implies."""
_LETTERS = re.compile(r"[^\W\d_]+")
_LAST_PARTS = frozenset(_LETTERS.findall(word)[-1] for words in WORDS.values() for word in words)
"""A text without any of these names nothing: it need not be tokenised, which takes ten times as long."""


@lru_cache(maxsize=2)
def _matcher(nlp: Pipeline) -> PhraseMatcher:
    """Compile the words for the tokens of a pipeline."""
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for touchpoint, words in WORDS.items():
        matcher.add(touchpoint.value, [nlp.make_doc(word) for word in words])
    matcher.add("", [nlp.make_doc(phrase) for phrase in NOT_OURS])
    return matcher


def find(texts: Sequence[str | None], channels: Sequence[str | None]) -> list[str | None]:
    """Return the touchpoint of each unit: the first one its words name, else its channel's, else None.

    >>> find(["The app crashed", "ok", "ok"], [None, "call", "survey"])
    ['app', 'contact_centre', None]
    """
    found: list[str | None] = []
    for text, channel in zip(texts, channels, strict=True):
        implied = CHANNELS.get((channel or "").lower())
        found.append(_named(text) or (implied.value if implied else None))
    return found


def _named(text: str | None) -> str | None:
    """Return the first touchpoint that the words name."""
    if not text or _LAST_PARTS.isdisjoint(_LETTERS.findall(text.lower())):
        return None
    return _matched(text)


def _matched(text: str) -> str | None:
    """Return the first touchpoint among the text's tokens."""
    nlp = pipeline()
    strings = nlp.vocab.strings
    matches = sorted(_matcher(nlp)(nlp.make_doc(text)), key=lambda m: (m[1], -m[2]))
    other = [(start, end) for key, start, end in matches if not strings[key]]
    named = (strings[k] for k, start, end in matches if not any(a <= start and end <= b for a, b in other))
    return next(named, None)
