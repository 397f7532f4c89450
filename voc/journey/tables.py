"""Arrow schemas of the journey's tables; null is "cannot be told" throughout."""

from __future__ import annotations

import pyarrow as pa

from voc.schema import GROUP

_STRINGS = pa.list_(pa.string())
_TIME = pa.timestamp("us", tz="UTC")

ROLLUP = pa.schema([("group", pa.string()), *GROUP])

THREE_E = pa.schema(
    [
        ("stage", pa.string()),
        ("three_e", pa.string()),
        ("n", pa.int32()),
        ("n_customers", pa.int32()),
        ("score", pa.float32()),
        ("score_low", pa.float32()),
        ("score_high", pa.float32()),
    ]
)

PATHS = pa.schema(
    [
        ("customer_id", pa.string()),
        ("n_interactions", pa.int32()),
        ("stages", _STRINGS),
        ("started_at", pa.list_(_TIME)),
        ("n_back", pa.int32()),
    ]
)

MOMENTS = pa.schema(
    [
        ("kind", pa.string()),
        ("name", pa.string()),
        ("n_units", pa.int32()),
        ("n_customers", pa.int32()),
        ("mean", pa.float64()),
        ("baseline", pa.float64()),
        ("difference", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("effect_size", pa.float64()),
        ("p", pa.float64()),
        ("p_adjusted", pa.float64()),
        ("verdict", pa.string()),
        ("quotes", _STRINGS),
    ]
)

CONSISTENCY = pa.schema(
    [
        ("across", pa.string()),
        ("n_groups", pa.int32()),
        ("n_units", pa.int32()),
        ("n_customers", pa.int32()),
        ("consistency", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("best", pa.string()),
        ("best_mean", pa.float64()),
        ("worst", pa.string()),
        ("worst_mean", pa.float64()),
    ]
)

GAP = pa.schema(
    [
        ("stage", pa.string()),
        ("month", pa.string()),
        ("n", pa.int32()),
        ("n_missed", pa.int32()),
        ("n_exceeded", pa.int32()),
        ("expectation_net", pa.float64()),
        ("expectation_net_low", pa.float64()),
        ("expectation_net_high", pa.float64()),
    ]
)

CONTACT = pa.schema(
    [
        ("measure", pa.string()),
        ("part", pa.string()),
        ("n_units", pa.int32()),
        ("n_customers", pa.int32()),
        ("mean", pa.float64()),
        ("mean_low", pa.float64()),
        ("mean_high", pa.float64()),
        ("contribution", pa.float64()),
        ("explained", pa.float64()),
        ("explained_low", pa.float64()),
        ("explained_high", pa.float64()),
    ]
)

CHANGES = pa.schema(
    [
        ("kind", pa.string()),
        ("name", pa.string()),
        ("measure", pa.string()),
        ("n", pa.int32()),
        ("n_before", pa.int32()),
        ("value", pa.float64()),
        ("before", pa.float64()),
        ("difference", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("p", pa.float64()),
        ("p_adjusted", pa.float64()),
        ("verdict", pa.string()),
    ]
)

NEWLY_AT_RISK = pa.schema(
    [
        ("customer_id", pa.string()),
        ("risk", pa.float32()),
        ("risk_low", pa.float32()),
        ("risk_high", pa.float32()),
        ("risk_before", pa.float32()),
        ("probability", pa.float64()),
        ("value_at_risk", pa.float64()),
    ]
)
