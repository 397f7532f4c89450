"""A profile counts each stack for the part of a job that it is in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from tests.conftest import SAMPLES
from voc.analyzer import Analyzer
from voc.bench.profile import OTHER, PARTS, part, profile


def stack(*modules: str) -> FrameType:
    """Return the frame of nested calls, the first module's outermost."""
    call: Callable[[], FrameType] = sys._getframe
    for module in reversed(modules):
        scope = {"__name__": module, "call": call}
        exec("def outer(): return call()", scope)
        call = scope["outer"]  # type: ignore[assignment]
    return call()


@pytest.mark.parametrize(
    ("modules", "expected"),
    [
        (("voc.batch", "voc.analyzer", "voc.units", "voc.text"), "splitting"),
        (("voc.batch", "voc.analyzer", "voc.model.predictor", "voc.text"), "cues"),
        (("voc.batch", "voc.analyzer", "voc.model.predictor", "voc.model.runtime", "voc.text"), "model"),
        (("voc.batch", "voc.analyzer", "voc.risk.customers", "voc.risk.features"), "aggregation"),
        (("voc.batch", "voc.readersfake"), OTHER),
    ],
)
def test_the_outermost_part_counts(modules: tuple[str, ...], expected: str) -> None:
    assert part(stack(*modules)) == expected


def test_shares_of_a_job_add_up(analyzer: Analyzer) -> None:
    found = profile(analyzer, [SAMPLES / "reviews.csv"])
    assert set(found.shares) == {*PARTS, OTHER}
    assert sum(found.shares.values()) == pytest.approx(1)
    assert found.shares["model"] > 0
    assert str(found).startswith(f"{found.units:,} units in ")


def test_part_of_no_stack() -> None:
    assert part(None) == OTHER
