"""Text in, units out: normalising and splitting, with exact character offsets into the source.

Both steps are pure. Offsets count Unicode code points, as Python's slices do, so ``source[start:end]`` is the unit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from spacy.lang.en import English
from spacy.pipeline.sentencizer import Sentencizer
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from spacy.vocab import create_vocab

from voc.privacy.kinds import TYPICAL, Kind
from voc.privacy.pseudonyms import PLACEHOLDER

MAX_UNIT_TOKENS = 60
"""Longest unit in words. Source: the longest unit of the training data (voices, 60 words)."""
MIN_UNIT_TOKENS = 4
"""Shorter sentences join their neighbour. Source: 5th percentile of the training units (6 words, with punctuation)."""

_EMOJI = r"[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]"
_SPECIAL = re.compile(
    r"(?P<join>[\ufe0e\ufe0f\u200b-\u200d\u2060\ufeff\u00ad\U0001f3fb-\U0001f3ff])"  # parts of emoji, invisible marks
    rf"|(?P<emoji>{_EMOJI})"
    r"|(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd])"
    r"|(?P<quote>[\u2018\u2019\u201c\u201d])"
    rf"|(?P<placeholder>{PLACEHOLDER.pattern})"
    r"|(?P<run>(?P<letter>[^\W\d_])(?P=letter){3,})"  # sooooo
)
_READABLE = re.compile("[A-Za-z0-9]")
"""What no normalising takes away."""
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Mn"}
"""Unicode categories of control and format characters, those without a meaning, and marks, which need a letter."""
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that are drawn as nothing: fillers of Hangul, and Braille without a dot."""
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'}
_APOSTROPHES = str.maketrans({curly: plain for curly, plain in _QUOTES.items() if plain == "'"})


@dataclass(frozen=True, slots=True)
class Normalized:
    """Text as a model reads it, with the way back.

    Attributes:
        text: the normalised text.
        starts: source offset of each character of ``text``, or None where nothing changed.
        ends: source offset behind each character of ``text``, or None where nothing changed.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Return the source span of the normalised span ``start:end`` (not empty)."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def normalize(text: str) -> Normalized:
    r"""Make ``text`` readable for a word-piece model without losing the offsets.

    Emoji become their Unicode names (the vocabulary has none), typographic quotes become plain ones, control and
    invisible characters go, letters repeated more than three times are cut to three, and placeholders of redacted text
    (``voc.privacy``) become a typical value of their kind. Idempotent on plain text.

    >>> normalize("so happy \U0001f602").text
    'so happy face with tears of joy'
    >>> n = normalize("I\u2019m sooooo done")
    >>> n.text, n.to_source(4, 8)
    ("I'm sooo done", (4, 10))
    """
    if _SPECIAL.search(text) is None:
        return Normalized(text)
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(piece: str, start: int) -> None:
        out.append(piece)
        starts.extend(range(start, start + len(piece)))
        ends.extend(range(start + 1, start + len(piece) + 1))

    def replace(piece: str, start: int, end: int) -> None:
        out.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))

    position = 0
    for match in _SPECIAL.finditer(text):
        start, end = match.span()
        if start > position:
            keep(text[position:start], position)
        position = end
        if match["emoji"]:
            before = bool(out) and not out[-1][-1].isspace()
            name = _emoji_name(match["emoji"])
            after = end < len(text) and not text[end].isspace()
            replace(" " * before + name + " " * after, start, end)
        elif match["quote"]:
            replace(_QUOTES[match["quote"]], start, end)
        elif piece := _readable(match):
            replace(piece, start, end)
    keep(text[position:], position)
    return Normalized("".join(out), starts, ends)


def _readable(match: re.Match[str]) -> str:
    """Return what stands for a special piece that is no emoji; nothing for what goes."""
    if match["placeholder"]:
        return TYPICAL[Kind(match["kind"])]
    if match["quote"]:
        return _QUOTES[match["quote"]]
    if match["run"]:
        return match["letter"] * 3
    return " " if match["control"] else ""


def plain_apostrophes(text: str) -> str:
    r"""Write the apostrophes that phones and word processors type as plain ones, as patterns do; no offset moves.

    >>> plain_apostrophes("Where\u2019s my refund?")
    "Where's my refund?"
    """
    return text.translate(_APOSTROPHES)


def is_blank(text: str | None) -> bool:
    r"""Return whether there is nothing to read: None, white space, invisible or control characters only.

    >>> is_blank(None), is_blank(" \u200e\n"), is_blank("\U0001f620")
    (True, True, False)
    """
    if text is None or _READABLE.search(text):
        return text is None
    return all(c.isspace() or unicodedata.category(c) in _UNSEEN or c in _FILLERS for c in normalize(text).text)


@lru_cache(maxsize=4096)
def _emoji_name(emoji: str) -> str:
    """Return the Unicode name in lower case, such as ``pouting face``; ``emoji`` where there is none."""
    return unicodedata.name(emoji, "emoji").lower()


_LONGEST_WORD, _PIECE = 1000, 100
"""Characters of a word that is still taken as a whole, such as a web address, and of the pieces of a longer one."""
_LONG_WORD = re.compile(rf"(?<!\S)\S{{{_LONGEST_WORD + 1},}}")


class Pipeline:
    """Blank English spaCy with its rule-based sentence splitter: nothing to download.

    No ``Language``: to make one imports every plug-in for spaCy that is installed, some with torch and transformers,
    which takes seconds, and fails where one of them is broken.

    Attributes:
        vocab: spaCy's table of words.
        tokenizer: cuts a text into tokens.
    """

    def __init__(self) -> None:
        """Make what ``spacy.blank("en")`` has."""
        rules = English.Defaults
        self.vocab = create_vocab("en", rules)
        self.tokenizer = Tokenizer(
            self.vocab,
            rules=rules.tokenizer_exceptions,
            prefix_search=compile_prefix_regex(rules.prefixes or ()).search,
            suffix_search=compile_suffix_regex(rules.suffixes or ()).search,
            infix_finditer=compile_infix_regex(rules.infixes or ()).finditer,
            token_match=rules.token_match,
            url_match=rules.url_match,
        )
        self._sentencizer = Sentencizer()

    def make_doc(self, text: str) -> Doc:
        """Cut a text of any length into tokens, whose offsets are those in the text.

        spaCy's tokenizer takes the square of a word's length, so words without end are given to it in pieces.
        """
        cuts = [cut for word in _LONG_WORD.finditer(text) for cut in range(word.start() + _PIECE, word.end(), _PIECE)]
        if not cuts:
            doc: Doc = self.tokenizer(text)
            return doc
        pieces = [self.tokenizer(text[start:end]) for start, end in pairwise([0, *cuts, len(text)])]
        return Doc.from_docs(pieces, ensure_whitespace=False)

    def __call__(self, text: str) -> Doc:
        """Cut a text of any length into tokens and sentences."""
        doc: Doc = self._sentencizer(self.make_doc(text))
        return doc

    def pipe(self, texts: Iterable[str]) -> Iterator[Doc]:
        """Cut texts into tokens and sentences, one by one as they are asked for."""
        return map(self, texts)


MOST_WORDS = 50_000
"""Words in a table from which on another is begun: about 30 MB. spaCy keeps every word that it has seen, with its
shape, prefix and suffix, so that order numbers and names would make the table grow by a kilobyte a text."""


def pipeline() -> Pipeline:
    """Return the shared tokenizer and sentence splitter: another one, which cuts alike, once it has seen many words."""
    if len(_shared().vocab.strings) > MOST_WORDS:
        _shared.cache_clear()
    return _shared()


@lru_cache(maxsize=1)
def _shared() -> Pipeline:
    return Pipeline()


def split(text: str) -> list[tuple[int, int]]:
    """Split a text into units and return their ``(start, end)`` offsets, in order, without overlap.

    A unit is a sentence. Line breaks end a sentence. A sentence of fewer than ``MIN_UNIT_TOKENS`` tokens joins its
    neighbour in the same paragraph; one of more than ``MAX_UNIT_TOKENS`` (text without punctuation) is cut at the best
    place before the limit. Every non-space character is in exactly one unit.

    >>> text = "Great phone, love it. But the delivery took three weeks!"
    >>> [text[start:end] for start, end in split(text)]
    ['Great phone, love it.', 'But the delivery took three weeks!']
    """
    spans: list[tuple[int, int]] = []
    for start, end in _paragraphs(text):
        paragraph = text[start:end]
        spans.extend((start + a, start + b) for a, b in _sentences(paragraph, pipeline()(paragraph)))
    return spans


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans between line breaks, stripped, without the empty ones."""
    for match in re.finditer(r"[^\n\r\u2028\u2029]+", text):
        stripped = match.group().strip()
        if stripped:
            start = match.start() + match.group().index(stripped)
            yield start, start + len(stripped)


def _sentences(text: str, doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield character spans of the units in one paragraph."""
    bounds: list[tuple[int, int]] = []
    starts = [token.i for token in doc if token.is_sent_start]
    for first, last in pairwise([*starts, len(doc)]):
        short = last - first < MIN_UNIT_TOKENS
        if bounds and (short or bounds[-1][1] - bounds[-1][0] < MIN_UNIT_TOKENS):
            bounds[-1] = (bounds[-1][0], last)
        else:
            bounds.append((first, last))
    for first, last in bounds:
        for start, end in _cut(doc, first, last):
            begin, behind = doc[start].idx, doc[end].idx if end < len(doc) else len(text)
            stripped = text[begin:behind].strip()
            if stripped:
                offset = text.index(stripped, begin)
                yield offset, offset + len(stripped)


_CLAUSE_STARTS = frozenset({"and", "but", "so", "then", "because", "which", "um", "uh", "well", "also", "however"})


def _cut(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a token span longer than the limit: after punctuation, else before a clause word, else at the limit."""
    while end - start > MAX_UNIT_TOKENS:
        window = range(start + MAX_UNIT_TOKENS, start + MAX_UNIT_TOKENS // 2, -1)
        place = next((i for i in window if doc[i - 1].is_punct), None)
        place = place or next((i for i in window if doc[i].lower_ in _CLAUSE_STARTS), start + MAX_UNIT_TOKENS)
        yield start, place
        start = place
    yield start, end
