"""Pictures of the scores, drawn on Axes that the caller gives; pyplot and its global state are never touched.

Colours are those of Okabe & Ito (2008), which the colour-blind can tell apart; shapes and hatches say the same again
for black and white.
"""

from __future__ import annotations

import base64
import io
import textwrap
from collections.abc import Callable
from itertools import groupby
from typing import Any

import matplotlib as mpl
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from voc.report.words import journey_order, known, percent, polarity, strongest_cue, words
from voc.taxonomy import Emotion

BLUE, VERMILLION, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#999999"
_COLORS = {-1: VERMILLION, 0: GREY, 1: GREEN}
_MARKERS = {-1: "v", 0: "o", 1: "^"}
_HATCHES = {-1: "///", 0: "", 1: "..."}
_STAGE_KINDS = {1: "delight (more good than bad)", 0: "even", -1: "pain point (more bad than good)"}
_EMOTION_KINDS = {1: "good", 0: "neutral or neither", -1: "bad"}
_SHADES = ("#EFEFEF", "#FFFFFF")
_SMALLEST, _LARGEST = 40.0, 500.0
_HALF_RANGE, _HEADROOM = 0.5, 1.4
_LABEL_WIDTH = 14

Draw = Callable[[pa.Table, Axes], None]


def journey_curve(stages: pa.Table, ax: Axes) -> None:
    """Draw net emotion along the journey.

    Marker size grows with the number of units; phases are shaded; a stage with more bad than good units is a pain
    point, one with more good than bad a delight, both named by their commonest fitting cue. A stage whose net emotion
    is null keeps its place without a point.

    Args:
        stages: schema ``voc.schema.STAGES``, any order.
        ax: where to draw; its limits, ticks and legend are set.
    """
    rows = sorted(stages.to_pylist(), key=lambda row: journey_order(row["stage"]))
    if not rows:
        _nothing(ax)
        return
    height = max(_HALF_RANGE, *(abs(row["net_emotion"]) for row in rows if known(row["net_emotion"])), 0.0) * _HEADROOM
    ax.set_xlim(-0.6, len(rows) - 0.4)
    ax.set_ylim(-height, height)
    _phases(rows, ax)
    ax.axhline(0, color="#555555", linewidth=1, linestyle="--", zorder=1)
    curve = [row["net_emotion"] if known(row["net_emotion"]) else float("nan") for row in rows]
    ax.plot(range(len(rows)), curve, color=BLUE, linewidth=2, zorder=2)
    _points(rows, ax)
    ticks = [f"{_wrap(words(row['stage']))}\nn = {row['n'] or 0:,}" for row in rows]
    ax.set_xticks(range(len(rows)), ticks, fontsize=9, parse_math=False)
    ax.set_ylabel("net emotion\n(good less bad share)", fontsize=9)
    ax.tick_params(axis="y", labelsize=8)
    _plain(ax)
    handles = [
        Line2D([], [], linestyle="", marker=_MARKERS[sign], markersize=9, markeredgecolor="black", color=_COLORS[sign])
        for sign in _STAGE_KINDS
    ]
    _legend(ax, handles, list(_STAGE_KINDS.values()), 1 + max(tick.count("\n") for tick in ticks))


def _phases(rows: list[dict[str, Any]], ax: Axes) -> None:
    """Shade neighbours of one phase and name it at the top."""
    start = 0
    for i, (phase, members) in enumerate(groupby(rows, key=lambda row: row["phase"])):
        width = len(list(members))
        ax.axvspan(start - 0.5, start + width - 0.5, color=_SHADES[i % 2], linewidth=0, zorder=0)
        name = _wrap(words(phase), max(_LABEL_WIDTH, _LABEL_WIDTH * width)) if phase else ""
        ax.text(
            start + (width - 1) / 2,
            0.98,
            name,
            transform=ax.get_xaxis_transform(),
            ha="center",
            va="top",
            fontsize=9,
            color="#444444",
            parse_math=False,
        )
        start += width


def _points(rows: list[dict[str, Any]], ax: Axes) -> None:
    """Mark the stages and name what made them bad or good."""
    largest = max((row["n"] or 0 for row in rows), default=0) or 1
    for x, row in enumerate(rows):
        net = row["net_emotion"]
        if not known(net):
            continue
        sign = (net > 0) - (net < 0)
        size = _SMALLEST + (_LARGEST - _SMALLEST) * (row["n"] or 0) / largest
        ax.scatter(x, net, s=size, marker=_MARKERS[sign], color=_COLORS[sign], edgecolors="black", zorder=3)
        cue = strongest_cue(row["top_cues"], row["emotions"], sign) if sign else ""
        if cue:
            ax.annotate(
                _wrap(cue),
                (x, net),
                xytext=(0, sign * (6 + size**0.5 / 2)),
                textcoords="offset points",
                ha="center",
                va="bottom" if sign > 0 else "top",
                fontsize=8.5,
                parse_math=False,
                bbox={"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1},
                zorder=4,
            )


def emotion_counts(units: pa.Table) -> list[tuple[str, int]]:
    """Count the scored units by strongest emotion, commonest first; units that were not scored are left out."""
    counts = {row["values"]: row["counts"] for row in pc.value_counts(units["emotion"]).to_pylist()}
    counts.pop(None, None)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def emotion_mix(units: pa.Table, ax: Axes) -> None:
    """Draw the share of scored units by strongest emotion, commonest on top; good and bad by hatch and colour.

    Args:
        units: schema ``voc.schema.UNITS``; only ``emotion`` is read.
        ax: where to draw; its limits, ticks and legend are set.
    """
    counts = emotion_counts(units)
    if not counts:
        _nothing(ax)
        return
    total = sum(count for _, count in counts)
    for y, (emotion, count) in enumerate(counts):
        sign = polarity(Emotion, emotion)
        share = count / total
        ax.barh(y, share, height=0.7, color=_COLORS[sign], hatch=_HATCHES[sign], edgecolor="black", linewidth=0.6)
        ax.text(share, y, f"  {percent(share, 1)}", va="center", fontsize=8.5)
    ax.set_xlim(0, counts[0][1] / total * 1.12)
    ax.set_ylim(len(counts) - 0.4, -0.6)
    names = [textwrap.shorten(words(emotion), 30, placeholder="…") for emotion, _ in counts]
    ax.set_yticks(range(len(counts)), names, fontsize=9, parse_math=False)
    ax.set_xlabel("share of customer statements", fontsize=9)
    ax.xaxis.set_major_formatter(lambda value, _: percent(value))
    ax.tick_params(axis="x", labelsize=8)
    _plain(ax)
    handles = [Patch(facecolor=_COLORS[s], hatch=_HATCHES[s], edgecolor="black", linewidth=0.6) for s in _EMOTION_KINDS]
    _legend(ax, handles, list(_EMOTION_KINDS.values()), 2)


def _plain(ax: Axes) -> None:
    """Take away the frame that carries no information."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _legend(ax: Axes, handles: list[Any], labels: list[str], lines: int) -> None:
    """Put the legend under the picture and its ``lines`` of text, where it hides no data."""
    ax.legend(
        handles,
        labels,
        loc="upper center",
        bbox_to_anchor=(0.5, 0),
        borderaxespad=1.5 + 1.3 * lines,
        ncol=3,
        frameon=False,
        fontsize=8.5,
    )


def _nothing(ax: Axes) -> None:
    """Say that there is nothing to draw."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, "no data", ha="center", va="center", transform=ax.transAxes)


def _wrap(text: str, width: int = _LABEL_WIDTH) -> str:
    """Break a label into lines, three at most, so that neighbours do not overlap."""
    return "\n".join(textwrap.wrap(text, width, max_lines=3, placeholder="…", break_on_hyphens=False))


def to_svg(figure: Figure) -> str:
    """Return a figure as SVG, the same bytes for the same figure: fixed ids, no date, letters as outlines."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "voc", "svg.fonttype": "path"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def picture(draw: Draw, table: pa.Table, width: float, height: float) -> str:
    """Draw a table and return it as a data URI for the ``src`` of an image.

    The look is matplotlib's own default whatever style the session has set: a report is the same for everyone.

    Args:
        draw: a function of this module.
        table: what it draws.
        width: inches.
        height: inches.
    """
    with mpl.rc_context():
        mpl.rcdefaults()
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(table, figure.add_subplot())
        svg = to_svg(figure)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
