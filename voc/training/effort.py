"""Fits how effort is seen in a conversation, and measures it: ``voc train effort``, ``voc evaluate effort``."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from voc.analyzer import Analyzer
from voc.arrays import codes
from voc.effort import words
from voc.effort.events import Turns, find_events
from voc.effort.fitted import FITTED, fitted
from voc.effort.rating import BASELINE, evidence
from voc.effort.resolution import resolution
from voc.model.predictor import Predictor
from voc.schema import Interaction, Utterance
from voc.settings import Settings
from voc.taxonomy import Event, Goal, Role, names
from voc.text import is_blank, split
from voc.training.conversations import Conversation, read_conversations
from voc.training.data import AUTHORED, require
from voc.training.evaluate import predict_all
from voc.training.metrics import correlation, rounded
from voc.training.repeats import fit_repeats

FREQUENT = 2000
"""Words with a weight of their own; all others count as words that nobody says."""
FOUND_BY = {
    "transfer": (Event.TRANSFER,),
    "asks_again": (Event.ASKED_AGAIN,),
    "repeats": (Event.REPEAT, Event.ASKED_AGAIN),
    "bot_loop": (Event.BOT_LOOP,),
    "wait": (Event.WAIT,),
}
"""Events that stand for each kind that was labelled."""
RIDGE = 0.05
"""Penalty on squared weights, against squared errors in rating points: keeps those of rare events from running off."""
STEPS = np.arange(0.10, 0.90, 0.02)
"""Similarities and probabilities that are tried as thresholds."""


def fit_effort(model: Path, data: Path) -> dict[str, Any]:
    """Fit word weights, thresholds and the rating on our conversations, and write them into ``voc/effort``.

    Expressed effort and resolution, which the rating needs, are the model's.

    Args:
        model: the model's folder.
        data: folder of the data, to measure on, see ``voc.training.data``.

    Returns:
        The content of ``fitted.json``.
    """
    analyzer = Analyzer(Settings(model))
    fit, held_out = read_conversations()
    words.IDF.write_text(json.dumps(_word_weights(fit), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    words.idf.cache_clear()
    content: dict[str, Any] = {"same": 0.5, "least": 0.0, "same_bot": 0.5, "untold": 0.5}
    content["weights"] = dict.fromkeys(evidence(None, [], None), 0.0)  # until they are fitted
    content["same"], content["least"] = fit_repeats(fit, STEPS)
    content["same_bot"] = _best(lambda step: _f1(fit, "bot_loop", content | {"same_bot": step}))
    _write(content)
    content["untold"] = _untold(analyzer, Predictor(model), fit)
    _write(content)
    content["weights"] = _weights(analyzer, fit)
    _write(content)
    content["metrics"] = {
        "model": analyzer.name,
        "fit": measure(analyzer, fit),
        "held-out": measure(analyzer, held_out),
        **evaluate_effort(model, data),
    }
    _write(content)
    return content


def measure(analyzer: Analyzer, conversations: Sequence[Conversation]) -> dict[str, Any]:
    """Return F1 of each kind of event, the shares of resolutions known and right, and the rating's r and error."""
    rows = _scored(analyzer, conversations)
    gold = np.array([conversation.effort for conversation in conversations])
    rated = np.array([row["effort"] for row in rows])
    told = [(row["resolved"], c.resolved) for row, c in zip(rows, conversations, strict=True) if c.resolved is not None]
    known = [(found, true) for found, true in told if found is not None]
    return {
        "conversations": len(conversations),
        **{f"{kind} F1": _f1(conversations, kind, fitted()) for kind in FOUND_BY},
        "resolved known": len(known) / len(told),
        "resolved accuracy": sum(found == true for found, true in known) / max(len(known), 1),
        **correlation("effort", gold, rated),
        "effort error": float(np.abs(gold - rated).mean()),
    }


def turns_of(conversation: Conversation) -> Turns:
    """Return the turns of a conversation as the detectors take them."""
    made = conversation.interaction.utterances
    return Turns(
        [turn.role for turn in made],
        [turn.speaker for turn in made],
        [turn.text for turn in made],
        [turn.timestamp for turn in made],
        [conversation.interaction.channel] * len(made),
    )


def _word_weights(conversations: Sequence[Conversation]) -> dict[str, Any]:
    """Weigh words by their information, -ln((1 + texts with the word) / (1 + texts)), where it is least.

    That is in the texts written for the project, in customers' turns, or in those of the other side: texts alone would
    make rare words of those that people say in conversations and do not write elsewhere.
    """
    sources = {
        "texts": [json.loads(line)["text"] for path in sorted(AUTHORED.glob("*.jsonl")) for line in path.open()],
        "customers' turns": _said(conversations, Role.CUSTOMER),
        "others' turns": _said(conversations, Role.AGENT, Role.BOT),
    }
    shares: dict[str, float] = {}
    for texts in sources.values():
        counts = Counter(word for text in texts for word in set(words.tokens(text)))
        for word, count in counts.items():
            shares[word] = max(shares.get(word, 0.0), (1 + count) / (1 + len(texts)))
    rare = math.log(1 + min(map(len, sources.values())))  # a word that none has, in the source that tells least
    frequent = sorted(sorted(shares, key=lambda word: (-shares[word], word))[:FREQUENT])
    information = {word: round(min(-math.log(shares[word]), rare), 3) for word in frequent}
    sizes = {name: len(texts) for name, texts in sources.items()}
    return {**sizes, "rare": round(rare, 3), "words": information}


def _said(conversations: Sequence[Conversation], *roles: Role) -> list[str]:
    """Return what speakers with these roles say."""
    return [
        turn.text or ""
        for conversation in conversations
        for turn in conversation.interaction.utterances
        if turn.role in roles
    ]


def _best(score: Callable[[float], float]) -> float:
    """Return the threshold with the highest score, the middle one of equals."""
    scores = np.array([score(step) for step in STEPS])
    return round(float(np.median(STEPS[scores == scores.max()])), 2)


def _f1(conversations: Sequence[Conversation], kind: str, content: Any) -> float:  # noqa: ANN401  (JSON)
    """Return the F1 of finding the turns of a kind of event; waits only where there are times."""
    right = found_count = true_count = 0
    for conversation in conversations:
        turns = turns_of(conversation)
        if kind == "wait" and not any(turns.timestamp):
            continue
        found = {seen.turn for seen in find_events(turns, content) if seen.event in FOUND_BY[kind]}
        true = set(conversation.events.get(kind, frozenset()))
        if kind == "asks_again":  # labelled at the question, found at the answer
            customer = turns.by(Role.CUSTOMER)
            true = {next((i for i in customer if i > question), question) for question in true}
        right, found_count, true_count = right + len(found & true), found_count + len(found), true_count + len(true)
    return 2 * right / max(found_count + true_count, 1)


def _weights(analyzer: Analyzer, conversations: Sequence[Conversation]) -> dict[str, float]:
    """Fit the rating by least squares in rating points, no weight but the baseline's below 0."""
    rows = _scored(analyzer, conversations)
    pieces = [
        evidence(row["effort_expressed"], find_events(turns_of(conversation)), row["resolved"])
        for row, conversation in zip(rows, conversations, strict=True)
    ]
    names = [name for name in pieces[0] if name != Event.CHANNEL_CHANGE]
    values = np.array([[piece[name] for name in names] for piece in pieces])
    gold = np.array([conversation.effort for conversation in conversations])

    def errors(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        penalty = [
            0.0 if name == BASELINE else RIDGE**0.5 * weight for name, weight in zip(names, weights, strict=True)
        ]
        return np.concatenate([1 + 4 * expit(values @ weights) - gold, penalty])

    low = [-np.inf if name == BASELINE else 0.0 for name in names]
    found = least_squares(errors, np.full(len(names), 0.1), bounds=(low, np.inf)).x
    weights = {name: round(float(weight), 3) for name, weight in zip(names, found, strict=True)}
    # Both send the customer on, and none of the conversations changes its channel.
    return weights | {Event.CHANNEL_CHANGE.value: weights[Event.TRANSFER]}


def _untold(analyzer: Analyzer, predictor: Predictor, conversations: Sequence[Conversation]) -> float:
    """Return the threshold of ``resolution`` with most conversations told right, less those told wrong."""
    units = analyzer.score([conversation.interaction for conversation in conversations], progress=False).units
    units = units.filter(units["null_reason"].is_null())
    chances = predict_all(predictor, units["text"].to_pylist()).values["goal"]
    places = {conversation.interaction.id: i for i, conversation in enumerate(conversations)}
    of = np.array([places[name] for name in units["interaction_id"].to_pylist()])
    goals = codes(units["goal"], names(Goal))
    answered = np.array([bool(turns_of(each).by(Role.AGENT, Role.BOT)) for each in conversations])
    gold = np.array([np.nan if each.resolved is None else each.resolved for each in conversations])

    def score(step: float) -> float:
        found = resolution(goals, chances, of, answered, step)
        known = ~np.isnan(found) & ~np.isnan(gold)
        return float(np.where(found == gold, 1, -1)[known].sum())

    return _best(score)


def _scored(analyzer: Analyzer, conversations: Sequence[Conversation]) -> list[dict[str, Any]]:
    """Return the interactions table's rows in the order of the conversations."""
    scores = analyzer.score([conversation.interaction for conversation in conversations], progress=False)
    rows: list[dict[str, Any]] = scores.interactions.to_pylist()
    return rows


def _write(content: dict[str, Any]) -> None:
    """Write ``fitted.json`` and forget what was read from it."""
    FITTED.write_text(json.dumps(rounded(content), indent=1) + "\n", encoding="utf-8")
    fitted.cache_clear()


THEMES = ("Contacting services", "Timeliness of care", "Appointment arrangements")
"""Themes of patients' comments that are about effort, good or bad."""
DISSATISFIED = 3.0
"""Mean rating of a dialogue below which its customer counts as dissatisfied."""
DIALOGUES = ("satisfaction/mwoz", "satisfaction/sgd")
BAD_EXPERIENCE = 4
NO_EVIDENCE = 3.0
"""Rating that stands for null in a ranking: the middle, as nothing speaks for either side."""


def evaluate_effort(model: Path, data: Path) -> dict[str, Any]:
    """Measure effort on people's labels that nothing was fitted on.

    Returns:
        ``patients``: area under the ROC curve of telling comments with one of ``THEMES``
        from all others by the chance that they have evidence of effort; and of telling bad experiences (4 or 5 of 5) of
        comments with evidence from the others by the rating. For each of ``DIALOGUES`` the area of telling those rated
        below ``DISSATISFIED`` by the rating, and by the risk.
    """
    require(data)
    analyzer, predictor = Analyzer(Settings(model)), Predictor(model)
    found: dict[str, Any] = {"patients": _themes(analyzer, predictor, data)}
    for name in DIALOGUES:
        interactions, satisfaction = _dialogues(data / f"{name}.parquet")
        scored = analyzer.score(interactions).interactions
        bad = satisfaction < DISSATISFIED
        found[name] = {
            "dialogues": len(bad),
            "dissatisfied": int(bad.sum()),
            **{
                f"AUC {column}": _auc(bad, scored[column].to_pylist())
                for column in ("effort", "effort_observed", "risk")
            },
        }
    return found


def _themes(analyzer: Analyzer, predictor: Predictor, data: Path) -> dict[str, float]:
    """Measure expressed effort on the themes that people gave to patients' comments."""
    rows = pq.read_table(data / "patients/comments.parquet").to_pylist()
    rows = [row for row in rows if not is_blank(row["text"]) and row["themes"]]
    about = np.array([not set(THEMES).isdisjoint(row["themes"]) for row in rows])
    chance = _chance(predictor, [row["text"] for row in rows])
    scored = analyzer.score([Interaction(str(i), (Utterance(row["text"]),)) for i, row in enumerate(rows)])
    ratings = scored.interactions["effort"].to_pylist()
    pairs = zip(ratings, rows, strict=True)
    rated = np.array([rating is not None and row["experience"] is not None for rating, row in pairs])
    bad = np.array([(row["experience"] or 0) >= BAD_EXPERIENCE for row in rows])
    return {
        "comments": len(rows),
        "about effort": int(about.sum()),
        "AUC evidence": float(roc_auc_score(about, chance)),
        "rated": int(rated.sum()),
        "AUC rating": _auc(bad[rated], [rating for rating, use in zip(ratings, rated, strict=True) if use]),
    }


def _chance(predictor: Predictor, texts: Sequence[str]) -> list[float]:
    """Return the highest chance, 0 to 1, that a unit of each text has evidence of effort."""
    units = [[text[start:end] for start, end in split(text)] for text in texts]
    chances = predict_all(predictor, [unit for each in units for unit in each]).values["effort_present"][:, 0]
    ends = np.cumsum([len(each) for each in units])
    return [float(chances[end - len(each) : end].max()) for each, end in zip(units, ends, strict=True)]


def _dialogues(path: Path) -> tuple[list[Interaction], NDArray[np.float64]]:
    """Read dialogues and the mean of their raters."""
    turns: dict[str, list[Utterance]] = {}
    satisfaction: dict[str, float] = {}
    for row in pq.read_table(path).to_pylist():
        if row["is_dialogue_level"]:
            satisfaction[row["dialogue_id"]] = float(np.mean([float(score) for score in row["sat_scores"].split(",")]))
        else:
            role = Role.CUSTOMER if row["role"] == "USER" else Role.AGENT
            turns.setdefault(row["dialogue_id"], []).append(Utterance(row["text"], role))
    made = [Interaction(name, tuple(said), channel="chat") for name, said in turns.items()]
    return made, np.array([satisfaction[interaction.id] for interaction in made])


def _auc(positive: NDArray[np.bool_], scores: Sequence[float | None]) -> float:
    """Return the area under the ROC curve, null scores in the middle of the scale of effort."""
    return float(roc_auc_score(positive, [NO_EVIDENCE if score is None else score for score in scores]))
