"""Rows that no program should take as they are: rejected ones and deleted ones.

They are extra rows, or rows of accounts that nothing happens to, so the truth of the company does
not depend on them. A program that takes them in anyway gets other counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from company.accounts import Account
from company.calendar import SNAPSHOTS
from company.exports import DEAL_COLUMNS, DEALS_FILE, Row, account_row, accounts_file
from company.names import record_id

SPARE_IDS = 9_000_000  # counters far from those in use


@dataclass(frozen=True)
class Fault:
    """One bad row: `row` as a spreadsheet numbers it (the header is row 1)."""

    file: str
    row: int
    column: str
    value: str
    problem: str


def unparsable(column: str, value: str, problem: str) -> Callable[[Row], tuple[str, str, str]]:
    def spoil(row: Row) -> tuple[str, str, str]:
        row[column] = value
        return column, value, problem

    return spoil


def one_cell_too_many(row: Row) -> tuple[str, str, str]:
    """A comma in the name that nobody quoted: everything after it moves one cell to the right."""
    cells = [row[c] for c in DEAL_COLUMNS]
    at = DEAL_COLUMNS.index("Name")
    cells[at : at + 1] = [row["Name"], " phase two"]
    row.update(zip(DEAL_COLUMNS, cells, strict=False))
    row[""] = cells[-1]
    return "", cells[-1], "more cells than the header has columns"


SPOILED_DEALS = (
    *[unparsable("Amount", "n/a", "not a number")] * 4,
    *[unparsable("Amount", "12,5,00", "not a number")] * 3,
    *[
        unparsable("CloseDate", day, "no such day")
        for day in ("2025-02-30", "2026-13-05", "2024-06-31")
    ],
    *[unparsable("CloseDate", "", "closed without a date")] * 4,
    *[unparsable("Id", "", "no id")] * 3,
    *[one_cell_too_many] * 2,
)
DELETED_DEALS = 6
DELETED_ACCOUNTS = 3


def spoil_deals(rng: np.random.Generator, rows: list[Row]) -> tuple[list[Row], list[Fault]]:
    """The rows with spoiled and deleted copies of closed deals strewn in."""
    closed = [row for row in rows if row["IsClosed"] and row["Amount"]]
    spoiled: dict[int, tuple[str, str, str]] = {}
    out = list(rows)
    for number in range(len(SPOILED_DEALS) + DELETED_DEALS):
        row = dict(closed[int(rng.integers(len(closed)))])
        row["Id"] = record_id("006", SPARE_IDS + 17 * number)
        if number < len(SPOILED_DEALS):
            spoiled[id(row)] = SPOILED_DEALS[number](row)
        else:
            row["IsDeleted"] = "1"
        out.insert(int(rng.integers(len(out))), row)
    faults = [
        Fault(DEALS_FILE, at, *spoiled[id(row)])
        for at, row in enumerate(out, start=2)
        if id(row) in spoiled
    ]
    return out, faults


def uneventful(accounts: list[Account]) -> list[Account]:
    """Three accounts that are in the first export, never change and have no blanks."""
    calm = [
        a
        for a in accounts
        if len(a.states) == 1 and not a.blank and a.first_seen == SNAPSHOTS[0] and a.annual_revenue
    ]
    return [calm[len(calm) // 4], calm[len(calm) // 2], calm[3 * len(calm) // 4]]


def delay(account: Account) -> None:
    """Its row in the first export is rejected: the second is the first that counts."""
    account.first_seen = SNAPSHOTS[1]
    account.states = [(SNAPSHOTS[1], account.states[0][1])]


def spoil_accounts(
    accounts: list[Account], calm: list[Account], day: date, rows: list[Row]
) -> tuple[list[Row], list[Fault]]:
    """The export of `day` with its bad rows; `calm` as `uneventful` chose them."""
    first, second, third = calm
    bad = {
        SNAPSHOTS[0]: (first, "NumberOfEmployees", "many"),
        SNAPSHOTS[5]: (second, "NumberOfEmployees", "ca. 400"),
        SNAPSHOTS[-1]: (third, "AnnualRevenue", "1.2.3m"),
    }
    out = list(rows)
    if day == SNAPSHOTS[6]:  # the row corrected after the reject
        out.append(account_row(second, day))
    if day == SNAPSHOTS[-1]:
        for number in range(DELETED_ACCOUNTS):
            row = account_row(accounts[100 + number], day)
            row |= {"Id": record_id("001", SPARE_IDS + 11 * number), "IsDeleted": "1"}
            out.append(row | {"Name": f"{row['Name']} (duplicate)"})
    if day not in bad:
        return out, []
    account, column, value = bad[day]
    out = [row for row in out if row["Id"] != account.account_id]
    at = len(out) // 2
    out.insert(at, account_row(account, day) | {column: value})
    return out, [Fault(accounts_file(day), at + 2, column, value, "not a number")]
