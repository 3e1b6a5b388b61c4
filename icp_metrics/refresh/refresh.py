"""Running a plan: what is new of each source is loaded, in the order of its days."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

from icp_metrics.errors import IcpError, ReadError, StoreError
from icp_metrics.loading import LoadResult, Scope, Stated, load
from icp_metrics.refresh.extracts import extracts
from icp_metrics.refresh.mapping import mapping_text
from icp_metrics.refresh.memory import remember, seen
from icp_metrics.refresh.plan import Plan, Source
from icp_metrics.store import Store
from icp_metrics.store.ledger import now

Status = Literal["published", "nothing_new", "no_file", "refused"]
Progress = Callable[[str], None]

_MOST_PROBLEMS = 100
"""Rejected rows of a load that the report lists; the load keeps them all."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of the files of one source and day. `as_of`: None where no file was found."""

    source: str
    status: Status
    as_of: date | None
    files: list[str]
    result: LoadResult | None = None
    errors: list[dict[str, str]] = field(default_factory=list)

    def counted(self, what: str) -> int | None:
        """How many records of its files were `records`, `accepted`, `rejected` or `left_out`."""
        files = [] if self.result is None else self.result.files
        return sum(file[what] for file in files) if files else None

    def to_json(self) -> dict[str, Any]:
        """The outcome as plain data."""
        told = {} if self.result is None else self.result.to_json()
        return {
            "source": self.source,
            "status": self.status,
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "files": self.files,
            "load": told.get("load"),
            "version": told.get("version"),
            "counts": told.get("files", []),
            "tables": told.get("tables", {}),
            "problems": told.get("problems", [])[:_MOST_PROBLEMS],
            "warnings": told.get("warnings", []),
            "errors": self.errors,
        }


@dataclass(frozen=True, eq=False)
class Refreshed:
    """What a refresh did. `plan`: the version of the plan."""

    plan: int
    began_at: str
    ended_at: str
    outcomes: list[Outcome]

    @property
    def refused(self) -> bool:
        """Whether anything was refused."""
        return any(outcome.status == "refused" for outcome in self.outcomes)

    def to_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "plan": self.plan,
            "began_at": self.began_at,
            "ended_at": self.ended_at,
            "refused": self.refused,
            "sources": [outcome.to_json() for outcome in self.outcomes],
        }


def refresh(
    store: Store,
    plan: Plan,
    *,
    today: date | None = None,
    wait_s: float = 600,
    progress: Progress = lambda _: None,
) -> Refreshed:
    """Load what the sources of a plan hold and no refresh took before.

    Files of one source and day are one load, published whole or refused; the days go in order over
    all sources, and what is refused keeps no other from its turn. Raises StoreError E_BUSY where
    another refresh is still running after `wait_s`.
    """
    with _alone(store, wait_s):
        began_at = now()
        timezone = store.settings()["timezone"]
        today = today or datetime.now(ZoneInfo(timezone)).date()
        outcomes, jobs = [], []
        for place, source in enumerate(plan.sources):
            try:
                found = extracts(source, today=today, timezone=timezone)
            except (IcpError, OSError) as error:
                outcomes.append(_refused(source, None, [], error))
                continue
            if not found:
                outcomes.append(_without_file(source))
            jobs += [(day, place, source, files) for day, files in found.items()]
        for day, _, source, files in sorted(jobs, key=lambda job: job[:2]):
            outcomes.append(_run(store, source, day, files, progress))
        return Refreshed(plan.version, began_at, now(), outcomes)


@contextmanager
def _alone(store: Store, wait_s: float) -> Iterator[None]:
    """One refresh at a time; whoever loads by hand meanwhile waits for one load, not for all."""
    store.root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(store.root / "refresh.lock")
    try:
        lock.acquire(timeout=wait_s)
    except Timeout:
        raise StoreError(
            "Another refresh of this store is still running; the next one takes what is new then.",
            code="E_BUSY",
        ) from None
    try:
        yield
    finally:
        lock.release()


def _run(store: Store, source: Source, day: date, files: list[Path], progress: Progress) -> Outcome:
    names = [file.name for file in files]
    progress(f"{source.name} of {day}: {', '.join(names)}")
    try:
        mapping = mapping_text(store, source, files)
        own_day = None if source.as_of == "today" else day
        if seen(store, source.name, mapping, own_day, files):
            return Outcome(source.name, "nothing_new", day, names)
        stated = Stated(as_of=day, scope=Scope.parse(source.scope))
        with store.writing():
            result = load(store, mapping, files, stated=stated, progress=progress)
            if not result.errors:
                remember(store, source.name, mapping, day, files, result.load)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # Readers panic outside of Exception.
        # One source that fails, for whatever reason, must not keep the others from theirs.
        return _refused(source, day, names, error)
    status: Status = "published" if result.published else "nothing_new"
    if result.errors:
        status = "refused"
    return Outcome(source.name, status, day, names, result, result.errors)


def _without_file(source: Source) -> Outcome:
    if source.no_file == "skip":
        return Outcome(source.name, "no_file", None, [])
    patterns = ", ".join(source.files)
    error = ReadError(f"No file in {source.folder} is called {patterns}.", code="E_MISSING")
    return _refused(source, None, [], error)


def _refused(source: Source, day: date | None, names: list[str], error: BaseException) -> Outcome:
    if isinstance(error, IcpError):
        said = {"code": error.code, "message": error.message}
    elif isinstance(error, OSError):
        what = error.filename or "the store"
        said = {"code": "E_DISK", "message": f"{what}: {error.strerror or type(error).__name__}."}
    else:
        message = f"A fault of ours ({type(error).__name__}{_where(error)}): please report it."
        said = {"code": "E_INTERNAL", "message": message}
    return Outcome(source.name, "refused", day, names, errors=[said])


def _where(error: BaseException) -> str:
    """The last line of ours that an error went through: what it says itself may quote the data."""
    ours = [f for f in traceback.extract_tb(error.__traceback__) if "icp_metrics" in f.filename]
    return f" in {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
