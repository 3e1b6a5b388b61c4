"""A KPI that can be counted in several ways: it is decided only where they agree.

Ways of counting one thing must all give the same answer (`Kpi.agree`). Bases that look at the same
deals from two sides must have differences of the same sign (`Kpi.same_sign`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from icp_metrics.compare.cells import GROUPS
from icp_metrics.compare.family import ANSWERS, DECIDED
from icp_metrics.compare.row import Row, Verdict
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import FIT, NOT_FIT

OPEN = ("variants_differ", "bases_differ")
"""Flags of what is undecided because ways of counting it do not agree."""


@dataclass(frozen=True)
class Way:
    """What one way of counting answers. `known`: whether any group can be estimated by it; `shown`:
    whether all that is compared may be shown. A circular way has no say."""

    variant: str
    verdict: Verdict
    value: float | None
    circular: bool
    known: bool
    shown: bool


def agreed(row: Row, every: Sequence[Row]) -> Row:
    """The row with the figures of `every` in `extras["variants"]`; undecided, and flagged, where
    they do not agree: `variants_differ`, `bases_differ`."""
    extras = {**row.extras, "variants": {r.variant: _figures(r) for r in every}}
    row = replace(row, extras=extras)
    for flag in disagreement(row.kpi, way(row), [way(r) for r in every]):
        if flag in OPEN:
            row = replace(row, verdict="no_clear_difference", flags=(*row.flags, flag))
        else:
            row = replace(row, flags=(flag, *row.flags))
    return row


def way(row: Row) -> Way:
    """What the way of counting of a row answers."""
    sides = [row.groups[g].estimate.status for g in (FIT, NOT_FIT)]
    return Way(
        row.variant,
        row.verdict,
        row.gap.value,
        circular="circular" in row.flags,
        known=any(status != "not_estimable" for status in sides),
        shown=row.gap.value is not None and all(s in ("ok", "caution") for s in sides),
    )


def disagreement(kpi: Kpi, own: Way, every: Sequence[Way]) -> tuple[str, ...]:
    """What is to be flagged of an answer beside those of every way that decides: one of OPEN where
    it is none, for they do not agree; `one_basis` where not all of them have a say."""
    if kpi.same_sign:
        return _by_sign(kpi, own, every) if own.variant in kpi.bases else ()
    return _by_verdict(own, every)


def _by_verdict(own: Way, every: Sequence[Way]) -> tuple[str, ...]:
    """A circular way has no say, nor one in which neither group can be estimated: no leads are
    loaded, say, to share spend over."""
    told = {w.verdict for w in every if w.known and not w.circular}
    return ("variants_differ",) if own.verdict in ANSWERS and told != {own.verdict} else ()


def _by_sign(kpi: Kpi, own: Way, every: Sequence[Way]) -> tuple[str, ...]:
    """A basis has a say where all that is compared may be shown. Where one has none the others
    decide, and the flag `one_basis` says so."""
    having = [w for w in every if w.variant in kpi.same_sign and w.shown]
    flags = ("one_basis",) if len(having) < len(kpi.same_sign) else ()
    signs = {np.sign(w.value or 0.0) for w in (own, *having)}
    return (*flags, "bases_differ") if own.verdict in DECIDED and len(signs) > 1 else flags


def _figures(row: Row) -> dict[str, Any]:
    told = row.to_json()
    groups = {
        name: {k: told["groups"][name][k] for k in ("value", "low", "high", "status", "reason")}
        for name in GROUPS
    }
    return {
        **groups,
        "gap": told["gap"],
        "verdict": row.verdict,
        "circular": "circular" in row.flags,
        "horizon": row.horizon,
        "shares": {name: row.extras.get(name) for name in row.kpi.shares},
    }
