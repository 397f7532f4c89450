"""The pictures of ``voc.plots`` as images for a page, without pyplot and whatever style the session has set."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

Draw = Callable[[Axes], object]


def to_svg(figure: Figure) -> str:
    """Return a figure as SVG, the same bytes for the same figure: fixed ids, no date, letters as outlines."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "voc", "svg.fonttype": "path"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def picture(draw: Draw, width: float, height: float) -> str:
    """Draw and return the picture as a data URI for the ``src`` of an image.

    The look is matplotlib's own default whatever style the session has set: a report is the same for everyone.

    Args:
        draw: draws on the axes that it gets.
        width: inches.
        height: inches.
    """
    with mpl.rc_context():
        mpl.rcdefaults()
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure.add_subplot())
        svg = to_svg(figure)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
