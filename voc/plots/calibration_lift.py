"""Whether risks come true: calibration, and lift by decile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike, NDArray

from voc.errors import InputError
from voc.frames import is_missing
from voc.intervals import share_interval
from voc.plots import style
from voc.scores import Scores


@dataclass(eq=False)
class CalibrationLiftDisplay(style.Display):
    """Calibration curve and lift of probabilities, in groups of equal size from highest to lowest.

    Left: the share that left in each group against the mean probability; on the diagonal the probabilities are right.
    Right: lift, how many times the average that share is. Both with 95% intervals (Wilson 1927). Equal probabilities
    at the border of two groups count in each with their mean outcome, so the order of the rows changes nothing.

    Attributes:
        predicted: mean probability of each group, highest first, shape (groups,).
        observed: share that left, shape (groups,).
        low: lower end of its interval.
        high: upper end.
        n: size of each group.
        base_rate: share that left of all, NaN where there are none.
        calibration_ax_: the picture on the left; absent where there is nothing to draw.
        lift_ax_: the picture on the right; absent where there is nothing to draw.
    """

    predicted: NDArray[np.float64]
    observed: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    n: NDArray[np.int64]
    base_rate: float

    @property
    def lift(self) -> NDArray[np.float64]:
        """Share that left in each group over that of all, 0 and above; NaN where nobody left."""
        return self.observed / self.base_rate if self.base_rate else np.full(len(self.observed), np.nan)

    @classmethod
    def from_predictions(
        cls,
        y_true: ArrayLike,
        y_prob: ArrayLike,
        *,
        n_bins: int = 10,
        ax: Axes | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> CalibrationLiftDisplay:
        """Draw probabilities against outcomes.

        Args:
            y_true: whether each left, shape (customers,); NaN, None or ``pandas.NA`` where not known, which is left
                out.
            y_prob: probability of it, 0 to 1, shape (customers,); NaN, None or ``pandas.NA`` is left out.
            n_bins: number of groups; fewer where there are fewer customers.
            ax: where to draw; default a new figure.
            **kwargs: for the calibration curve, see ``Axes.plot``.

        Raises:
            InputError: if the two differ in length, an outcome is neither 0 nor 1, a probability lies outside 0 to 1,
                or ``n_bins`` is below 1.

        >>> from matplotlib.figure import Figure
        >>> ax = Figure(layout="constrained").add_subplot()
        >>> shown = CalibrationLiftDisplay.from_predictions([1, 0, 1, 0], [0.9, 0.1, 0.8, 0.2], n_bins=2, ax=ax)
        >>> shown.predicted.round(2).tolist(), shown.lift.tolist()
        ([0.85, 0.15], [2.0, 0.0])
        """
        outcome, probability = _check(y_true, y_prob, n_bins)
        bins = np.array_split(np.argsort(-probability, kind="stable"), max(min(n_bins, len(probability)), 1))
        _, tie = np.unique(probability, return_inverse=True)
        shared = (np.bincount(tie, weights=outcome) / np.bincount(tie))[tie] if len(tie) else outcome
        bins = [rows for rows in bins if len(rows)]
        observed = np.array([shared[rows].mean() for rows in bins])
        n = np.array([len(rows) for rows in bins], np.int64)
        low, high = share_interval(observed, n)
        return cls(
            predicted=np.array([probability[rows].mean() for rows in bins]),
            observed=observed,
            low=low,
            high=high,
            n=n,
            base_rate=float(outcome.mean()) if len(outcome) else float("nan"),
        ).plot(ax=ax, **kwargs)

    @classmethod
    def from_scores(
        cls,
        scores: Scores,
        *,
        left: Mapping[str, bool | None],
        n_bins: int = 10,
        ax: Axes | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> CalibrationLiftDisplay:
        """Draw the risk of ``scores.customers`` against what they did afterwards.

        Args:
            scores: what ``Analyzer.score`` gave.
            left: whether each customer left, by id; those not in it, or of whom it is not known, are left out.
            n_bins: number of groups.
            ax: where to draw; default a new figure.
            **kwargs: for the calibration curve, see ``Axes.plot``.

        Raises:
            InputError: if ``scores`` are no scores, or ``left`` names none of their customers.
        """
        customers = style.check_scores(scores).tables["customers"].select(["customer_id", "risk"]).to_pylist()
        rows = [row for row in customers if row["customer_id"] in left]
        if customers and not rows:
            raise InputError(
                f"left names none of the {len(customers)} customers, such as {customers[0]['customer_id']!r}: "
                "its keys must be the customer ids of the scores"
            )
        told, risk = [left[row["customer_id"]] for row in rows], [row["risk"] for row in rows]
        return cls.from_predictions(_floats(told), _floats(risk), n_bins=n_bins, ax=ax, **kwargs)

    def plot(self, ax: Axes | None = None, **kwargs: Any) -> CalibrationLiftDisplay:  # noqa: ANN401
        """Draw; see ``from_predictions``."""
        ax = self._start(ax, 10.5, 4.6)
        if not len(self.n):
            style.nothing(ax, "Nothing to compare: no customer has both a risk and an outcome.")
            return self
        ax.set_axis_off()
        self.calibration_ax_ = ax.inset_axes((0, 0, 0.44, 1))
        self.lift_ax_ = ax.inset_axes((0.56, 0, 0.44, 1))
        self._draw_calibration(self.calibration_ax_, kwargs)
        self._draw_lift(self.lift_ax_)
        for part in (self.calibration_ax_, self.lift_ax_):
            part.tick_params(labelsize=style.SMALL)
            style.plain(part)
        return self

    def _draw_calibration(self, ax: Axes, kwargs: dict[str, Any]) -> None:
        """Draw the share that left against the probability."""
        end = min(1.0, 1.1 * max(self.predicted.max(), self.high.max()))
        ax.plot([0, end], [0, end], color=style.GREY, linestyle="--", linewidth=1.2, label="right on average")
        margins = [self.observed - self.low, self.high - self.observed]
        bars: dict[str, Any] = {
            "fmt": "none",
            "ecolor": "black",
            "elinewidth": 1,
            "capsize": 3,
            "label": "95% interval",
        }
        ax.errorbar(self.predicted, self.observed, np.clip(margins, 0, None), **bars)
        curve: dict[str, Any] = {
            "color": style.BLUE,
            "marker": "o",
            "markeredgecolor": "black",
            "label": f"groups of {self._size()}",
        }
        ax.plot(self.predicted, self.observed, **style.merged(Line2D, curve, kwargs))
        ax.set_xlim(0, end)
        ax.set_ylim(0, end)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(lambda value, _: f"{value * 100:g}%")
        ax.set_xlabel("mean probability", fontsize=style.MEDIUM)
        ax.set_ylabel("share that left", fontsize=style.MEDIUM)
        ax.set_title("Calibration", fontsize=style.MEDIUM + 1)
        style.legend(ax, *ax.get_legend_handles_labels(), 2)

    def _draw_lift(self, ax: Axes) -> None:
        """Draw the lift of each group."""
        if not self.base_rate:
            style.nothing(ax, "No lift to draw: nobody left.")
            return
        x = np.arange(1, 1 + len(self.n))
        ax.bar(x, self.lift, color=style.SKY, hatch="///", edgecolor="black", linewidth=0.6)
        margins = np.clip([self.observed - self.low, self.high - self.observed], 0, None) / self.base_rate
        ax.errorbar(x, self.lift, margins, fmt="none", ecolor="black", elinewidth=1, capsize=3)
        ax.axhline(1, color="black", linestyle="--", linewidth=1.2, label=f"average: {self.base_rate:.1%} left")
        for i, (lift, margin) in enumerate(zip(self.lift, margins[1], strict=True)):
            ax.annotate(f"{lift:.1f}×", (x[i], lift + margin), xytext=(0, 3), textcoords="offset points", ha="center",
                        fontsize=style.SMALL)  # fmt: skip
        ax.set_ylim(0, 1.1 * max(1.0, float((self.lift + margins[1]).max())))
        ax.set_xticks(x)
        ax.set_xlabel("group, 1 = highest probability", fontsize=style.MEDIUM)
        ax.set_ylabel("lift (times the average share)", fontsize=style.MEDIUM)
        ax.set_title("Lift by decile" if len(x) == 10 else "Lift by group", fontsize=style.MEDIUM + 1)  # noqa: PLR2004
        style.legend(ax, *ax.get_legend_handles_labels(), 2)

    def _size(self) -> str:
        """Say how large the groups are."""
        smallest, largest = self.n.min(), self.n.max()
        return f"{smallest:,}" if smallest == largest else f"{smallest:,} to {largest:,}"


def _floats(values: ArrayLike | Sequence[float | None]) -> NDArray[np.float64]:
    """Return floats, NaN for null."""
    return np.array(
        [np.nan if is_missing(value) else value for value in np.asarray(values, object).ravel()], np.float64
    )


def _check(y_true: ArrayLike, y_prob: ArrayLike, n_bins: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return outcomes and probabilities that are both known."""
    outcome, probability = _floats(y_true), _floats(y_prob)
    if len(outcome) != len(probability):
        raise InputError(f"{len(outcome)} outcomes and {len(probability)} probabilities: give one of each a customer")
    if n_bins < 1:
        raise InputError(f"n_bins is {n_bins}: it takes one group at least")
    known = ~np.isnan(outcome) & ~np.isnan(probability)
    outcome, probability = outcome[known], probability[known]
    if not np.isin(outcome, (0, 1)).all():
        raise InputError("an outcome is neither 0 nor 1: say of each customer whether they left (1) or not (0)")
    if ((probability < 0) | (probability > 1)).any():
        raise InputError("a probability lies outside 0 to 1: pass risks, not log-odds or percentages")
    return outcome, probability
