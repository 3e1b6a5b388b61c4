"""Bad, repeated and deleted rows of the files of voice and cost; all are extra rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from company.exports import Row
from company.faults import Fault, unparsable
from company.marketing_exports import FACEBOOK_FILE, GOOGLE_FILE, LEADS_FILE
from company.names import record_id
from company.voice_exports import CSAT_FILE, NPS_FILE, TICKETS_FILE, USAGE_FILE
from company.workbook import FINANCE_FILE

Spoil = Callable[[Row], tuple[str, str, str]]
NO_SCALE = "not on its scale"
SPOILED: dict[str, tuple[Spoil, ...]] = {
    NPS_FILE: (
        *[unparsable("score", "11", NO_SCALE)] * 2,
        *[unparsable("score", "7.5", "no whole number")] * 2,
        unparsable("score", "-1", NO_SCALE),
        unparsable("score", "nine", "not a number"),
        unparsable("created_at", "", "no day"),
        unparsable("survey_type", "ces", "a kind of survey no one maps"),
        unparsable("id", "", "no id"),
    ),
    TICKETS_FILE: (
        *[unparsable("topic", "Tbd", "a theme no one maps")] * 2,
        unparsable("solved_at", "2024-01-01", "solved before it was opened"),
        unparsable("handling_cost_usd", "-12", "a cost below zero"),
    ),
    CSAT_FILE: (
        *[unparsable("score", "6", NO_SCALE)] * 2,
        unparsable("score", "0", NO_SCALE),
        unparsable("created_at", "2026-06-31", "no such day"),
    ),
    USAGE_FILE: (
        unparsable("active_users", "-3", "below zero"),
        unparsable("active_users", "12.5", "no whole number"),
        unparsable("month", "2026-13-01", "no such day"),
    ),
    LEADS_FILE: (
        unparsable("Id", "", "no id"),
        *[unparsable("CreatedDate", "", "no day")] * 2,
        unparsable("MQL_Date__c", "2025-02-30", "no such day"),
    ),
    GOOGLE_FILE: (
        unparsable("cost_micros", "", "no amount"),
        unparsable("cost_micros", "n/a", "not a number"),
    ),
    FACEBOOK_FILE: (unparsable("spend", "", "no amount"),),
    FINANCE_FILE: (
        *[unparsable("Amount USD", "", "no amount")] * 2,
        unparsable("Amount USD", "tbc", "not a number"),
        unparsable("Kind", "Misc", "a kind no one maps"),
    ),
}
KEPT_TWICE = {NPS_FILE: 2}  # rows told again to the letter, which are left out
TORN = {NPS_FILE: ("id", "score")}  # one id given to two different answers: both are rejected
DELETED = {LEADS_FILE: 4}
TOTALS = {FINANCE_FILE: 1}  # the workbook's last row
LEFT_OUT = {
    file: KEPT_TWICE.get(file, 0) + DELETED.get(file, 0) + TOTALS.get(file, 0) for file in SPOILED
}


def spoil(
    rng: np.random.Generator, file: str, rows: Sequence[Row]
) -> tuple[list[Row], list[Fault]]:
    """The rows with spoiled, deleted, torn and repeated copies strewn in."""
    whole = [row for row in rows if full(file, row)]
    key = next(iter(rows[0]))
    out = list(rows)
    problems: dict[int, tuple[str, str, str]] = {}

    def strew(row: Row) -> None:
        out.insert(int(rng.integers(1, len(out))), row)

    def copy(number: int) -> Row:
        row = dict(whole[int(rng.integers(len(whole)))])
        return row | {key: unused(file, number, row[key])}

    for number, spoils in enumerate(SPOILED[file]):
        row = copy(number)
        problems[id(row)] = spoils(row)
        strew(row)
    for number in range(DELETED.get(file, 0)):
        strew(copy(100 + number) | {"IsDeleted": "1"})
    if file in TORN:
        name, told = TORN[file]
        first = copy(200)
        second = first | {told: str(int(first[told]) // 2)}
        for row in (first, second):
            problems[id(row)] = (name, row[name], "one id, two contents")
            strew(row)
    for _ in range(KEPT_TWICE.get(file, 0)):
        row = whole[int(rng.integers(len(whole)))]
        out.append(dict(row))
    faults = [
        Fault(file, at, *problems[id(row)])
        for at, row in enumerate(out, start=2)
        if id(row) in problems
    ]
    return out, faults


def full(file: str, row: Row) -> bool:
    """Whether each cell that is spoiled is filled."""
    needed = {NPS_FILE: "score", TICKETS_FILE: "solved_at", LEADS_FILE: "MQL_Date__c"}
    cell = row.get(needed.get(file, ""), "whole")
    return bool(cell) and cell != "0"


def unused(file: str, number: int, like: str) -> str:
    """A key that no row has; a usage row has the customer's, in a month without use."""
    if file == LEADS_FILE:
        return record_id("00Q", 9_000_000 + 13 * number)
    if like.startswith("cus_"):
        return like
    return f"{like.rstrip('0123456789')}9{number:07d}"
