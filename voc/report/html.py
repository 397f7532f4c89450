"""The report: one HTML page that needs nothing else, for a manager who was not there."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

import jinja2
from markupsafe import Markup

from voc.journey.evidence import Evidence
from voc.report import customers, effort, feelings, journey, method, numbers, problems, service
from voc.scores import TABLES, Scores


def render(scores: Scores, quotes: bool = True) -> str:
    """Return the report as one self-contained HTML page; all text in it is escaped.

    Args:
        scores: what to tell of. Empty tables, absent ones and null columns leave their part of the page empty.
        quotes: whether to quote customers; without, none of their words is in the page.
    """
    scores = _typed(scores)
    tables, evidence = scores.tables, Evidence.of(scores.tables, scores.taxonomy)
    stages, emotions = (
        journey.stage_rows(tables["stages"], scores.taxonomy.cues),
        feelings.emotion_rows(tables["units"]),
    )
    found = problems.found(scores)
    shown = problems.problem_rows(found, quotes)
    channels, agents, agents_total = service.service_rows(tables["service"])
    style, script = (_text(f"report.{kind}") for kind in ("css", "js"))
    return _template().render(
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704  (our own files)
        script=Markup(script),  # noqa: S704
        quoted=quotes,
        model=scores.about,
        quality=method.quality(scores.about),
        about=numbers.about(tables["interactions"]),
        headlines=numbers.headlines(evidence),
        short=numbers.short(tables, shown[0] if shown else None),
        stages=stages,
        journey=journey.journey_picture(scores) if stages else None,
        moments=journey.moment_rows(evidence, quotes),
        problems=shown,
        problems_total=len(found),
        drops_valued=problems.valued(found),
        roadmap=problems.roadmap(scores, found, shown) if shown else None,
        customers=customers.customer_rows(tables["customers"]),
        customers_total=tables["customers"].num_rows,
        # The data is escaped for where it stands, see script_json; HTML's escapes mean nothing inside a script element.
        customers_data=Markup(customers.page_data(tables | {"interactions": scores.named("interactions")}, quotes)),  # noqa: S704
        values_known=tables["customers"]["value_at_risk"].null_count < tables["customers"].num_rows,
        effort=effort.effort_picture(scores),
        cues=effort.cue_rows(evidence),
        events=effort.event_rows(tables["interactions"]),
        conversations=effort.conversations(tables["interactions"]),
        channels=channels,
        agents=agents,
        agents_total=agents_total,
        emotions=emotions,
        emotions_picture=feelings.emotion_picture(scores, emotions) if emotions else None,
    )


def _typed(scores: Scores) -> Scores:
    """Return the scores with all their tables; a column that is null throughout may have lost its type on the way."""
    tables = {
        name: scores.tables[name].select(schema.names).cast(schema) if name in scores.tables else schema.empty_table()
        for name, schema in TABLES.items()
    }
    return Scores(tables, taxonomy=scores.taxonomy, risk_model=scores.risk_model, about=scores.about)


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("voc.report", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.jinja")


def _text(name: str) -> str:
    return (files("voc.report") / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return a policy by which the browser fetches nothing, and runs nothing but the page's own script.

    So it would also do should a customer's text ever slip through unescaped.
    """
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'"
    )
