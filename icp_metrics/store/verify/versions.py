"""Whether every version put in force is described, and its file is the one that was published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icp_metrics.errors import StoreError
from icp_metrics.store.files import sha256
from icp_metrics.store.recovery import PUT_IN_FORCE
from icp_metrics.store.verify.finding import Finding

if TYPE_CHECKING:
    from icp_metrics.store.store import Store
    from icp_metrics.store.versions import Version

_DESCRIBED_BY = {PUT_IN_FORCE, "version_rebuilt"}


def versions(
    store: Store, lines: list[dict[str, Any]], only: int | None = None
) -> Iterator[Finding]:
    """Descriptions against the ledger, files against descriptions; of all versions or of one."""
    marks: dict[int, set[str]] = {}
    for line in lines:
        if line["event"] in _DESCRIBED_BY:
            marks.setdefault(line["version"], set()).add(line["description"])
    folder, here = store.root / "versions", set(store.version_numbers())
    for number in sorted(here | set(marks)):
        if only is not None and number != only:
            continue
        name = f"versions/{number:04d}.json"
        again = f"Run `icp-metrics rebuild {number}`."
        if number not in here:
            yield Finding(name, f"the description of data version {number} is missing", again)
        elif number not in marks:
            yield Finding(
                name,
                f"the ledger does not say that data version {number} was put in force",
                f"It was published by an earlier release, or the ledger was changed. {again}",
            )
        elif sha256(store.root / name) not in marks[number]:
            yield Finding(name, "it is not as it was written", again)
        else:
            yield from _file(folder, store.version(number))
    yield from _in_force(store)


def _file(folder: Path, version: Version) -> Iterator[Finding]:
    path = folder / f"{version.name}.duckdb"
    if path.is_file() and (path.stat().st_size, sha256(path)) != (version.size, version.sha256):
        yield Finding(
            f"versions/{path.name}",
            "it is not the file that was published",
            f"Run `icp-metrics rebuild {version.number}`.",
        )


def _in_force(store: Store) -> Iterator[Finding]:
    """The version in force has a file; those before may have been cleared away."""
    try:
        current = store.current()
    except StoreError:  # told by the pointer or by its description
        return
    if current is not None and not (store.root / "versions" / f"{current.name}.duckdb").is_file():
        yield Finding(
            f"versions/{current.name}.duckdb",
            "the file of the version in force is missing",
            f"Run `icp-metrics rebuild {current.number}`, or open it: it is made again.",
        )
