"""Preview: a load and the version it would make, built beside the store and not in force.

A preview is a folder: the load as it would be kept, the version's file, the rows it would change,
what moves, and `result.json`. Publishing it moves load and version into the store; nothing is read
or reckoned again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from icp_metrics.compare.both import Both
from icp_metrics.compare.moved import Moved, headline_moved
from icp_metrics.compare.states import State, definition
from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.errors import IcpError, LoadRefused
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.loading.difference import differences
from icp_metrics.loading.prepare import (
    Compared,
    Prepared,
    Progress,
    compared,
    engine_of,
    fingerprint_of,
    nothing_new,
    prepare,
    same_load,
)
from icp_metrics.loading.result import LoadResult, refused
from icp_metrics.loading.stated import Stated
from icp_metrics.publish import candidate, is_still
from icp_metrics.store import Load, Store, Version, loads, versions
from icp_metrics.store.files import sha256, write_atomic
from icp_metrics.tables import TABLES

_LOAD, _VERSION, _ROWS = "load", "version.duckdb", "rows"


@dataclass(frozen=True, eq=False)
class Preview:
    """What a load would do. `result`: as after loading, but nothing is published.

    `rows`: per table and word (new, changed, missing, removed, a check) the file of those rows;
    `moved`: per headline KPI what it would be, and which rows move it. `can_publish`: whether
    there is something to put in force.
    """

    folder: Path
    result: LoadResult
    moved: list[dict[str, Any]]
    can_publish: bool

    @property
    def rows(self) -> dict[tuple[str, str], Path]:
        """Per table and word the file with its rows."""
        files = sorted((self.folder / _ROWS).glob("*.parquet"))
        return {(f.stem.split(".")[0], f.stem.split(".")[1]): f for f in files}

    @classmethod
    def read(cls, folder: Path) -> Preview:
        """The preview that was made in a folder."""
        said = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        result = LoadResult.from_json(said["result"])
        there = (folder / _VERSION).is_file() and not result.errors
        return cls(folder, result, said["moved"], there and not result.published)


def preview(
    store: Store,
    mapping_text: str,
    files: Sequence[Path],
    folder: Path,
    *,
    stated: Stated | None = None,
    progress: Progress = lambda _: None,
) -> Preview:
    """Make the preview of a load in `folder`. The store is as it was, its ledger too."""
    stated = stated or Stated()
    before, number = store.current(), store.next_load()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        mapping = Mapping.parse(mapping_text)
        fingerprint = fingerprint_of(mapping, files, stated, store.settings()["timezone"])
        same = same_load(store, before, fingerprint, stated, mapping)
        if same is not None:
            return _kept(folder, nothing_new(same, before))
        with engine_of(store, before) as earlier:
            prepared = prepare(
                store,
                mapping,
                files,
                stated,
                fingerprint=fingerprint,
                number=number,
                before=before,
                earlier=earlier,
                progress=progress,
            )
            if prepared.refused is not None:
                return _kept(folder, prepared.result())
            return _built(store, prepared, folder, earlier, progress)
    except IcpError as error:
        _empty(folder)
        return _kept(folder, refused(store, error))


def publish_preview(store: Store, folder: Path, *, wait_s: float = 600) -> LoadResult:
    """Put in force what a preview showed, to the byte. Refused when the store has changed since.

    The folder keeps the result alone, for whoever asks again. `wait_s`: for another data update.
    """
    with store.writing(wait_s=wait_s):
        manifest, version = _read(folder)
        shown = Preview.read(folder)
        store.ledger.append("load_begun", load=manifest.number, files=_names(manifest))
        if not is_still(store, version) or store.next_load() != manifest.number:
            store.ledger.append("load_refused", load=manifest.number, code="E_STALE")
            raise LoadRefused(
                "The data, the settings or an ICP definition changed since this preview was made: "
                "preview the files again.",
                code="E_STALE",
            )
        try:
            store.take_load(manifest, folder / _LOAD)
            published = store.put_in_force(version, folder / _VERSION)
        except BaseException:
            if not store.holds([manifest.number]):
                store.drop_load(manifest)
                store.ledger.append("load_failed", load=manifest.number, code="E_INTERNAL")
            _empty(folder)
            raise
        store.ledger.append(
            "published",
            load=manifest.number,
            version=published.number,
            tables=shown.result.tables,
        )
    _empty(folder)
    done = replace(shown.result, load=manifest.number, version=published.number, published=True)
    return _kept(folder, done).result


def discard(folder: Path) -> None:
    """Remove a preview."""
    shutil.rmtree(folder, ignore_errors=True)


def _empty(folder: Path) -> None:
    """Leave nothing that could be published."""
    (folder / _VERSION).unlink(missing_ok=True)
    for part in (_LOAD, _ROWS):
        shutil.rmtree(folder / part, ignore_errors=True)


def _built(
    store: Store,
    prepared: Prepared,
    folder: Path,
    earlier: DuckEngine | None,
    progress: Progress,
) -> Preview:
    loads.stage(folder / _LOAD, prepared.manifest, prepared.frames)
    file = folder / _VERSION
    version = candidate(store, prepared.manifest, folder / _LOAD, file, progress)
    versions.describe(folder, version)
    progress("Comparing with the data in force")
    # Its file may have been made again since: by another recipe, or because it was cleared away.
    before = None if prepared.before is None else store.version(prepared.before.number)
    after = DuckEngine(file, beside=None if before is None else store.file(before))
    try:
        found = compared(prepared, earlier, after)
        _write_rows(folder / _ROWS, prepared, found, after)
    finally:
        after.close()
    moved = _moved(store, before, version, file)
    return _kept(folder, prepared.result(found), moved)


def _moved(store: Store, before: Version | None, after: Version, file: Path) -> list[Moved]:
    """What becomes of the headline KPIs; nothing where there is nothing to compare with."""
    if before is None:
        return []
    document, settings = definition(store, None), store.settings().version
    states = (State(v, document, settings) for v in (before, after))
    both = Both.open(store, *states, file=file)
    try:
        return headline_moved(both)
    finally:
        both.close()


def _write_rows(into: Path, prepared: Prepared, compared: Compared, after: DuckEngine) -> None:
    """The rows that are new, changed (cell by cell) and missing, and those that were found."""
    into.mkdir()
    for name, found in compared.tables.items():
        table, loaded = TABLES[name], prepared.found.tables[name]
        if found.new.height:
            new = loaded.join(found.new, on=table.key, how="semi")
            new.write_parquet(into / f"{name}.new.parquet")
        if found.changed.height:
            cells = differences(after, table, loaded.columns, found.changed)
            cells.write_parquet(into / f"{name}.changed.parquet")
    for word, several_keys in (("missing", prepared.missing), ("removed", compared.removed)):
        for name, keys in several_keys.items():
            if keys.height:
                keys.write_parquet(into / f"{name}.{word}.parquet")
    # Several findings of a check on one table are shown together.
    several: dict[tuple[str, str], list[pl.DataFrame]] = {}
    for each in compared.findings:
        if each.table and each.rows.height:
            several.setdefault((each.table, each.check), []).append(each.rows)
    for (name, check), rows in several.items():
        together = pl.concat(rows, how="diagonal_relaxed")
        together.write_parquet(into / f"{name}.{check}.parquet")


def _kept(folder: Path, result: LoadResult, moved: Sequence[Moved] = ()) -> Preview:
    said = {"result": result.to_json(), "moved": [m.to_json() for m in moved]}
    write_atomic(folder / "result.json", json.dumps(said, default=_plain))
    return Preview.read(folder)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else float(value)


def _read(folder: Path) -> tuple[Load, Version]:
    """The load and the version of a preview; raises LoadRefused E_STALE where it has none."""
    numbers = versions.numbers(folder)
    version = versions.read(folder, numbers[0]) if numbers else None
    if version is None or not (folder / _VERSION).is_file():
        raise LoadRefused(
            "There is no preview to publish: it was published or discarded before.", code="E_STALE"
        )
    manifest = loads.read(folder / _LOAD)
    loads.check(folder / _LOAD, manifest, None)
    if sha256(folder / _VERSION) != version.sha256:
        raise LoadRefused(
            "The preview is not as it was made: preview the files again.", code="E_STALE"
        )
    return manifest, version


def _names(manifest: Load) -> list[str]:
    return [f["file"] for f in manifest.files]
