"""What figures were drawn from at a time: a data version, an ICP definition, the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from icp_metrics.errors import ProfileError, StoreError, did_you_mean
from icp_metrics.settings import SETTINGS
from icp_metrics.store import Document, Store, Version

_IN_FORCE = ("version_published", "rolled_back")
"""The events of the ledger after which another version is in force."""


@dataclass(frozen=True)
class State:
    """A data version with the ICP definition and the version of the settings that went with it."""

    version: Version
    profile: Document | None
    settings: int

    def to_json(self) -> dict[str, Any]:
        """The state as plain data."""
        name = self.profile and {"name": self.profile.name, "version": self.profile.version}
        return {
            "version": self.version.number,
            "published_at": self.version.published_at,
            "profile": name,
            "settings": self.settings,
        }


def in_force(store: Store, name: str | None = None) -> State:
    """What figures are drawn from now, by an ICP definition; without a name by the first.

    Raises StoreError while the store is empty, ProfileError for a name that does not exist.
    """
    current = store.current()
    if current is None:
        raise StoreError(
            "This store holds no data yet: run `icp-metrics demo` or `icp-metrics load`.",
            code="E_NO_DATA",
        )
    return State(current, definition(store, name), store.settings().version)


def published(store: Store, number: int, name: str | None = None) -> State:
    """What figures were drawn from when a version was published.

    A definition saved later judges by its first version: there is none that was in force.
    """
    version = store.version(number)
    newest = definition(store, name)
    if newest is None:
        return State(version, None, version.settings)
    then = version.profiles.get(newest.name, 1)
    return State(version, store.profile(newest.name, then), version.settings)


def between(
    store: Store,
    *,
    since: date | None = None,
    first: int | None = None,
    last: int | None = None,
    name: str | None = None,
) -> tuple[State, State]:
    """The two states to compare, by a day or by the numbers of data versions.

    By default the version in force, as figures are drawn from it now, with the one before. Any
    other is as it was when it was published.
    """
    now = in_force(store, name)
    after = now if last in (None, now.version.number) else published(store, last or 0, name)
    if since is not None:
        return as_of(store, since, name), after
    if first is None:
        before = after.version.before
        first = after.version.number if before is None else before
    return published(store, first, name), after


def as_of(store: Store, day: date, name: str | None = None) -> State:
    """What figures were drawn from when a day began, in the timezone of the settings.

    Raises StoreError where nothing was published before.
    """
    begun = datetime.combine(day, time.min, ZoneInfo(store.settings()["timezone"]))
    until = begun.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = [line for line in store.ledger.read() if str(line.get("at", "")) < until]
    moves = [line["version"] for line in lines if line["event"] in _IN_FORCE]
    if not moves:
        known = store.sound_versions()
        first = f": the first was published at {known[0].published_at}" if known else ""
        raise StoreError(f"No data was in force when {day} began{first}.", code="E_NO_DATA")
    newest = definition(store, name)
    saved = [line for line in lines if line["event"] == "profile_saved"]
    then = [line["version"] for line in saved if newest and line["name"] == newest.name]
    document = newest and store.profile(newest.name, then[-1] if then else 1)
    settings = [line["version"] for line in lines if line["event"] == "settings_saved"]
    return State(store.version(moves[-1]), document, settings[-1] if settings else 0)


def definition(store: Store, name: str | None, version: int | None = None) -> Document | None:
    """A version of an ICP definition, else the newest; without a name of the first, if any.

    Raises ProfileError for a name that does not exist, StoreError for a version.
    """
    names = store.profile_names()
    if name is not None and name not in names:
        raise ProfileError(f"There is no ICP definition '{name}'.{did_you_mean(name, names)}")
    chosen = name if name is not None else next(iter(names), None)
    return None if chosen is None else store.profile(chosen, version)


def reshaped(store: Store, before: Version, after: Version) -> tuple[str, ...]:
    """The settings that shape the data and differ in what two versions were made with."""
    first, second = store.settings(before.settings), store.settings(after.settings)
    return tuple(n for n, s in SETTINGS.items() if s.shapes_data and first[n] != second[n])
