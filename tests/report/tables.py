"""Small tables with the schemas of voc.schema, every missing column null."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa

from voc.report.html import render
from voc.schema import CUSTOMERS, DRIVERS, INTERACTIONS, STAGES, UNITS
from voc.scores import TABLES, Scores
from voc.taxonomy import Emotion, Stage, names

SCRIPT = "<script>alert(1)</script>"
HOSTILE = f"</script>\u2028<!--{SCRIPT}"
SCHEMAS = {
    "units": UNITS,
    "interactions": INTERACTIONS,
    "customers": CUSTOMERS,
    "stages": STAGES,
    "drivers": DRIVERS,
}


def table(schema, *rows):
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)


def empty():
    return {name: schema.empty_table() for name, schema in SCHEMAS.items()}


def stage(name, n=10, net=0.0, **values):
    emotions = dict.fromkeys(names(Emotion), 0.0) | values.pop("emotions", {})
    phase = Stage(name).phase.value if name in names(Stage) else None
    return {"stage": name, "phase": phase, "n": n, "net_emotion": net, "emotions": emotions, "top_cues": []} | values


def scored():
    """Three customers, four interactions (one not scored), two stages, three drivers."""
    day = datetime(2026, 3, 1, tzinfo=UTC)
    reasons = [
        {"driver": "baseline", "contribution": -9.0},
        {"driver": "anger", "contribution": 0.1},
        {"driver": "goal_unmet", "contribution": 2.0},
        {"driver": "population", "contribution": 5.0},
        {"driver": "gratitude", "contribution": -0.5},
        {"driver": "regret", "contribution": 0.01},
    ]
    return {
        "units": table(
            UNITS,
            *(
                {"interaction_id": f"i{i // 2}", "emotion": name, "null_reason": None if name else "blank text"}
                for i, name in enumerate(["anger", "anger", "anger", "gratitude", "neutral", "neutral", None])
            ),
        ),
        "interactions": table(
            INTERACTIONS,
            {"interaction_id": "i0", "customer_id": "ann", "channel": "chat", "started_at": day, "risk": 0.6,
             "effort": 4.5, "resolved": False},
            {"interaction_id": "i1", "customer_id": "ann", "channel": "chat", "risk": 0.2, "effort": 1.5,
             "resolved": True},
            {"interaction_id": "i2", "customer_id": "bob", "channel": "app_store", "risk": 0.1, "resolved": True},
            {"interaction_id": "i3"},
        ),
        "customers": table(
            CUSTOMERS,
            {"customer_id": "bob", "risk": 0.11, "n_interactions": 1, "value": 5000.0, "value_at_risk": 550.0},
            {
                "customer_id": "ann",
                "risk": 0.73,
                "risk_low": 0.61,
                "risk_high": 0.82,
                "trend": 0.125,
                "n_interactions": 2,
                "first_at": day,
                "last_at": day.replace(month=6),
                "reasons": reasons,
            },
        ),
        "stages": table(
            STAGES,
            stage("support", 31, -0.42, top_cues=["easy", "wait"], owner="customer_service", risk=0.47, risk_low=0.4,
                  risk_high=0.55, priority=0.0312, share=0.75, effort=4.26, goal_rate=0.25),
            stage("delivery", 9, 0.21, top_cues=["wait", "fast"], owner="logistics"),
        ),
        "drivers": table(
            DRIVERS,
            {"stage": "delivery", "cue": "wait", "owner": "logistics", "n_interactions": 3, "n_customers": 2,
             "risk_drop": 0.0123, "quotes": ["one", "two", "three", "four"]},
            {"stage": "support", "cue": "transfer", "owner": None, "n_interactions": 7, "n_customers": 6,
             "risk_drop": 0.0456, "quotes": ["passed <b>around</b>"]},
            {"stage": "usage", "cue": "complexity", "n_interactions": 1, "n_customers": 1, "risk_drop": -0.001},
        ),
    }  # fmt: skip


def page_of(tables, quotes=True):
    """Return the report of tables."""
    return render(Scores(tables), quotes)


def hostile():
    """Scores in which every text that could come from outside tries to become markup or script."""
    tables = scored()
    units = tables["units"].to_pylist()
    units[0] |= {"emotion": SCRIPT, "text": HOSTILE, "valence": -0.5, "customer_id": HOSTILE + "x" * 500}
    for unit in units[:2]:
        unit["interaction_id"] = HOSTILE
    interactions = tables["interactions"].to_pylist()
    named = {"customer_id": HOSTILE + "x" * 500, "channel": SCRIPT, "interaction_id": HOSTILE}
    interactions[0] |= named | {"stage": SCRIPT, "emotion": SCRIPT}
    reasons = [{"driver": SCRIPT, "contribution": 1.0}]
    quotes = [SCRIPT, '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }} {% raw %}"]
    changed = {
        "units": units,
        "interactions": interactions,
        "customers": [{"customer_id": HOSTILE + "x" * 500, "risk": 0.5, "reasons": reasons}],
        "stages": [stage(SCRIPT, phase=SCRIPT, owner=SCRIPT, top_cues=[SCRIPT]), stage("$\\frac$", net=-1.0, n=None)],
        "drivers": [{"stage": SCRIPT, "cue": SCRIPT, "owner": SCRIPT, "risk_drop": 0.1, "quotes": quotes}],
        "service": [{"channel": SCRIPT, "n_interactions": 2}, {"channel": SCRIPT, "agent": SCRIPT}],
    }
    return {name: table(TABLES[name], *rows) for name, rows in changed.items()}
