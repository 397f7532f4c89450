"""What a job shows of how far it is: a bar on a terminal or in a notebook, a line now and then in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from voc.progress import progress_bar, visible

INTERVAL = 10.0
"""Seconds between two lines of a log."""


@contextmanager
def progress(
    description: str, unit: str, total: int | None, show: bool, done: int = 0
) -> Iterator[Callable[[int], None]]:
    """Give a function that moves the display on by a number of units.

    Args:
        description: what is done.
        unit: what is counted, plural.
        total: how much there is to do; None where that is not known.
        show: whether to show anything.
        done: how much was done before, by a job that now goes on.
    """
    if not show or visible():
        with progress_bar(total, description, unit, show, done) as bar:
            yield bar.update
        return
    lines = Lines(description, unit, total, done)
    yield lines.add
    lines.write()


class Lines:
    """Plain lines on standard error: at the end, and before that every ``INTERVAL`` seconds."""

    def __init__(self, description: str, unit: str, total: int | None, done: int = 0) -> None:
        """Begin to count; see ``progress``."""
        self._description, self._unit, self._total = description, unit, total
        self._before = self._done = done
        self._started = self._written = time.monotonic()

    def add(self, count: int) -> None:
        """Count on, and write a line if the last is long ago."""
        self._done += count
        if time.monotonic() - self._written >= INTERVAL:
            self.write()

    def write(self) -> None:
        """Write a line."""
        self._written = time.monotonic()
        seconds = max(self._written - self._started, 1e-3)
        rate = (self._done - self._before) / seconds
        line = f"{self._description}: {self._done:,}"
        if self._total is not None:
            share = self._done / self._total if self._total else 1.0
            line += f" of {self._total:,} {self._unit} ({share:.0%}), {rate:,.0f}/s"
            if rate and self._done < self._total:
                line += f", {_span((self._total - self._done) / rate)} left"
        else:
            line += f" {self._unit}, {rate:,.0f}/s"
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def _span(seconds: float) -> str:
    """Return a span of time in words.

    >>> _span(42), _span(600), _span(9000)
    ('42 s', '10 min', '2.5 h')
    """
    if seconds < 100:  # noqa: PLR2004  (below, seconds are the handier unit)
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"  # noqa: PLR2004
