"""Effort by stage and cue."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from numpy.typing import NDArray

from voc.plots import style
from voc.report.words import polarity, words
from voc.scores import Scores
from voc.taxonomy import Cue

_EASIEST, _HARDEST = 1.0, 5.0
_ALL = "all statements"
_SIGNS = {-1: "\N{MINUS SIGN} ", 0: "", 1: "+ "}
_MIDDLE_GREY = 0.5


@dataclass(eq=False)
class EffortDisplay(style.Display):
    """Mean effort of the statements at each stage, of all and of those that show a cue.

    Rows are all statements, then the cues of effort (−) and of ease (+), commonest first; columns the stages. Each
    cell gives the mean and the number of statements with a rating, darker where it was harder.

    Attributes:
        stages: names, in the order of the journey.
        cues: names, those of effort first.
        effort: mean effort, 1 very easy to 5 very hard, shape (cues, stages); NaN without a rated statement.
        n: number of rated statements, shape (cues, stages).
        stage_effort: mean over all statements of the stage, as in ``scores.stages``, shape (stages,).
        stage_n: number of them, shape (stages,).
        polarities: of each cue, -1 effort, 0 neither, 1 ease; None: those of the shipped cues.
        mesh_: the coloured cells; absent where there is nothing to draw.
    """

    stages: tuple[str, ...]
    cues: tuple[str, ...]
    effort: NDArray[np.float64]
    n: NDArray[np.int64]
    stage_effort: NDArray[np.float64]
    stage_n: NDArray[np.int64]
    polarities: tuple[int, ...] | None = None

    @classmethod
    def from_scores(
        cls,
        scores: Scores,
        *,
        ax: Axes | None = None,
        colorbar: bool = True,
        **kwargs: Any,  # noqa: ANN401
    ) -> EffortDisplay:
        """Draw the effort of ``scores.units``.

        Args:
            scores: what ``Analyzer.score`` gave.
            ax: where to draw; default a new figure.
            colorbar: whether to explain the shades beside the picture.
            **kwargs: for the cells, see ``Axes.pcolormesh``.

        Raises:
            InputError: if ``scores`` are no scores.
        """
        rated = _rated(style.check_scores(scores).named("units"))
        told = {stage for stage, _, _ in rated}
        stages = [
            *(stage for stage in scores.taxonomy.stage if stage in told),
            *sorted(told - set(scores.taxonomy.stage)),
        ]
        signs = {cue.value: cue.polarity for cue in scores.taxonomy.cues}
        counts = Counter(cue for _, _, cues in rated for cue in cues)
        cues = sorted(counts, key=lambda cue: (signs.get(cue, 0), -counts[cue], cue))
        total = np.zeros((1 + len(cues), len(stages)))
        n = np.zeros(total.shape, np.int64)
        rows, columns = {cue: 1 + i for i, cue in enumerate(cues)}, {stage: i for i, stage in enumerate(stages)}
        for stage, effort, shown in rated:
            at = [0, *(rows[cue] for cue in shown)]
            total[at, columns[stage]] += effort
            n[at, columns[stage]] += 1
        mean = np.divide(total, n, out=np.full(total.shape, np.nan), where=n > 0)
        polarities = tuple(signs.get(cue, 0) for cue in cues)
        display = cls(tuple(stages), tuple(cues), mean[1:], n[1:], mean[0], n[0], polarities)
        return display.plot(ax=ax, colorbar=colorbar, **kwargs)

    def plot(self, ax: Axes | None = None, *, colorbar: bool = True, **kwargs: Any) -> EffortDisplay:  # noqa: ANN401
        """Draw; see ``from_scores``."""
        ax = self._start(ax, 3.2 + 0.85 * len(self.stages), 1.6 + 0.42 * (1 + len(self.cues)))
        if not self.stages:
            style.nothing(ax, "No effort to draw: no statement with a stage tells of effort or ease.")
            return self
        values = np.vstack([self.stage_effort, self.effort])
        counts = np.vstack([self.stage_n, self.n])
        look: dict[str, Any] = {
            "cmap": "cividis_r",
            "vmin": _EASIEST,
            "vmax": _HARDEST,
            "edgecolors": "white",
            "linewidth": 2,
        }
        self.mesh_: QuadMesh = ax.pcolormesh(np.ma.masked_invalid(values), **style.merged(QuadMesh, look, kwargs))
        for row, column in np.argwhere(counts > 0):
            self._cell(row, column, values[row, column], counts[row, column], ax)
        ax.set_ylim(len(values), 0)
        names = [
            _ALL,
            *(_SIGNS[sign] + style.shorten(words(cue), 30) for cue, sign in zip(self.cues, self._signs(), strict=True)),
        ]
        ax.set_yticks(np.arange(len(names)) + 0.5, names, fontsize=style.MEDIUM, parse_math=False)
        stages = [style.wrap(words(stage)) for stage in self.stages]
        ax.set_xticks(np.arange(len(stages)) + 0.5, stages, fontsize=style.MEDIUM, parse_math=False)
        ax.tick_params(length=0)
        for side in ax.spines.values():
            side.set_visible(False)
        for row in self._rules():
            ax.axhline(row, color="black", linewidth=1)
        if colorbar:
            bar = ax.figure.colorbar(self.mesh_, ax=ax, ticks=range(1, 6), fraction=0.03, pad=0.01)
            bar.ax.set_yticklabels(["1 very easy", "2", "3", "4", "5 very hard"], fontsize=style.SMALL)
            bar.ax.invert_yaxis()
            bar.set_label("mean effort", fontsize=style.MEDIUM)
        return self

    def _cell(self, row: int, column: int, value: float, n: int, ax: Axes) -> None:
        """Write mean and number into a cell, light on dark and dark on light."""
        red, green, blue, _ = self.mesh_.to_rgba(np.array([value]))[0]
        luminance = 0.299 * red + 0.587 * green + 0.114 * blue  # ITU-R BT.601
        color = "black" if luminance > _MIDDLE_GREY else "white"
        place: dict[str, Any] = {"ha": "center", "va": "center", "color": color}
        ax.text(column + 0.5, row + 0.36, f"{value:.1f}", fontsize=style.SMALL, **place)
        ax.text(column + 0.5, row + 0.74, f"n = {n:,}", fontsize=6.5, **place)

    def _signs(self) -> tuple[int, ...]:
        """Return the polarity of each cue."""
        return self.polarities or tuple(polarity(Cue, cue) for cue in self.cues)

    def _rules(self) -> list[int]:
        """Return the rows over which a line parts all statements, effort and ease."""
        first_good = next((i for i, sign in enumerate(self._signs()) if sign > 0), 0)
        return [row for row in dict.fromkeys((1, 1 + first_good)) if row <= len(self.cues)]


def _rated(units: pa.Table) -> list[tuple[str, float, set[str]]]:
    """Return stage, effort and cues of the units that have a stage and a rating."""
    columns = (units[name].to_pylist() for name in ("stage", "effort", "cues"))
    return [
        (stage, effort, {span["cue"] for span in cues or ()})
        for stage, effort, cues in zip(*columns, strict=True)
        if stage is not None and effort is not None
    ]
