"""The mix-adjusted gap beside every crude one, and what is to be said of the two.

Flags: `reversal`, the likely range at like mix excludes no difference, on the other side of it than
the crude gap; `attenuation`, a crude gap whose own range excludes no difference is at like mix less
than half as large; `heterogeneity`, the gaps of strata differ (p < 0.10), so that one figure hides
what they are; `strata_dropped`, more than 20 % of the facts are in strata that lack a group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.cells import Cell
from icp_metrics.compare.question import question
from icp_metrics.compare.row import Adjusted, Row, number
from icp_metrics.compare.rows import rules_of
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.strata import Labels, Strata, known, strata, strata_cells
from icp_metrics.compare.verdict import excludes_no_difference
from icp_metrics.compare.view import View
from icp_metrics.profile.fit import ALL, FIT, NOT_FIT
from icp_metrics.statistics.estimate import Difference, Estimator, Rules, Sums
from icp_metrics.statistics.standardised import Standardised, standardised, together

DIFFER = 0.10
"""Below this p the gaps of strata are said to differ."""

MANY_DROPPED = 0.20
"""More than this share of facts in strata that lack a group is said."""


@dataclass(frozen=True)
class _Stratum:
    """A stratum by its labels, and the sums of both groups in it."""

    labels: Labels
    fit: Sums
    not_fit: Sums


def adjusted(view: View, asked: Slice, rows: Sequence[Row]) -> list[Row]:
    """The rows of one answer with their gaps at like mix, or why there is none
    (`extras["not_adjusted"]`).

    `none_set`: no stratum is. `no_strata`: none of those set can be used. `defined`: the ICP
    definition fixes the mix. `alike`: what is broken down by is the one stratum. `parts`: the
    figure is made of others. `low_n`: a group has too few accounts. `apart`: no stratum holds both
    groups.
    """
    if not rows or rows[0].kpi.better == "neither":
        return list(rows)
    kpi, variant = kpi_named(rows[0].kpi.id), rows[0].variant
    if kpi.parts:
        return [_without(row, "parts") for row in rows]
    q = question(view, kpi, replace(asked, variant=variant))
    used = strata(view, q.kpi, q.by)
    if not used.by:
        return [_unset(row, used) for row in rows]
    if all(_too_few(row) for row in rows):
        return [_without(row, "low_n") for row in rows]
    periods = tuple(dict.fromkeys(row.period for row in rows))
    found, used = known(strata_cells(view, replace(q, periods=periods), used.by), used)
    if not used.by:
        return [_unset(row, used) for row in rows]
    rules = rules_of(view)
    return [
        _with(row, found.get((periods.index(row.period), row.segment), {}), used, rules)
        for row in rows
    ]


def _too_few(row: Row) -> bool:
    return any(row.groups[g].estimate.status == "insufficient" for g in (FIT, NOT_FIT)) or (
        row.gap.value is None
    )


def _without(row: Row, reason: str) -> Row:
    return replace(row, extras={**row.extras, "not_adjusted": reason})


def _unset(row: Row, used: Strata) -> Row:
    why = set(used.left_out.values())
    reason = "no_strata" if why else "none_set"
    if "criterion" in why:
        reason = "defined"
    elif why == {"broken_down_by"}:
        reason = "alike"
    row = _without(row, reason)
    return replace(row, extras={**row.extras, "strata_left_out": dict(used.left_out)})


def _with(row: Row, cells: Mapping[Labels, Mapping[str, Cell]], used: Strata, rules: Rules) -> Row:
    if _too_few(row):
        return _without(row, "low_n")
    e = row.kpi.estimator
    keyed, columns = e.keyed_by is not None, len(e.columns)

    def sums(groups: Mapping[str, Cell], name: str) -> Sums:
        return groups[name].sums if name in groups else Sums.none(columns, keyed=keyed)

    each = [_Stratum(labels, sums(g, FIT), sums(g, NOT_FIT)) for labels, g in cells.items()]
    each = [s for s in each if s.fit.facts.any() or s.not_fit.facts.any()]
    each.sort(key=lambda s: (-s.fit.facts.sum() - s.not_fit.facts.sum(), str(s.labels)))
    found = standardised(_settled(e, cells, rules), [(s.fit, s.not_fit) for s in each], rules)
    if found is None:
        return _without(row, "apart")
    told = Adjusted(
        gap=found.gap,
        crude=found.crude,
        rate=found.rate,
        mix=found.mix,
        dropped=found.dropped,
        by=used.names,
        heterogeneity=None if found.homogeneity is None else found.homogeneity.p,
    )
    extras = {**row.extras, "strata": _strata(each, found)} if row.segment is None else row.extras
    if used.left_out:
        extras = {**extras, "strata_left_out": dict(used.left_out)}
    flags = (*row.flags, *_flags(row.gap, told))
    return replace(row, adjusted=told, extras=extras, flags=flags).light()


def _settled(e: Estimator, cells: Mapping[Labels, Mapping[str, Cell]], rules: Rules) -> Estimator:
    """The estimator with what the groups share, fixed on all strata together."""
    whole: dict[str, Sums] = {}
    for groups in cells.values():
        for name, cell in groups.items():
            if name != ALL:
                whole[name] = together(whole[name], cell.sums) if name in whole else cell.sums
    return e.settle(list(whole.values()), rules)


def _flags(crude: Difference, told: Adjusted) -> list[str]:
    """What the gap at like mix says of the crude one."""
    said = []
    gap = told.gap
    assert crude.value is not None
    if gap.value is not None:
        other_side = gap.value * crude.value < 0
        if gap.low is not None and excludes_no_difference(gap) and other_side:
            said.append("reversal")
        elif (
            crude.low is not None
            and excludes_no_difference(crude)
            and abs(gap.value) < abs(crude.value) / 2
        ):
            said.append("attenuation")
    if told.heterogeneity is not None and told.heterogeneity < DIFFER:
        said.append("heterogeneity")
    if told.dropped > MANY_DROPPED:
        said.append("strata_dropped")
    return said


def _strata(each: Sequence[_Stratum], found: Standardised) -> list[dict[str, Any]]:
    """The strata, those with most facts first; one with too few accounts has no gap."""
    gaps = iter(found.strata)
    rows = []
    for s, kept in zip(each, found.kept, strict=True):
        gap = next(gaps) if kept else Difference()
        rows.append(
            {
                "labels": list(s.labels),
                "n": {"fit": s.fit.n, "not_fit": s.not_fit.n},
                "facts": int(s.fit.facts.sum() + s.not_fit.facts.sum()),
                "kept": kept,
                "gap": {k: number(getattr(gap, k)) for k in ("value", "low", "high")},
            }
        )
    return rows
