"""Shared fixtures: the shipped model is loaded once, and scores the bundled samples once."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import settings

import voc
from voc.analyzer import Analyzer
from voc.readers import Columns, read
from voc.scores import Scores

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

SAMPLES = Path(voc.__file__).parent / "samples"


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return voc.load()


@pytest.fixture(scope="session")
def sample_utterances() -> pa.Table:
    return read([SAMPLES], columns=Columns(value="value"))[0]


@pytest.fixture(scope="session")
def sample_scores(analyzer: Analyzer, sample_utterances: pa.Table) -> Scores:
    return analyzer.score_utterances(sample_utterances, progress=False)
