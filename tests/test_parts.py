"""Tables made of parts of the customers are those of all customers at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import voc.parts
import voc.risk.state
from tests.journey.jobs import fill
from tests.risk.jobs import MODEL, cue
from voc.analyzer import Analyzer
from voc.errors import InputError
from voc.journey import rollups
from voc.journey.evidence import Evidence
from voc.journey.rollups import Rollups
from voc.parts import Part, People, Totals
from voc.risk import drift
from voc.risk.drift import GRID
from voc.risk.features import SIGNALS
from voc.risk.model import RiskModel
from voc.risk.population import read
from voc.schema import BASELINE, CUSTOMERS_ORDER, INTERACTIONS, SIGNALS_KEPT, UNITS
from voc.scores import Scores
from voc.taxonomy import Cue, Emotion, Expectation, Goal, Owner, Staff, Stage, Touchpoint, names

START = datetime(2026, 1, 1, tzinfo=UTC)
AGENTS = ("Ann", "Bo", "Cy")


def generated(seed: int, n: int = 60, customers: int = 12, most: float = 0.0) -> dict[str, pa.Table]:
    """Return units and interactions in which everything occurs: ties, nulls, nobody's interactions, no times.

    Args:
        seed: of all that is random.
        n: interactions, each of 1 to 4 units; some of them were not scored.
        customers: customers, beside those who are not known.
        most: share of the interactions that are the first customer's.
    """
    rng = np.random.default_rng(seed)

    def some(labels, size, told=0.8):
        return [str(rng.choice(labels)) if rng.random() < told else None for _ in range(size)]

    ids = [f"i{i:04}" for i in range(n)]
    scored = rng.random(n) < 0.9
    whose = np.where(rng.random(n) < most, 0, rng.integers(0, customers, n))
    days = np.round(rng.uniform(0, 200, n), rng.integers(-1, 3))
    reasons = [
        [{"driver": BASELINE, "contribution": -2.0}]
        + [{"driver": d, "contribution": rng.normal()} for d in rng.choice(list(SIGNALS), 3, replace=False)]
        for _ in range(n)
    ]
    risk = [1 / (1 + np.exp(-sum(reason["contribution"] for reason in row))) for row in reasons]
    interactions = fill(
        INTERACTIONS,
        n,
        interaction_id=ids,
        customer_id=[f"c{i}" if rng.random() < 0.9 else None for i in whose],
        channel=some(("chat", "call"), n),
        started_at=[START + timedelta(days=day) if rng.random() < 0.85 else None for day in days],
        duration_s=rng.uniform(0, 900, n),
        n_agent_turns=rng.integers(0, 3, n),
        first_response_s=[float(rng.choice([0.0, 12.0, 0.31, 4321.0])) if rng.random() < 0.7 else None for _ in ids],
        longest_wait_s=np.round(rng.gamma(2, 300, n), 3),
        valence=rng.uniform(-1, 1, n),
        peak=rng.uniform(-1, 1, n),
        end=rng.uniform(-1, 1, n),
        stage=some(names(Stage)[:2], n),
        owner=some(names(Owner)[:2], n),
        effort=[float(rng.uniform(1, 5)) if rng.random() < 0.6 else None for _ in ids],
        resolved=[bool(rng.random() < 0.5) if rng.random() < 0.7 else None for _ in ids],
        risk=[value if told else None for value, told in zip(risk, scored, strict=True)],
        reasons=[row if told else None for row, told in zip(reasons, scored, strict=True)],
        value=[float(rng.integers(1, 9) * 100) if rng.random() < 0.5 else None for _ in ids],
        agents=[list(rng.choice(AGENTS, rng.integers(0, 3), replace=False)) for _ in ids],
    )
    of = np.repeat(np.arange(n), rng.integers(1, 5, n))
    total = len(of)
    known = [None if scored[i] else "no text" for i in of]
    units = fill(
        UNITS,
        total,
        interaction_id=[ids[i] for i in of],
        unit_id=[f"{ids[i]}:{j}" for j, i in enumerate(of)],
        text=[f"text {rng.integers(0, 30)}" for _ in of],
        valence=rng.uniform(-1, 1, total),
        emotion=[label or "neutral" for label in some(names(Emotion)[::3], total)],
        emotions=[list(rng.choice(names(Emotion), rng.integers(0, 3), replace=False)) for _ in of],
        emotion_scores=[dict(zip(names(Emotion), rng.random(18), strict=True)) for _ in of],
        intensity=rng.uniform(0, 3, total),
        effort=[float(rng.uniform(1, 5)) if rng.random() < 0.4 else None for _ in of],
        cues=[cue(*rng.choice(names(Cue)[6:12], rng.integers(0, 3)), score=rng.integers(1, 4) / 4) for _ in of],
        stage=some(names(Stage)[::4], total),
        goal=some(names(Goal), total, 0.4),
        expectation=some(names(Expectation), total, 0.3),
        staff=some(names(Staff), total, 0.3),
        owner=some(names(Owner)[::2], total, 0.5),
        touchpoint=some(names(Touchpoint)[:3], total, 0.5),
        risk=rng.random(total),
        null_reason=known,
        signals=[dict(zip(SIGNALS_KEPT, rng.random(len(SIGNALS_KEPT)), strict=True)) for _ in of],
    )
    return {"units": units, "interactions": interactions}


def drifting(seed: int, customers: int = 40, each: int = 8) -> dict[str, pa.Table]:
    """Return interactions of customers whose risk drifts fast, so that a discount is fitted."""
    rng = np.random.default_rng(seed)
    n = customers * each
    level = np.cumsum(rng.normal(0, 1.5, (customers, each)), axis=1).ravel()
    ids = [f"i{i:04}" for i in range(n)]
    interactions = fill(
        INTERACTIONS,
        n,
        interaction_id=ids,
        customer_id=[f"c{i // each}" for i in range(n)],
        started_at=[START + timedelta(days=10.0 * (i % each) + rng.uniform(0, 5)) for i in range(n)],
        **{name: rng.uniform(-1, 1, n) for name in ("valence", "peak", "end")},
        risk=1 / (1 + np.exp(-level)),
        reasons=[[{"driver": BASELINE, "contribution": -1.0}, {"driver": "anger", "contribution": x}] for x in level],
    )
    return {"units": UNITS.empty_table(), "interactions": interactions}


def cut(tables: dict[str, pa.Table], n: int, rng: np.random.Generator) -> list[dict[str, pa.Table]]:
    """Deal customers, and interactions without one, out to ``n`` parts, rows shuffled."""
    rows = tables["interactions"].select(["interaction_id", "customer_id"]).to_pylist()
    part_of: dict[str, int] = {}
    where = {
        row["interaction_id"]: part_of.setdefault(row["customer_id"] or row["interaction_id"], int(rng.integers(n)))
        for row in rows
    }
    parts = []
    for i in range(n):
        cut_out = {}
        for name, table in tables.items():
            own = [row for row, key in enumerate(table["interaction_id"].to_pylist()) if where[key] == i]
            cut_out[name] = table.take(pa.array(rng.permutation(own), pa.int64()))
        parts.append(cut_out)
    return parts


def assert_same(one: dict[str, pa.Table], two: dict[str, pa.Table]) -> None:
    """Assert that tables are the same: all but floats exactly, and these to the precision of their columns."""
    assert one.keys() == two.keys()
    for name, table in one.items():
        assert table.schema == two[name].schema
        for column in table.column_names:
            digits = (
                1e-9 if table.schema.field(column).type in (pa.float64(), INTERACTIONS.field("reasons").type) else 2e-7
            )
            for a, b in zip(table[column].to_pylist(), two[name][column].to_pylist(), strict=True):
                assert alike(a, b, digits), f"{name}.{column}: {a} != {b}"


def alike(one, two, digits):
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(alike(one[name], two[name], digits) for name in one)
    if isinstance(one, list):
        return len(one) == len(two) and all(alike(a, b, digits) for a, b in zip(one, two, strict=True))
    # What is 0 but for rounding has no relative precision.
    return one == two or (isinstance(one, float) and one == pytest.approx(two, rel=digits, abs=1e-12))


def of(tables: dict[str, pa.Table], model: RiskModel = MODEL, half_life: float | None = None) -> Part:
    return Part.of(tables, model, half_life, "a model")


def merged(parts: list[Part], totals: Totals | None = None, taxonomy: Rollups | None = None) -> dict[str, pa.Table]:
    """Make the tables of parts as a job does: from their bytes, and the customers of each part by themselves."""
    totals = totals or Totals.merge(Totals.from_bytes(part.totals.to_bytes()) for part in parts)
    people = totals.population()
    customers = [People.from_bytes(part.people.to_bytes()).table(people) for part in parts]
    return {"customers": pa.concat_tables(customers).sort_by(CUSTOMERS_ORDER), **totals.tables(taxonomy)}


@settings(max_examples=12)
@given(st.integers(0, 10**6), st.integers(1, 5), st.sampled_from([None, 30.0]))
def test_parts_merged_in_any_order_are_the_whole(seed: int, n: int, half_life: float | None) -> None:
    rng = np.random.default_rng(seed)
    tables = generated(seed, most=float(rng.choice([0.0, 0.5])))
    whole = of(tables, half_life=half_life).tables()
    parts = [of(part, half_life=half_life) for part in cut(tables, n, rng)]
    parts = [parts[i] for i in rng.permutation(n)]
    assert_same(merged(parts), whole)
    totals = [part.totals for part in parts]
    assert_same(merged(parts, Totals.merge([Totals.merge(totals[:2]), *totals[2:]])), whole)


OWN = """
[stage]
early = ["awareness", "consideration"]
middle = ["purchase", "delivery", "onboarding", "usage", "support", "billing", "returns"]
late = ["renewal", "advocacy", "exit"]

[phase]
one = ["awareness", "consideration"]
two = ["purchase", "delivery", "onboarding", "usage", "support", "billing", "returns"]
three = ["renewal", "advocacy", "exit"]

[cue.price_rise]
polarity = -1
phrases = ["price rise"]
"""


def own_taxonomy(folder: Path, text: str = OWN) -> Rollups:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return rollups.read(path)


def with_own_cue(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """Call every second kind of cue the user's own."""
    units = tables["units"]
    cues = units["cues"].to_pylist()
    for one in (one for row in cues for one in row or ()):
        one["cue"] = "price_rise" if one["cue"] in names(Cue)[6:12:2] else one["cue"]
    place = units.schema.get_field_index("cues")
    return tables | {"units": units.set_column(place, "cues", pa.array(cues, units.schema.field("cues").type))}


@pytest.mark.parametrize("seed", [0, 1])
def test_own_cues_and_stages_are_the_same_in_parts(tmp_path: Path, seed: int) -> None:
    taxonomy, rng = own_taxonomy(tmp_path), np.random.default_rng(seed)
    tables = with_own_cue(generated(seed))
    whole = Part.of(tables, MODEL, 30.0, "a model", taxonomy)
    parts = [Part.of(part, MODEL, 30.0, "a model", taxonomy) for part in cut(tables, 4, rng)]
    found = merged(parts, taxonomy=taxonomy)
    assert_same(found, whole.tables(taxonomy))
    assert "price_rise" in found["drivers"]["cue"].to_pylist()
    assert set(found["stages"]["stage"].to_pylist()) <= {"early", "middle", "late"}
    evidence = Evidence.of(tables, taxonomy)
    counts = {}
    for pair in zip(evidence.stages[0][evidence.cues.unit].tolist(), evidence.cues.cue.tolist(), strict=True):
        counts[pair] = counts.get(pair, 0) + 1
    for row in found["stages"].to_pylist():
        of_stage = {c: n for (s, c), n in counts.items() if s >= 0 and evidence.stages[1][s] == row["stage"]}
        top = sorted(of_stage, key=lambda kind, n=of_stage: (-n[kind], kind))[: len(row["top_cues"])]
        assert row["top_cues"] == [taxonomy.cues[kind].value for kind in top]


def test_parts_of_other_cues_or_stages_are_refused(tmp_path: Path) -> None:
    tables, taxonomy = generated(5), own_taxonomy(tmp_path)
    part, mine = of(tables), Part.of(tables, MODEL, None, "a model", taxonomy)
    with pytest.raises(InputError, match="parts of different cues or stages cannot be merged"):
        Totals.merge([part.totals, mine.totals])
    with pytest.raises(InputError, match="was made with other cues or stages"):
        mine.tables()
    with pytest.raises(InputError, match="was made with other cues or stages"):
        part.tables(taxonomy)
    phases = OWN[OWN.index("[phase]") : OWN.index("[cue")]
    renamed = part.tables(own_taxonomy(tmp_path, phases))
    assert set(renamed["stages"]["phase"].to_pylist()) <= {"one", "two", "three"}, "other roll-ups are fine"


def test_the_generated_tables_hold_what_must_be_told_apart() -> None:
    made = of(generated(0)).tables()
    assert all(table.num_rows for table in made.values())
    assert made["service"]["agent"].null_count
    assert made["service"]["channel"].null_count
    assert made["drivers"]["value_drop_low"].drop_null().length()
    assert any(len(row["texts"]) > 1 for rows in made["stages"]["quotes"].to_pylist() for row in rows)


def test_parts_of_the_samples_are_the_scores(analyzer: Analyzer, sample_scores: Scores) -> None:
    rng = np.random.default_rng(0)
    tables = {name: sample_scores.tables[name] for name in ("units", "interactions")}
    parts = [Part.of(part, sample_scores.risk_model, None, analyzer.stamp()) for part in cut(tables, 7, rng)]
    found = merged(parts)
    assert_same(found, {name: sample_scores.tables[name] for name in found})
    assert read(found["customers"])[2] == analyzer.fingerprint


@pytest.mark.parametrize("each", [8, 2 * len(GRID)])
def test_the_half_life_is_fitted_to_the_customers_of_all_parts(each: int) -> None:
    """With more contacts than half-lives to choose from, sums are kept instead of contacts."""
    tables = drifting(1, each=each)
    whole = of(tables).tables()["customers"]
    people, half_life, _ = read(whole)
    assert people.fitted
    assert half_life in GRID
    parts = [of(part) for part in cut(tables, 5, np.random.default_rng(1))]
    found = merged(parts)["customers"]
    assert_same({"customers": found}, {"customers": whole})
    assert read(found)[0].half_life == half_life
    plain = of(tables, half_life=half_life).tables()["customers"]
    for name in ("risk", "peak", "n_interactions"):
        np.testing.assert_allclose(found[name], plain[name], rtol=1e-6)


def test_the_customers_that_a_fit_looks_at_do_not_depend_on_the_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drift, "SAMPLE", 25)
    tables = drifting(2)
    whole = of(tables)
    parts = [of(part) for part in cut(tables, 3, np.random.default_rng(0))]
    sequences = Totals.merge(part.totals for part in parts).sums["customers"]["sequences"]
    assert sequences.equals(whole.totals.sums["customers"]["sequences"])
    assert len(set(sequences["customer_id"].to_pylist())) == 25


def test_a_part_without_rows_changes_nothing() -> None:
    tables = generated(3)
    none = of({name: table.slice(0, 0) for name, table in tables.items()})
    assert all(table.num_rows == 0 for table in none.tables().values())
    assert_same(merged([none, of(tables), none]), of(tables).tables())
    assert all(table.num_rows == 0 for table in merged([none, none]).values())


def test_a_part_does_not_grow_with_what_its_customers_say() -> None:
    """A customer with 10 times as many interactions takes at most a row for each half-life."""
    little, much = (of(generated(4, n, customers=3)) for n in (120, 1200))
    taken = [
        sum(table.nbytes for table in (part.people.sums | part.totals.sums["customers"]).values())
        for part in (little, much)
    ]
    assert taken[1] < 3 * (350 * len(GRID) + 2500) + 3 * drift.LATEST * 30
    assert taken[1] < 2 * taken[0]


def test_parts_that_do_not_belong_together_are_refused() -> None:
    tables = generated(5)
    totals = of(tables).totals
    with pytest.raises(InputError, match="a fit and 30 days cannot be merged"):
        Totals.merge([totals, of(tables, half_life=30.0).totals])
    with pytest.raises(InputError, match="different models"):
        Totals.merge([totals, Part.of(tables, MODEL, None, "another").totals])
    with pytest.raises(InputError, match="at least one part"):
        Totals.merge([])


@pytest.mark.parametrize("half", [Totals, People])
def test_bytes_that_are_no_part_or_were_altered_are_refused(
    monkeypatch: pytest.MonkeyPatch, half: type[Totals] | type[People]
) -> None:
    part = of(generated(6))
    own, other = part.totals.to_bytes(), part.people.to_bytes()
    content, other = (own, other) if half is Totals else (other, own)
    magic = content.partition(b"\n")[0]
    for wrong in (b"", b"PAR1", magic + b"\n{}\n", magic + b"\n[]\n", content.replace(magic, b"voc-part"), other):
        with pytest.raises(InputError, match="no part of a job"):
            half.from_bytes(wrong)
    for wrong in (content[:-1], content + b"x", content[:-100] + b"x" + content[-99:]):
        with pytest.raises(InputError, match="cut off or altered"):
            half.from_bytes(wrong)
    monkeypatch.setattr(voc.parts, "_LABELS", [])
    with pytest.raises(InputError, match="another version of voc"):
        half.from_bytes(content)


def test_what_parts_add_up_to_does_not_grow_with_the_customers() -> None:
    """Ten times the customers make ten times what is kept of each, and none more of what is added up."""
    little, much = (of(generated(4, n, customers=n // 4), half_life=30.0) for n in (400, 4000))
    kept = [sum(table.nbytes for table in part.people.sums.values()) for part in (little, much)]
    assert kept[1] > 8 * kept[0]
    rows = [
        {name: table.num_rows for sums in part.totals.sums.values() for name, table in sums.items()}
        for part in (little, much)
    ]
    # Times are counted by their first four digits, and of the customers there is a sample.
    assert {name for name, n in rows[1].items() if n > 2 * rows[0][name]} <= {"sequences", "speeds"}
    assert drift.SAMPLE * drift.LATEST * sum(field.type.bit_width for field in list(drift.SEQUENCES)[1:]) < 8e7


def test_a_risk_model_passed_to_a_call_and_one_loaded_give_parts_that_merge(analyzer: Analyzer) -> None:
    own = RiskModel(-1.0, np.abs(MODEL.weights) * np.sign(MODEL.weights))
    loaded = voc.load(risk=own)
    assert analyzer.stamp(own) == loaded.stamp() == loaded.fingerprint != analyzer.fingerprint
    source = [voc.Interaction(str(i), (voc.Utterance("It never arrived."),), customer=f"c{i}") for i in range(2)]
    states = [
        analyzer.score(source[:1], progress=False, risk=own).states(30.0),
        loaded.score(source[1:], progress=False).states(30.0),
    ]
    assert voc.risk.state.merge(*states).num_rows == 2
