"""The report of a refitted risk model as people read it: plain text, HTML for a notebook, and a page of its own."""

from __future__ import annotations

from html import escape

from voc.report import words as w
from voc.risk.auc import Estimate
from voc.risk.fit_report import INTERVALS, FitReport, Gain
from voc.risk.reliability import Band
from voc.risk.worst import Worst

_STYLE = """
.voc-fit { font: 14px/1.5 system-ui, sans-serif; max-width: 60em; }
.voc-fit dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1em; margin: 0 0 .6em; }
.voc-fit dt { opacity: .75; font-weight: normal; }
.voc-fit dd { margin: 0; overflow-wrap: anywhere; }
.voc-fit table { border-collapse: collapse; margin: .8em 0; }
.voc-fit caption { text-align: left; font-weight: 600; padding-bottom: .3em; }
.voc-fit th, .voc-fit td { text-align: right; padding: .15em .8em .15em 0;
  border-bottom: 1px solid rgba(128,128,128,.35); }
.voc-fit th:first-child, .voc-fit td:first-child { text-align: left; }
"""
_BANDS = ("Decile", "Rows", "Mean risk", "Observed", "95% interval", "Lift", "Reached")
_GAINS = ("Added", "To", "Rows", "AUC", "AUC without", "Gain", "95% interval")
_BANDS_TITLE = "Outcomes by decile of risk, highest first"
_GAINS_TITLE = "What it adds, in AUC"


def to_text(report: FitReport) -> str:
    """Return a report for a terminal."""
    facts = _facts(report)
    width = max(len(name) for name, _ in facts) + 1
    lines = [f"{name + ':':<{width}} {value}" for name, value in facts]
    for title, head, rows in _tables(report):
        lines += ["", title, *_columns([head, *rows])]
    return "\n".join([*lines, "", *(f"Note: {note}" for note in _notes(report))])


def to_html(report: FitReport) -> str:
    """Return a report for a notebook; everything is escaped."""
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _facts(report))
    tables = "".join(_table(*table) for table in _tables(report))
    notes = "".join(f"<li>{escape(note)}</li>" for note in _notes(report))
    return f'<div class="voc-fit"><style>{_STYLE}</style><dl>{facts}</dl>{tables}<ul>{notes}</ul></div>'


def to_page(report: FitReport) -> str:
    """Return a report as a page of its own that needs nothing else."""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        # The browser itself refuses to fetch or run anything, should a name ever slip through.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Risk model: fit</title></head><body><h1>Risk model: fit</h1>{to_html(report)}</body></html>\n"
    )


def _facts(report: FitReport) -> list[tuple[str, str]]:
    """Return what was found as pairs of name and words."""
    share = report.events / report.rows
    left_out = "; ".join(f"{n:,} {what}" for what, n in report.left_out.items())
    return [
        ("Bad outcome", w.clean(report.outcome)),
        (
            "Rows",
            f"{report.rows:,} {report.level}s of {report.customers:,} customers; {report.events:,} bad "
            f"({w.percent(share, 1)})",
        ),
        *([("Left out", left_out)] if left_out else []),
        ("AUC", f"{_estimate(report.auc)}; with the risk in the scores {_estimate(report.as_scored.base_auc)}"),
        ("PR-AUC", f"{report.pr_auc:.3f}; knowing nothing {share:.3f}"),
        ("Brier score", f"{report.brier:.3f}; knowing nothing {report.brier_base:.3f}"),
        ("Calibration", f"expected error {report.ece:.3f}; by chance alone {report.ece_noise:.3f}"),
        *([("Worst experience", _worst(report.worst))] if report.worst else []),
        ("Fit", f"{report.folds} folds, no customer in two; penalty {report.penalty:g}, chosen inside"),
    ]


def _worst(found: Worst) -> str:
    """Say what one bad experience adds."""
    ratio = found.odds_ratio
    return (
        f"odds times {ratio.value:.2f} ({_interval(ratio)}) for each standard deviation that the worst interaction is "
        f"above the mean; AUC {found.gain.value:+.3f} ({_interval(found.gain, '+') or 'no interval'}); "
        f"{found.customers:,} customers with several interactions"
    )


def _notes(report: FitReport) -> list[str]:
    """Return what to beware of, and how the intervals were made."""
    return [*report.notes, f"Every number is of customers that the fit did not see. Intervals of AUCs: {INTERVALS}."]


def _estimate(estimate: Estimate) -> str:
    """Return a share with its interval."""
    return f"{estimate.value:.3f} ({_interval(estimate) or 'no interval'})"


def _interval(estimate: Estimate, sign: str = "") -> str:
    """Return an interval; empty where it is not known."""
    if estimate.low is None or estimate.high is None:
        return ""
    return f"{estimate.low:{sign}.3f} to {estimate.high:{sign}.3f}"


def _tables(report: FitReport) -> list[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """Return each table's title, head and rows."""
    deciles = [_band(number, band) for number, band in enumerate(report.bands, 1)]
    gains = [_gain(gain) for gain in (*report.gains, report.as_scored)]
    return [(_BANDS_TITLE, _BANDS, deciles), (_GAINS_TITLE, _GAINS, gains)]


def _band(number: int, band: Band) -> tuple[str, ...]:
    return (
        str(number),
        w.number(band.rows),
        w.percent(band.risk, 1),
        w.percent(band.observed, 1),
        w.interval(band.low, band.high),
        f"{band.lift:.2f}",
        w.percent(band.reached),
    )


def _gain(gain: Gain) -> tuple[str, ...]:
    return (
        gain.added,
        gain.base,
        w.number(gain.rows),
        f"{gain.auc.value:.3f}",
        f"{gain.base_auc.value:.3f}",
        f"{gain.gain.value:+.3f}",
        _interval(gain.gain, "+") or w.UNKNOWN,
    )


def _columns(rows: list[tuple[str, ...]]) -> list[str]:
    """Line up the cells of a table: words on the left, numbers on the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _table(title: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table as HTML."""
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    caption = f"<caption>{escape(title)}</caption>"
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
