"""Versions: the published DuckDB files, their descriptions, and the pointer to the one in force.

A version's description (`versions/0007.json`) outlives its file: only the newest files are kept,
the others are rebuilt from loads when asked for.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from icp_metrics.errors import StoreError
from icp_metrics.store.files import sha256_of, write_atomic

_DESCRIPTION = re.compile(r"^(\d{4,})\.json$")


@dataclass(frozen=True)
class Version:
    """What a version was built from, and what it holds.

    `loads`: numbers of the loads, `settings` and `profiles`: the versions in force when built.
    `recipe`: a digest of how it was built. `before`: the version in force when this one was
    published. `data_through`, `rows`: per table. `sha256`, `size`: of the DuckDB file.
    `manifests`: SHA-256 of the manifest of each load, by its number.
    """

    number: int
    recipe: str
    before: int | None
    loads: tuple[int, ...]
    settings: int
    profiles: dict[str, int]
    data_through: dict[str, date]
    rows: dict[str, int]
    published_at: str
    sha256: str
    size: int
    manifests: dict[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of its file, without the ending: `0007`."""
        return f"{self.number:04d}"


def describe(folder: Path, version: Version) -> None:
    """Write the description of a version."""
    write_atomic(folder / f"{version.name}.json", _text(version))


def checksum(version: Version) -> str:
    """The SHA-256 of a version's description as it is written: the ledger keeps it."""
    return sha256_of(_text(version))


def _text(version: Version) -> str:
    return json.dumps(asdict(version), default=str, indent=1)


def read(folder: Path, number: int) -> Version | None:
    """The description of one version, or None. Raises StoreError if it cannot be read."""
    path = folder / f"{number:04d}.json"
    if not path.is_file():
        return None
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        raw["loads"] = tuple(raw["loads"])
        raw["data_through"] = {t: date.fromisoformat(d) for t, d in raw["data_through"].items()}
        raw["manifests"] = {int(n): s for n, s in raw.get("manifests", {}).items()}
        return Version(**raw)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise StoreError(
            f"The description of data version {number}, versions/{path.name}, cannot be read: it "
            f"is not as it was written. `icp-metrics verify` says what to do.",
            code="E_DAMAGED",
        ) from None


def numbers(folder: Path) -> list[int]:
    """The versions described, ascending."""
    if not folder.is_dir():
        return []
    return sorted(int(m[1]) for p in folder.iterdir() if (m := _DESCRIPTION.match(p.name)))
