"""Measures that are tied out: each module declares one `MEASURE`. Nothing central lists them.

A measure is a query over the tables of a version that returns the rows it is made of: the figure of
a month is the sum of these rows, so that a figure and the rows behind it cannot differ. The query
stays in the portable subset of SQL, and returns

- `row_id`, `name`, `account_id`, `account_name`: what a person finds the row by;
- `known`: whether the account is among the accounts;
- `dated_on`: when it happened; `month_on`: the first day of the month it belongs to;
- `counted`: whether it counts in that month; one that does not may count elsewhere;
- `value`, `currency`: what it adds, in the reporting currency where a rate is known;
- `own_value`, `own_currency`: the same as it was written;

and any column that its reasons look at.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal, Protocol

from icp_metrics.errors import IcpError, did_you_mean
from icp_metrics.tie_out.reasons import Reason


class Reach(Protocol):
    """How far the tables of a measure reach."""

    def __call__(self, data_through: Mapping[str, date], /) -> date | None:
        """The last day covered; None where nothing it needs is loaded."""
        ...


@dataclass(frozen=True)
class Measure:
    """One figure per month that another system states too.

    `title`: its name. `noun`: what is counted, or what the money is. `definition`: what counts in
    ours, and by which date. `source`: who states it unless told otherwise. `rows`: the query.
    `tables`: what it is drawn from. `reach`: the last day it is known of. `by_day`: its rows have
    days of their own, so that one at the edge of a month may belong to the next elsewhere.
    `unconverted`: it can be told in the currency it was written in. `reasons`: why rows may count
    here and not there, or the other way round. `marks`: by the name of a flag, SQL of the `row_id`s
    that have it on `$last_day`; asked for one month alone, where it would cost too much in `rows`.
    `lookup`: SQL of `row_id, said`: what is known of
    an id that is not among the rows.
    """

    id: str
    title: str
    unit: Literal["count", "money"]
    noun: str
    definition: str
    source: str
    rows: str
    tables: tuple[str, ...]
    reach: Reach
    lookup: str
    reasons: tuple[Reason, ...]
    marks: Mapping[str, str] = field(default_factory=dict)
    by_day: bool = True
    unconverted: bool = True
    rank: int = 9


def measure(name: str) -> Measure:
    """The measure of that id or title. Raises IcpError E_TIE_OUT with the nearest name."""
    asked = name.strip().lower().replace(" ", "_").replace("-", "_")
    titles = {m.title.lower().replace(" ", "_"): m for m in measures().values()}
    found = measures().get(asked) or titles.get(asked)
    if found is None:
        raise IcpError(
            f"'{name[:60]}' is not a measure that can be tied out."
            f"{did_you_mean(asked, measures())}",
            code="E_TIE_OUT",
        )
    return found


def reached(data_through: Mapping[str, date]) -> date | None:
    """The last day that any measure is known of; None where nothing is loaded for any."""
    days = (m.reach(data_through) for m in measures().values())
    return max((day for day in days if day is not None), default=None)


@cache
def measures() -> dict[str, Measure]:
    """Every measure by id, in the order they are shown."""
    modules = [
        importlib.import_module(f"{__name__}.{module.name}")
        for module in pkgutil.iter_modules(__path__)
    ]
    found = sorted((m.MEASURE for m in modules), key=lambda m: (m.rank, m.id))
    return {m.id: m for m in found}
