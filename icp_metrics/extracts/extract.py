"""From files and a mapping to typed, checked rows, and an account of every record."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import polars as pl

from icp_metrics.checks import Loaded, findings
from icp_metrics.errors import MappingError, ReadError, SettingError
from icp_metrics.extracts.account_match import known
from icp_metrics.extracts.amounts import Amounts, amounts
from icp_metrics.extracts.draft import draft
from icp_metrics.extracts.links import with_accounts, with_keys
from icp_metrics.extracts.mapping import Mapping as ExtractMapping
from icp_metrics.extracts.mapping import TableMap
from icp_metrics.extracts.outcome import Attribute, Extract, FileCount
from icp_metrics.extracts.read import Reading, read
from icp_metrics.extracts.records import Records, records
from icp_metrics.extracts.refusal import refusal
from icp_metrics.extracts.settle import Settled, settle
from icp_metrics.extracts.sources import actual_columns, files_by_source, wanted_columns
from icp_metrics.extracts.unpack import unpack

__all__ = ["Attribute", "Extract", "FileCount", "extract", "refusal"]

_AT_ONCE = 4
"""Files read at the same time."""

_NO_KINDS: Mapping[tuple[str, str], str] = MappingProxyType({})


def _silent(_: str) -> None:
    return None


def extract(
    mapping: ExtractMapping,
    files: Sequence[Path],
    *,
    timezone: str,
    as_of: date,
    staging: Path,
    known_accounts: pl.DataFrame | None,
    known_keys: pl.DataFrame | None = None,
    kinds: Mapping[tuple[str, str], str] = _NO_KINDS,
    progress: Callable[[str], None] = _silent,
    timeout_s: float | None = None,
) -> Extract:
    """Read `files` as `mapping` says, each in a process of its own, and check every record.

    Folders and archives among `files` are the files in them.

    `timezone`: where a timestamp with an offset becomes a date. `as_of`: what the data is as of.
    `staging`: a folder for the text of the files; `timeout_s` is per file, by its size if it is not
    given. `known_accounts`: the store's `account_id, name, domain`; `known_keys`: its `system,
    source_id` of account_keys. `kinds`: the kind the store has for (table, attribute).

    A record goes in whole or not at all. Bad rows are returned, not raised; ReadError is for a
    file that cannot be read, MappingError for a mapping that cannot be right for these files
    (missing columns, dates that can be read in two ways, an attribute of another kind).
    """
    _check_timezone(timezone)
    attributes = _attributes(mapping, kinds)
    given = unpack(files, staging, progress)
    brought = set(given.files) - set(files)
    by_source = files_by_source(mapping, given.files, brought=brought)
    taken = {path for paths in by_source.values() for path in paths}
    passed = [f.name for f in given.files if f not in taken]
    files = [f for f in given.files if f in taken]
    sheets = {s.name: s.sheet for s in mapping.sources}
    readings = _readings(by_source, sheets, staging, progress, timeout_s)
    wanted = {s: wanted_columns(mapping, s) for s in by_source}
    for source, found in readings.items():
        for reading in found:
            actual_columns(wanted[source], reading.columns, reading.file)
    all_records = {s: records(s, readings[s], wanted[s], blank=mapping.blank) for s in by_source}
    lookups = {s: all_records[s].good for s in by_source if mapping.lookups_in(s)}
    settled = []
    money: dict[str, Amounts] = {}
    for source in by_source:
        progress(f"checking {source}: {all_records[source].frame.height:,} records")
        done = _settled(mapping, all_records.pop(source), lookups, timezone)
        maps = mapping.tables_of(source)
        money |= amounts(maps, done.records, done.rejected, lookups, timezone=timezone)
        # The text is the largest part of a load: it goes as soon as nobody reads it any more.
        read_again = mapping.keyed_tables & {t.table.name for t in maps}
        settled.append(done if read_again else replace(done, records=done.records.places()))
    tables = {t.table.name: _rows_of(t, settled) for t in mapping.tables}
    accounts = known(tables.get("accounts"), known_accounts)
    tables, unmatched = with_accounts(mapping, tables, accounts)
    tables, decisions = with_keys(mapping, tables, accounts, known_keys, settled, lookups)
    warnings = list(given.warnings)
    if passed:
        warnings.append(f"no source of the mapping reads {', '.join(passed)}; passed over")
    warnings += [f"{r.file}: {w}" for found in readings.values() for r in found for w in r.warnings]
    warnings += [w for s in settled for w in s.warnings]
    warnings += [*unmatched, *decisions]
    held = {r.file: r.records for found in readings.values() for r in found}
    checked = findings(Loaded(tables, accounts, as_of, mapping.keyed_tables, held))
    return Extract(
        tables=tables,
        attributes=attributes,
        files=_counts(settled, files),
        rejected=dict.fromkeys(tables, 0)
        | {t.table.name: _rejected(t, settled) for t in mapping.tables},
        amounts=money,
        problems=_problems(settled),
        warnings=(*warnings, *(f.sentence for f in checked)),
        findings=checked,
        gone={name: keys for s in settled for name, keys in s.gone.items() if keys.height},
        rejected_keys={name: keys for s in settled for name, keys in s.rejected_keys.items()},
    )


def _check_timezone(timezone: str) -> None:
    try:
        zoneinfo.ZoneInfo(timezone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError) as error:
        raise SettingError(f"there is no timezone '{timezone}'; name one like UTC.") from error


def _attributes(
    mapping: ExtractMapping, kinds: Mapping[tuple[str, str], str]
) -> dict[str, tuple[Attribute, ...]]:
    for table in mapping.tables:
        for made in table.attributes:
            stored = kinds.get((table.table.name, made.name), made.kind.name)
            if stored != made.kind.name:
                raise MappingError(
                    f"{table.table.name}.{made.name} is {stored} in the store, {made.kind.name} in "
                    "the mapping; keep the kind or choose another name."
                )
    return {
        t.table.name: tuple(Attribute(a.name, a.label or a.name, a.kind) for a in t.attributes)
        for t in mapping.tables
    }


def _readings(
    by_source: dict[str, tuple[Path, ...]],
    sheets: Mapping[str, str],
    staging: Path,
    progress: Callable[[str], None],
    timeout_s: float | None,
) -> dict[str, list[Reading]]:
    """Read every file, a few at a time: each is read by a process of its own, this one waits."""
    files = [(source, path) for source, paths in by_source.items() for path in paths]

    def one(i: int) -> Reading:
        source, path = files[i]
        into = staging / f"{i}.parquet"
        return read(path, into, sheet=sheets[source], timeout_s=timeout_s)

    found: dict[str, list[Reading]] = {source: [] for source in by_source}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        readings = pool.map(one, range(len(files)))
        # In the order of the files, so that the first that is refused is the one that is named.
        for source, path in files:
            progress(f"reading {path.name}")
            found[source].append(next(readings))
    return found


def _settled(
    mapping: ExtractMapping,
    source: Records,
    lookups: dict[str, pl.DataFrame],
    timezone: str,
) -> Settled:
    maps = mapping.tables_of(source.source)
    drafts = [
        draft(t, source, lookups, timezone=timezone, shares_source=len(maps) > 1) for t in maps
    ]
    return settle(source, drafts, is_lookup=source.source in lookups)


def _rows_of(table: TableMap, settled: Sequence[Settled]) -> pl.DataFrame:
    return next(s.tables[table.table.name] for s in settled if table.table.name in s.tables)


def _rejected(table: TableMap, settled: Sequence[Settled]) -> int:
    name = table.table.name
    return next(s.rejected_rows[name] for s in settled if name in s.rejected_rows)


def _counts(settled: Sequence[Settled], files: Sequence[Path]) -> tuple[FileCount, ...]:
    found: dict[str, FileCount] = {}
    for each in settled:
        for reading in each.records.readings:
            mine = each.records.frame.filter(pl.col("_file") == reading.file)["_record"]
            accepted = int(mine.is_in(each.accepted.implode()).sum())
            rejected = int(mine.is_in(each.rejected.implode()).sum())
            neither = ~(mine.is_in(each.accepted.implode()) | mine.is_in(each.rejected.implode()))
            count = FileCount(reading.file, reading.records, accepted, rejected, int(neither.sum()))
            if count.records != accepted + rejected + count.left_out:
                raise ReadError(
                    f"{reading.file}: {count.records:,} records were read, but {accepted:,} "
                    f"accepted, {rejected:,} rejected and {count.left_out:,} left out.",
                    code="E_COUNT",
                )
            found[reading.file] = count
    return tuple(found[f.name] for f in files)


def _problems(settled: Sequence[Settled]) -> pl.DataFrame:
    parts = [
        s.problems.join(s.records.frame, on="_record", how="left", maintain_order="left").select(
            file="_file", row="_row", column="column", value="value", problem="problem"
        )
        for s in settled
    ]
    return pl.concat(parts)
