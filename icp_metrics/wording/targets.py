"""Targets in words: `Target 30.0%: reached`."""

from __future__ import annotations

from icp_metrics.compare.row import Row
from icp_metrics.wording.numbers import value
from icp_metrics.wording.shown import shown

_MET = {
    "reached": "reached",
    "missed": "missed",
    "open": "within the likely range, so it can't be told",
}


def target(row: Row) -> str:
    """The target in ICP and whether it is reached; `` without one."""
    told = row.extras.get("target")
    if told is None:
        return ""
    said = f"Target in ICP {value(told['value'], row.kpi.unit, row.currency)}"
    if told["met"] is None:
        return f"{said}."
    early = told["met"] == "open" and not shown(row.groups["fit"].estimate)
    return f"{said}: {'too early to tell' if early else _MET[told['met']]}."
