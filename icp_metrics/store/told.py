"""A version as the ledger tells of it: what to make it again from where its description is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icp_metrics.store.files import sha256
from icp_metrics.store.recovery import PUT_IN_FORCE
from icp_metrics.store.versions import Version

if TYPE_CHECKING:
    from icp_metrics.store.store import Store


def as_told(store: Store, number: int) -> Version:
    """The description of a version if it is as it was written, else what the ledger tells.

    Of the latter only what it was made from is known; `sha256` is blank. Raises StoreError if
    neither knows the version.
    """
    events = (PUT_IN_FORCE, "version_rebuilt")
    lines = [x for x in store.ledger.read() if x["event"] in events and x["version"] == number]
    path = store.root / "versions" / f"{number:04d}.json"
    whole = path.is_file() and sha256(path) in {line["description"] for line in lines}
    if whole or not lines:
        return store.version(number)
    told = lines[-1]
    return Version(
        number=number,
        recipe="",
        before=told["before"],
        loads=tuple(told["loads"]),
        settings=told["settings"],
        profiles=told["profiles"],
        data_through={},
        rows={},
        published_at=lines[0]["at"],
        sha256="",
        size=0,
        manifests=_manifests(store, tuple(told["loads"])),
    )


def _manifests(store: Store, numbers: tuple[int, ...]) -> dict[int, str]:
    """The checksums that other versions keep of these loads; of the rest, those of the files."""
    marks = {
        load.number: sha256(store.load_folder(load) / "manifest.json")
        for load in store.loads().values()
    }
    for version in store.sound_versions():
        marks |= version.manifests
    return {n: marks[n] for n in numbers if n in marks}
