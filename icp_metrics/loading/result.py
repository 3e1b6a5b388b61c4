"""LoadResult: what became of a load, as pages show it and as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from icp_metrics.errors import IcpError
from icp_metrics.publish.changes import Counts
from icp_metrics.publish.matching import share
from icp_metrics.store import Store

_PROBLEMS = {"file": pl.String, "row": pl.Int64, "column": pl.String, "value": pl.String}
_NO_PROBLEMS = pl.DataFrame(schema={**_PROBLEMS, "problem": pl.String})


@dataclass(frozen=True, eq=False)
class LoadResult:
    """What became of a load. `version`: the one in force afterwards; None while there is none.

    `tables`: per table rows, new, changed, unchanged, missing (of its scope, since the last
    update), rejected, how many rows matched an account, and their share of the money
    (`matched_amount`). `errors`: why nothing was published, as code and sentence. `findings`: what
    the checks say, graver first, each with its severity and how many rows it is about.
    """

    load: int | None
    version: int | None
    published: bool
    files: list[dict[str, Any]] = field(default_factory=list)
    tables: dict[str, Counts] = field(default_factory=dict)
    problems: pl.DataFrame = field(default_factory=lambda: _NO_PROBLEMS)
    warnings: list[str] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)

    def counted(self) -> list[dict[str, Any]]:
        """The counts per table as people read them."""
        return [
            {
                "table": table,
                **{k: v for k, v in counts.items() if not k.startswith("matched")},
                "matched to an account": counts["matched"],
                "of the money": share(counts["matched_amount"]),
            }
            for table, counts in self.tables.items()
        ]

    def to_json(self) -> dict[str, Any]:
        """The result as plain data."""
        return {
            "load": self.load,
            "version": self.version,
            "published": self.published,
            "files": self.files,
            "tables": self.tables,
            "problems": self.problems.to_dicts(),
            "warnings": self.warnings,
            "errors": self.errors,
            "findings": self.findings,
        }

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> LoadResult:
        """The result that `to_json` wrote."""
        problems = pl.DataFrame(said["problems"], schema=_NO_PROBLEMS.schema)
        return cls(**{**said, "problems": problems})


def refused(store: Store, error: IcpError) -> LoadResult:
    """The result of a load that an error ended: nothing was published."""
    current = store.current()
    said = {"code": error.code, "message": error.message}
    return LoadResult(None, current.number if current else None, False, errors=[said])
