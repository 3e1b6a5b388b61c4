"""Versions: the published DuckDB files, their descriptions, and the pointer to the one in force.

A version's description (`versions/0007.json`) outlives its file: only the newest files are kept,
the others are rebuilt from loads when asked for.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from icp_metrics.store.files import write_atomic

_DESCRIPTION = re.compile(r"^(\d{4,})\.json$")


@dataclass(frozen=True)
class Version:
    """What a version was built from, and what it holds.

    `loads`: numbers of the loads, `settings` and `profiles`: the versions in force when built.
    `recipe`: a digest of how it was built. `before`: the version in force when this one was
    published. `data_through`, `rows`: per table. `sha256`, `size`: of the DuckDB file.
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

    @property
    def name(self) -> str:
        """Name of its file, without the ending: `0007`."""
        return f"{self.number:04d}"


def describe(folder: Path, version: Version) -> None:
    """Write the description of a version."""
    text = json.dumps(asdict(version), default=str, indent=1)
    write_atomic(folder / f"{version.name}.json", text)


def forget(folder: Path, version: Version) -> None:
    """Remove the description of a version that never was in force."""
    (folder / f"{version.name}.json").unlink(missing_ok=True)


def read(folder: Path, number: int) -> Version | None:
    """The description of one version, or None."""
    path = folder / f"{number:04d}.json"
    if not path.is_file():
        return None
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["loads"] = tuple(raw["loads"])
    raw["data_through"] = {t: date.fromisoformat(d) for t, d in raw["data_through"].items()}
    return Version(**raw)


def numbers(folder: Path) -> list[int]:
    """The versions described, ascending."""
    if not folder.is_dir():
        return []
    return sorted(int(m[1]) for p in folder.iterdir() if (m := _DESCRIPTION.match(p.name)))
