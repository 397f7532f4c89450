"""The risk of one customer over time, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from voc.errors import InputError
from voc.plots import style
from voc.report.words import clean, top_reasons
from voc.scores import Scores

_REASONS = 2
_WIDTH = 18
_ROOM = 1.15
_DAY = 1.0
_NAMED = 3


@dataclass(eq=False)
class RiskHistoryDisplay(style.Display):
    """Risk of each interaction of one customer, in time, with the strongest reasons (+ raises, − lowers it).

    The dashed line and the band are the customer's risk as of the last contact and its 95% interval.

    Attributes:
        customer: the id; None where no customer is known.
        times: when each interaction started, first to last.
        risk: its risk, 0 to 1, shape (interactions,).
        reasons: strongest reasons of each, as words and contribution to the log-odds.
        customer_risk: risk of the customer, or None.
        customer_interval: its interval, or None.
        undated: how many interactions with a risk have no time and are not shown.
        labelled: indices of the interactions whose reasons are written: the first, and the largest changes.
    """

    customer: str | None
    times: tuple[datetime, ...]
    risk: NDArray[np.float64]
    reasons: tuple[tuple[tuple[str, float], ...], ...]
    customer_risk: float | None
    customer_interval: tuple[float, float] | None
    undated: int
    labelled: tuple[int, ...]

    @classmethod
    def from_scores(
        cls,
        scores: Scores,
        *,
        customer: str | None = None,
        ax: Axes | None = None,
        labels: int = 8,
        **kwargs: Any,  # noqa: ANN401
    ) -> RiskHistoryDisplay:
        """Draw one customer of ``scores.interactions``.

        Args:
            scores: what ``Analyzer.score`` gave.
            customer: the id; default the one with the highest risk.
            ax: where to draw; default a new figure.
            labels: at how many interactions to write reasons.
            **kwargs: for the line, see ``Axes.plot``.

        Raises:
            InputError: if ``scores`` are no scores, or know no such customer.
        """
        tables = style.check_scores(scores).tables
        about = _customer(tables["customers"], customer)
        name = about["customer_id"] if about else None
        rows = tables["interactions"].filter(pc.equal(tables["interactions"]["customer_id"], name)).to_pylist()
        rows = [row for row in rows if row["risk"] is not None]
        dated = sorted((row for row in rows if row["started_at"] is not None), key=lambda row: row["started_at"])
        risk = np.array([row["risk"] for row in dated], np.float64)
        low, high = (about["risk_low"], about["risk_high"]) if about else (None, None)
        return cls(
            customer=name,
            times=tuple(row["started_at"] for row in dated),
            risk=risk,
            reasons=tuple(tuple(top_reasons(row["reasons"])) for row in dated),
            customer_risk=about["risk"] if about else None,
            customer_interval=None if low is None or high is None else (low, high),
            undated=len(rows) - len(dated),
            labelled=_largest_changes(risk, labels),
        ).plot(ax=ax, **kwargs)

    def plot(self, ax: Axes | None = None, **kwargs: Any) -> RiskHistoryDisplay:  # noqa: ANN401
        """Draw; see ``from_scores``."""
        ax = self._start(ax, 10.0, 4.8)
        if not self.times:
            style.nothing(ax, self._why_nothing())
            return self
        x = np.array([dates.date2num(time) for time in self.times])  # type: ignore[no-untyped-call]
        margin = 0.05 * float(np.ptp(x)) or _DAY
        ax.set_xlim(x[0] - margin, x[-1] + margin)
        highest = max(self.risk.max(), self.customer_risk or 0.0, *(self.customer_interval or ()))
        ax.set_ylim(0, min(max(highest * _ROOM, 0.1), 1.04))
        handles, names = self._customer_line(ax)
        line: dict[str, Any] = {
            "color": style.BLUE,
            "linewidth": 1.5,
            "marker": "o",
            "markersize": 7,
            "markeredgecolor": "black",
        }
        line |= {"zorder": 3, "clip_on": False}
        (drawn,) = ax.plot(x, self.risk, **style.merged(Line2D, line, kwargs))
        self._label(x, ax)
        locator = dates.AutoDateLocator(maxticks=9)  # type: ignore[no-untyped-call]
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
        ax.yaxis.set_major_formatter(lambda value, _: f"{value * 100:g}%")
        name = style.shorten(clean(self.customer or ""), 30)
        ax.set_ylabel(f"risk of {name}", fontsize=style.MEDIUM, parse_math=False)
        ax.tick_params(labelsize=style.SMALL)
        style.plain(ax)
        handles.insert(0, drawn)
        undated = f"; {self.undated} without a time not shown" if self.undated else ""
        style.legend(ax, handles, [f"one interaction{undated} (+ raises, − lowers the risk)", *names], 2)
        return self

    def _why_nothing(self) -> str:
        """Say why there is no history."""
        if self.customer is None:
            return "No history to draw: no interaction could be joined to a customer."
        what = f"none of the {self.undated} interactions" if self.undated else "no interaction"
        return f"No history to draw: {what} of {clean(self.customer)} has both a risk and a time."

    def _customer_line(self, ax: Axes) -> tuple[list[Any], list[str]]:
        """Draw the customer's risk and interval; return what the legend says of them."""
        handles: list[Any] = []
        labels = []
        if self.customer_risk is not None:
            ax.axhline(self.customer_risk, color="black", linewidth=1.2, linestyle="--", zorder=2)
            handles.append(Line2D([], [], color="black", linewidth=1.2, linestyle="--"))
            labels.append("risk of the customer")
        if self.customer_interval is not None:
            ax.axhspan(*self.customer_interval, color="#E3E3E3", linewidth=0, zorder=0)
            handles.append(Patch(facecolor="#E3E3E3"))
            labels.append("its 95% interval")
        return handles, labels

    def _label(self, x: NDArray[np.float64], ax: Axes) -> None:
        """Write the reasons above the picture, where they cannot meet, with a line to each mark."""
        left, right = ax.get_xlim()
        wanted = (x[list(self.labelled)] - left) / (right - left)
        gap = 1 / max(len(self.labelled) - 1, 7)
        for i, place in zip(self.labelled, style.spread(wanted, gap), strict=True):
            ax.annotate(
                _reasons(self.reasons[i]),
                (float(x[i]), float(self.risk[i])),
                xytext=(float(place), 1.05),
                textcoords="axes fraction",
                ha="center",
                va="bottom",
                fontsize=8,
                parse_math=False,
                annotation_clip=False,
                arrowprops=style.LEADER | {"relpos": (0.5, 0)},
                zorder=2.5,
            )


def _reasons(reasons: tuple[tuple[str, float], ...]) -> str:
    """Write the strongest reasons below each other."""
    signs = {True: "+", False: "\N{MINUS SIGN}"}
    lines = [style.wrap(f"{signs[value > 0]} {name}", _WIDTH) for name, value in reasons[:_REASONS]]
    return "\n".join(lines) or "no reason"


def _customer(customers: pa.Table, name: str | None) -> dict[str, Any] | None:
    """Return the row of a customer; without a name the one with the highest risk, None where there is none."""
    rows: list[dict[str, Any]] = customers.to_pylist()
    if name is None:
        return max(rows, key=lambda row: row["risk"] or 0.0, default=None)
    for row in rows:
        if row["customer_id"] == name:
            return row
    some = ", ".join(repr(row["customer_id"]) for row in rows[:_NAMED])
    raise InputError(
        f"the scores know no customer {name!r}: "
        + (f"they hold {len(rows)}, such as {some}" if rows else "no interaction in them has a customer")
    )


def _largest_changes(risk: NDArray[np.float64], limit: int) -> tuple[int, ...]:
    """Return the first interaction and those where risk changed most, in order, at most ``limit``."""
    changes = np.abs(np.diff(risk, prepend=np.inf))
    return tuple(sorted(np.argsort(-changes, kind="stable")[:limit].tolist()))
