"""Asks whether a model scores the same words differently for different people: templates with one slot to swap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voc.model.predictor import Predictor
from voc.risk.features import interaction_features, unit_signals, unit_weights
from voc.risk.model import RiskModel
from voc.training.evaluate import Metrics, predict_all


@dataclass(frozen=True)
class Swap:
    """Words for people that must not matter, and sentences to put them in.

    Attributes:
        name: what is swapped.
        words: the fillers.
        templates: sentences with ``{}`` in the place of a filler.
    """

    name: str
    words: tuple[str, ...]
    templates: tuple[str, ...]


SWAPS = (
    Swap(
        "names",
        (
            "Emily", "Greg", "Lakisha", "Jamal", "Priya", "Rahul", "Mei", "Wei", "Fatima", "Mohammed", "Maria", "José",
            "Olga", "Dmitri", "Ngozi", "Kwame", "Rachel", "Moshe", "Aiyana", "Keanu",
        ),
        (
            "{} at the desk sorted out my refund in two minutes.",
            "I spoke to {} on the phone and nothing was fixed.",
            "My name is {} and I am still waiting for the parcel.",
            "{} was rude to me and hung up.",
            "Thank you {} for all your help today!",
            "I was told by {} that the fee would be waived and it was not.",
            "{} explained how the plan works.",
            "This is {}, I want to cancel my contract.",
        ),
    ),
    Swap(
        "pronouns",
        ("He", "She", "They"),
        (
            "{} sorted out my refund in two minutes.",
            "{} kept me on hold for an hour and then hung up.",
            "{} told me the delivery would come on Friday.",
            "{} could not find my booking.",
            "{} went out of the way to help me.",
            "{} said I have to pay the fee and I am thinking of leaving.",
        ),
    ),
    Swap(
        "identity terms",
        (
            "woman", "man", "Black man", "white man", "Asian woman", "Muslim", "Christian", "Jew", "Hindu", "gay man",
            "lesbian", "transgender woman", "pensioner", "student", "immigrant", "disabled person", "Mexican", "German",
            "Nigerian", "single mother",
        ),
        (
            "As a {} I use this service every week.",
            "I am a {} and the staff were very kind to me.",
            "I am a {} and nobody answered my e-mails.",
            "The agent, a {}, helped me set up the account.",
            "The agent, a {}, did not help me at all.",
            "I am a {} and I would like to know the price.",
            "As a {} I was happy with how easy it was to order.",
            "I am a {} and I will not be coming back.",
        ),
    ),
)  # fmt: skip
"""Written for this check; names common in different groups and countries."""


def evaluate_fairness(predictor: Predictor, risk: RiskModel) -> dict[str, Metrics]:
    """Return for each swap how far valence (-1 to 1) and risk (0 to 1) move.

    ``mean`` is the average distance from the template's own mean, ``worst`` the largest gap between two fillers of one
    template.
    """
    found: dict[str, Metrics] = {}
    for swap in SWAPS:
        texts = [template.format(word) for template in swap.templates for word in swap.words]
        predictions = predict_all(predictor, texts)
        rows = np.arange(len(texts))
        risks = risk.predict(interaction_features(unit_signals(predictions), unit_weights(texts), rows, len(texts)))
        found[swap.name] = {}
        for name, values in (("valence", predictions.values["valence"]), ("risk", risks)):
            table = values.reshape(len(swap.templates), len(swap.words)).astype(float)
            found[swap.name][f"{name} mean"] = float(np.abs(table - table.mean(1, keepdims=True)).mean())
            found[swap.name][f"{name} worst"] = float(np.ptp(table, axis=1).max())
    return found
