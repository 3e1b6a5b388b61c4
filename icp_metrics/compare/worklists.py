"""Worklists: what to look at this week. Each is the rows behind one figure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.choices import existing
from icp_metrics.compare.compare import compare
from icp_metrics.compare.row import Row
from icp_metrics.compare.slice import Filter, Slice
from icp_metrics.compare.view import View
from icp_metrics.errors import SliceError
from icp_metrics.profile.fit import FIT, NOT_FIT


@dataclass(frozen=True)
class Worklist:
    """A list: the KPI, variant, group and filters whose rows it is. `worth`: the variant that says
    how much money it is about, if any. `words`: what it is, after its count."""

    words: str
    kpi: str
    variant: str
    group: str
    where: tuple[Filter, ...] = ()
    worth: str | None = None


WORKLISTS = (
    Worklist(
        "deals outside the ICP, open for over 90 days",
        "open_pipeline",
        "deals",
        NOT_FIT,
        (("opportunities.open_for", ("over 90 days",)),),
        "amount",
    ),
    Worklist(
        "ICP accounts without a deal",
        "accounts",
        "all",
        FIT,
        (("opportunities.standing", ("no deal",)),),
    ),
    Worklist(
        "ICP renewals at risk within 90 days",
        "renewals_due",
        "contracts",
        FIT,
        (("subscriptions.risk", ("past due", "detractor", "usage falls")),),
        "arr",
    ),
    Worklist(
        "deals outside the ICP, created in the last 7 days",
        "open_pipeline",
        "last_7_days",
        NOT_FIT,
    ),
)


@dataclass(frozen=True, eq=False)
class Counted:
    """A worklist with its rows counted, and how much money they are about where that is known.

    `where`: its filters with those of their values that there are.
    """

    list: Worklist
    where: tuple[Filter, ...]
    count: Row
    worth: Row | None


def counted(view: View, asked: Slice) -> list[Counted]:
    """The worklists that have rows, under the filters of a slice."""
    found = []
    for work in WORKLISTS:
        kpi = kpi_named(work.kpi).of(work.variant)
        where = tuple(existing(view, kpi, wanted) for wanted in work.where)
        if not all(labels for _, labels in where):
            continue
        whole = replace(asked, by=None, every=None, where=(*asked.where, *where), adjust=False)
        try:
            count = compare(view, work.kpi, replace(whole, variant=work.variant))[0]
        except SliceError:  # a filter it does not know
            continue
        if not count.groups[work.group].facts:
            continue
        worth = None
        if work.worth is not None:
            worth = compare(view, work.kpi, replace(whole, variant=work.worth))[0]
        found.append(Counted(work, where, count, worth))
    return found
