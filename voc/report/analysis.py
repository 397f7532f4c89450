"""One analysis as people read it: plain text for a terminal, HTML for a notebook."""

from __future__ import annotations

from collections import Counter
from html import escape
from itertools import pairwise

from voc.report import words as w
from voc.schema import Analysis, CueSpan, Unit
from voc.taxonomy import Emotion, Role

_KINDS = {-1: "bad", 0: "even", 1: "good"}
_STYLE = """
.voc-analysis { font: 14px/1.5 system-ui, sans-serif; max-width: 60em; }
.voc-analysis dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1em; margin: 0 0 .6em; }
.voc-analysis dt { opacity: .75; font-weight: normal; }
.voc-analysis dd { margin: 0; }
.voc-analysis .voc-unit { margin: 0 0 .35em; padding-left: .7em; border-left: 3px solid rgba(128,128,128,.45);
  overflow-wrap: anywhere; unicode-bidi: isolate; }
.voc-analysis .voc-other { opacity: .75; }
.voc-analysis .voc-role { font-size: 12px; opacity: .75; margin-right: .4em; }
.voc-analysis mark { color: inherit; border-radius: 3px; padding: 0 1px; border-bottom: 2px solid; }
.voc-analysis mark.voc-bad { background: rgba(213,94,0,.28); border-color: #d55e00; }
.voc-analysis mark.voc-good { background: rgba(0,158,115,.28); border-color: #009e73; border-bottom-style: dashed; }
.voc-analysis mark.voc-even { background: rgba(128,128,128,.28); border-color: #888; border-bottom-style: dotted; }
.voc-analysis .voc-chip { font-size: 12px; border: 1px solid; border-radius: 9px; padding: 0 .5em; margin-left: .3em;
  white-space: nowrap; }
.voc-analysis .voc-chip.voc-bad { border-color: #d55e00; }
.voc-analysis .voc-chip.voc-good { border-color: #009e73; border-style: dashed; }
.voc-analysis .voc-chip.voc-even { border-color: rgba(128,128,128,.8); border-style: dotted; }
"""


def to_text(analysis: Analysis) -> str:
    """Return an analysis for a terminal: what was found, then each unit with its emotions and marked cue words.

    Control characters are replaced, so that a customer's text cannot steer the terminal. What is not known is named
    so, and units that were not scored say why.
    """
    facts = _facts(analysis, minus="-")
    width = max(len(name) for name, _ in facts) + 1
    lines = [f"{name + ':':<{width}} {value}" for name, value in facts]
    if analysis.units:
        lines += ["", *map(_unit_text, analysis.units)]
    return "\n".join(lines)


def to_html(analysis: Analysis) -> str:
    """Return an analysis for a notebook: cue words highlighted with a tooltip, emotions as chips, risk and reasons.

    Everything is escaped. Colours are laid over the page's own, so it reads in light and dark notebooks; line styles
    say the same as colours.
    """
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _facts(analysis))
    units = "".join(map(_unit_html, analysis.units))
    return f'<div class="voc-analysis"><style>{_STYLE}</style><dl>{facts}</dl>{units}</div>'


def _facts(analysis: Analysis, minus: str = "\N{MINUS SIGN}") -> list[tuple[str, str]]:
    """Return what was found as pairs of name and words."""
    felt = w.words(analysis.emotion)
    if analysis.valence is not None:
        felt += f" (valence {w.signed(analysis.valence, minus=minus)})"
    resolved = {None: "not told", True: "yes", False: "no"}[analysis.resolved]
    rows = [
        ("Felt", felt if analysis.emotion is not None else "nothing could be scored"),
        (
            "Effort",
            "no evidence" if analysis.effort is None else f"{analysis.effort:.1f} of 5 ({_hard(analysis.effort)})",
        ),
        *_seen(analysis),
        ("Stage", "not told" if analysis.stage is None else w.words(analysis.stage)),
        ("Owner", "not told" if analysis.owner is None else w.words(analysis.owner)),
        ("Resolved", resolved),
        ("Risk", "not known" if analysis.risk is None else w.percent(analysis.risk)),
    ]
    reasons = w.top_reasons([{"driver": r.driver, "contribution": r.contribution} for r in analysis.reasons], limit=5)
    if reasons:
        told = [f"{name} ({w.signed(contribution, minus=minus)})" for name, contribution in reasons]
        rows.append(("Reasons", ", ".join(told)))
    return rows


def _seen(analysis: Analysis) -> list[tuple[str, str]]:
    """Return what happened in the conversation, each kind with its number where it happened more than once."""
    counts = Counter(w.words(seen.event.value) for seen in analysis.events)
    told = [name if count == 1 else f"{name} ({count} times)" for name, count in counts.items()]
    return [("Seen", ", ".join(told))] if told else []


def _hard(effort: float) -> str:
    """Return a rating in words."""
    return ("very easy", "easy", "neither easy nor hard", "hard", "very hard")[min(4, max(0, round(effort) - 1))]


def _emotions(unit: Unit) -> tuple[str, ...]:
    """Return what to show of a unit: all emotions over the threshold, else the strongest or neutral; own labels."""
    return (unit.emotions or ((unit.emotion,) if unit.emotion is not None else ())) + unit.labels


def _unscored(unit: Unit) -> str:
    """Say why a customer's unit has no scores; of another speaker nobody expects any."""
    return unit.null_reason or "" if unit.role == Role.CUSTOMER else ""


def _spans(unit: Unit) -> list[CueSpan]:
    """Return the spans in order, cut to the text; empty ones are dropped."""
    size = len(unit.text)
    cut = [CueSpan(s.cue, max(0, s.start), min(size, s.end), s.score) for s in unit.cues]
    return sorted((s for s in cut if s.start < s.end), key=lambda s: (s.start, s.end))


def _unit_text(unit: Unit) -> str:
    """Return one line: role, emotions, text with marks; spans that overlap share one mark."""
    text = w.clean(unit.text)
    groups: list[tuple[int, int, list[str]]] = []
    for span in _spans(unit):
        if groups and span.start < groups[-1][1]:
            start, end, names = groups.pop()
            groups.append((start, max(end, span.end), [*names, span.cue.value]))
        else:
            groups.append((span.start, span.end, [span.cue.value]))
    parts, at = [], 0
    for start, end, names in groups:
        parts += [text[at:start], f"[{', '.join(map(w.words, dict.fromkeys(names)))}: {text[start:end]}]"]
        at = end
    marked = "".join([*parts, text[at:]]).strip()
    emotions = ", ".join(map(w.words, _emotions(unit)))
    reason = _unscored(unit)
    notes = "".join(f" ({note})" for note in (emotions, f"not scored: {reason}" if reason else "") if note)
    return f"{unit.role.value}{notes}: {marked}".rstrip()


def _unit_html(unit: Unit) -> str:
    """Return one unit as a paragraph."""
    chips = "".join(
        f'<span class="voc-chip voc-{_KINDS[w.polarity(Emotion, name)]}">{escape(w.words(name))}</span>'
        for name in _emotions(unit)
    )
    reason = _unscored(unit)
    if reason:
        chips += f'<span class="voc-chip voc-even">not scored: {escape(w.clean(reason))}</span>'
    other = "" if unit.role == Role.CUSTOMER else " voc-other"
    role = f'<span class="voc-role">{escape(unit.role.value)}</span>'
    return f'<div class="voc-unit{other}">{role}{_marked_html(unit)}{chips}</div>'


def _marked_html(unit: Unit) -> str:
    """Return the text with its cue words marked.

    The text is cut wherever a span starts or ends and each piece is marked by all spans over it, so marks never nest
    or cross, however the spans overlap.
    """
    text, spans = w.clean(unit.text), _spans(unit)
    cuts = sorted({0, len(text), *(s.start for s in spans), *(s.end for s in spans)})
    pieces = []
    for start, end in pairwise(cuts):
        over = [span for span in spans if span.start <= start and end <= span.end]
        piece = escape(text[start:end])
        if over:
            title = "; ".join(f"{w.words(span.cue.value)} ({w.percent(span.score)})" for span in over)
            piece = f'<mark class="voc-{_kind(over)}" title="{escape(title)}">{piece}</mark>'
        pieces.append(piece)
    return "".join(pieces)


def _kind(spans: list[CueSpan]) -> str:
    """Return the look of a piece: bad or good where its cues agree, else even."""
    signs = {span.cue.polarity for span in spans}
    return _KINDS[signs.pop()] if len(signs) == 1 else _KINDS[0]
