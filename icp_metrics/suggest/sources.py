"""The files that were read, as the sources of a mapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from icp_metrics.errors import MappingError
from icp_metrics.extracts.draft import draft, read_by
from icp_metrics.extracts.mapping import Mapping, TableMap
from icp_metrics.extracts.origins import with_joined
from icp_metrics.extracts.read import Reading
from icp_metrics.extracts.records import Records, records
from icp_metrics.extracts.sources import actual_columns, files_by_source, wanted_columns


@dataclass(frozen=True, eq=False)
class Sources:
    """The records of each source of a mapping, and those that others look things up in.

    `wrong`: per source why it cannot be read as the mapping says.
    """

    mapping: Mapping
    records: dict[str, Records]
    lookups: dict[str, pl.DataFrame]
    wrong: dict[str, str] = field(default_factory=dict)

    def rows(self, table: TableMap) -> pl.DataFrame:
        """The records that are rows of a table, with what it looks up beside them."""
        frame = self.records[table.source].good
        joined, _ = with_joined(table.joined, frame, self.lookups, table.table.name)
        rows = read_by(table, joined)
        if not table.latest:
            return rows
        keys = tuple(c for c in table.columns if c.name in table.table.key)
        alone = replace(table, columns=keys, attributes=())
        kept = draft(
            alone, self.records[table.source], self.lookups, timezone="UTC", shares_source=False
        )
        return rows.filter(pl.col("_record").is_in(kept.rows["_record"].implode()))


def sources(mapping: Mapping, readings: Sequence[Reading]) -> Sources:
    """The files as sources of the mapping; raises MappingError where a file fits none."""
    by_file = {r.file: r for r in readings}
    found: dict[str, Records] = {}
    wrong: dict[str, str] = {}
    for source, files in files_by_source(mapping, [Path(r.file) for r in readings]).items():
        mine = [by_file[f.name] for f in files]
        wanted = wanted_columns(mapping, source)
        for reading in mine:
            try:
                actual_columns(wanted, reading.columns, reading.file)
            except MappingError as error:
                wrong[source] = error.message
        if source in wrong:
            # What is there can be shown all the same.
            wanted = _there(wanted, mine)
        found[source] = records(source, mine, wanted, blank=mapping.blank)
    lookups = {s: r.good for s, r in found.items() if mapping.lookups_in(s)}
    return Sources(mapping, found, lookups, wrong)


def _there(wanted: dict[str, str], readings: Sequence[Reading]) -> dict[str, str]:
    there = {}
    for column, needed_by in wanted.items():
        try:
            for reading in readings:
                actual_columns({column: needed_by}, reading.columns, reading.file)
        except MappingError:
            continue
        there[column] = needed_by
    return there
