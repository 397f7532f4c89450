"""The result of scoring: six tables, kept as the kind of frame that came in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from voc.errors import InputError
from voc.frames import ARROW, to_native
from voc.schema import CUSTOMERS, DRIVERS, INTERACTIONS, SERVICE, STAGES, UNITS

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

    def __init__(self, tables: dict[str, pa.Table], kind: str = ARROW) -> None:
        """Hold Arrow tables by the names in ``TABLES``; ``kind`` is the kind of frame to give."""
        self.tables = tables
        self._kind = kind

    def _native(self, name: str) -> Any:  # noqa: ANN401  (any frame)
        return to_native(self.tables[name], self._kind)

    @property
    def units(self) -> Any:  # noqa: ANN401
        """One row a unit, schema ``voc.schema.UNITS``."""
        return self._native("units")

    @property
    def interactions(self) -> Any:  # noqa: ANN401
        """One row an interaction, schema ``voc.schema.INTERACTIONS``."""
        return self._native("interactions")

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
        """One row a stage and cue, largest effect on risk first, schema ``voc.schema.DRIVERS``."""
        return self._native("drivers")

    @property
    def service(self) -> Any:  # noqa: ANN401
        """One row a channel and agent, schema ``voc.schema.SERVICE``."""
        return self._native("service")

    def save(self, folder: str | Path) -> None:
        """Write one Parquet file a table into ``folder``, which ``voc.read_scores`` reads."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self.tables.items():
            pq.write_table(table, folder / f"{name}.parquet", compression="zstd")

    def report(self, path: str | Path) -> None:
        """Write a self-contained HTML report."""
        from voc.report.html import render

        Path(path).write_text(render(self.tables), encoding="utf-8")

    def __repr__(self) -> str:
        """Return the number of rows of each table."""
        return f"Scores({', '.join(f'{name}: {table.num_rows}' for name, table in self.tables.items())})"


def read_scores(folder: str | Path, kind: str = ARROW) -> Scores:
    """Read what ``Scores.save`` or ``voc score`` wrote.

    Args:
        folder: the output folder.
        kind: kind of frame to give: ``pyarrow``, ``pandas`` or ``polars``.

    Raises:
        InputError: if a table is missing or was written by another version.
    """
    tables = {}
    for name, schema in TABLES.items():
        path = Path(folder) / f"{name}.parquet"
        if not path.is_file():
            raise InputError(f"{folder} is not a folder of scores: it has no {path.name}; make one with 'voc score'")
        tables[name] = pq.read_table(path)
        if tables[name].schema.names != schema.names:
            raise InputError(f"{path} was written by another version of voc: score the input again")
    return Scores(tables, kind)
