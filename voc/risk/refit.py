"""Refits the risk model to a user's own outcomes, and measures it on customers that the fit did not see.

The signs of the weights stay those of ``voc.risk.features``. Penalty and calibration are chosen inside the folds
(``voc.risk.crossfit``), so no measure has seen its own rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.metrics import average_precision_score, brier_score_loss

from voc.errors import InputError
from voc.risk.auc import auc, auc_gain
from voc.risk.crossfit import FOLDS, assign_folds, cross_fit
from voc.risk.features import DIRECTIONS, FEATURES, SIGNALS, VALENCE
from voc.risk.fit_report import FitReport, Gain
from voc.risk.model import RiskModel
from voc.risk.observed import Observed
from voc.risk.reliability import bands, calibration_error, calibration_noise
from voc.risk.tone import fit_tone
from voc.risk.worst import Worst, worst_effect
from voc.schema import OUTCOMES
from voc.taxonomy import Emotion, names

MIN_EVENTS = 100
"""Customers that each outcome takes at least, from where on the measures of a model can be trusted (Vergouwe et al.
2005, Journal of Clinical Epidemiology 58:475; Collins, Ogundimu & Altman 2016, Statistics in Medicine 35:214)."""
EVENTS_PER_SIGNAL = 10
"""Events a variable below which single weights are not to be read (Peduzzi et al. 1996, Journal of Clinical
Epidemiology 49:1373)."""
CHANCE = 0.5

PARTS = {"emotion": names(Emotion), "effort": ("effort", "ease")}
"""What is added to plain valence, one at a time."""


def refit(observed: Observed, min_events: int | None = None, seed: int = 0) -> RiskModel:
    """Fit to what was observed.

    Args:
        observed: rows to fit on.
        min_events: see ``RiskModel.fit``.
        seed: see ``RiskModel.fit``.

    Raises:
        InputError: if there are too few customers with either outcome.
    """
    least = max(MIN_EVENTS if min_events is None else min_events, FOLDS)
    _require_enough(observed, least)
    fold = assign_folds(observed.outcome, observed.customer, seed)
    _require_both(observed.outcome, fold)
    fitted = cross_fit(observed.features, DIRECTIONS, observed.outcome, fold)
    gains, notes = _gains(observed, fold, fitted.log_odds, least)
    worst, more = _worst(observed, least, seed)
    report = _report(observed, fold, fitted.log_odds, fitted.penalty, gains, notes + more, worst)
    tone = fit_tone(observed.features, np.ones(len(observed.features)))
    return RiskModel(float(fitted.theta[0]), fitted.theta[1:], tone, report)


def _customers_with(observed: Observed, rows: NDArray[np.bool_]) -> int:
    return len(np.unique(observed.customer[rows]))


def _require_enough(observed: Observed, least: int) -> None:
    """Refuse a single outcome, and too few of one."""
    n, bad = len(observed.outcome), int(observed.outcome.sum())
    found = f"{n:,} {observed.level}s were matched, and {bad:,} of them are {observed.rule}"
    if bad in (0, n):
        raise InputError(f"{found}: a fit takes both outcomes; check threshold and bad")
    counts = [_customers_with(observed, side) for side in (observed.outcome, ~observed.outcome)]
    if min(counts) < least:
        source = " (Vergouwe et al. 2005)" if least == MIN_EVENTS else ""
        raise InputError(
            f"{found}, from {counts[0]:,} customers, the others from {counts[1]:,}: a fit takes {least} customers with "
            f"each outcome{source}; bring more outcomes, or keep the shipped risk model"
        )


def _require_both(outcome: NDArray[np.bool_], fold: NDArray[np.int64]) -> None:
    """Refuse folds that cannot be measured."""
    if not _measurable(outcome, fold):
        raise InputError(
            f"a few customers hold most rows: without splitting a customer, {FOLDS} parts with both outcomes cannot be "
            "made; pass outcomes by customer, or of more customers"
        )


def _measurable(outcome: NDArray[np.bool_], fold: NDArray[np.int64]) -> bool:
    """Return whether each fold has both outcomes."""
    return all(0 < outcome[fold == number].sum() < np.count_nonzero(fold == number) for number in range(FOLDS))


def _columns(signals: tuple[str, ...]) -> NDArray[np.int64]:
    """Return the columns of the feature matrix that belong to signals."""
    return np.flatnonzero([signal in signals for signal in FEATURES])


def _gains(
    observed: Observed, fold: NDArray[np.int64], everything: NDArray[np.float64], least: int
) -> tuple[tuple[Gain, ...], list[str]]:
    """Measure what signals add over plain valence and over stars; each model is fitted and measured alike."""

    def measured(signals: tuple[str, ...]) -> NDArray[np.float64]:
        columns = _columns(signals)
        return cross_fit(observed.features[:, columns], DIRECTIONS[columns], observed.outcome, fold).log_odds

    base = measured(VALENCE)
    all_rows = np.ones(len(fold), bool)
    gains = [
        _gain(observed, fold, all_rows, added, measured(VALENCE + signals), base) for added, signals in PARTS.items()
    ]
    gains.append(_gain(observed, fold, all_rows, "all signals", everything, base))
    notes = []
    rows = ~np.isnan(observed.stars)
    if rows.any() and observed.rule.name.lower() != "stars":
        sides = (observed.outcome & rows, ~observed.outcome & rows)
        if min(_customers_with(observed, side) for side in sides) >= least and _measurable(
            observed.outcome[rows], fold[rows]
        ):
            gains.append(_over_stars(observed, fold, rows))
        else:
            notes.append(f"Only {rows.sum():,} rows have stars: too few to say what emotion and effort add to them.")
    return tuple(gains), notes


def _over_stars(observed: Observed, fold: NDArray[np.int64], rows: NDArray[np.bool_]) -> Gain:
    """Measure what all signals add to stars, on the rows that have them."""
    low, high = OUTCOMES["stars"]
    missing = ((high - observed.stars[rows]) / (high - low))[:, None]
    up, outcome = np.array([1]), observed.outcome[rows]
    alone = cross_fit(missing, up, outcome, fold[rows]).log_odds
    both = cross_fit(
        np.column_stack([missing, observed.features[rows]]), np.concatenate([up, DIRECTIONS]), outcome, fold[rows]
    ).log_odds
    return _gain(observed, fold, rows, "all signals", both, alone, "stars")


def _worst(observed: Observed, least: int, seed: int) -> tuple[Worst | None, list[str]]:
    """Measure what a customer's worst interaction adds, or say that it cannot be."""
    if observed.worst is None or observed.contacts is None:
        return None, []
    found = worst_effect(observed.outcome, observed.scored, observed.worst, observed.contacts, least, seed)
    if found is None:
        return None, [
            "What one bad experience adds was not estimated: it takes differing interactions of at least "
            f"{least} customers with several for each outcome."
        ]
    return found, []


def _gain(
    observed: Observed,
    fold: NDArray[np.int64],
    rows: NDArray[np.bool_],
    added: str,
    score: NDArray[np.float64],
    base: NDArray[np.float64],
    base_name: str = "valence",
) -> Gain:
    """Compare two scores of the same rows."""
    outcome, customer, part = observed.outcome[rows], observed.customer[rows], fold[rows]
    return Gain(
        added,
        base_name,
        int(rows.sum()),
        auc(outcome, score, customer, part),
        auc(outcome, base, customer, part),
        auc_gain(outcome, score, base, customer, part),
    )


def _report(
    observed: Observed,
    fold: NDArray[np.int64],
    log_odds: NDArray[np.float64],
    penalty: float,
    gains: tuple[Gain, ...],
    notes: list[str],
    worst: Worst | None,
) -> FitReport:
    """Measure the fit."""
    outcome, risk = observed.outcome, expit(log_odds)
    share, all_rows = float(outcome.mean()), np.ones(len(outcome), bool)
    as_scored = _gain(observed, fold, all_rows, "this fit", log_odds, observed.scored, "the risk in the scores")
    rarer = min(outcome.sum(), (~outcome).sum()) / len(SIGNALS)
    if rarer < EVENTS_PER_SIGNAL:
        notes = [
            *notes,
            f"{rarer:.1f} of the rarer outcome for each of {len(SIGNALS)} signals, under {EVENTS_PER_SIGNAL} (Peduzzi "
            "et al. 1996): trust the risk, which was measured, more than single weights and reasons.",
        ]
    low = as_scored.auc.low
    if low is None or low <= CHANCE:
        notes = [*notes, "The AUC cannot be told from chance (0.5): do not use this model."]
    return FitReport(
        outcome=str(observed.rule),
        level=observed.level,
        rows=len(outcome),
        events=int(outcome.sum()),
        customers=len(np.unique(observed.customer)),
        left_out={what: n for what, n in observed.left_out.items() if n},
        folds=FOLDS,
        penalty=penalty,
        auc=as_scored.auc,
        pr_auc=float(average_precision_score(outcome, risk)),
        brier=float(brier_score_loss(outcome, risk)),
        brier_base=share * (1 - share),
        ece=calibration_error(outcome, risk),
        ece_noise=calibration_noise(risk),
        bands=bands(outcome, risk),
        gains=gains,
        as_scored=as_scored,
        notes=tuple(notes),
        worst=worst,
    )
