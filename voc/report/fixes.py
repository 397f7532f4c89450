"""What to fix first: one list of cues and feelings at their stages, for those who decide."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from voc.journey.evidence import Evidence
from voc.risk.drivers import drivers
from voc.schema import DRIVERS
from voc.scores import Scores


def fixes(scores: Scores) -> pa.Table:
    """Rank cues at their stages, and bad emotions at their stages where no cue tells what was wrong.

    A cue is one row whatever was felt with it: split by emotion, one problem would stand in the list several times and
    too low each time. Units without a bad cue would be one row a stage that nobody can fix; their emotion tells more.

    Args:
        scores: any; without a risk model to ask, their drivers are given as they are.

    Returns:
        Schema ``DRIVERS``, ``emotion`` null where a cue is named; ranked as ``voc.risk.drivers`` does.
    """
    if scores.risk_model is None:
        return scores.tables["drivers"]
    by_cue = drivers(
        Evidence.of(scores.tables, scores.taxonomy),
        scores.tables,
        scores.risk_model,
        scores.taxonomy,
        by=("stage", "cue"),
    ).filter(pc.field("cue").is_valid())
    by_cue = by_cue.add_column(DRIVERS.get_field_index("emotion"), "emotion", pa.nulls(by_cue.num_rows, pa.string()))
    felt = scores.tables["drivers"].filter(pc.field("cue").is_null())
    rows = pa.concat_tables([by_cue, felt])
    return rows.sort_by([("risk_drop", "descending"), ("value_drop", "descending")])
