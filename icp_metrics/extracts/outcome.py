"""What comes out of files: rows, counts, problems."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from icp_metrics.checks import Finding
from icp_metrics.extracts.amounts import Amounts
from icp_metrics.schema import Kind


@dataclass(frozen=True)
class Attribute:
    """A custom attribute that the mapping gives a table."""

    name: str
    label: str
    kind: Kind


@dataclass(frozen=True)
class FileCount:
    """What became of the records of one file: records = accepted + rejected + left_out."""

    file: str
    records: int
    accepted: int
    rejected: int
    left_out: int


@dataclass(frozen=True)
class Extract:
    """The rows that files give, and what was wrong with the others.

    `tables`: per table the good rows, typed as `Kind.polars`, one per key, with the columns and
    attributes the mapping gives and no others. `rejected`: rows per table. `amounts`: per file
    that feeds opportunities with amounts. `problems`: `file, row, column, value, problem`, a line
    per cell that is wrong (column and value are null where the whole row is), in file order.
    `findings`: what the checks say of the good rows; their sentences are among the `warnings`.
    `gone`: per table the keys of rows that the files say are deleted; `rejected_keys`: those of
    rejected rows, as far as they can be read.
    """

    tables: dict[str, pl.DataFrame]
    attributes: dict[str, tuple[Attribute, ...]]
    files: tuple[FileCount, ...]
    rejected: dict[str, int]
    amounts: dict[str, Amounts]
    problems: pl.DataFrame
    warnings: tuple[str, ...]
    findings: tuple[Finding, ...]
    gone: dict[str, pl.DataFrame]
    rejected_keys: dict[str, pl.DataFrame]
