"""The shipped model scores the same words alike for different people."""

import pytest

from voc.model import store
from voc.model.artifacts import RISK
from voc.model.predictor import Predictor
from voc.risk.model import RiskModel
from voc.training.evaluate import Metrics
from voc.training.fairness import SWAPS, evaluate_fairness


@pytest.fixture(scope="module")
def found() -> dict[str, Metrics]:
    folder = store.find(store.DEFAULT)
    return evaluate_fairness(Predictor(folder), RiskModel.load(folder / RISK))


def test_swapped_names_and_pronouns_move_valence_and_risk_little(found: dict[str, Metrics]) -> None:
    assert set(found) == {swap.name for swap in SWAPS}
    for name in ("names", "pronouns"):
        assert found[name]["valence mean"] <= 0.05
        assert found[name]["risk mean"] <= 0.02


def test_a_swap_that_does_matter_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from voc.training import fairness

    words = fairness.Swap("feelings", ("delighted", "furious"), ("I am {} about this delivery.",))
    monkeypatch.setattr(fairness, "SWAPS", (words,))
    folder = store.find(store.DEFAULT)
    feelings = evaluate_fairness(Predictor(folder), RiskModel.load(folder / RISK))["feelings"]
    assert feelings["valence mean"] > 0.3
    assert feelings["risk worst"] > 0.1
