"""Speed against accuracy, of our models and of what people use today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from voc.errors import InputError
from voc.plots import style

if TYPE_CHECKING:
    from voc.bench.results import Bench

_LINE_HEIGHT = 0.07
"""Of a label beside the picture, as a share of its height."""


@dataclass(eq=False)
class SpeedDisplay(style.Display):
    """Units scored a second against accuracy; dotted where a contestant is measured for speed only.

    Attributes:
        measure: the accuracy that is shown.
        names: the contestants, fastest first.
        ours: whether each is a model of voc, bool of shape (contestants,).
        speed: units a second, shape (contestants,).
        accuracy: the measure, NaN where there is none, shape (contestants,).
    """

    measure: str
    names: list[str]
    ours: NDArray[np.bool_]
    speed: NDArray[np.float64]
    accuracy: NDArray[np.float64]

    @classmethod
    def from_bench(
        cls,
        bench: Bench,
        *,
        measure: str = "valence r",
        ax: Axes | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> SpeedDisplay:
        """Draw what ``voc bench`` found.

        Args:
            bench: see ``voc.bench.results``.
            measure: one of ``voc.bench.results.ACCURACY``; only valence is given by peers too.
            ax: where to draw; default a new figure.
            **kwargs: for the points, see ``Axes.plot``.

        Raises:
            InputError: if there is no such measure.
        """
        from voc.bench.results import ACCURACY

        if measure not in ACCURACY:
            raise InputError(f"no measure {measure!r}: there are {', '.join(ACCURACY)}")
        results = sorted(bench.results, key=lambda result: -result.units_per_s)
        return cls(
            measure=measure,
            names=[result.name for result in results],
            ours=np.array([result.ours for result in results], bool),
            speed=np.array([result.units_per_s for result in results], np.float64),
            accuracy=style.floats([result.accuracy.get(measure) for result in results]),
        ).plot(ax=ax, **kwargs)

    def plot(self, ax: Axes | None = None, **kwargs: Any) -> SpeedDisplay:  # noqa: ANN401
        """Draw; see ``from_bench``."""
        ax = self._start(ax, 8.5, 4.6)
        if not self.names:
            style.nothing(ax, "Nothing to compare: no contestant was measured.")
            return self
        ax.set_xscale("log")
        ax.set_xlim(self.speed.min() / 2, self.speed.max() * 2)
        ax.set_ylim(0, 1)
        for i, ours in enumerate(self.ours):
            color, marker = (style.BLUE, "o") if ours else (style.VERMILLION, "s")
            if np.isnan(self.accuracy[i]):
                ax.axvline(self.speed[i], color=color, linestyle=":")
            else:
                point: dict[str, Any] = {"color": color, "marker": marker, "markersize": 8, "linestyle": ""}
                ax.plot([self.speed[i]], [self.accuracy[i]], **style.merged(Line2D, point, kwargs))
        self._label(ax)
        ax.set_xlabel("units a second", fontsize=style.MEDIUM)
        ax.set_ylabel(self.measure, fontsize=style.MEDIUM)
        ax.tick_params(labelsize=style.SMALL)
        style.plain(ax)
        return self

    def _label(self, ax: Axes) -> None:
        """Name each contestant beside the picture, where no name runs over another."""
        wanted = np.where(np.isnan(self.accuracy), 0.0, self.accuracy)
        for name, speed, at, place in zip(
            self.names, self.speed, wanted, style.spread(wanted, _LINE_HEIGHT), strict=True
        ):
            ax.annotate(
                name,
                (speed, at),
                (1.03, place),
                textcoords=ax.transAxes,
                va="center",
                fontsize=style.SMALL,
                arrowprops=style.LEADER | {"relpos": (0, 0.5)},
                parse_math=False,
            )
