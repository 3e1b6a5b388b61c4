"""What of a row may stand on a page: nothing that is too early to show, in words why."""

from __future__ import annotations

from icp_metrics.compare.row import Group, Row
from icp_metrics.statistics.estimate import Difference, Estimate
from icp_metrics.wording.codes import BLOCKING, GROUP_WORDS, OWN_REASONS, REASONS
from icp_metrics.wording.plain import capital


def shown(estimate: Estimate) -> bool:
    """Whether a number may stand on a page; the JSON carries it all the same."""
    return estimate.status in ("ok", "caution")


def too_early(group: Group) -> str:
    """`too early` for a group that may not show its number yet, else nothing."""
    if not group.facts and not group.n:
        return "none"
    return "" if shown(group.estimate) else "too early"


def comparison(row: Row) -> Difference:
    """The difference as it may stand on a page: nothing where a side is too early to show."""
    sides = (row.groups["fit"].estimate, row.groups["not_fit"].estimate)
    return row.gap if all(map(shown, sides)) else Difference()


def same_horizon(row: Row, total: Row) -> bool:
    """Whether two figures follow customers equally far: 12 months say nothing beside 24.

    Days of the median reach as far as each selection allows, and are compared all the same.
    """
    if row.kpi.estimator.keyed_by != "tenure" or row.horizon is None:
        return True
    return row.horizon == total.horizon


def blocked(row: Row) -> str:
    """Why a KPI has no figure at all, as a sentence; `` where it may have one."""
    whole = row.groups["all"]
    if whole.estimate.reason not in BLOCKING:
        return ""
    return f"{capital(_reason(row, whole))}."


def why_not(row: Row) -> str:
    """Why there is no comparison, as a sentence that names the sides it is missing for."""
    reasons = {name: _reason(row, row.groups[name]) for name in ("fit", "not_fit")}
    if row.groups["all"].estimate.reason in BLOCKING:
        return f"{capital(reasons['fit'])}."
    said = [f"{GROUP_WORDS[name]}: {reason}" for name, reason in reasons.items() if reason]
    return "; ".join(said) + "." if said else "One side cannot be estimated."


def _reason(row: Row, group: Group) -> str:
    e, kpi = group.estimate, row.kpi
    # A figure made of others has no facts of its own.
    if not (group.facts or group.n) and e.reason not in BLOCKING:
        return f"no {kpi.fact_noun}"
    code = e.reason or ""
    reason = OWN_REASONS.get((kpi.id, code)) or REASONS.get(code, "")
    if e.status == "insufficient":
        reason = reason or REASONS["low_n"]
    return reason.format(
        currencies=", ".join(row.extras.get("currencies", [])),
        tables=(" or " if kpi.instead else " and ").join(row.extras.get("missing", kpi.tables)),
    )
