"""The rows behind a figure as one looks through them: searched, narrowed, sorted, and a page.

However many there are, they are counted, added up and sorted where the data is; a page is handed
over. Without search and outcome there are as many as the figure has `facts`.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from icp_metrics.compare.cohorts import over
from icp_metrics.compare.listing.money import money
from icp_metrics.compare.listing.query import in_order, narrowed
from icp_metrics.compare.listing.query import listed as listed_query
from icp_metrics.compare.listing.wanted import Wanted
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.tree import nested
from icp_metrics.compare.view import View
from icp_metrics.engine.sql import bind
from icp_metrics.profile.fit import ALL

PAGE = 1_000
"""How many rows are handed over at once."""

_SUMS = """
    SELECT outcome, COUNT(*) AS facts, SUM(CASE WHEN found THEN 1 ELSE 0 END) AS found,
           SUM(CASE WHEN found AND amount > 0 THEN amount ELSE 0 END) AS amount,
           MIN(currency) AS low, MAX(currency) AS high
    FROM listed GROUP BY outcome
"""


@dataclass(frozen=True, eq=False)
class Listing:
    """`rows`: as from `members`, with outcome, amount and `columns`; at most PAGE of `found`.

    `facts`: rows of the figure, before search and outcome. `amount`: the money of all found, what
    is not above 0 left out; None in several currencies or where there is none. `sort`: the column
    they are sorted by.
    """

    rows: pl.DataFrame
    facts: int
    found: int
    amount: float | None
    currency: str | None
    sort: str
    descending: bool


def listing(view: View, kpi: str, asked: Slice, *, group: str = ALL, wanted: Wanted) -> Listing:
    """The rows behind a figure. Raises what `members` raises, and SliceError for a column that is
    not there."""
    q, listed = listed_query(view, kpi, asked, group, wanted)
    sums = view.engine.run(over(bind(_SUMS, {}), "listed", listed))
    here = sums if wanted.outcome is None else sums.filter(pl.col("outcome") == wanted.outcome)
    one = here["low"].min() == here["high"].max()
    amount = float(here["amount"].sum()) if money(q.kpi) is not None and one else None
    sort = wanted.sort or ("amount" if amount else "counted_on")
    page = in_order(narrowed(listed, wanted), sort, descending=wanted.descending).limit(PAGE)
    return Listing(
        rows=view.engine.run(page).drop("found", "currency"),
        facts=int(sums["facts"].sum()),
        found=int(here["found"].sum()),
        amount=amount or None,
        currency=here["low"].min() if one else None,  # type: ignore[arg-type]
        sort=sort,
        descending=wanted.descending,
    )


def outcomes_of(view: View, kpi: str, asked: Slice, *, group: str = ALL) -> dict[str, int]:
    """How many of all rows behind a figure came to what; nothing where all are alike."""
    _, listed = listed_query(view, kpi, asked, group, Wanted())
    sums = view.engine.run(over(bind(_SUMS, {}), "listed", listed)).sort(
        "facts", "outcome", descending=[True, False]
    )
    return {name: int(n) for name, n in sums.select("outcome", "facts").rows() if name is not None}


def listed_rows(
    view: View, kpi: str, asked: Slice, *, group: str = ALL, wanted: Wanted
) -> pl.DataFrame:
    """All rows found, however many, sorted as asked."""
    _, listed = listed_query(view, kpi, asked, group, wanted)
    sort = wanted.sort or "counted_on"
    query = in_order(narrowed(listed, wanted), sort, descending=wanted.descending)
    return view.engine.run(query).drop("found", "currency")


def counted(
    view: View, kpi: str, asked: Slice, *, group: str = ALL, wanted: Wanted
) -> pl.DataFrame:
    """How many of the rows found are in each segment of `asked.by`: segment, facts."""
    _, listed = listed_query(view, kpi, asked, group, wanted)
    rows = nested(narrowed(listed, wanted), "n")
    return view.engine.run(rows.select("segment", "COUNT(*) AS facts").group_by("segment"))
