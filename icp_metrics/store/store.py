"""The store: one writer at a time, any number of readers, nothing published is ever changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from filelock import FileLock, Timeout

from icp_metrics.errors import StoreError
from icp_metrics.settings import Settings
from icp_metrics.store import documents, loads, versions
from icp_metrics.store.build import Build, Contents, build, free_bytes
from icp_metrics.store.documents import Document
from icp_metrics.store.files import sha256, sync, told_of_the_disk, unchanged_sha256, write_atomic
from icp_metrics.store.ledger import Ledger, now
from icp_metrics.store.loads import Load
from icp_metrics.store.recovery import PUT_IN_FORCE, recover
from icp_metrics.store.versions import Version

KEPT_FILES = 5
_LEAST_FREE = 100 * 2**20


class Store:
    """A store on disk. Reading needs no lock; whatever writes does so inside `writing()`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ledger = Ledger(root / "ledger.jsonl")
        self._loads = root / "loads"
        self._versions = root / "versions"
        self._current = root / "CURRENT"

    def must_exist(self) -> None:
        """Raise StoreError E_NO_DATA where the folder is no store: it has no ledger."""
        if not (self.root / "ledger.jsonl").is_file():
            raise StoreError(
                f"There is no store in the folder '{self.root.name}'. Name its folder with "
                f"--store.",
                code="E_NO_DATA",
            )

    # Reading ------------------------------------------------------------------------------

    def current(self) -> Version | None:
        """The version in force, or None while nothing was published."""
        if not self._current.is_file():
            return None
        named = self._current.read_text(encoding="utf-8", errors="replace").strip()
        if not named.isdecimal():
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

    def sound_versions(self) -> list[Version]:
        """Those of the versions whose description can be read, oldest first."""
        found = []
        for number in self.version_numbers():
            with suppress(StoreError):
                found.append(self.version(number))
        return found

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
                f"match the checksum. Run `icp-metrics rebuild {version.number}` to make it again "
                f"from the loads.",
                code="E_DAMAGED",
            )
        return path

    def loads(self) -> dict[int, Load]:
        """Every load on disk by number, withdrawn ones included."""
        return loads.read_all(self._loads)

    def loads_of(self, version: Version) -> list[Load]:
        """The loads that a version was built from; StoreError E_DAMAGED where one is missing."""
        known = self.loads()
        for number in version.loads:
            if number not in known:
                raise StoreError(
                    f"Load {number}, which the data in force was built from, is missing. "
                    "`icp-metrics verify` says what to do.",
                    code="E_DAMAGED",
                )
        return [known[number] for number in version.loads]

    def load_folder(self, load: Load) -> Path:
        """Where the Parquet of a load stands."""
        return self._loads / load.folder

    def sound_loads(self, numbers: Sequence[int]) -> list[tuple[Load, Path]]:
        """These loads and their folders. Raises StoreError if one is not as it was written."""
        known = loads.read_all(self._loads, numbers)
        told = {n: mark for v in self.sound_versions() for n, mark in v.manifests.items()}
        missing = [n for n in numbers if n not in known]
        if missing:
            raise StoreError(
                f"Load {missing[0]} is missing from the folder loads: put it back from a backup.",
                code="E_DAMAGED",
            )
        found = [(known[n], self.load_folder(known[n])) for n in numbers]
        for load, folder in found:
            loads.check(folder, load, told.get(load.number))
        return found

    def settings(self, version: int | None = None) -> Settings:
        """The settings in force, or those of a version; 0 is the defaults."""
        if version == 0:
            return Settings()
        document = documents.load(self.root / "settings", version)
        if document is None:
            return Settings()
        try:
            values = dict(yaml.safe_load(document.text)["values"])
        except (yaml.YAMLError, KeyError, TypeError, ValueError):
            raise documents.damaged(self.root / "settings", document.version) from None
        return Settings().with_values(values, version=document.version)

    def profile_names(self) -> list[str]:
        """Names of the profiles, the one saved first at the front: it is the default."""
        order = [e["name"] for e in self.ledger.read() if e["event"] == "profile_saved"]
        folder = self.root / "profiles"
        known = [p.name for p in sorted(folder.iterdir()) if p.is_dir()] if folder.is_dir() else []
        return sorted(known, key=lambda n: order.index(n) if n in order else len(order))

    def profile(self, name: str, version: int | None = None) -> Document | None:
        """The text of a profile, by default its newest version."""
        return documents.load(self.root / "profiles" / name, version)

    def profile_saved_on(self, name: str, version: int) -> date | None:
        """The day (UTC) on which a version of a profile was saved; None if the ledger is silent."""
        saved = [
            e["at"]
            for e in self.ledger.read()
            if e["event"] == "profile_saved" and (e["name"], e["version"]) == (name, version)
        ]
        return date.fromisoformat(saved[0][:10]) if saved else None

    def tie_out(self, version: int | None = None) -> Document | None:
        """The figures that other systems state, by default as they were stated last."""
        return documents.load(self.root / "tie_out", version)

    def refresh_plan(self) -> Document | None:
        """The plan of refreshes saved last."""
        return documents.load(self.root / "refresh")

    def mapping_names(self) -> list[str]:
        """Names of the mappings that are kept, in the order of the alphabet."""
        folder = self.root / "mappings"
        return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []

    def mapping(self, name: str, version: int | None = None) -> Document | None:
        """The text of a kept mapping, by default its newest version; None if there is none."""
        if not documents.NAME.fullmatch(name):
            return None
        return documents.load(self.root / "mappings" / name, version)

    def view_numbers(self) -> list[int]:
        """The numbers of every view that was ever saved, ascending; deleted ones too."""
        return [int(name) for name in self._in_views() if name.isdecimal()]

    def view_state(self) -> tuple[tuple[str, int], ...]:
        """What tells the views as they are from those after another was saved."""
        folder = self.root / "views"
        return tuple((name, (folder / name).stat().st_mtime_ns) for name in self._in_views())

    def view_text(self, number: int, version: int | None = None) -> Document | None:
        """The text of a saved view, by default its newest version; None if there is none."""
        return documents.load(self.root / "views" / f"{number:04d}", version)

    # Writing ------------------------------------------------------------------------------

    @contextmanager
    def writing(self, *, wait_s: float = 600) -> Iterator[None]:
        """Hold the writer lock; first clear away what a killed writer left.

        Raises StoreError when another writer keeps the lock for longer than `wait_s`, or when the
        store is damaged.
        """
        with self.locked(wait_s=wait_s) as first:
            if first:
                recover(self)
            yield

    @contextmanager
    def locked(self, *, wait_s: float = 600) -> Iterator[bool]:
        """Hold the writer lock of a store that may be damaged; whether it was not held before."""
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
            yield lock.lock_counter == 1
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
            folder = self.root / "settings"
            document = documents.save(folder, text)
            self._tell_saved("settings_saved", folder, document, reason=reason)
            return replace(settings, version=document.version)

    def save_profile(self, name: str, text: str) -> Document:
        """Keep a profile's text as its next version; the same text again is no new version."""
        with self.writing():
            folder = self.root / "profiles" / name
            before = documents.versions(folder)
            document = documents.save(folder, text)
            if document.version not in before:
                self._tell_saved("profile_saved", folder, document, name=name)
            return document

    def save_tie_out(
        self, figures: Sequence[Mapping[str, str]], *, author: str, reason: str
    ) -> Document:
        """Keep the figures that other systems state as the next version."""
        with self.writing():
            told = {"author": author, "reason": reason, "saved_at": now()}
            said = {**told, "figures": [dict(f) for f in figures]}
            folder = self.root / "tie_out"
            text = yaml.safe_dump(said, sort_keys=False, allow_unicode=True)
            document = documents.save(folder, text)
            self._tell_saved("tie_out_saved", folder, document, reason=reason)
            return document

    def save_refresh_plan(self, text: str) -> Document:
        """Keep the plan of refreshes as its next version; the same again is no new version."""
        with self.writing():
            folder = self.root / "refresh"
            before = documents.versions(folder)
            document = documents.save(folder, text)
            if document.version not in before:
                self._tell_saved("refresh_plan_saved", folder, document)
            return document

    def save_mapping(self, name: str, text: str) -> Document:
        """Keep a mapping's text as its next version; the same text again is no new version.

        Raises StoreError for a name that cannot be a folder's.
        """
        if not documents.NAME.fullmatch(name):
            raise StoreError(
                f"A mapping cannot be kept as '{name[:60]}': use letters, digits, spaces, '.', '_' "
                "and '-', a letter or digit first and last, 60 characters at most."
            )
        with self.writing():
            folder = self.root / "mappings" / name
            before = documents.versions(folder)
            document = documents.save(folder, text)
            if document.version not in before:
                self._tell_saved("mapping_saved", folder, document, name=name)
            return document

    def save_view(
        self, number: int | None, text: str, *, title: str, author: str, event: str = "view_saved"
    ) -> Document:
        """Keep a saved view's text as the next version of a view, or as a new one.

        `title`: what people call it; `event`: what the ledger says `author` did.
        """
        with self.writing():
            number = max(self.view_numbers(), default=0) + 1 if number is None else number
            folder = self.root / "views" / f"{number:04d}"
            document = documents.save(folder, text)
            self._tell_saved(event, folder, document, name=folder.name, view=title, author=author)
            return document

    def add_load(self, load: Load, frames: dict[str, pl.DataFrame]) -> Path:
        """Write a load's Parquet and manifest. It counts once a version with it is published."""
        return loads.write(self._loads, load, frames)

    def take_load(self, load: Load, folder: Path) -> Path:
        """Move a load that was staged in `folder` to its place."""
        return loads.place(self._loads, load, folder)

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
        loads: tuple[int, ...],
        settings: int,
        profiles: dict[str, int],
        recipe: str,
    ) -> Version:
        """Build the next version and put it in force, or raise and leave everything as it was."""
        plan = self.plan(loads=loads, settings=settings, profiles=profiles, recipe=recipe)
        building = self._building()
        try:
            return self.put_in_force(self.build(fill, plan, building), building)
        finally:
            if building.is_file():
                building.unlink()

    def plan(
        self,
        *,
        loads: tuple[int, ...],
        settings: int,
        profiles: dict[str, int],
        recipe: str,
    ) -> Version:
        """The next version as it would be, not yet built."""
        current = self.current()
        return Version(
            number=max(versions.numbers(self._versions), default=0) + 1,
            recipe=recipe,
            before=None if current is None else current.number,
            loads=loads,
            settings=settings,
            profiles=profiles,
            data_through={},
            rows={},
            published_at=now(),
            sha256="",
            size=0,
        )

    def build(self, fill: Callable[[Build], Contents], plan: Version, path: Path) -> Version:
        """Build the file of `plan` at `path`, which nobody reads yet; what it holds."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if free_bytes(path.parent) < _LEAST_FREE:
            raise StoreError(
                "The disk has less than 100 MB free: nothing was published. Free some space.",
                code="E_DISK",
            )
        contents = build(path, fill)
        return replace(
            plan,
            data_through=contents.data_through,
            rows=contents.rows,
            sha256=sha256(path),
            size=path.stat().st_size,
        )

    def put_in_force(self, version: Version, path: Path) -> Version:
        """Move a file that was built to its place and put it in force. Inside `writing()`."""
        known = loads.read_all(self._loads, version.loads)
        manifests = {n: loads.checksum(self.load_folder(known[n])) for n in version.loads}
        version = replace(version, manifests=manifests)
        try:
            with told_of_the_disk():
                self._place(version, path)
                versions.describe(self._versions, version)
                self._point_to(version)
        except BaseException as error:
            # Once CURRENT names it, it is in force, whatever fails after: nothing is taken away.
            if not self.holds(version.loads, version.number):
                self.forget(version.number)
                raise
            if not isinstance(error, StoreError | OSError):
                raise
        # It is in force: what goes wrong from here on is mended by the next writer.
        with suppress(OSError):
            self.tell(PUT_IN_FORCE, version)
            self._clear_old_files()
        return version

    def holds(self, numbers: Sequence[int], version: int | None = None) -> bool:
        """Whether the version in force (if one is named, that one) was built from these loads."""
        if not self._current.is_file():
            return False
        named = self._current.read_text(encoding="utf-8").strip()
        if not named.isdigit() or (version is not None and int(named) != version):
            return False
        described = versions.read(self._versions, int(named))
        return described is not None and set(numbers) <= set(described.loads)

    def rebuild(self, version: Version, fill: Callable[[Build], Contents]) -> Path:
        """Make the file of an earlier version again. CURRENT stays where it is."""
        building = self._building()
        made = self.build(fill, version, building)
        # In this order no step leaves a file beside a description that is not its own.
        self.tell("version_rebuilt", made)
        self._file(made.name).unlink(missing_ok=True)
        versions.describe(self._versions, made)
        self._place(made, building)
        return self._file(version.name)

    def forget(self, number: int) -> None:
        """Remove a version that never was in force."""
        for path in (self._versions / f"{number:04d}.json", self._file(f"{number:04d}")):
            if path.is_file():
                path.unlink()

    def tell(self, event: str, version: Version, **facts: Any) -> None:
        """A line in the ledger from which the version could be made again."""
        made_of = {n: getattr(version, n) for n in ("loads", "settings", "profiles", "before")}
        mark = versions.checksum(version)
        self.ledger.append(event, version=version.number, **made_of, description=mark, **facts)

    def roll_back(self, number: int) -> Version:
        """Put an earlier version in force; the loads it does not hold are withdrawn."""
        with self.writing():
            now_in_force = self.current()
            target = self.version(number)
            if now_in_force is None or target.number == now_in_force.number:
                raise StoreError(f"Data version {number} is in force already; nothing changed.")
            self.ledger.append("rollback_begun", version=number, before=now_in_force.number)
            self._point_to(target)
            self.tell_rollback(now_in_force, target)
            return target

    def tell_rollback(self, before: Version, target: Version, **facts: Any) -> None:
        """The line in the ledger of a rollback that was done."""
        held, holds = set(before.loads), set(target.loads)
        self.ledger.append(
            "rolled_back",
            version=target.number,
            before=before.number,
            withdrawn=sorted(held - holds),
            reinstated=sorted(holds - held),
            **facts,
        )

    # Inside -------------------------------------------------------------------------------

    def _in_views(self) -> list[str]:
        folder = self.root / "views"
        return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []

    def _file(self, name: str) -> Path:
        return self._versions / f"{name}.duckdb"

    def _building(self) -> Path:
        return self._versions / f".building-{os.getpid()}.duckdb"

    def _place(self, version: Version, path: Path) -> None:
        self._versions.mkdir(parents=True, exist_ok=True)
        os.replace(path, self._file(version.name))
        sync(self._versions)

    def _point_to(self, version: Version) -> None:
        write_atomic(self._current, f"{version.name}\n")

    def _clear_old_files(self) -> None:
        current = self.current()
        files = sorted(self._versions.glob("[0-9]*.duckdb"))
        for path in files[:-KEPT_FILES]:
            if current is None or path.stem != current.name:
                path.unlink()

    def _tell_saved(self, event: str, folder: Path, document: Document, **facts: Any) -> None:
        path = documents.path(folder, document.version)
        name = path.relative_to(self.root).as_posix()
        facts |= {"version": document.version, "document": name, "sha256": sha256(path)}
        self.ledger.append(event, **facts)
