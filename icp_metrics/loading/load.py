"""Loading: files and a mapping become a load and a new version at once, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from icp_metrics.compare.view import open_engine
from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.errors import IcpError, LoadRefused
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.loading.prepare import (
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
from icp_metrics.publish import publish
from icp_metrics.store import Store


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
        before, number = store.current(), store.next_load()
        store.ledger.append("load_begun", load=number, files=[f.name for f in files])
        try:
            mapping = Mapping.parse(mapping_text)
            fingerprint = fingerprint_of(mapping, files, stated, store.settings()["timezone"])
            same = same_load(store, before, fingerprint, stated, mapping)
            if same is not None:
                store.ledger.append("nothing_new", load=number, same_as=same)
                return nothing_new(same, before)
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
                return _published(store, prepared, earlier, progress)
        except IcpError as error:
            event = "load_refused" if isinstance(error, LoadRefused) else "load_failed"
            store.ledger.append(event, load=number, code=error.code)
            return refused(store, error)
        except BaseException:
            store.ledger.append("load_failed", load=number, code="E_INTERNAL")
            raise


def _published(
    store: Store, prepared: Prepared, earlier: DuckEngine | None, progress: Progress
) -> LoadResult:
    number, before = prepared.manifest.number, prepared.before
    if prepared.refused is not None:
        files = prepared.manifest.files
        store.ledger.append("load_refused", load=number, code="E_REJECTED", files=files)
        return prepared.result()
    with _kept(store, prepared):
        version = publish(store, (*(before.loads if before else ()), number), progress)
    found = None
    try:
        after = open_engine(store, version, beside=before)
        try:
            found = compared(prepared, earlier, after)
        finally:
            after.close()
    finally:
        # It is in force, whatever becomes of the counts.
        counts = {} if found is None else found.counts
        store.ledger.append("published", load=number, version=version.number, tables=counts)
    return prepared.result(found, load=number, version=version.number)


@contextmanager
def _kept(store: Store, prepared: Prepared) -> Iterator[None]:
    """Write the load; take it away again if it cannot be published."""
    store.add_load(prepared.manifest, prepared.frames)
    try:
        yield
    except BaseException:
        if not store.holds([prepared.manifest.number]):
            store.drop_load(prepared.manifest)
        raise
