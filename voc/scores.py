"""The result of scoring: six tables, kept as the kind of frame that came in, and what can be asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from voc.errors import InputError
from voc.frames import ARROW, to_arrow, to_native
from voc.journey import rollups
from voc.journey.renamed import renamed
from voc.journey.rollups import Rollups
from voc.model.about import About
from voc.schema import CUSTOMERS, CUSTOMERS_ORDER, DRIVERS, INTERACTIONS, SERVICE, STAGES, UNITS
from voc.storage import Folder, is_remote

if TYPE_CHECKING:
    from voc.journey.evidence import Evidence
    from voc.risk.evidence import Evidence as RiskEvidence
    from voc.risk.model import RiskModel
    from voc.risk.population import Population

TAXONOMY = "taxonomy.toml"
"""File of a folder of scores with the roll-ups in force, see ``voc.journey.rollups``."""
RISK = "risk.json"
"""File of a folder of scores with the risk model in force, see ``RiskModel.save``."""
MODEL = "model.json"
"""File of a folder of scores about the model, see ``voc.model.about``."""
SETTINGS = (TAXONOMY, RISK, MODEL)
CLAIM = ".voc-job.json"
"""File of a folder that a job writes, for as long as it is not done; see ``voc.batch.claim``."""
TABLES = {
    "units": UNITS,
    "interactions": INTERACTIONS,
    "customers": CUSTOMERS,
    "stages": STAGES,
    "drivers": DRIVERS,
    "service": SERVICE,
}
"""Names and schemas of the tables, see ``voc.schema``."""


class Scores:
    """Units, interactions, customers, stages, drivers and service of one job."""

    def __init__(
        self,
        tables: dict[str, pa.Table],
        kind: str = ARROW,
        taxonomy: Rollups | None = None,
        risk_model: RiskModel | None = None,
        about: About | None = None,
    ) -> None:
        """Hold Arrow tables by the names in ``TABLES``.

        Args:
            tables: the tables.
            kind: kind of frame to give.
            taxonomy: the roll-ups; default: the shipped ones.
            risk_model: what gave the risk; only ``roadmap`` needs it, and the pictures and the report drawn from it.
            about: the model that made them; default: not known.
        """
        self.tables = tables
        self.taxonomy = taxonomy or rollups.shipped()
        self.risk_model = risk_model
        self.about = about
        self._kind = kind

    def named(self, name: str) -> pa.Table:
        """Return the Arrow table of units or interactions with stages and owners as the user's taxonomy names them.

        ``tables`` and saved files hold the names of the shipped taxonomy there; the other tables hold the user's.
        """
        return renamed(self.tables[name], self.taxonomy)

    @property
    def kind(self) -> str:
        """Kind of frame that the tables are given as: ``pyarrow``, ``pandas`` or ``polars``."""
        return self._kind

    def _native(self, name: str) -> Any:  # noqa: ANN401  (any frame)
        return self._give(self.tables[name])

    def _give(self, table: pa.Table) -> Any:  # noqa: ANN401  (any frame)
        return to_native(table, self._kind)

    @cached_property
    def _evidence(self) -> Evidence:
        """The scored units as arrays, made once."""
        from voc.journey.evidence import Evidence

        return Evidence.of(self.tables, self.taxonomy)

    @property
    def units(self) -> Any:  # noqa: ANN401
        """One row a unit, schema ``voc.schema.UNITS``."""
        return self._give(self.named("units"))

    @property
    def interactions(self) -> Any:  # noqa: ANN401
        """One row an interaction, schema ``voc.schema.INTERACTIONS``."""
        return self._give(self.named("interactions"))

    @property
    def customers(self) -> Any:  # noqa: ANN401
        """One row a customer, highest risk first, schema ``voc.schema.CUSTOMERS``."""
        return self._native("customers")

    @property
    def stages(self) -> Any:  # noqa: ANN401
        """One row a stage, in the order of the journey, schema ``voc.schema.STAGES``."""
        return self._native("stages")

    @property
    def drivers(self) -> Any:  # noqa: ANN401
        """One row a stage, cue and emotion, largest fall of risk first, schema ``voc.schema.DRIVERS``.

        What the risk model attributes to each problem, not what an experiment would show; see ``voc.risk.drivers``.
        """
        return self._native("drivers")

    def roadmap(self, by: str | Sequence[str] = ("stage", "cue")) -> Any:  # noqa: ANN401
        """Rank problems as ``drivers``, with coarser rows: what to fix first.

        Falls of risk do not add up, so each row is computed anew from all its units; see ``voc.risk.drivers``.

        Args:
            by: what a row is: one or more of ``stage``, ``cue``, ``emotion`` and ``owner``.

        Returns:
            The columns of ``drivers``, without those of stage, cue and emotion that are not in ``by``.

        Raises:
            InputError: if ``by`` is none of these, or the scores hold no risk model.
        """
        from voc.risk.drivers import roadmap

        return self._give(roadmap(self, by))

    @property
    def service(self) -> Any:  # noqa: ANN401
        """One row a channel and agent, schema ``voc.schema.SERVICE``."""
        return self._native("service")

    def rollup(self, by: str, taxonomy: str | Path | None = None) -> Any:  # noqa: ANN401
        """Measure what stages and units roll up to.

        Args:
            by: ``phase``, ``pillar``, ``owner``, ``touchpoint`` (schema ``voc.journey.tables.ROLLUP``, measures as
                those of ``stages``) or ``three_e`` (effectiveness, ease and emotion of the journey and of each stage,
                schema ``THREE_E``).
            taxonomy: TOML file with other roll-ups, see ``voc.journey.rollups``; default: those of the scoring.

        Raises:
            InputError: if ``by`` is none of these, or the file is not as it should be.
        """
        from voc.journey.stages import rollup

        rollups = self._rollups(taxonomy)
        return self._give(rollup(replace(self._evidence, taxonomy=rollups), by, rollups))

    def _rollups(self, taxonomy: str | Path | None) -> Rollups:
        return self.taxonomy if taxonomy is None else rollups.read(taxonomy)

    def paths(self) -> Any:  # noqa: ANN401
        """Lay out each customer's path through the stages, see ``voc.journey.paths``."""
        from voc.journey.paths import paths

        return self._give(paths(self.tables["interactions"], self.taxonomy))

    def moments(self, measure: str = "valence", false_discoveries: float = 0.05) -> Any:  # noqa: ANN401
        """Find the moments that matter: stages and cues better or worse than their customers' own baseline.

        Args:
            measure: valence, net_emotion, effort, goal_rate, expectation_net, attitude or risk.
            false_discoveries: share of false verdicts among all to put up with, see ``voc.journey.moments``.

        Raises:
            InputError: if there is no such measure, or the share is not between 0 and 1.
        """
        from voc.journey.moments import moments

        return self._give(moments(self._evidence, measure, false_discoveries))

    def consistency(self) -> Any:  # noqa: ANN401
        """Measure how alike the experience is across channels, stages and months, see ``voc.journey.consistency``."""
        from voc.journey.consistency import consistency

        return self._give(consistency(self._evidence))

    def experience_gap(self) -> Any:  # noqa: ANN401
        """Compare expectations missed and exceeded by stage and month, see ``voc.journey.gap``."""
        from voc.journey.gap import experience_gap

        return self._give(experience_gap(self._evidence))

    def service_experience(self, taxonomy: str | Path | None = None) -> Any:  # noqa: ANN401
        """Split net emotion and risk into contact with customer service and all else, see ``voc.journey.contact``."""
        from voc.journey.contact import service_experience

        return self._give(service_experience(self._evidence, self._rollups(taxonomy)))

    def risk_history(self, population: Population | None = None) -> Any:  # noqa: ANN401
        """Lay out each customer's risk after each interaction, from what came before and it, see ``voc.risk.history``.

        Args:
            population: how customers differ; default as in ``customers``, where all interactions had a say in it.
        """
        from voc.risk.history import risk_history

        evidence, (people, half_life, _) = self._settled()
        return self._give(risk_history(evidence, people if population is None else population, half_life))

    def states(self, half_life: float | None = None) -> pa.Table:
        """Sum each customer up in a state that merges with those of other parts of the data, see ``voc.risk.state``.

        Args:
            half_life: days; default as in ``customers``.

        Raises:
            InputError: if the half-life is not above 0.
        """
        from voc.risk.state import of

        evidence, (_, settled, fingerprint) = self._settled()
        return of(evidence, settled if half_life is None else half_life, fingerprint)

    @property
    def population(self) -> Population | None:
        """How customers differ and how fast their evidence ages, as the risks of ``customers`` were made with."""
        return self._settled()[1][0]

    def _settled(self) -> tuple[RiskEvidence, tuple[Population | None, float, str]]:
        """Return the evidence on customers, and what their risks were made with; fitted where the table tells none."""
        from voc.risk.customers import settle, summed_risk
        from voc.risk.evidence import Evidence as RiskEvidence
        from voc.risk.population import read
        from voc.risk.state import about

        evidence = RiskEvidence.of(self.tables["interactions"])
        settled = read(self.tables["customers"])
        if settled is None:
            people, summed = settle(summed_risk(evidence, None, ""), None)
            settled = people, about(summed)[0], ""
        return evidence, settled

    def compare(self, other: Scores, at_risk: float | None = None, false_discoveries: float = 0.05) -> Comparison:
        """Compare with an earlier period, or with another segment; see ``voc.journey.compare``.

        Args:
            other: what to compare with: differences are ours less the other's, by our taxonomy.
            at_risk: risk from which on a customer is at risk; default: what a tenth of the other's customers reach.
            false_discoveries: share of false verdicts among all to put up with.

        Raises:
            InputError: if a share or risk is not between 0 and 1.
        """
        from voc.journey import compare
        from voc.journey.evidence import Evidence

        changes = compare.changes(self._evidence, Evidence.of(other.tables, self.taxonomy), false_discoveries)
        newly = compare.newly_at_risk(self.tables["customers"], other.tables["customers"], at_risk)
        return Comparison(self._give(changes), self._give(newly))

    def save(self, folder: str | Path) -> None:
        """Write a local folder of Parquet a table, the taxonomy, the risk model and what is known of the model.

        ``voc.read_scores`` reads it. Tables of scores that are there already are replaced.

        Raises:
            InputError: if the folder is a URL.
        """
        if is_remote(folder):
            raise InputError(f"{folder} is no local folder: save into one and copy it, or score files with 'voc score'")
        folder = Path(folder)
        for name, table in self.tables.items():
            (folder / name).mkdir(parents=True, exist_ok=True)
            for left in (folder / name).glob("*.parquet"):
                left.unlink()
            pq.write_table(table, folder / name / part_name(0), compression="zstd")
        self.save_settings(folder)

    def save_settings(self, folder: Path) -> None:
        """Write what the tables were made with: the files ``SETTINGS``."""
        (folder / TAXONOMY).write_text(self.taxonomy.to_toml(), encoding="utf-8")
        for name, part in ((RISK, self.risk_model), (MODEL, self.about)):
            (folder / name).unlink(missing_ok=True)
            if part is not None:
                part.save(folder / name)

    def report(self, path: str | Path, quotes: bool = True) -> None:
        """Write a self-contained HTML report, under 5 MB.

        Args:
            path: file to write.
            quotes: whether to quote customers; without, none of their words is in the report. It still names customers
                by their ids.
        """
        from voc.report.html import render

        Path(path).write_text(render(self, quotes), encoding="utf-8")

    def __repr__(self) -> str:
        """Return the number of rows of each table."""
        return f"Scores({', '.join(f'{name}: {table.num_rows}' for name, table in self.tables.items())})"

    def __str__(self) -> str:
        """Return the main numbers and the customers with the highest risk, for a terminal."""
        from voc.report.summary import scores_text

        return scores_text(self.tables)

    def _repr_html_(self) -> str:
        """Return the same with small pictures, for a notebook."""
        from voc.report.summary import scores_html

        return scores_html(self.tables)


@dataclass(frozen=True, repr=False)
class Comparison:
    """What changed between two jobs; frames of the same kind as the scores.

    Attributes:
        changes: one row a measure overall, of a stage, a cue or an emotion, schema ``voc.journey.tables.CHANGES``.
        newly_at_risk: one row a customer, schema ``voc.journey.tables.NEWLY_AT_RISK``.
    """

    changes: Any
    newly_at_risk: Any

    def __repr__(self) -> str:
        """Return the number of rows of each table."""
        return f"Comparison(changes: {len(self.changes)}, newly_at_risk: {len(self.newly_at_risk)})"

    def __str__(self) -> str:
        """Return the changes that are more than chance, for a terminal."""
        from voc.report.summary import comparison_text

        return comparison_text(to_arrow(self.changes)[0], to_arrow(self.newly_at_risk)[0])

    def _repr_html_(self) -> str:
        """Return the changes that are more than chance, for a notebook."""
        from voc.report.summary import comparison_html

        return comparison_html(to_arrow(self.changes)[0], to_arrow(self.newly_at_risk)[0])


def part_name(number: int) -> str:
    """Return the name of a part of a table: a table is a folder of parts, in the order of their names."""
    return f"part-{number:05d}.parquet"


def part_paths(table: Path) -> list[Path]:
    """Return the parts of a table in order, without files that a killed process left: their names begin with a dot."""
    return sorted(table.glob("[!.]*.parquet"))


def read_scores(folder: str | Path, kind: str = ARROW) -> Scores:
    """Read what ``Scores.save`` or ``voc score`` wrote.

    Args:
        folder: the output folder, local or a URL (``s3://…``).
        kind: kind of frame to give: ``pyarrow``, ``pandas`` or ``polars``.

    Raises:
        InputError: if a table is missing or was written by another version, the job that writes the folder is not
            done, or the taxonomy or the file about the model was altered amiss.
        ModelError: if the risk model cannot be read.
        MissingExtraError: if what a URL needs is not installed.
    """
    from voc.risk.model import RiskModel

    with Folder(folder).local() as local:
        if (local / CLAIM).exists():
            raise InputError(f"the job that writes {folder} is not done: end it with 'voc score ... --resume'")
        tables = {name: _read_table(folder, local, name) for name in TABLES}
        tables["customers"] = tables["customers"].sort_by(CUSTOMERS_ORDER)  # each part of them is in order by itself
        taxonomy, risk, about = (local / name for name in SETTINGS)
        return Scores(
            tables,
            kind,
            rollups.read(taxonomy) if taxonomy.exists() else None,
            RiskModel.load(risk) if risk.exists() else None,
            About.load(about) if about.exists() else None,
        )


def _read_table(folder: str | Path, local: Path, name: str) -> pa.Table:
    """Read the parts of a table."""
    from voc.readers.parquet import whole

    paths = part_paths(local / name)
    if not paths:
        raise InputError(f"{folder} is not a folder of scores: it has no {name}; make one with 'voc score'")
    return pa.concat_tables([_typed(whole(path), TABLES[name], path) for path in paths])


def _typed(table: pa.Table, schema: pa.Schema, path: Path) -> pa.Table:
    """Return a table that was read with the types that it should have, and with what its schema notes.

    Raises:
        InputError: if it has other columns, or values that are not of these types.
    """
    if table.schema.names != schema.names:
        raise InputError(f"{path} was written by another version of voc: score the input again")
    try:
        return table.cast(schema).replace_schema_metadata(table.schema.metadata)
    except (pa.ArrowException, ValueError) as error:
        raise InputError(f"{path} was altered ({error}): score the input again") from error
