"""What can be seen of a picture: where its words stand, and what is left of it in grey."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

GREY_LEVELS = 255


def texts(ax):
    return [text.get_text().replace("\n", " ") for text in ax.texts]


def ticks(ax):
    return [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]


def all_axes(figure):
    return [part for ax in figure.axes for part in (ax, *ax.child_axes)]


def _ticks(axis):
    low, high = sorted(axis.get_view_interval())
    return [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]


def words(figure):
    """Return every text that is seen, with its box in pixels; the arrow of an annotation is no part of its box."""
    figure.draw_without_rendering()
    found = []
    for ax in all_axes(figure):
        found += ax.texts
        if ax.axison:
            shown = [tick for axis in (ax.xaxis, ax.yaxis) for tick in _ticks(axis)]
            found += [label for tick in shown for label in (tick.label1, tick.label2)]
            found += [ax.xaxis.label, ax.yaxis.label, ax.title, ax.xaxis.get_offset_text(), ax.yaxis.get_offset_text()]
        if ax.get_legend():
            found += ax.get_legend().get_texts()
    shown = [text for text in found if text.get_visible() and text.get_text().strip()]
    return [(text, Text.get_window_extent(text)) for text in shown]


def overlapping(boxes, slack=1.0):
    """Return the pairs of names whose boxes share more than ``slack`` pixels in both directions."""
    return [
        (one, two)
        for (one, a), (two, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > slack and min(a.y1, b.y1) - max(a.y0, b.y0) > slack
    ]


def check_layout(figure):
    """Fail where words run over one another or leave the figure."""
    boxes = [(text.get_text(), box) for text, box in words(figure)]
    pairs = overlapping(boxes)
    assert not pairs, f"one over the other: {pairs}"
    crossed = [name for line in _leaders(figure) for name, box in boxes if _count(line, box)]
    assert not crossed, f"a line runs through: {crossed}"
    width, height = figure.canvas.get_width_height()
    outside = [name for name, b in boxes if b.x0 < -1 or b.y0 < -1 or b.x1 > width + 1 or b.y1 > height + 1]
    assert not outside, f"outside the figure: {outside}"


def _leaders(figure):
    """Return the lines from labels to their marks as points in pixels."""
    arrows = [text.arrow_patch for ax in all_axes(figure) for text in ax.texts if getattr(text, "arrow_patch", None)]
    ends = [arrow.get_transform().transform_path(arrow.get_path()).vertices[[0, -1]] for arrow in arrows]
    return [np.linspace(start, end, 200) for start, end in ends]


def _count(points, box):
    """Return how many points lie inside a box by more than two pixels."""
    x, y = points.T
    return int(((x > box.x0 + 2) & (x < box.x1 - 2) & (y > box.y0 + 2) & (y < box.y1 - 2)).sum())


def in_grey(figure):
    """Return the picture's luminance, 0 to 1, shape (pixels down, pixels across)."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3] @ [0.299, 0.587, 0.114] / GREY_LEVELS


def legend_differences(figure, ax):
    """Return how far apart the legend's keys are in grey: mean difference of luminance, pair by pair."""
    figure.set_dpi(200)
    grey = in_grey(figure)
    keys = []
    for handle in ax.get_legend().legend_handles:
        box = handle.get_window_extent()
        x, y = (box.x0 + box.x1) / 2, len(grey) - (box.y0 + box.y1) / 2
        keys.append(grey[int(y) - 12 : int(y) + 12, int(x) - 14 : int(x) + 14])
    return [float(np.abs(one - two).mean()) for one, two in combinations(keys, 2)]
