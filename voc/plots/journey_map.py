"""The journey map: how customers felt from stage to stage."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from voc.plots import style
from voc.report.words import along_journey, strongest_cue, words
from voc.scores import Scores

_KINDS = {1: "moment of delight (more good than bad)", 0: "even", -1: "pain point (more bad than good)"}
_SHADES = ("#EFEFEF", "#FFFFFF")
_SMALLEST, _LARGEST = 40.0, 500.0
_HALF_RANGE, _HEADROOM = 0.5, 1.6


@dataclass(eq=False)
class JourneyMapDisplay(style.Display):
    """Net emotion along the journey, with 95% intervals, pain points and moments of delight.

    A filled mark is a stage whose interval lies on one side of zero; a hollow one may be chance, as is one whose
    customers are too few for an interval. Its size grows with the number of statements. Each mark is named by the
    commonest cue that fits it, or else the commonest emotion.

    Attributes:
        stages: names, in the order of the journey.
        phases: phase of each stage; None where it has none.
        n: number of statements, shape (stages,).
        net_emotion: share of good less that of bad statements, -1 to 1, NaN where not known, shape (stages,).
        low: lower end of the 95% interval, by customer (``voc.journey.intervals``), NaN where not known.
        high: upper end.
        causes: what made each stage bad or good, empty where nothing tells.
    """

    stages: tuple[str, ...]
    phases: tuple[str | None, ...]
    n: NDArray[np.int64]
    net_emotion: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    causes: tuple[str, ...]

    @classmethod
    def from_scores(cls, scores: Scores, *, ax: Axes | None = None, **kwargs: Any) -> JourneyMapDisplay:  # noqa: ANN401
        """Draw the journey of ``scores.stages``.

        Args:
            scores: what ``Analyzer.score`` gave.
            ax: where to draw; default a new figure.
            **kwargs: for the curve, see ``Axes.plot``.

        Raises:
            InputError: if ``scores`` are no scores.
        """
        stages = style.check_scores(scores).tables["stages"]
        rows = along_journey(stages.to_pylist())
        net, low, high = (style.floats([row[f"net_emotion{end}"] for row in rows]) for end in ("", "_low", "_high"))
        return cls(
            stages=tuple(row["stage"] for row in rows),
            phases=tuple(row["phase"] for row in rows),
            n=np.array([row["n"] or 0 for row in rows], np.int64),
            net_emotion=net,
            low=low,
            high=high,
            causes=tuple(
                strongest_cue(row["top_cues"], row["emotions"], sign, scores.taxonomy.cues) if sign else ""
                for row, sign in zip(rows, _signs(net), strict=True)
            ),
        ).plot(ax=ax, **kwargs)

    def plot(self, ax: Axes | None = None, **kwargs: Any) -> JourneyMapDisplay:  # noqa: ANN401
        """Draw; see ``from_scores``."""
        ax = self._start(ax, max(6.0, 1.5 + 0.95 * len(self.stages)), 5.0)
        if not self.stages:
            style.nothing(ax, "No journey to draw: no statement could be placed at a stage.")
            return self
        reach = np.abs(np.concatenate([self.net_emotion, self.low, self.high]))
        height = max(_HALF_RANGE, float(reach[~np.isnan(reach)].max(initial=0.0))) * _HEADROOM
        ax.set_xlim(-0.5, len(self.stages) - 0.5)
        ax.set_ylim(-height, height)
        self._shade_phases(ax)
        ax.axhline(0, color="#555555", linewidth=1, linestyle="--", zorder=1)
        curve: dict[str, Any] = {"color": style.BLUE, "linewidth": 2, "zorder": 2, "label": "net emotion"}
        ax.plot(range(len(self.stages)), self.net_emotion, **style.merged(Line2D, curve, kwargs))
        for x in range(len(self.stages)):
            self._mark(x, ax)
        ticks = [f"{style.wrap(words(name))}\nn = {n:,}" for name, n in zip(self.stages, self.n, strict=True)]
        ax.set_xticks(range(len(ticks)), ticks, fontsize=style.MEDIUM, parse_math=False)
        ax.set_yticks([tick for tick in ax.get_yticks() if abs(tick) <= 1])
        ax.set_ylim(-height, height)
        ax.set_ylabel("net emotion\n(good less bad share)", fontsize=style.MEDIUM)
        ax.tick_params(axis="y", labelsize=style.SMALL)
        style.plain(ax)
        self._legend(ax, 1 + max(tick.count("\n") for tick in ticks))
        return self

    def _shade_phases(self, ax: Axes) -> None:
        """Shade neighbours of one phase and name it above them."""
        start = 0
        for i, (phase, members) in enumerate(groupby(self.phases)):
            width = len(list(members))
            ax.axvspan(start - 0.5, start + width - 0.5, color=_SHADES[i % 2], linewidth=0, zorder=0)
            name = style.wrap(words(phase), style.LABEL_WIDTH * width) if phase else ""
            place: dict[str, Any] = {"transform": ax.get_xaxis_transform(), "ha": "center", "va": "bottom"}
            middle = start + (width - 1) / 2
            ax.text(middle, 1.01, name, fontsize=style.MEDIUM, color="#444444", parse_math=False, **place)
            start += width

    def _mark(self, x: int, ax: Axes) -> None:
        """Mark one stage with its interval and cause; a stage that is not known keeps its place without a mark."""
        net, low, high = self.net_emotion[x], self.low[x], self.high[x]
        if np.isnan(net):
            return
        sign = _signs(self.net_emotion)[x]
        if not np.isnan(low):
            ax.errorbar(x, net, [[max(0.0, net - low)], [max(0.0, high - net)]], color="black", capsize=4, zorder=2.5)
        size = _SMALLEST + (_LARGEST - _SMALLEST) * self.n[x] / max(int(self.n.max()), 1)
        face = style.COLORS[sign] if self._sure()[x] else "white"
        marker: dict[str, Any] = {"marker": style.MARKERS[sign], "facecolors": face, "linewidths": 1.5, "zorder": 3}
        ax.scatter(x, net, s=size, edgecolors="black" if face != "white" else style.COLORS[sign], **marker)
        if self.causes[x]:
            end = np.nanmax([net, high]) if sign > 0 else np.nanmin([net, low])
            ax.annotate(
                style.wrap(self.causes[x]),
                (x, float(end)),
                xytext=(0, sign * (6 + size**0.5 / 2)),
                textcoords="offset points",
                ha="center",
                va="bottom" if sign > 0 else "top",
                fontsize=style.SMALL,
                parse_math=False,
                bbox={"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1},
                zorder=4,
            )

    def _sure(self) -> NDArray[np.bool_]:
        """Return which intervals lie on one side of zero; one that is not known (NaN) does not."""
        sure: NDArray[np.bool_] = (self.low > 0) | (self.high < 0)
        return sure

    def _legend(self, ax: Axes, lines: int) -> None:
        """Explain the marks; hollow ones and intervals only where there are some."""
        handles = [
            Line2D([], [], linestyle="", marker=style.MARKERS[s], ms=9, mec="black", color=style.COLORS[s])
            for s in _KINDS
        ]
        labels = list(_KINDS.values())
        if (~self._sure() & ~np.isnan(self.net_emotion)).any():
            handles.append(Line2D([], [], linestyle="", marker="^", ms=9, mec=style.GREEN, color="white", mew=1.5))
            labels.append("hollow: may be chance")
        if (~np.isnan(self.low)).any():
            handles.append(Line2D([], [], linestyle="", marker="|", ms=14, color="black"))
            labels.append("95% interval")
        style.legend(ax, handles, labels, lines, columns=5)


def _signs(net: NDArray[np.float64]) -> list[int]:
    """Return -1 bad, 0 even or not known, 1 good."""
    return [int(value > 0) - int(value < 0) for value in net]
