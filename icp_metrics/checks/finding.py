"""Finding: what a check says of a load, how grave it is, and the rows it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

Severity = Literal["refuse", "reject", "warn"]


@dataclass(frozen=True, eq=False)
class Finding:
    """A sentence with a count and an example.

    `severity`: `refuse`, nothing was published; `reject`, these rows were not taken; `warn`, they
    were. `rows`: their keys, with what there is to see; of a file as a whole none.
    """

    check: str
    severity: Severity
    sentence: str
    table: str = ""
    rows: pl.DataFrame = field(default_factory=pl.DataFrame)

    def to_json(self) -> dict[str, Any]:
        """The finding as plain data, its rows as a count."""
        return {
            "check": self.check,
            "severity": self.severity,
            "sentence": self.sentence,
            "table": self.table,
            "rows": self.rows.height,
        }


def rows_of(table: str) -> str:
    """What the rows of a table are called: `deals`, `rows of leads`."""
    return "deals" if table == "opportunities" else f"rows of {table}"
