"""A data update: files and a mapping become a load and a new version, or nothing changes."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from sqlglot import exp

from icp_metrics.compare.view import open_engine
from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.errors import IcpError, LoadRefused
from icp_metrics.extracts.extract import Extract, extract, refusal
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.publish import publish
from icp_metrics.publish.changes import Counts, changes, removed
from icp_metrics.publish.contradictions import TOLD_BY, contradictions
from icp_metrics.publish.matching import share, unmatched
from icp_metrics.store import Load, Store, Version
from icp_metrics.store.files import sha256
from icp_metrics.store.ledger import now

Progress = Callable[[str], None]

_PROBLEMS = {"file": pl.String, "row": pl.Int64, "column": pl.String, "value": pl.String}
_NO_PROBLEMS = pl.DataFrame(schema={**_PROBLEMS, "problem": pl.String})


@dataclass(frozen=True, eq=False)
class LoadResult:
    """What became of a load. `version`: the one in force afterwards; None while there is none.

    `tables`: per table rows, new, changed, unchanged, rejected, how many rows matched an account,
    and their share of the money (`matched_amount`). `errors`: why nothing was published, as code
    and sentence.
    """

    load: int | None
    version: int | None
    published: bool
    files: list[dict[str, Any]] = field(default_factory=list)
    tables: dict[str, Counts] = field(default_factory=dict)
    problems: pl.DataFrame = field(default_factory=lambda: _NO_PROBLEMS)
    warnings: list[str] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)

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
        }


@dataclass(frozen=True)
class Stated:
    """What the person who loads says of the extract. `as_of`: when it was true, else today."""

    as_of: date | None = None
    data_through: date | None = None
    max_rejected: float | None = None


def load(
    store: Store,
    mapping_text: str,
    files: Sequence[Path],
    *,
    stated: Stated | None = None,
    progress: Progress = lambda _: None,
) -> LoadResult:
    """Load files through a mapping and publish, all or nothing.

    The same files with the same mapping and dates again change nothing. What cannot be published
    comes back in `errors`, and the store is as it was but for a line in the ledger.
    """
    stated = stated or Stated()
    with store.writing():
        before = store.current()
        number = store.next_load()
        names = [f.name for f in files]
        store.ledger.append("load_begun", load=number, files=names)
        try:
            mapping = Mapping.parse(mapping_text)
            fingerprint = _fingerprint(mapping, files, stated, store.settings()["timezone"])
            same = _same_load(store, before, fingerprint, stated, mapping)
            if same is not None:
                store.ledger.append("nothing_new", load=number, same_as=same)
                said = f"These files were loaded before (load {same}); nothing changed."
                return LoadResult(None, before.number if before else None, False, warnings=[said])
            return _load(store, mapping, files, stated, fingerprint, number, before, progress)
        except IcpError as error:
            event = "load_refused" if isinstance(error, LoadRefused) else "load_failed"
            store.ledger.append(event, load=number, code=error.code)
            return refused(store, error)
        except BaseException:
            store.ledger.append("load_failed", load=number, code="E_INTERNAL")
            raise


def refused(store: Store, error: IcpError) -> LoadResult:
    """The result of a load that an error ended: nothing was published."""
    current = store.current()
    said = {"code": error.code, "message": error.message}
    return LoadResult(None, current.number if current else None, False, errors=[said])


def _load(
    store: Store,
    mapping: Mapping,
    files: Sequence[Path],
    stated: Stated,
    fingerprint: str,
    number: int,
    before: Version | None,
    progress: Progress,
) -> LoadResult:
    settings = store.settings()
    as_of = stated.as_of or datetime.now(ZoneInfo(settings["timezone"])).date()
    if stated.data_through is not None and stated.data_through > as_of:
        raise LoadRefused(
            f"The data cannot reach {stated.data_through}: the extract was true on {as_of}.",
            code="E_DATA_THROUGH",
        )
    earlier = None if before is None else open_engine(store, before)
    try:
        with tempfile.TemporaryDirectory(prefix="icp-metrics-") as staging:
            found = extract(
                mapping,
                files,
                timezone=settings["timezone"],
                as_of=as_of,
                staging=Path(staging),
                known_accounts=_known_accounts(earlier),
                known_keys=_known_keys(earlier),
                kinds=_kinds(earlier),
                progress=progress,
            )
        counts = [c.__dict__ for c in found.files]
        limit = stated.max_rejected
        why = refusal(found, settings["max_rejected"] if limit is None else limit)
        if why is not None:
            store.ledger.append("load_refused", load=number, code="E_REJECTED", files=counts)
            return LoadResult(
                None,
                before.number if before else None,
                False,
                files=counts,
                problems=found.problems,
                warnings=list(found.warnings),
                errors=[{"code": "E_REJECTED", "message": why}],
            )
        manifest = _manifest(number, mapping, found, as_of, stated, fingerprint)
        with _kept(store, manifest, found):
            loads = (*(before.loads if before else ()), number)
            version = publish(store, loads, progress)
        after = open_engine(store, version)
        try:
            tables = {t: changes(t, f, earlier, after, found) for t, f in found.tables.items()}
            said = contradictions(after, as_of) if TOLD_BY & set(tables) else []
        finally:
            after.close()
        store.ledger.append("published", load=number, version=version.number, tables=tables)
        warnings = [*found.warnings, *removed(earlier, found), *_unmatched(mapping, tables), *said]
        return LoadResult(number, version.number, True, counts, tables, found.problems, warnings)
    finally:
        if earlier is not None:
            earlier.close()


def _unmatched(mapping: Mapping, tables: dict[str, Counts]) -> list[str]:
    """Which tables of the load have rows that belong to no account we know."""
    said = [
        unmatched(
            name, c["rows"], c["matched"], c["matched_amount"], keyed=name in mapping.keyed_tables
        )
        for name, c in tables.items()
    ]
    return [s for s in said if s]


@contextmanager
def _kept(store: Store, manifest: Load, found: Extract) -> Any:
    """Write the load; take it away again if it cannot be published."""
    gone = {f"{table}.gone": keys for table, keys in found.gone.items()}
    store.add_load(manifest, {**found.tables, **gone, "rejects": found.problems})
    try:
        yield
    except BaseException:
        store.drop_load(manifest)
        raise


def _same_load(
    store: Store, before: Version | None, fingerprint: str, stated: Stated, mapping: Mapping
) -> int | None:
    """The load in force that brought the same; None if there is none, or others came since.

    Without a stated date the files are true today: an export that went back to an earlier state
    is news. With a stated date the load would take its old place: it changes nothing, unless it
    looks for its accounts and accounts came since.
    """
    known = store.loads()
    in_force = [known[n] for n in (before.loads if before else ())]
    for place, load in enumerate(in_force):
        later = {table for other in in_force[place + 1 :] for table in other.tables}
        came_since = bool(later & set(load.tables)) and not stated.as_of
        found_since = mapping.matches_accounts and "accounts" in later
        if load.fingerprint == fingerprint and not came_since and not found_since:
            return load.number
    return None


def _fingerprint(mapping: Mapping, files: Sequence[Path], stated: Stated, timezone: str) -> str:
    parts = [mapping.canonical(), str(stated.as_of), str(stated.data_through), timezone]
    parts += sorted(sha256(f) if f.is_file() else f.name for f in files)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


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
        files=[c.__dict__ for c in found.files],
        rows={t: frame.height for t, frame in found.tables.items()},
        rejected=dict(found.rejected),
        gone={table: keys.height for table, keys in found.gone.items()},
        warnings=list(found.warnings),
    )


def _known_accounts(engine: DuckEngine | None) -> pl.DataFrame | None:
    if engine is None:
        return None
    return engine.run(exp.select("account_id", "name", "domain").from_("accounts"))


def _known_keys(engine: DuckEngine | None) -> pl.DataFrame | None:
    if engine is None:
        return None
    return engine.run(exp.select("system", "source_id").from_("account_keys"))


def _kinds(engine: DuckEngine | None) -> dict[tuple[str, str], str]:
    if engine is None:
        return {}
    rows = engine.run(exp.select("*").from_("attributes"))
    return {(r["table"], r["name"]): r["kind"] for r in rows.to_dicts()}
