"""Their list: the rows that another system counts in a month, by id, with the amount of each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from icp_metrics.errors import IcpError
from icp_metrics.tie_out.figure import Problem, amounts
from icp_metrics.tie_out.measures import Measure
from icp_metrics.tie_out.written import table

_IDS = (
    "id",
    "row_id",
    "opportunity id",
    "opportunity_id",
    "record id",
    "deal id",
    "account id",
    "account_id",
    "customer id",
    "subscription id",
    "spend_id",
)
_AMOUNTS = ("amount", "value", "mrr", "amount usd", "amount (usd)", "cost", "spend")


@dataclass(frozen=True, eq=False)
class Theirs:
    """`rows`: id, theirs (what the id adds: amounts added up, or how often it is listed); and one
    problem for each cell that cannot be used: its line is left out."""

    rows: pl.DataFrame
    problems: tuple[Problem, ...] = ()

    @property
    def total(self) -> Decimal:
        """What the list adds up to."""
        return sum(self.rows["theirs"].to_list(), Decimal(0))


def read_list(content: bytes, measure: Measure) -> Theirs:
    """The list of a CSV with the columns id and, for money, amount.

    Raises IcpError E_TIE_OUT where it has no such column.
    """
    header, lines = table(content)
    by_id = _column(header, _IDS, "id")
    of_amount = _column(header, _AMOUNTS, "amount") if measure.unit == "money" else None
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    problems: list[Problem] = []
    told = [(number, {k: v.strip() for k, v in cells.items()}) for number, cells in lines]
    # A blank amount adds nothing; without amounts, each line is one.
    texts = [cells.get(of_amount or "") or "0" if of_amount else "1" for _, cells in told]
    for (number, cells), text, value in zip(told, texts, amounts(texts), strict=True):
        row_id = cells.get(by_id, "")
        if not row_id:
            says = "is blank, so the line is left out; give the id of the row, or remove the line."
            problems.append(Problem(f"Line {number}, {by_id}", row_id, says))
        elif isinstance(value, str):
            problems.append(Problem(f"Line {number}, {of_amount}", text, value))
        else:
            found[row_id] += value
    rows = {"id": list(found), "theirs": list(found.values())}
    return Theirs(
        pl.DataFrame(rows, schema={"id": pl.String, "theirs": pl.Decimal(38, 4)}), tuple(problems)
    )


def _column(header: list[str], known: tuple[str, ...], what: str) -> str:
    found = next((name for name in known if name in header), None)
    if found is None:
        has = ", ".join(f"'{name[:40]}'" for name in header[:12])
        raise IcpError(
            f"The list needs a column '{what}'; it has {has}. Rename the one that is it.",
            code="E_TIE_OUT",
        )
    return found
