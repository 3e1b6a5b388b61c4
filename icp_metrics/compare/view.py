"""View: what an answer is drawn from. One data version, one version of the settings, one ICP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import polars as pl
from sqlglot import exp

from icp_metrics import publish
from icp_metrics.compare.remember import Remembered
from icp_metrics.dimensions import Attribute
from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.engine.sql import literal
from icp_metrics.errors import ProfileError, StoreError, did_you_mean
from icp_metrics.profile.document import Profile, check_kinds, parse
from icp_metrics.profile.fit import fit_select
from icp_metrics.schema import KINDS
from icp_metrics.settings import Settings
from icp_metrics.store import Document, Store, Version


class Engine(Protocol):
    """Whatever can run a query."""

    def run(self, query: exp.Expression) -> pl.DataFrame:
        """The rows of a query."""
        ...


_JUDGED = ("span_id", "score", "tier", "fit", "reason", "filled_later", "blank_exclude")


def _many() -> Remembered[Any]:
    return Remembered(1024)


@dataclass(frozen=True)
class View:
    """One data version, its settings and an ICP. `profile` None: fit of all is unknown.

    `profile_version` None with a profile: a draft, judged within each query.
    """

    engine: Engine
    version: Version
    settings: Settings
    profile: Profile | None
    profile_version: int | None
    attributes: tuple[Attribute, ...]
    cubes: frozenset[tuple[str, str, str]] = frozenset()
    """KPI, variant and attribute of the cubes the version has."""
    profile_saved_on: date | None = None
    """The day on which this version of the profile was saved; None of a draft."""
    shared: bool = False
    """Whether only facts count whose row the version beside it has too."""
    totals: Remembered[list[Any]] = field(default_factory=Remembered, init=False, compare=False)
    """Rows of the whole, by KPI and slice: each is asked for by every KPI of its family."""
    facts: Remembered[Any] = field(default_factory=_many, init=False, compare=False)
    """What every question asks of the version first: labels there are, checks that were made."""

    @property
    def judged(self) -> bool:
        """Whether the version was judged by this profile when it was published."""
        return (
            self.profile is not None
            and self.profile_version is not None
            and self.version.profiles.get(self.profile.name) == self.profile_version
        )

    @property
    def account_attributes(self) -> dict[str, Attribute]:
        """Attributes of accounts by name."""
        return {a.name: a for a in self.attributes if a.table == "accounts"}

    def fit(self) -> exp.Select | None:
        """SELECT span_id, score, tier, fit, reason, filled_later, blank_exclude: each span judged.

        From the version where this profile was judged at publish, else judged on the spot.
        """
        if self.profile is None:
            return None
        check_kinds(self.profile, {n: a.kind for n, a in self.account_attributes.items()})
        if not self.judged:
            return fit_select(self.profile, self.account_attributes)
        own = exp.EQ(this=exp.column("profile"), expression=literal(self.profile.name))
        version = exp.column("profile_version")
        this = exp.EQ(this=version, expression=literal(self.profile_version))
        query = exp.Select().select(*map(exp.column, _JUDGED), copy=False)
        return query.from_(exp.to_table("fit"), copy=False).where(own, this, copy=False)


def open_engine(store: Store, version: Version, beside: Version | None = None) -> DuckEngine:
    """The engine over a version's file, if asked with another version beside it.

    A file is rebuilt from the loads if it was cleared away, or was made by another recipe: by a
    release that knew fewer KPIs or made its tables otherwise.
    """
    other = None if beside is None else file_of(store, beside)
    return DuckEngine(file_of(store, version), beside=other)


def file_of(store: Store, version: Version) -> Path:
    """The file of a version, made again where it was cleared away or made by another recipe."""
    path = store.file(version) if version.recipe == publish.recipe() else None
    return path or publish.rebuild(store, version, progress=_quiet)


def attributes_of(engine: Engine) -> tuple[Attribute, ...]:
    """What one can break down by in a version."""
    rows = engine.run(exp.select("*").from_("attributes")).rows()
    return tuple(Attribute(t, name, label, KINDS[kind]) for t, name, label, kind in rows)


def open_view(
    store: Store,
    *,
    version: int | None = None,
    profile: str | None = None,
    profile_version: int | None = None,
    settings_version: int | None = None,
    engine: Callable[[Store, Version], Engine] = open_engine,
) -> View:
    """A view of a store: by default the version in force, newest settings, the first profile.

    Raises StoreError while the store is empty, ProfileError for a profile that does not exist.
    """
    chosen = store.current() if version is None else store.version(version)
    if chosen is None:
        raise StoreError(
            "This store holds no data yet: run `icp-metrics demo` or `icp-metrics load`.",
            code="E_NO_DATA",
        )
    names = store.profile_names()
    if profile is not None and profile not in names:
        raise ProfileError(f"There is no ICP definition '{profile}'.{did_you_mean(profile, names)}")
    name = profile if profile is not None else next(iter(names), None)
    document = None if name is None else store.profile(name, profile_version)
    return view_over(
        engine(store, chosen), chosen, store, document, settings_version=settings_version
    )


def view_over(
    running: Engine,
    version: Version,
    store: Store,
    document: Document | None,
    *,
    settings_version: int | None = None,
) -> View:
    """The view of a version that an engine has open, by the profile that a document holds."""
    return View(
        engine=running,
        version=version,
        settings=store.settings(settings_version).on_data_of(store.settings(version.settings)),
        profile=None if document is None else parse(document.text),
        profile_version=None if document is None else document.version,
        attributes=attributes_of(running),
        cubes=frozenset(running.run(exp.select("*").from_("cubes")).rows()),
        profile_saved_on=None
        if document is None
        else store.profile_saved_on(document.name, document.version),
    )


def _quiet(_: str) -> None:
    return None
