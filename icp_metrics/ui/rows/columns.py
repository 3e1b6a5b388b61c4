"""The columns of the rows behind a number, in words: what is shown, what may be, and to sort by."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from icp_metrics import wording
from icp_metrics.compare import View
from icp_metrics.compare.listing import Listing, beside, money, outcomes
from icp_metrics.compare.windows import ENTRY, EXIT
from icp_metrics.kpis import Kpi
from icp_metrics.ui import tables

_ON_DEMAND = ("Judged later", "Filled later", "Account id", "Deal id", "Row id")
_OF_DEALS = ("opportunities.owner", "opportunities.lost_reason")
_DATED = {"event": "Counted on", "exposure": "Seen until", "now": "Dated"}
SO_FAR = "Share so far"


@dataclass(frozen=True, eq=False)
class Columns:
    """`beside`: words -> name of what can stand beside; `usual`: names of those that always do.

    `sorted_by`: words -> column that rows can be sorted by, the one they are sorted by at first
    being `first`. `money`: what the money in the rows is, "" where there is none.
    """

    beside: dict[str, str]
    usual: tuple[str, ...]
    sorted_by: dict[str, str]
    first: str
    money: str


def columns(view: View, kpi: Kpi) -> Columns:
    """The columns of a KPI's rows, as it is in its variant."""
    names = list(beside(view, kpi))
    words = {_words(name): name for name in names}
    of = money(kpi)
    deals = kpi.facts_of == "opportunities"
    dated = _DATED.get(kpi.window, "Month end")
    by = {of.words: "amount"} if of is not None else {}
    by |= {dated: "counted_on", "Account": "account_name"}
    by |= {"Deal": "fact_name"} if deals else {}
    by |= {"Outcome": "outcome"} if outcomes(kpi) else {}
    by |= {"From day": ENTRY, "To day": EXIT} if kpi.window == "exposure" else {}
    by |= {wording.attribute(c): c for c in kpi.dimensions.values()}
    by |= {"ICP": "fit", "Score": "score", "Why": "reason", "Judged on": "at"}
    return Columns(
        beside=words,
        usual=tuple(n for n in _OF_DEALS if deals and n in names),
        sorted_by={**by, **words},
        first=of.words if of is not None else dated,
        money=of.words if of is not None else "",
    )


def shown(
    listing: Listing, rows: pl.DataFrame, kpi: Kpi, of: Columns, *, all_columns: bool
) -> pl.DataFrame:
    """Rows of a listing with the words of the screen. `all_columns`: also those on demand."""
    frame = tables.facts(rows, kpi)
    if not all_columns:
        frame = frame.drop(c for c in _ON_DEMAND if c in frame.columns)
    place = frame.columns.index("ICP")
    if of.money and of.money not in frame.columns:
        frame.insert_column(place, rows["amount"].round(2).alias(of.money))
        place += 1
    if listing.sort == "amount" and listing.descending and listing.amount is not None:
        parts = rows["amount"].clip(lower_bound=0).fill_null(0.0)
        share = (100 * parts.cum_sum() / listing.amount).round(1)
        frame.insert_column(place, share.alias(SO_FAR))
        place += 1
    names = {name: words for words, name in of.beside.items()}
    for name in (c for c in rows.columns if c in names):
        frame.insert_column(place, rows[name].alias(names[name]))
        place += 1
    return frame


def _words(name: str) -> str:
    """`accounts.region` as `Region`, `opportunities.owner` as `Deal's owner`."""
    return wording.attribute(name.removeprefix("accounts."))
