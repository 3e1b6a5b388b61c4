"""Files and a mapping become a load that could be published: checked, counted, compared."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from sqlglot import exp

from icp_metrics.checks import Finding
from icp_metrics.compare.view import open_engine
from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.errors import LoadRefused
from icp_metrics.extracts.extract import Extract, extract, refusal
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.extracts.unpack import in_folders
from icp_metrics.loading.missing import missing
from icp_metrics.loading.result import LoadResult
from icp_metrics.loading.stated import Stated
from icp_metrics.publish.changes import Changed, Counts, changed, removed
from icp_metrics.publish.contradictions import TOLD_BY, contradictions
from icp_metrics.publish.matching import unmatched
from icp_metrics.store import Load, Store, Version
from icp_metrics.store.files import sha256
from icp_metrics.store.ledger import now

Progress = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Prepared:
    """A load on its way. `refused`: why it may not be published, if so. `before`: the version in
    force; `missing`: per table the keys that its scope should hold and does not."""

    mapping: Mapping
    manifest: Load
    found: Extract
    refused: str | None
    before: Version | None
    missing: dict[str, pl.DataFrame]

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """What the load keeps, by file name."""
        gone = {f"{table}.gone": keys for table, keys in self.found.gone.items()}
        return {**self.found.tables, **gone, "rejects": self.found.problems}

    def result(
        self,
        compared: Compared | None = None,
        *,
        load: int | None = None,
        version: int | None = None,
    ) -> LoadResult:
        """What became of its files: refused, compared with what was there, or published."""
        before = None if self.before is None else self.before.number
        plain = (*rejections(self.found), *self.found.findings)
        findings = plain if compared is None else compared.findings
        return LoadResult(
            load,
            before if load is None else version,
            load is not None,
            self.manifest.files,
            {} if compared is None else compared.counts,
            self.found.problems,
            list(self.found.warnings) if compared is None else compared.warnings,
            [{"code": "E_REJECTED", "message": self.refused}] if self.refused else [],
            [f.to_json() for f in findings],
        )


@dataclass(frozen=True, eq=False)
class Compared:
    """What a load does: per table its changes, the sentences that warn, and all that was found.

    `removed`: per table the keys of rows that are deleted where they came from.
    """

    tables: dict[str, Changed]
    warnings: list[str]
    findings: tuple[Finding, ...]
    removed: dict[str, pl.DataFrame]

    @property
    def counts(self) -> dict[str, Counts]:
        """The counts per table."""
        return {name: table.counts for name, table in self.tables.items()}


@contextmanager
def engine_of(store: Store, version: Version | None) -> Iterator[DuckEngine | None]:
    """The engine over a version, closed afterwards; None where there is none."""
    engine = None if version is None else open_engine(store, version)
    try:
        yield engine
    finally:
        if engine is not None:
            engine.close()


def prepare(
    store: Store,
    mapping: Mapping,
    files: Sequence[Path],
    stated: Stated,
    *,
    fingerprint: str,
    number: int,
    before: Version | None,
    earlier: DuckEngine | None,
    progress: Progress,
) -> Prepared:
    """Read and check the files. Raises what `extract` raises, and LoadRefused E_DATA_THROUGH."""
    settings = store.settings()
    as_of = stated.as_of or datetime.now(ZoneInfo(settings["timezone"])).date()
    if stated.data_through is not None and stated.data_through > as_of:
        raise LoadRefused(
            f"The data cannot reach {stated.data_through}: the extract was true on {as_of}.",
            code="E_DATA_THROUGH",
        )
    with tempfile.TemporaryDirectory(prefix="icp-metrics-") as staging:
        found = extract(
            mapping,
            files,
            timezone=settings["timezone"],
            as_of=as_of,
            staging=Path(staging),
            known_accounts=_known(earlier, "accounts", "account_id", "name", "domain"),
            known_keys=_known(earlier, "account_keys", "system", "source_id"),
            kinds=_kinds(earlier),
            progress=progress,
        )
    limit = stated.max_rejected
    why = refusal(found, settings["max_rejected"] if limit is None else limit)
    manifest = _manifest(number, mapping, found, as_of, stated, fingerprint)
    absent = {} if why else missing(store, manifest, found, stated.scope, before, earlier)
    return Prepared(mapping, manifest, found, why, before, absent)


def compared(prepared: Prepared, earlier: DuckEngine | None, after: DuckEngine) -> Compared:
    """Per table what the version `after` makes of its rows, and all that is to be said of them.

    `after` has the version before beside it, if there was one: `earlier`.
    """
    found, as_of = prepared.found, prepared.manifest.as_of
    tables = {
        name: changed(
            name,
            rows,
            after,
            news=earlier is None,
            rejected=found.rejected[name],
            missing=prepared.missing[name].height if name in prepared.missing else 0,
        )
        for name, rows in found.tables.items()
    }
    said = [
        unmatched(
            name,
            t.counts["rows"],
            t.counts["matched"],
            t.counts["matched_amount"],
            keyed=name in prepared.mapping.keyed_tables,
        )
        for name, t in tables.items()
    ]
    gone = removed(earlier, found)
    warnings = [*found.warnings, *(s for s in said if s)]
    warnings += [
        f"{name}: {keys.height:,} rows loaded before are left out now: removed"
        for name, keys in gone.items()
    ]
    warnings += [
        f"{name}: {keys.height:,} rows loaded before are not in this extract, which is said to be "
        f"{prepared.manifest.scope}; they stay as they were, for example '{keys.row(0)[0]}'"
        for name, keys in prepared.missing.items()
        if keys.height
    ]
    told = contradictions(after, as_of) if TOLD_BY & set(tables) else []
    # What history could not be used is no news to a load that brings none.
    told = [t for t in told if t.check != "history" or t.table in tables]
    warnings += [t.sentence for t in told]
    return Compared(tables, warnings, (*rejections(found), *found.findings, *told), gone)


def rejections(found: Extract) -> list[Finding]:
    """Why rows were rejected: a finding per file, column and problem, the most frequent first."""
    # Which row it is in conflict with differs from row to row: the problem is one.
    named = pl.col("problem").str.replace(r"as row [0-9]+( of [^,]+)?", "as another row")
    parts = found.problems.with_columns(problem=named).partition_by(
        "file", "column", "problem", maintain_order=True
    )
    said = []
    for rows in sorted(parts, key=lambda part: -part.height):
        file, row, column, value, problem = rows.select(
            "file", "row", "column", "value", "problem"
        ).row(0)
        what = f"'{column}' {problem}" if column else f"the row {problem}"
        count = "1 row" if rows.height == 1 else f"{rows.height:,} rows"
        example = f" ('{value}')" if value else ""
        sentence = f"{file}: {count} rejected, {what}, first in row {row}{example}"
        said.append(Finding("rejected", "reject", sentence, rows=rows))
    return said


def same_load(
    store: Store, before: Version | None, fingerprint: str, stated: Stated, mapping: Mapping
) -> int | None:
    """The load in force that brought the same; None if there is none, or others came since.

    Without a stated date the files are true today: an export that went back to an earlier state
    is news. With a stated date the load would take its old place: it changes nothing, unless it
    looks for its accounts and accounts came since.
    """
    in_force = [] if before is None else store.loads_of(before)
    for place, load in enumerate(in_force):
        later = {table for other in in_force[place + 1 :] for table in other.tables}
        came_since = bool(later & set(load.tables)) and not stated.as_of
        found_since = mapping.matches_accounts and "accounts" in later
        if load.fingerprint == fingerprint and not came_since and not found_since:
            return load.number
    return None


def nothing_new(same: int, before: Version | None) -> LoadResult:
    """The result of files that were loaded before."""
    said = f"These files were loaded before (load {same}); nothing changed."
    return LoadResult(None, before.number if before else None, False, warnings=[said])


def fingerprint_of(mapping: Mapping, files: Sequence[Path], stated: Stated, timezone: str) -> str:
    """A digest of the files, the mapping and the dates: the same again is no new load."""
    parts = [mapping.canonical(), str(stated.as_of), str(stated.data_through), timezone]
    inside = in_folders(files).files
    parts += sorted(f"{_fits(mapping, f)} {sha256(f)}" for f in inside if f.is_file())
    parts += sorted(f.name for f in inside if not f.is_file())
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _fits(mapping: Mapping, file: Path) -> str:
    """The sources whose pattern the name fits: the same files swapped are other data."""
    name = file.name.lower()
    return ",".join(s.name for s in mapping.sources if fnmatchcase(name, s.pattern.lower()))


def _manifest(
    number: int, mapping: Mapping, found: Extract, as_of: date, stated: Stated, fingerprint: str
) -> Load:
    slug = re.sub(r"[^a-z0-9]+", "-", mapping.name.lower()).strip("-")[:40] or "load"
    return Load(
        number=number,
        name=mapping.name,
        slug=slug,
        as_of=as_of,
        loaded_at=now(),
        fingerprint=fingerprint,
        tables={t: list(frame.columns) for t, frame in found.tables.items()},
        attributes={
            t: {a.name: {"label": a.label, "kind": a.kind.name} for a in attributes}
            for t, attributes in found.attributes.items()
        },
        data_through=stated.data_through,
        scope=str(stated.scope),
        files=[c.__dict__ for c in found.files],
        rows={t: frame.height for t, frame in found.tables.items()},
        rejected=dict(found.rejected),
        gone={table: keys.height for table, keys in found.gone.items()},
        warnings=list(found.warnings),
    )


def _known(engine: DuckEngine | None, table: str, *columns: str) -> pl.DataFrame | None:
    return None if engine is None else engine.run(exp.select(*columns).from_(table))


def _kinds(engine: DuckEngine | None) -> dict[tuple[str, str], str]:
    if engine is None:
        return {}
    rows = engine.run(exp.select("*").from_("attributes"))
    return {(r["table"], r["name"]): r["kind"] for r in rows.to_dicts()}
