"""What the pictures share: colours, shapes, hatches, and how labels are wrapped and placed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cbook import normalize_kwargs
from matplotlib.figure import Figure, SubFigure
from numpy.typing import ArrayLike, NDArray

from voc.errors import InputError
from voc.scores import Scores

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY = "#999999"
COLORS = {-1: VERMILLION, 0: GREY, 1: GREEN}
"""Colours of bad, neither and good."""
MARKERS = {-1: "v", 0: "o", 1: "^"}
HATCHES = {-1: "///", 0: "", 1: "..."}
SMALL, MEDIUM = 8.5, 9.0
"""Sizes of type in points."""
LEADER: dict[str, Any] = {"arrowstyle": "-", "color": "#777777", "linewidth": 0.7, "shrinkA": 1, "shrinkB": 6}
"""The line from a label in the margin to its mark; ``relpos`` says where at the label it starts."""
LABEL_WIDTH = 14
"""Characters a line; the longest one-word stage, ``consideration``, has 13."""


class Display:
    """Base of the pictures.

    Attributes:
        ax_: where it was drawn.
        figure_: the figure of ``ax_``.
    """

    ax_: Axes
    figure_: Figure | SubFigure

    def _start(self, ax: Axes | None, width: float, height: float) -> Axes:
        """Take the axes given, or make a pyplot figure of so many inches."""
        if ax is None:
            # Only pyplot figures show themselves in a notebook.
            import matplotlib.pyplot as plt

            ax = plt.subplots(figsize=(width, height), layout="constrained")[1]
        self.ax_, self.figure_ = ax, ax.figure
        return ax


def merged(artist: type[Artist], look: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return a look with the user's own in place of ours, whichever of Matplotlib's names for a property they use.

    >>> from matplotlib.lines import Line2D
    >>> merged(Line2D, {"color": "blue", "linewidth": 2}, {"lw": 3})
    {'color': 'blue', 'linewidth': 3}
    """
    return normalize_kwargs(look, artist) | normalize_kwargs(own, artist)


def check_scores(scores: object) -> Scores:
    """Return ``scores`` if they are.

    Raises:
        InputError: if they are something else.
    """
    if not isinstance(scores, Scores):
        raise InputError(
            f"from_scores takes voc.Scores, not a {type(scores).__name__}: "
            "make them with analyzer.score(...) or voc.read_scores(folder)"
        )
    return scores


def floats(values: Sequence[float | None]) -> NDArray[np.float64]:
    """Return an array with NaN for null."""
    return np.array([np.nan if value is None else value for value in values], np.float64)


def wrap(text: str, width: int = LABEL_WIDTH, lines: int = 3) -> str:
    r"""Break a label into lines, so that neighbours do not overlap.

    >>> wrap("self service failure")
    'self service\nfailure'
    """
    return "\n".join(textwrap.wrap(text, width, max_lines=lines, placeholder="…", break_on_hyphens=False))


def shorten(text: str, width: int) -> str:
    """Cut a label off in one line.

    >>> shorten("aaaaaaaaaa", 6)
    'aaaaa…'
    """
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def plain(ax: Axes) -> None:
    """Take away the frame that carries no information."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def legend(
    ax: Axes, handles: list[Any], labels: list[str], lines: float, columns: int = 3, side: str = "center"
) -> None:
    """Put the legend under the picture and its ``lines`` of text, where it hides no data, in as many columns as fit."""
    width = ax.figure.bbox.width / ax.figure.dpi
    ax.legend(
        handles,
        labels,
        loc="upper left" if side == "left" else "upper center",
        bbox_to_anchor=(0.0 if side == "left" else 0.5, 0),
        borderaxespad=1.5 + 1.3 * lines,
        ncol=next((n for n in range(columns, 1, -1) if _legend_width(labels, n) <= width), 1),
        frameon=False,
        fontsize=SMALL,
    )


def _legend_width(labels: list[str], columns: int) -> float:
    """Return about how many inches a legend takes: the mean letter of the type is 0.55 of its size wide."""
    longest = [max((len(label) for label in part), default=0) for part in np.array_split(np.array(labels), columns)]
    return sum(0.5 + letters * 0.55 * SMALL / 72 for letters in longest)


def nothing(ax: Axes, message: str) -> None:
    """Say in place of a picture why there is none."""
    ax.set_axis_off()
    text = wrap(message, 44, 6)
    ax.text(0.5, 0.5, text, ha="center", va="center", transform=ax.transAxes, parse_math=False)


def spread(positions: ArrayLike, gap: float) -> NDArray[np.float64]:
    """Move labels apart as little as possible (least squares), in their order and within 0 to 1.

    Args:
        positions: shape (labels,), where each would like to be.
        gap: least distance of neighbours; made smaller where that many do not fit.

    Returns:
        Shape (labels,), in the order of ``positions``.

    >>> spread([0.5, 0.5], 0.2).round(2).tolist()
    [0.4, 0.6]
    """
    from sklearn.isotonic import isotonic_regression

    wanted = np.asarray(positions, np.float64)
    if len(wanted) < 2:  # noqa: PLR2004  (one label has no neighbour)
        return wanted.clip(0, 1)
    gap = min(gap, 1 / (len(wanted) - 1))
    order = np.argsort(wanted, kind="stable")
    steps = gap * np.arange(len(wanted))
    # With the gaps taken out, keeping the distance is keeping the order.
    placed = isotonic_regression(wanted[order] - steps, y_min=0.0, y_max=1 - steps[-1]) + steps
    result = np.empty_like(wanted)
    result[order] = placed
    return result
