"""The progress bar: a widget in a notebook, text in a terminal, and nothing where nobody would see it move."""

from __future__ import annotations

import sys
import warnings
from functools import cache
from typing import Any

from tqdm import TqdmWarning
from tqdm.std import tqdm as text_bar


@cache
def _bar() -> Any:  # noqa: ANN401  (tqdm has no types)
    """Return the kind of bar: widgets in a notebook with ipywidgets, whose output is no terminal; else text."""
    with warnings.catch_warnings():
        # In a notebook without ipywidgets tqdm would print how to install them; such a notebook has no bar, no notice.
        warnings.simplefilter("ignore", TqdmWarning)
        from tqdm.auto import tqdm
    return tqdm if tqdm.status_printer is not text_bar.status_printer else text_bar


def visible() -> bool:
    """Tell whether a bar would be seen: in a notebook with widgets, or on a terminal."""
    return _bar() is not text_bar or sys.stderr.isatty()


def progress_bar(total: int | None, description: str, unit: str, show: bool, done: int = 0) -> Any:  # noqa: ANN401  (tqdm has no types)
    """Make a bar, to be used in a ``with``; ``update`` moves it on.

    Args:
        total: how much there is to do; None where that is not known.
        description: what is done.
        unit: what is counted.
        show: whether to show it; text only ever goes to a terminal, never into a log.
        done: how much was done before, which the rate leaves out.
    """
    bar = _bar() if show else text_bar
    # None is tqdm's word for "only on a terminal".
    hidden = (None if bar is text_bar else False) if show else True
    return bar(total=total, initial=done, desc=description, unit=f" {unit}", disable=hidden)
