"""The roadmap: what to fix first, by impact and reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from voc.plots import style
from voc.report.fixes import fixes
from voc.report.words import known, problem, words
from voc.scores import Scores
from voc.taxonomy import Owner, names

_COLORS = (
    style.ORANGE,
    style.BLUE,
    style.GREEN,
    style.VERMILLION,
    style.SKY,
    style.PURPLE,
    style.YELLOW,
    style.BLACK,
)
_LOOKS = dict(zip(names(Owner), zip(_COLORS, "os^vDPX*", strict=True), strict=True))
_OTHER, _UNKNOWN = (style.GREY, "p"), ("white", "<")
_LEVELS = (1.0, 0.5, 0.25)
"""Curves of equal fall, as parts of the largest one."""
_PER_CENT = 100


@dataclass(eq=False)
class RoadmapDisplay(style.Display):
    """What to fix first: problems by reach (how many interactions) and impact (how much risk in each of them).

    The problems are those of ``voc.report.fixes``: cues at their stages, and emotions where no cue is told.

    Impact times reach is the fall of the mean risk, so a dashed curve joins what is equally worth fixing and the
    further out, the more it is. The label gives that fall in percentage points; shape and colour give the owner.

    Attributes:
        stages: stage of each problem, largest fall first.
        cues: cue of each problem; None where there is none.
        emotions: emotion of each problem; None where the cue says it.
        owners: who can fix it; None where not known.
        reach: share of the scored interactions that show it, 0 to 1, shape (problems,).
        impact: mean fall of the risk of those interactions, shape (problems,).
        risk_drop: fall of the mean risk over all interactions; ``reach * impact``.
        omitted: how many weaker problems that would also lower the risk are not shown.
    """

    stages: tuple[str, ...]
    cues: tuple[str | None, ...]
    emotions: tuple[str | None, ...]
    owners: tuple[str | None, ...]
    reach: NDArray[np.float64]
    impact: NDArray[np.float64]
    risk_drop: NDArray[np.float64]
    omitted: int

    @classmethod
    def from_scores(
        cls,
        scores: Scores,
        *,
        ax: Axes | None = None,
        limit: int = 10,
        **kwargs: Any,  # noqa: ANN401
    ) -> RoadmapDisplay:
        """Draw the strongest problems; those that would not lower the risk are left out.

        Args:
            scores: what ``Analyzer.score`` gave.
            ax: where to draw; default a new figure.
            limit: how many.
            **kwargs: for the marks, see ``Axes.scatter``.

        Raises:
            InputError: if ``scores`` are no scores.
        """
        return cls.from_fixes(fixes(style.check_scores(scores)).to_pylist(), scores, ax=ax, limit=limit, **kwargs)

    @classmethod
    def from_fixes(
        cls,
        found: Sequence[Mapping[str, Any]],
        scores: Scores,
        *,
        ax: Axes | None = None,
        limit: int = 10,
        **kwargs: Any,  # noqa: ANN401
    ) -> RoadmapDisplay:
        """Draw problems that were found in ``scores`` before, rows of ``voc.report.fixes``; else as ``from_scores``."""
        interactions = scores.tables["interactions"]
        scored = interactions.num_rows - interactions["risk"].null_count
        rows = [row for row in found if known(row["risk_drop"]) and row["risk_drop"] > 0]
        rows = [row for row in rows if row["n_interactions"] and scored]
        rows.sort(key=lambda row: -row["risk_drop"])
        shown = rows[:limit]
        drop = np.array([row["risk_drop"] for row in shown], np.float64)
        reach = np.array([row["n_interactions"] for row in shown], np.float64) / max(scored, 1)
        return cls(
            stages=tuple(row["stage"] for row in shown),
            cues=tuple(row["cue"] for row in shown),
            emotions=tuple(row["emotion"] for row in shown),
            owners=tuple(row["owner"] for row in shown),
            reach=reach,
            impact=drop / reach,
            risk_drop=drop,
            omitted=len(rows) - len(shown),
        ).plot(ax=ax, **kwargs)

    def plot(self, ax: Axes | None = None, **kwargs: Any) -> RoadmapDisplay:  # noqa: ANN401
        """Draw; see ``from_scores``."""
        ax = self._start(ax, 10.0, max(5.0, 2.0 + 0.3 * len(self.cues)))
        if not self.cues:
            style.nothing(ax, "No roadmap to draw: no problem was found whose removal would lower the risk.")
            return self
        right, top = self.reach.max() * 1.1, self.impact.max() * 1.15
        ax.set_xlim(0, right)
        ax.set_ylim(0, top)
        for level in _LEVELS:
            x = np.linspace(level * self.risk_drop[0] / top, right, 200)
            ax.plot(x, level * self.risk_drop[0] / x, color=style.GREY, linewidth=1, linestyle="--", zorder=1)
        keys: dict[str | None, Line2D] = {}
        for x, y, owner in zip(self.reach, self.impact, self.owners, strict=True):
            color, marker = _LOOKS.get(owner, _OTHER) if owner is not None else _UNKNOWN
            look: dict[str, Any] = {
                "s": 110,
                "color": color,
                "marker": marker,
                "edgecolors": "black",
                "linewidths": 1,
                "zorder": 3,
            }
            if "c" in kwargs:
                del look["color"]  # scatter takes one of the two
            look = style.merged(PathCollection, look, kwargs)
            keys[owner] = _key(ax.scatter(x, y, **look), look["marker"])
        self._label(ax, top)
        ax.xaxis.set_major_formatter(lambda value, _: f"{value * _PER_CENT:g}%")
        ax.yaxis.set_major_formatter(lambda value, _: f"{value * _PER_CENT:g}")
        more = f" ({self.omitted} weaker problems not shown)" if self.omitted else ""
        ax.set_xlabel(f"reach: share of interactions{more}", fontsize=style.MEDIUM)
        ax.set_ylabel("impact: risk in each of them (percentage points)", fontsize=style.MEDIUM)
        ax.tick_params(labelsize=style.SMALL)
        style.plain(ax)
        self._legend(ax, keys)
        return self

    def _label(self, ax: Axes, top: float) -> None:
        """Name the problems in the right margin, where labels cannot meet, with a line to each mark."""
        title = "problem, stage, fall of the mean risk (points)"
        ax.text(1.03, 1.04, title, transform=ax.transAxes, fontsize=style.SMALL, fontweight="bold")
        # At the same height the mark further right comes first, so that fewer lines cross.
        order = np.lexsort((-self.reach, self.impact))
        places = style.spread(self.impact[order] / top, 1 / max(len(order), 14))
        for i, place in zip(order, places, strict=True):
            name = style.shorten(f"{problem(self.cues[i], self.emotions[i])}, {words(self.stages[i])}", 38)
            ax.annotate(
                f"{name}  {self.risk_drop[i] * _PER_CENT:.2f}",
                (float(self.reach[i]), float(self.impact[i])),
                xytext=(1.03, float(place)),
                textcoords="axes fraction",
                va="center",
                fontsize=style.SMALL,
                parse_math=False,
                annotation_clip=False,
                arrowprops=style.LEADER | {"relpos": (0, 0.5)},
                zorder=2,
            )

    def _legend(self, ax: Axes, keys: dict[str | None, Line2D]) -> None:
        """Explain the shapes, as drawn for each owner, and the curves."""
        looks = {words(owner): keys[owner] for owner in _LOOKS if owner in keys}
        if others := {owner for owner in keys if owner is not None} - set(_LOOKS):
            looks[style.shorten(", ".join(map(words, sorted(others))), 40)] = keys[min(others)]
        if None in keys:
            looks["owner not known"] = keys[None]
        equal = Line2D([], [], color=style.GREY, linewidth=1, linestyle="--")
        labels = [*looks, "equal fall of the mean risk"]
        style.legend(ax, [*looks.values(), equal], labels, 2, columns=4, side="left")


def _key(drawn: PathCollection, marker: Any) -> Line2D:  # noqa: ANN401  (any kind of marker)
    """Return the key of a mark in the legend, with the look it has; ``none`` is a mark without a face or an edge."""
    face, edge = (
        tuple(float(part) for part in colors[0]) if len(colors) else "none"
        for colors in (np.asarray(drawn.get_facecolor()), np.asarray(drawn.get_edgecolor()))
    )
    width = float(np.atleast_1d(drawn.get_linewidth())[0])
    return Line2D([], [], ls="", marker=marker, ms=9, mfc=face, mec=edge, mew=width)
