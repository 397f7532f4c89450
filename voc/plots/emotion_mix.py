"""The emotion mix: what customers felt, in each channel."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from numpy.typing import NDArray

from voc.plots import style
from voc.report.words import percent, polarity, words
from voc.scores import Scores
from voc.taxonomy import NEUTRAL, Emotion

ALL = "all channels"
_KINDS = {1: "good", 0: "neither good nor bad", -1: "bad"}
_UNKNOWN = "channel not known"
_ROOM, _MOST_ROOM = 0.12, 0.6
"""Room for the number beside a bar, as a part of the longest bar: the narrower a column, the larger the part."""


def emotion_counts(units: pa.Table) -> list[tuple[str, int]]:
    """Count the scored units by strongest emotion, commonest first; units that were not scored are left out."""
    counts = Counter(emotion for emotion in units["emotion"].to_pylist() if emotion is not None)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


@dataclass(eq=False)
class EmotionMixDisplay(style.Display):
    """Share of the scored statements by strongest emotion: over all channels, and within each.

    Emotions are ordered as over all channels, commonest on top; hatch and colour tell good from bad.

    Attributes:
        emotions: names.
        channels: column titles: ``all channels``, then the channels with most statements, then all others together.
        counts: number of statements, shape (emotions, channels).
        shares: the same as shares of the column, 0 to 1.
    """

    emotions: tuple[str, ...]
    channels: tuple[str, ...]
    counts: NDArray[np.int64]

    @property
    def shares(self) -> NDArray[np.float64]:
        """Shares within each column."""
        shares: NDArray[np.float64] = self.counts / self.counts.sum(0, keepdims=True)
        return shares

    @classmethod
    def from_scores(
        cls,
        scores: Scores,
        *,
        ax: Axes | None = None,
        max_channels: int = 5,
        neutral: bool = False,
        **kwargs: Any,  # noqa: ANN401
    ) -> EmotionMixDisplay:
        """Draw the emotions of ``scores.units``.

        Args:
            scores: what ``Analyzer.score`` gave.
            ax: where to draw; default a new figure.
            max_channels: how many channels get a column of their own; 0 shows all of them together only.
            neutral: whether neutral statements get a bar, which dwarfs the others; else the titles give their share.
            **kwargs: for the bars, see ``Axes.barh``.

        Raises:
            InputError: if ``scores`` are no scores.
        """
        units = style.check_scores(scores).tables["units"]
        columns = zip(units["emotion"].to_pylist(), units["channel"].to_pylist(), strict=True)
        pairs = [(emotion, channel) for emotion, channel in columns if emotion is not None]
        emotions = [emotion for emotion, _ in emotion_counts(units)]
        titles = _titles([channel for _, channel in pairs], max_channels)
        rows = {emotion: i for i, emotion in enumerate(emotions)}
        places = {title: 1 + i for i, title in enumerate(dict.fromkeys(titles.values()))}
        counts = np.zeros((len(emotions), 1 + len(places)), np.int64)
        for emotion, channel in pairs:
            counts[rows[emotion], 0] += 1
            if titles:
                counts[rows[emotion], places[titles[channel]]] += 1
        return cls(tuple(emotions), (ALL, *places), counts).plot(ax=ax, neutral=neutral, **kwargs)

    def plot(self, ax: Axes | None = None, *, neutral: bool = False, **kwargs: Any) -> EmotionMixDisplay:  # noqa: ANN401
        """Draw; see ``from_scores``."""
        n = len(self.channels)
        shown = [i for i, emotion in enumerate(self.emotions) if neutral or emotion != NEUTRAL]
        ax = self._start(ax, max(6.5, 2.0 + 1.7 * n), 1.7 + 0.25 * max(len(shown), 4))
        if not shown:
            why = "all customer statements are neutral" if self.emotions else "no customer statement could be scored"
            style.nothing(ax, f"No emotions to draw: {why}.")
            return self
        step = float(self.shares[shown].max()) * (1 + min(_ROOM * n, _MOST_ROOM))
        for column in range(n):
            self._bars(column, column * step, shown, ax, kwargs)
        ax.set_xlim(0, n * step)
        ax.set_ylim(len(shown) - 0.4, -0.6)
        ax.set_xticks(np.arange(n) * step, self._titles(neutral), ha="left", fontsize=style.MEDIUM, parse_math=False)
        names = [style.shorten(words(self.emotions[i]), 30) for i in shown]
        ax.set_yticks(range(len(names)), names, fontsize=style.MEDIUM, parse_math=False)
        ax.xaxis.tick_top()
        ax.tick_params(length=0)
        ax.set_xlabel("share of customer statements", fontsize=style.MEDIUM)
        for side in ("top", "right", "bottom", "left"):
            ax.spines[side].set_visible(False)
        handles = [ax.barh(0, 0, **_look(sign, kwargs)) for sign in _KINDS]
        for bar in handles:
            bar.remove()  # the legend shows its look, also of a kind that has no bar
        style.legend(ax, handles, list(_KINDS.values()), 0.7)
        return self

    def _titles(self, neutral: bool) -> list[str]:
        """Return name and number of each column, and how many are neutral where they have no bar."""
        titles = [
            f"{style.wrap(words(c), 20)}\nn = {t:,}" for c, t in zip(self.channels, self.counts.sum(0), strict=True)
        ]
        if neutral or NEUTRAL not in self.emotions:
            return titles
        shares = self.shares[self.emotions.index(NEUTRAL)]
        return [f"{title}\nneutral {percent(share)}" for title, share in zip(titles, shares, strict=True)]

    def _bars(self, column: int, left: float, shown: list[int], ax: Axes, kwargs: dict[str, Any]) -> None:
        """Draw the bars of one channel from ``left``, each with its number."""
        ax.axvline(left, color="black", linewidth=1)
        for y, (i, share) in enumerate(zip(shown, self.shares[shown, column], strict=True)):
            sign = polarity(Emotion, self.emotions[i])
            ax.barh(y, share, left=left, **_look(sign, kwargs))
            if share:
                place: dict[str, Any] = {"xytext": (4, 0), "textcoords": "offset points", "annotation_clip": False}
                ax.annotate(percent(share, 1), (left + share, y), va="center", fontsize=8, **place)


def _look(sign: int, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return the look of a bar that is bad (-1), neither (0) or good (1)."""
    look: dict[str, Any] = {
        "height": 0.7,
        "color": style.COLORS[sign],
        "hatch": style.HATCHES[sign],
        "edgecolor": "black",
        "linewidth": 0.6,
    }
    return style.merged(Patch, look, kwargs)


def _titles(channels: list[str | None], most: int) -> dict[str | None, str]:
    """Return the column title of each channel; rare ones share a column, and one channel alone needs none."""
    counts = Counter(channels)
    order = sorted(counts, key=lambda name: (name is None, -counts[name], name or ""))
    if most < 1 or len(order) < 2:  # noqa: PLR2004
        return {}
    own = order if len(order) <= most else order[: most - 1]
    titles = {name: _UNKNOWN if name is None else name for name in own}
    rest = order[len(own) :]
    return titles | dict.fromkeys(rest, f"{len(rest)} other channels")
