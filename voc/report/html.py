"""The report: one HTML page that needs nothing else, for a manager who was not there."""

from __future__ import annotations

from typing import Any

import jinja2
import pyarrow as pa
import pyarrow.compute as pc

from voc.plots.emotion_mix import EmotionMixDisplay, emotion_counts
from voc.plots.journey_map import JourneyMapDisplay
from voc.report import words as w
from voc.report.plots import picture
from voc.schema import CUSTOMERS, DRIVERS, INTERACTIONS, STAGES, UNITS
from voc.scores import Scores
from voc.taxonomy import Cue, Emotion

DRIVERS_SHOWN, CUSTOMERS_SHOWN, QUOTES_SHOWN, QUOTE_LENGTH = 10, 50, 3, 300
EFFORT_MIDDLE = 3.0
"""Middle of the scale from 1 (very easy) to 5 (very hard); above it a customer had to work."""
_SCHEMAS = {
    "units": UNITS,
    "interactions": INTERACTIONS,
    "customers": CUSTOMERS,
    "stages": STAGES,
    "drivers": DRIVERS,
}
_INCHES_A_BAR = 0.25


def render(tables: dict[str, pa.Table]) -> str:
    """Return the report as one self-contained HTML page; all text in it is escaped.

    Args:
        tables: Arrow tables with the schemas of ``voc.schema`` by name: ``units``, ``interactions``, ``customers``,
            ``stages``, ``drivers`` (of which ``voc.report.fixes`` makes what managers read). Empty ones, absent ones
            and null columns leave their part of the page empty.
    """
    # A column that is null throughout may have lost its type on the way; the schema gives it back.
    typed = {
        name: tables[name].select(schema.names).cast(schema) if name in tables else schema.empty_table()
        for name, schema in _SCHEMAS.items()
    }
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("voc.report", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    stages, mix, drivers = _stages(typed["stages"]), _mix(typed["units"]), _drivers(typed["drivers"])
    return environment.get_template("report.html.jinja").render(
        about=_about(typed["interactions"]),
        headlines=_headlines(typed["interactions"], typed["units"]),
        short=_short(typed),
        stages=stages,
        journey=_journey_picture(typed) if stages else None,
        drivers=drivers,
        drivers_total=typed["drivers"].num_rows,
        drops_valued=typed["drivers"]["value_drop"].null_count < typed["drivers"].num_rows,
        customers=_customers(typed["customers"]),
        customers_total=typed["customers"].num_rows,
        values_known=typed["customers"]["value_at_risk"].null_count < typed["customers"].num_rows,
        mix=mix,
        mix_picture=_mix_picture(typed, mix) if mix else None,
    )


def _about(interactions: pa.Table) -> str:
    """Say what was read: channels and period."""
    counts = pc.value_counts(interactions["channel"].drop_null()).to_pylist()
    counts.sort(key=lambda row: (-row["counts"], row["values"]))
    channels = ", ".join(f"{w.words(row['values'])} ({row['counts']:,})" for row in counts)
    period = pc.min_max(interactions["started_at"]).as_py()
    parts = [f"{w.day(period['min'])} to {w.day(period['max'])} (UTC)"] if period["min"] else []
    return "; ".join([*parts, *([f"channels: {channels}"] if channels else [])])


def _headlines(interactions: pa.Table, units: pa.Table) -> list[dict[str, str]]:
    """Return the numbers at the top: label, value, and what the value means."""
    n = interactions.num_rows
    scored = n - interactions["risk"].null_count
    hard = pc.sum(pc.greater(interactions["effort"], EFFORT_MIDDLE)).as_py() or 0
    told = n - interactions["resolved"].null_count
    met = pc.sum(interactions["resolved"]).as_py() or 0
    rows = [
        ("Interactions", w.number(n), f"{scored:,} with customer words that could be scored"),
        ("Customers", w.number(_n_customers(interactions)), "known by an id"),
        ("Mean risk", w.percent(pc.mean(interactions["risk"]).as_py()), "would not recommend or return, by the model"),
        ("Net emotion", w.signed(_net_emotion(units)), "good less bad statements; \N{MINUS SIGN}1 to +1"),
        (
            "With effort",
            w.percent(hard / n if n else None),
            f"{hard:,} of {n:,} interactions where effort is above 3 on the scale of 1 to 5",
        ),
        (
            "Goal rate",
            w.percent(met / told if told else None),
            f"goal met in {met:,} of the {told:,} interactions that tell",
        ),
    ]
    return [{"label": label, "value": value, "note": note} for label, value, note in rows]


def _n_customers(interactions: pa.Table) -> int:
    return int(pc.count_distinct(interactions["customer_id"], mode="only_valid").as_py())


def _net_emotion(units: pa.Table) -> float | None:
    """Return the share of good less that of bad among the scored units; neutral counts as neither."""
    counts = emotion_counts(units)
    total = sum(count for _, count in counts)
    return sum(w.polarity(Emotion, name) * count for name, count in counts) / total if total else None


def _short(tables: dict[str, pa.Table]) -> list[str]:
    """Say the main findings in sentences, each only where the tables carry it."""
    sentences = []
    stages = tables["stages"].to_pylist()
    # Counted in statements, not as a share: a stage with five statements should not lead the report.
    nothing: dict[str, Any] = {}
    surplus = [(row["net_emotion"] * (row["n"] or 0), row) for row in stages if w.known(row["net_emotion"])]
    for sign, more, fewer in ((-1, "Bad", "good"), (1, "Good", "bad")):
        most, row = max(surplus, key=lambda pair: sign * pair[0], default=(0.0, nothing))
        if most * sign > 0:
            sentences.append(
                f"{more} statements outnumber {fewer} ones most at the stage {w.words(row['stage'])}: net emotion "
                f"{w.signed(row['net_emotion'])} over {w.number(row['n'])} statements."
            )
    urgent = max((row for row in stages if w.known(row["priority"])), key=lambda row: row["priority"], default=None)
    if urgent and urgent["priority"] > 0:
        sentences.append(
            f"The stage that adds most to the mean risk is {w.words(urgent['stage'])} "
            f"({w.points(urgent['priority'])} percentage points), owned by {w.words(urgent['owner'])}."
        )
    first = next(iter(_drivers(tables["drivers"])), None)
    if first:
        sentences.append(
            f"The first thing to fix is {first['problem']} at the stage {first['stage']}, in {first['n_interactions']} "
            f"interactions, owned by {first['owner']}."
        )
    return sentences


def _signs(cues: list[str] | None) -> list[dict[str, str]]:
    """Return cues in words with a sign that says good or bad without colour."""
    signs = {-1: ("bad", "\N{MINUS SIGN}"), 0: ("even", "·"), 1: ("good", "+")}
    rows = [(w.words(cue), *signs[w.polarity(Cue, cue)]) for cue in cues or ()]
    return [{"name": name, "kind": kind, "sign": sign} for name, kind, sign in rows]


def _stages(stages: pa.Table) -> list[dict[str, Any]]:
    """Return the rows of the journey's table."""
    return [
        {
            "stage": w.words(row["stage"]),
            "phase": w.words(row["phase"]),
            "n": w.number(row["n"]),
            "share": w.percent(row["share"]),
            "net_emotion": w.signed(row["net_emotion"]),
            "effort": w.number(row["effort"], 1),
            "goal_rate": w.percent(row["goal_rate"]),
            "risk": w.percent(row["risk"]),
            "interval": w.interval(row["risk_low"], row["risk_high"]),
            "cues": _signs(row["top_cues"]),
            "owner": w.words(row["owner"]),
            "priority": w.points(row["priority"]),
        }
        for row in sorted(stages.to_pylist(), key=lambda row: w.journey_order(row["stage"]))
    ]


def _journey_picture(tables: dict[str, pa.Table]) -> dict[str, str]:
    """Draw the journey and say in words what the picture shows."""
    rows = sorted(tables["stages"].to_pylist(), key=lambda row: w.journey_order(row["stage"]))
    told = "; ".join(f"{w.words(row['stage'])} {w.signed(row['net_emotion'])}" for row in rows)
    alt = f"Line chart of net emotion along {len(rows)} stages of the journey: {told}."
    src = picture(lambda ax: JourneyMapDisplay.from_scores(Scores(tables), ax=ax), 11, 4.6)
    return {"src": src, "alt": alt}


def _drivers(drivers: pa.Table) -> list[dict[str, Any]]:
    """Return the drivers whose removal would lower the risk, largest first."""
    rows = [row for row in drivers.to_pylist() if not w.known(row["risk_drop"]) or row["risk_drop"] > 0]
    rows.sort(key=lambda row: -row["risk_drop"] if w.known(row["risk_drop"]) else 0.0)
    return [
        {
            "problem": w.problem(row["cue"], row["emotion"]),
            "stage": w.words(row["stage"]),
            "owner": w.words(row["owner"]),
            "n_interactions": w.number(row["n_interactions"]),
            "n_customers": w.number(row["n_customers"]),
            "risk_drop": w.points(row["risk_drop"]).removeprefix("+"),
            "interval": w.points_interval(row["risk_drop_low"], row["risk_drop_high"]),
            "value_drop": w.number(row["value_drop"]),
            "quotes": [_quote(text) for text in (row["quotes"] or ())[:QUOTES_SHOWN] if text],
        }
        for row in rows[:DRIVERS_SHOWN]
    ]


def _quote(text: str) -> str:
    """Return a quote that cannot fill the page."""
    text = w.clean(text).strip()
    return text if len(text) <= QUOTE_LENGTH else text[: QUOTE_LENGTH - 1].rstrip() + "…"


def _customers(customers: pa.Table) -> list[dict[str, Any]]:
    """Return the customers with the highest risk."""
    rows = customers.sort_by([("risk", "descending"), ("customer_id", "ascending")]).slice(0, CUSTOMERS_SHOWN)
    return [
        {
            "id": w.clean(row["customer_id"]) if row["customer_id"] is not None else w.UNKNOWN,
            "risk": w.percent(row["risk"]),
            "interval": w.interval(row["risk_low"], row["risk_high"]),
            "trend": w.points(row["trend"], 1),
            "n_interactions": w.number(row["n_interactions"]),
            "last_at": w.day(row["last_at"]),
            "value_at_risk": w.number(row["value_at_risk"]),
            "reasons": _reasons(row["reasons"]),
        }
        for row in rows.to_pylist()
    ]


def _reasons(reasons: list[dict[str, object]] | None) -> str:
    """Say what raises and what lowers a customer's risk."""
    told = w.top_reasons(reasons)
    parts = [
        f"{verb} by {', '.join(names)}"
        for verb, names in (
            ("raised", [name for name, contribution in told if contribution > 0]),
            ("lowered", [name for name, contribution in told if contribution < 0]),
        )
        if names
    ]
    return "; ".join(parts) or w.UNKNOWN


def _mix(units: pa.Table) -> list[dict[str, str]]:
    """Return the rows of the emotion table."""
    counts = emotion_counts(units)
    total = sum(count for _, count in counts)
    kinds = {-1: "bad", 0: "neutral or neither", 1: "good"}
    return [
        {
            "emotion": w.words(name),
            "kind": kinds[w.polarity(Emotion, name)],
            "n": w.number(count),
            "share": w.percent(count / total, 1),
        }
        for name, count in counts
    ]


def _mix_picture(tables: dict[str, pa.Table], mix: list[dict[str, str]]) -> dict[str, str]:
    """Draw the emotion mix and say in words what the picture shows."""
    told = "; ".join(f"{row['emotion']} {row['share']}" for row in mix)
    alt = f"Bar chart of the share of customer statements by strongest emotion: {told}."
    scores = Scores(tables)
    src = picture(
        lambda ax: EmotionMixDisplay.from_scores(scores, ax=ax, max_channels=0, neutral=True),
        6.5,
        1.6 + _INCHES_A_BAR * len(mix),
    )
    return {"src": src, "alt": alt}
