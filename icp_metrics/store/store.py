"""The store: one writer at a time, any number of readers, nothing published is ever changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import polars as pl
import yaml
from filelock import FileLock, Timeout

from icp_metrics.errors import StoreError
from icp_metrics.settings import Settings
from icp_metrics.store import documents, loads, versions
from icp_metrics.store.build import Build, Contents, build, free_bytes
from icp_metrics.store.documents import Document
from icp_metrics.store.files import sha256, sync, unchanged_sha256, write_atomic
from icp_metrics.store.ledger import Ledger, now
from icp_metrics.store.loads import Load
from icp_metrics.store.versions import Version

KEPT_FILES = 5
_LEAST_FREE = 100 * 2**20
_ENDINGS = {"published", "nothing_new", "load_refused", "load_failed", "load_killed"}


class Store:
    """A store on disk. Reading needs no lock; whatever writes does so inside `writing()`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ledger = Ledger(root / "ledger.jsonl")
        self._loads = root / "loads"
        self._versions = root / "versions"
        self._current = root / "CURRENT"

    # Reading ------------------------------------------------------------------------------

    def current(self) -> Version | None:
        """The version in force, or None while nothing was published."""
        if not self._current.is_file():
            return None
        named = self._current.read_text(encoding="utf-8").strip()
        if not named.isdigit():
            known = ", ".join(map(str, versions.numbers(self._versions))) or "none"
            raise StoreError(
                f"CURRENT does not name a data version but '{named[:40]}'. Write one of these into "
                f"it: {known}.",
                code="E_DAMAGED",
            )
        return self.version(int(named))

    def version(self, number: int) -> Version:
        """The description of a version. Raises StoreError if it was never published."""
        found = versions.read(self._versions, number)
        if found is None:
            known = ", ".join(map(str, versions.numbers(self._versions))) or "none"
            raise StoreError(f"There is no data version {number}; published: {known}.")
        return found

    def version_numbers(self) -> list[int]:
        """The numbers of every version ever published, ascending."""
        return versions.numbers(self._versions)

    def versions(self) -> list[Version]:
        """Every version ever published, oldest first."""
        return [self.version(n) for n in self.version_numbers()]

    def file(self, version: Version) -> Path | None:
        """The DuckDB file of a version; None if it was cleared away (`publish.rebuild` makes it).

        Raises StoreError if the file is not what was published.
        """
        path = self._file(version.name)
        if not path.is_file():
            return None
        if path.stat().st_size != version.size or unchanged_sha256(path) != version.sha256:
            raise StoreError(
                f"{path.name} is not what was published: its {path.stat().st_size} bytes do not "
                f"match the checksum. Remove the file to have it rebuilt from the loads.",
                code="E_DAMAGED",
            )
        return path

    def loads(self) -> dict[int, Load]:
        """Every load on disk by number, withdrawn ones included."""
        return loads.read_all(self._loads)

    def load_folder(self, load: Load) -> Path:
        """Where the Parquet of a load stands."""
        return self._loads / load.folder

    def settings(self, version: int | None = None) -> Settings:
        """The settings in force, or those of a version; 0 is the defaults."""
        if version == 0:
            return Settings()
        document = documents.load(self.root / "settings", version)
        if document is None:
            return Settings()
        saved = yaml.safe_load(document.text)
        return Settings().with_values(saved["values"], version=document.version)

    def profile_names(self) -> list[str]:
        """Names of the profiles, the one saved first at the front: it is the default."""
        order = [e["name"] for e in self.ledger.read() if e["event"] == "profile_saved"]
        folder = self.root / "profiles"
        known = [p.name for p in sorted(folder.iterdir()) if p.is_dir()] if folder.is_dir() else []
        return sorted(known, key=lambda n: order.index(n) if n in order else len(order))

    def profile(self, name: str, version: int | None = None) -> Document | None:
        """The text of a profile, by default its newest version."""
        return documents.load(self.root / "profiles" / name, version)

    # Writing ------------------------------------------------------------------------------

    @contextmanager
    def writing(self, *, wait_s: float = 600) -> Iterator[None]:
        """Hold the writer lock; first clear away what a killed writer left.

        Raises StoreError when another writer keeps the lock for longer than `wait_s`.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / "lock", is_singleton=True)
        try:
            lock.acquire(timeout=wait_s)
        except Timeout:
            raise StoreError(
                f"Another data update has been running for over {wait_s:.0f} s; try again when it "
                f"has ended.",
                code="E_BUSY",
            ) from None
        try:
            if lock.lock_counter == 1:
                self._recover()
            yield
        finally:
            lock.release()

    def save_settings(self, settings: Settings, *, author: str, reason: str) -> Settings:
        """Keep settings as the next version."""
        with self.writing():
            changed = {n: v for n, v in settings.values.items() if v != Settings().values[n]}
            text = yaml.safe_dump(
                {"author": author, "reason": reason, "saved_at": now(), "values": changed},
                sort_keys=False,
                allow_unicode=True,
            )
            document = documents.save(self.root / "settings", text)
            self.ledger.append("settings_saved", version=document.version, reason=reason)
            return replace(settings, version=document.version)

    def save_profile(self, name: str, text: str) -> Document:
        """Keep a profile's text as its next version; the same text again is no new version."""
        with self.writing():
            folder = self.root / "profiles" / name
            before = documents.versions(folder)
            document = documents.save(folder, text)
            if document.version not in before:
                self.ledger.append("profile_saved", name=name, version=document.version)
            return document

    def add_load(self, load: Load, frames: dict[str, pl.DataFrame]) -> Path:
        """Write a load's Parquet and manifest. It counts once a version with it is published."""
        return loads.write(self._loads, load, frames)

    def drop_load(self, load: Load) -> None:
        """Remove a load that was never published."""
        shutil.rmtree(self.load_folder(load), ignore_errors=True)

    def next_load(self) -> int:
        """The number the next load gets; numbers of withdrawn loads are not used again."""
        return max(self.loads(), default=0) + 1

    def publish(
        self,
        fill: Callable[[Build], Contents],
        *,
        loads_in_force: tuple[int, ...],
        settings: int,
        profiles: dict[str, int],
        recipe: str,
    ) -> Version:
        """Build the next version and put it in force, or raise and leave everything as it was."""
        number = max(versions.numbers(self._versions), default=0) + 1
        current = self.current()
        version = self._build(
            fill,
            Version(
                number=number,
                recipe=recipe,
                before=None if current is None else current.number,
                loads=loads_in_force,
                settings=settings,
                profiles=profiles,
                data_through={},
                rows={},
                published_at=now(),
                sha256="",
                size=0,
            ),
        )
        versions.describe(self._versions, version)
        try:
            self._point_to(version)
        except BaseException:
            self._forget(version)
            raise
        self._clear_old_files()
        return version

    def rebuild(self, version: Version, fill: Callable[[Build], Contents]) -> Path:
        """Make the file of an earlier version again. CURRENT stays where it is."""
        made = self._build(fill, version)
        versions.describe(self._versions, made)
        self.ledger.append("version_rebuilt", version=version.number)
        return self._file(version.name)

    def roll_back(self, number: int) -> Version:
        """Put an earlier version in force; the loads it does not hold are withdrawn."""
        with self.writing():
            now_in_force = self.current()
            target = self.version(number)
            if now_in_force is None or target.number == now_in_force.number:
                raise StoreError(f"Data version {number} is in force already; nothing changed.")
            self._point_to(target)
            held, holds = set(now_in_force.loads), set(target.loads)
            self.ledger.append(
                "rolled_back",
                version=target.number,
                before=now_in_force.number,
                withdrawn=sorted(held - holds),
                reinstated=sorted(holds - held),
            )
            return target

    # Inside -------------------------------------------------------------------------------

    def _file(self, name: str) -> Path:
        return self._versions / f"{name}.duckdb"

    def _build(self, fill: Callable[[Build], Contents], plan: Version) -> Version:
        """Build the file of `plan` and put it in its place; the plan with what it holds."""
        self._versions.mkdir(parents=True, exist_ok=True)
        if free_bytes(self._versions) < _LEAST_FREE:
            raise StoreError(
                "The disk has less than 100 MB free: nothing was published. Free some space.",
                code="E_DISK",
            )
        building = self._versions / f".building-{os.getpid()}.duckdb"
        contents = build(building, fill)
        version = replace(
            plan,
            data_through=contents.data_through,
            rows=contents.rows,
            sha256=sha256(building),
            size=building.stat().st_size,
        )
        os.replace(building, self._file(version.name))
        sync(self._versions)
        return version

    def _point_to(self, version: Version) -> None:
        write_atomic(self._current, f"{version.name}\n")

    def _forget(self, version: Version) -> None:
        """Remove a version that never was in force."""
        versions.forget(self._versions, version)
        self._file(version.name).unlink(missing_ok=True)

    def _clear_old_files(self) -> None:
        current = self.current()
        files = sorted(self._versions.glob("[0-9]*.duckdb"))
        for path in files[:-KEPT_FILES]:
            if current is None or path.stem != current.name:
                path.unlink()

    def _recover(self) -> None:
        """Clear what a killed writer left, and say so in the ledger."""
        for folder in (self._loads, self._versions):
            for rest in folder.glob(".*") if folder.is_dir() else ():
                if rest.is_dir():
                    shutil.rmtree(rest)
                else:
                    rest.unlink()
        begun = None
        for line in self.ledger.read():
            if line["event"] == "load_begun":
                begun = line
            elif line["event"] in _ENDINGS:
                begun = None
        if begun is None:
            return
        number = begun["load"]
        current = self.current()
        if current is not None and number in current.loads:
            # Killed between the pointer and the ledger: the load is in force.
            self.ledger.append("published", load=number, version=current.number, recovered=True)
            return
        # Killed before the pointer: a version with the load may be there, but never was in force.
        for version in self.versions():
            if number in version.loads:
                self._forget(version)
        load = self.loads().get(number)
        if load is not None:
            self.drop_load(load)
        self.ledger.append("load_killed", load=number)
