"""A figure on several bases: what the others say, and why where they do not agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from icp_metrics.compare.row import Row
from icp_metrics.kpis import Kpi
from icp_metrics.wording.codes import GROUP_WORDS, REASONS
from icp_metrics.wording.numbers import counted, difference, value
from icp_metrics.wording.plain import capital

_APART = 0.05
"""Shares of open deals, or of deals lost in bulk, this far apart are named as the reason."""

_SIDES = ("fit", "not_fit")


def basis(kpi: Kpi, name: str, figures: Mapping[str, Any]) -> str:
    """A way of counting: `By creation, at 168 days`, where it is one that follows to a day."""
    words = capital(kpi.differs[name].words)
    horizon = figures["horizon"] if name in kpi.bases else None
    return words if horizon is None else f"{words}, at {counted(horizon, 'days')}"


def bases(row: Row) -> list[str]:
    """What the other basis says, in a sentence or two; nothing of a figure on one basis.

    Where both say something and do not agree: why, as far as the data shows it.
    """
    kpi, told = row.kpi, row.extras.get("variants", {})
    if row.variant not in kpi.bases:
        return []
    others = [name for name in kpi.same_sign if name in told and name != row.variant]
    said = [_told(kpi, name, told[name]) for name in others]
    if "bases_differ" in row.flags:
        said.append(f"The bases do not point the same way, so there is no answer. {_why(told)}")
    return said


def bases_mean(row: Row) -> str:
    """What each basis counts, of those that follow deals to an age."""
    told = row.extras.get("variants", {})
    age = (told.get("cohort") or {}).get("horizon")
    by_creation = "the share won by the age at which nine in ten that close have closed"
    if age is not None:
        by_creation += f", {counted(age, 'days')}"
    return (
        "By closing date: the deals decided in the period, open ones left out. By creation: of the "
        f"deals created in the period that are old enough, {by_creation}; open then is not won. By "
        "day: the share won by the last day that enough deals were followed to, open ones counting "
        "for as long as they were. There is an answer only where the first two have one sign."
    )


def _told(kpi: Kpi, name: str, figures: Mapping[str, Any]) -> str:
    label = basis(kpi, name, figures)
    unknown = [g for g in _SIDES if figures[g]["status"] not in ("ok", "caution")]
    if unknown:
        reasons = {REASONS.get(figures[g]["reason"] or "low_n", REASONS["low_n"]) for g in unknown}
        where = "" if len(unknown) == len(_SIDES) else f"{GROUP_WORDS[unknown[0]]}: "
        return f"{label}: no answer. {capital(where + '; '.join(sorted(reasons)))}."
    fit, other = (value(figures[g]["value"], kpi.unit) for g in _SIDES)
    gap = difference(figures["gap"]["value"], kpi.unit)
    return f"{label}: {fit} in ICP, {other} outside, {gap}."


def _why(told: Mapping[str, Any]) -> str:
    """The reason the data shows, else the one that is always there."""
    still_open = _shares(told, "cohort", "still_open_share")
    if abs(still_open[0] - still_open[1]) >= _APART:
        return (
            f"At that age {value(still_open[0], 'share')} of the deals in ICP are still open, "
            f"{value(still_open[1], 'share')} outside: by closing date they are left out, by "
            "creation they are not won."
        )
    in_bulk = _shares(told, "closed", "bulk_lost_share")
    if abs(in_bulk[0] - in_bulk[1]) >= _APART:
        return (
            f"Of the closed deals in ICP {value(in_bulk[0], 'share')} were lost on a day of mass "
            f"losses, {value(in_bulk[1], 'share')} outside: a clean-up, it seems, of deals that "
            "were created earlier."
        )
    return (
        "They are not the same deals: those closed in the period were in part created before it, "
        "and those created last are not counted by creation yet."
    )


def _shares(told: Mapping[str, Any], variant: str, name: str) -> tuple[float, float]:
    found = (told.get(variant, {}).get("shares") or {}).get(name) or {}
    return found.get("fit") or 0.0, found.get("not_fit") or 0.0
