"""What to fix first in the report: the problems that go with most risk, and the roadmap of impact and reach."""

from __future__ import annotations

from typing import Any

from voc.plots.roadmap import RoadmapDisplay
from voc.report import words as w
from voc.report.fixes import fixes
from voc.report.plots import picture
from voc.scores import Scores

SHOWN = 10
_WIDTH, _HEIGHT = 10, 5.2


def found(scores: Scores) -> list[dict[str, Any]]:
    """Return the problems whose removal would lower the risk, largest fall first.

    The one place where the report takes them from.
    """
    rows: list[dict[str, Any]] = fixes(scores).to_pylist()
    rows = [row for row in rows if not w.known(row["risk_drop"]) or row["risk_drop"] > 0]
    return sorted(rows, key=lambda row: -row["risk_drop"] if w.known(row["risk_drop"]) else 0.0)


def problem_rows(problems: list[dict[str, Any]], quotes: bool) -> list[dict[str, Any]]:
    """Return the rows of the table of problems."""
    return [
        {
            "problem": w.problem(row["cue"], row["emotion"]),
            "stage": w.words(row["stage"]),
            "owner": w.words(row["owner"]),
            "n_interactions": w.number(row["n_interactions"]),
            "n_customers": w.number(row["n_customers"]),
            "risk_drop": w.points(row["risk_drop"]).removeprefix("+"),
            "interval": w.signed_interval(row["risk_drop_low"], row["risk_drop_high"], 100),
            "value_drop": w.number(row["value_drop"]),
            "quotes": w.quotes(row["quotes"]) if quotes else [],
        }
        for row in problems[:SHOWN]
    ]


def valued(problems: list[dict[str, Any]]) -> bool:
    """Return whether it is known what solving some of them is worth."""
    return any(w.known(row["value_drop"]) for row in problems)


def roadmap(scores: Scores, problems: list[dict[str, Any]], rows: list[dict[str, Any]]) -> dict[str, str]:
    """Draw the roadmap and say in words what the picture shows."""
    told = "; ".join(f"{row['problem']} at {row['stage']}, {row['n_interactions']} interactions" for row in rows)
    alt = f"Chart of problems by reach (share of interactions) and impact (risk in each of them): {told}."
    src = picture(lambda ax: RoadmapDisplay.from_fixes(problems, scores, ax=ax, limit=SHOWN), _WIDTH, _HEIGHT)
    return {"src": src, "alt": alt}
