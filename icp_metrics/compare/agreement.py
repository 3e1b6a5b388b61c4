"""A KPI that can be counted in several ways: it is decided only where all of them agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from icp_metrics.compare.cells import GROUPS
from icp_metrics.compare.family import ANSWERS
from icp_metrics.compare.row import Row
from icp_metrics.profile.fit import FIT, NOT_FIT


def agreed(row: Row, every: Sequence[Row]) -> Row:
    """The row with the figures of every variant in `extras["variants"]`; undecided, and flagged
    `variants_differ`, where its verdict is not that of each variant that has a say.

    A circular one has none, nor one in which neither group can be estimated: no leads are loaded,
    say, to share spend over."""
    extras = {**row.extras, "variants": {r.variant: _figures(r) for r in every}}
    told = {r.verdict for r in every if "circular" not in r.flags and _known(r)}
    if row.verdict in ANSWERS and told != {row.verdict}:
        flags = (*row.flags, "variants_differ")
        return replace(row, verdict="no_clear_difference", extras=extras, flags=flags)
    return replace(row, extras=extras)


def _known(row: Row) -> bool:
    return any(row.groups[g].estimate.status != "not_estimable" for g in (FIT, NOT_FIT))


def _figures(row: Row) -> dict[str, Any]:
    told = row.to_json()
    groups = {
        name: {k: told["groups"][name][k] for k in ("value", "low", "high", "status", "reason")}
        for name in GROUPS
    }
    circular = "circular" in row.flags
    return {**groups, "gap": told["gap"], "verdict": row.verdict, "circular": circular}
