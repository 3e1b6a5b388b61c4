"""Bad and deleted rows of the billing files; all are extra rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from company.billed import token
from company.billing_exports import KEYS_FILE, LINES_FILE, SUBSCRIPTIONS_FILE
from company.exports import Row
from company.faults import Fault, unparsable

Spoil = Callable[[Row], tuple[str, str, str]]
SPOILED: dict[str, tuple[Spoil, ...]] = {
    KEYS_FILE: (unparsable("crm_account_id", "", "no account"),),
    SUBSCRIPTIONS_FILE: (
        unparsable("unit_amount", "n/a", "not a number"),
        unparsable("valid_from", "2025-02-30", "no such day"),
        unparsable("status", "incomplete_expired", "a status no one maps"),
        unparsable("currency", "us dollar", "a currency no one maps"),
        unparsable("valid_to", "2023-01-15", "ends before it starts"),
    ),
    LINES_FILE: (
        *[unparsable("amount", "1.2.3", "not a number")] * 2,
        unparsable("created", "2026-06-31", "no such day"),
        unparsable("period_end", "2024-01-01", "ends before it starts"),
        unparsable("type", "adjustment", "a type no one maps"),
        unparsable("id", "", "no id"),
    ),
}
DELETED_SUBSCRIPTIONS = 5
# The first column names the row; `key_rows` are named by the customer.
PREFIX = {KEYS_FILE: "cus_", SUBSCRIPTIONS_FILE: "sub_", LINES_FILE: "il_"}


def spoil(
    rng: np.random.Generator, file: str, rows: Sequence[Row]
) -> tuple[list[Row], list[Fault]]:
    """The rows with spoiled (and, of subscriptions, deleted) copies strewn in."""
    spoils = SPOILED[file]
    deleted = DELETED_SUBSCRIPTIONS if file == SUBSCRIPTIONS_FILE else 0
    whole = [row for row in rows if row.get("valid_to", "").startswith("20") or "status" not in row]
    whole = [row for row in whole if row.get("period_end", "x")]
    problems: dict[int, tuple[str, str, str]] = {}
    out = list(rows)
    for number in range(len(spoils) + deleted):
        row = dict(whole[int(rng.integers(len(whole)))])
        row[next(iter(row))] = PREFIX[file] + token(rng)
        if number < len(spoils):
            problems[id(row)] = spoils[number](row)
        else:
            row["is_deleted"] = "true"
        out.insert(int(rng.integers(len(out))), row)
    faults = [
        Fault(file, at, *problems[id(row)])
        for at, row in enumerate(out, start=2)
        if id(row) in problems
    ]
    return out, faults
