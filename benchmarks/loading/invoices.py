"""A billing export as it comes: invoice lines of many customers, as CSV."""

from __future__ import annotations

from pathlib import Path

import duckdb

COLUMNS = {
    "line_id": "VARCHAR",
    "invoice_id": "VARCHAR",
    "account_id": "VARCHAR",
    "issued_on": "DATE",
    "service_starts_on": "DATE",
    "service_ends_on": "DATE",
    "amount": "DECIMAL(18, 4)",
    "currency": "VARCHAR",
    "kind": "VARCHAR",
    "status": "VARCHAR",
}

MAPPING = f"""
name: billing
tables:
  invoice_lines:
    columns: {{{", ".join(f"{c}: {c}" for c in COLUMNS)}}}
"""


_LINES = """
    SELECT 'il_' || LPAD(CAST(i AS VARCHAR), 9, '0') AS line_id,
           'in_' || LPAD(CAST(i // 4 AS VARCHAR), 8, '0') AS invoice_id,
           'cus_' || LPAD(CAST((i // 4) % 50000 AS VARCHAR), 6, '0') AS account_id,
           starts_on AS issued_on, starts_on AS service_starts_on,
           starts_on + 31 AS service_ends_on,
           CAST($times * ((i * 104729) % 100000) / 100 AS DECIMAL(12, 2)) AS amount,
           'USD' AS currency,
           CASE WHEN i % 10 = 0 THEN 'one_off' ELSE 'recurring' END AS kind,
           CASE WHEN i % 50 = 0 THEN 'open' ELSE 'paid' END AS status
    FROM (
        SELECT i, DATE '2022-01-01' + CAST(((i // 4) * 7919) % 1400 AS INTEGER) AS starts_on
        FROM RANGE($first, $last) AS r(i)
    )
"""


def write(file: Path, lines: int, *, first: int = 0, times: int = 1) -> None:
    """`lines` lines from the number `first` on; `times` multiplies the amounts."""
    asked = {"first": first, "last": first + lines, "times": times}
    with duckdb.connect() as connection:
        connection.sql(_LINES, params=asked).write_csv(str(file))
