"""Small pictures for a notebook: SVG of a few kilobytes, drawn without matplotlib, in the page's own colours.

Lines and words take the page's own colour, so that they read on light and on dark; shapes say the same as colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from voc.report import words as w

_COLORS = {-1: "#d55e00", 0: "#888888", 1: "#009e73"}
"""Colours of bad, neither and good, as in ``voc.plots.style`` (Okabe & Ito 2008)."""
_ROW, _NAME, _PICTURE, _NUMBER = 18, 120, 210, 46
"""Height of a row, and widths of its name, its picture and its number, in pixels."""
_NAME_LETTERS = 18
"""Letters that fit into the width of a name."""


class Point(NamedTuple):
    """A row of ``intervals``: name, value from -1 to 1, and its interval, None where it is not known."""

    name: str
    value: float
    low: float | None
    high: float | None


class Share(NamedTuple):
    """A row of ``shares``: name, share from 0 to 1, and whether it is bad (-1), neither (0) or good (1)."""

    name: str
    share: float
    sign: int


def intervals(rows: Sequence[Point], title: str) -> str:
    """Draw values from -1 to 1 around zero; a hollow mark may be chance: its interval holds zero or is not known."""
    half = _PICTURE / 2

    def x(value: float) -> float:
        return _NAME + half + max(-1.0, min(1.0, value)) * (half - 8)

    drawn = [f'<path d="M{x(0):g} 0V{len(rows) * _ROW}" stroke="currentColor" stroke-dasharray="3 3" opacity=".6"/>']
    for i, row in enumerate(rows):
        y, sign, sure = (i + 0.5) * _ROW, (row.value > 0) - (row.value < 0), False
        if row.low is not None and row.high is not None:
            sure = not row.low <= 0 <= row.high
            drawn.append(f'<path d="M{x(row.low):.1f} {y:g}H{x(row.high):.1f}" stroke="currentColor" opacity=".7"/>')
        look = f'fill="{_COLORS[sign] if sure else "none"}" stroke="{_COLORS[sign]}" stroke-width="2"'
        drawn += [_mark(x(row.value), y, sign, look), _name(row.name, y), _number(w.signed(row.value), y)]
    return _svg(drawn, len(rows), title)


def shares(rows: Sequence[Share], title: str) -> str:
    """Draw shares as bars, the longest as wide as the picture; the good ones have a dashed edge."""
    largest = max((row.share for row in rows), default=0.0) or 1.0
    drawn = []
    for i, row in enumerate(rows):
        y, width = (i + 0.5) * _ROW, row.share / largest * (_PICTURE - 8)
        dash = ' stroke-dasharray="3 2"' if row.sign > 0 else ""
        drawn.append(
            f'<rect x="{_NAME + 4}" y="{y - 5:g}" width="{width:.1f}" height="10" fill="{_COLORS[row.sign]}" '
            f'fill-opacity=".6" stroke="{_COLORS[row.sign]}"{dash}/>'
        )
        drawn += [_name(row.name, y), _number(w.percent(row.share), y)]
    return _svg(drawn, len(rows), title)


def risk(value: float, low: float | None, high: float | None) -> str:
    """Draw a probability and its interval on a line from 0 to 1; the words beside it say the same."""

    def x(share: float) -> str:
        return f"{4 + 92 * share:.1f}"

    span = f"M{x(low)} 7H{x(high)}" if low is not None and high is not None else ""
    return (
        '<svg width="100" height="14" viewBox="0 0 100 14" aria-hidden="true" fill="none" stroke="currentColor">'
        f'<path d="M4 7H96" opacity=".25"/><path d="{span}" stroke-width="4" opacity=".5"/>'
        f'<circle cx="{x(value)}" cy="7" r="3.5" fill="{_COLORS[-1]}" stroke="none"/></svg>'
    )


def _mark(x: float, y: float, sign: int, look: str) -> str:
    """Draw a triangle that points up for good and down for bad, and a circle for neither."""
    if not sign:
        return f'<circle cx="{x:.1f}" cy="{y:g}" r="4" {look}/>'
    return f'<path d="M{x - 5:.1f} {y + 4 * sign:g}h10l-5 {-8 * sign}z" {look}/>'


def _name(text: str, y: float) -> str:
    text = text if len(text) <= _NAME_LETTERS else text[: _NAME_LETTERS - 1].rstrip() + "…"
    return f'<text x="{_NAME - 4}" y="{y + 4:g}" text-anchor="end">{escape(text)}</text>'


def _number(text: str, y: float) -> str:
    return f'<text x="{_NAME + _PICTURE + _NUMBER}" y="{y + 4:g}" text-anchor="end">{escape(text)}</text>'


def _svg(drawn: list[str], rows: int, title: str) -> str:
    """Put a picture together; ``title`` is what is read out in its place."""
    width, height = _NAME + _PICTURE + _NUMBER + 2, max(rows, 1) * _ROW
    return (
        f'<svg role="img" aria-label="{escape(title)}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-size="12" fill="currentColor">{"".join(drawn)}</svg>'
    )
