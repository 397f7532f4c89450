"""HTML of a mail as text, with quoted replies marked as in plain text (``>``)."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_HIDDEN = {"script", "style", "template", "title"}
_PARAGRAPHS = {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"}
_LINES = {"address", "article", "dd", "div", "dt", "footer", "header", "hr", "li", "section", "tr"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

_SIGNATURES = {"applemailsignature", "gmail_signature", "moz-signature", "ms-outlook-mobile-signature", "signature"}
"""Class or id that Apple Mail, Gmail, Thunderbird and Outlook give the signature."""


_DEEPEST = 20
"""Marks of quotation that a line may have: more say no more, and quotations in quotations without end would fill any
memory with them."""
_HUGE = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")
"""References to characters that cannot be: Unicode ends at seven digits, and Python at 4,300."""


def unescape(text: str) -> str:
    """Return a text with its character references resolved.

    >>> unescape("&lt;3 &#128545; &#99999999999;")
    '<3 😡 �'
    """
    return html.unescape(_HUGE.sub("\ufffd", text))


def _closed(page: str) -> str:
    """Return HTML whose comments and tags all end: looking for the ends of others takes the parser its time squared."""
    comments = page.rfind("-->") + 1
    page = page[:comments] + page[comments:].replace("<!--", "")
    tags = page.rfind(">") + 1
    return page[:tags] + page[tags:].replace("<", "&lt;")


def to_text(page: str) -> str:
    r"""Return the visible text, one line a block, signatures left out and quotations marked.

    >>> to_text("<p>Still&nbsp;broken.</p><blockquote>Is it?</blockquote>")
    'Still broken.\n\n> Is it?'
    """
    parser = _Text()
    try:
        parser.feed(_closed(_HUGE.sub("\ufffd", page)))
        parser.close()
    except AssertionError:  # how html.parser meets declarations that it does not know
        return unescape(re.sub(r"<[^>]*>", " ", _closed(page)))
    return parser.text()


class _Text(HTMLParser):
    """Collects lines, each with its depth of quotation."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[int, str]] = []
        self._line: list[str] = []
        self._quoted = 0
        self._formatted = 0
        self._hidden_tag = ""
        self._hidden_depth = 0

    def text(self) -> str:
        """Return all that was collected."""
        self._break()
        text = "\n".join("> " * min(depth, _DEEPEST) + line for depth, line in self._lines)
        return re.sub(r"\n(?:(?:> )*\n){2,}", "\n\n", text).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a quotation or what is not shown."""
        if self._hidden_depth:
            self._hidden_depth += tag == self._hidden_tag
        elif tag not in _VOID and (tag in _HIDDEN or _unseen(attrs)):
            self._hidden_tag, self._hidden_depth = tag, 1
        elif tag == "br":
            self._break(empty=True)
        elif tag in ("td", "th"):
            self._line.append(" ")
        else:
            self._block(tag)
            self._quoted += tag == "blockquote"
            self._formatted += tag == "pre"
            self._line.append("- " * (tag == "li"))

    def handle_endtag(self, tag: str) -> None:
        """End what began."""
        if self._hidden_depth:
            self._hidden_depth -= tag == self._hidden_tag
            return
        self._block(tag)
        self._quoted = max(0, self._quoted - (tag == "blockquote"))
        self._formatted = max(0, self._formatted - (tag == "pre"))

    def handle_data(self, data: str) -> None:
        """Add text; white space counts in preformatted text only."""
        if self._hidden_depth:
            return
        if self._formatted:
            first, *others = data.split("\n")
            self._line.append(first)
            for line in others:
                self._lines.append((self._quoted, "".join(self._line)))
                self._line = [line]
        else:
            self._line.append(re.sub(r"\s+", " ", data))

    def _block(self, tag: str) -> None:
        """Break the line before and after a block, with a blank line around a paragraph."""
        if tag in _LINES or tag in _PARAGRAPHS:
            self._break()
            if tag in _PARAGRAPHS and self._lines and self._lines[-1][1]:
                self._lines.append((0, ""))

    def _break(self, empty: bool = False) -> None:
        """End the line; an empty one counts only if ``empty``."""
        line = "".join(self._line).strip()
        self._line = []
        if line or empty:
            self._lines.append((self._quoted, line))


def _unseen(attrs: list[tuple[str, str | None]]) -> bool:
    """Return whether an element is not shown, or is a signature."""
    values = {name: (value or "").lower() for name, value in attrs}
    names = {values.get("id", ""), *values.get("class", "").split()}
    return bool(names & _SIGNATURES) or bool(re.search(r"display\s*:\s*none", values.get("style", "")))
