"""Building a version from loads: tables, spans, facts, fit. A rebuilt version holds the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from importlib import resources
from pathlib import Path
from typing import Any

from icp_metrics.derived.account_spans import account_spans
from icp_metrics.derived.mass_losses import SQL as MASS_LOSSES
from icp_metrics.derived.new_business import SQL as NEW_BUSINESS
from icp_metrics.engine.sql import render
from icp_metrics.errors import ProfileError
from icp_metrics.profile.document import check_kinds, parse
from icp_metrics.profile.fit import fit_select
from icp_metrics.publish import (
    attributes,
    follow,
    history,
    keys,
    maturity,
    merge,
    money,
    spend,
    stages,
    terms,
)
from icp_metrics.publish.cubes import cubes
from icp_metrics.publish.facts import facts
from icp_metrics.schema import KINDS, LIST, Kind
from icp_metrics.settings import Settings
from icp_metrics.store import Store, Version
from icp_metrics.store.build import Build, Contents, quoted
from icp_metrics.store.documents import Document
from icp_metrics.store.loads import Load
from icp_metrics.tables import TABLES

Progress = Callable[[str], None]


_MADE_BY = ("derived", "kpis", "profile", "publish", "tables")
"""Folders whose code decides what a version holds."""


@cache
def recipe() -> str:
    """What a version is made by, as a digest of the code that makes it.

    A version made by another release is rebuilt when it is opened: once, and rather too often
    than not when it must.
    """
    root = resources.files("icp_metrics")
    digest = hashlib.sha256()
    for folder in _MADE_BY:
        files = [f for f in root.joinpath(folder).iterdir() if f.name.endswith(".py")]
        for file in sorted(files, key=lambda f: f.name):
            digest.update(f"{folder}/{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def publish(store: Store, load_numbers: Sequence[int], progress: Progress = print) -> Version:
    """Put a new version in force, built from these loads with the newest settings and profiles.

    The caller holds the writer lock. Raises, and changes nothing, if the build fails.
    """
    profiles = _profiles(store)
    fill = partial(
        _fill,
        sources=store.sound_loads(load_numbers),
        settings=store.settings(),
        profiles=profiles,
        progress=progress,
    )
    return store.publish(fill, **_made_of(store, profiles, load_numbers))


def candidate(
    store: Store, load: Load, folder: Path, into: Path, progress: Progress = print
) -> Version:
    """Build at `into` the version that publishing a load in `folder` would put in force.

    It is as `publish` would build it after the loads in force; the store is as it was.
    """
    current = store.current()
    numbers = () if current is None else current.loads
    profiles = _profiles(store)
    fill = partial(
        _fill,
        sources=[*store.sound_loads(numbers), (load, folder)],
        settings=store.settings(),
        profiles=profiles,
        progress=progress,
    )
    plan = store.plan(**_made_of(store, profiles, (*numbers, load.number)))
    return store.build(fill, plan, into)


def is_still(store: Store, built: Version) -> bool:
    """Whether the version built is the one that would be built now: nothing came in between."""
    current = store.current()
    made_of = _made_of(store, _profiles(store), built.loads)
    return (None if current is None else current.number) == built.before and all(
        getattr(built, key) == value for key, value in made_of.items()
    )


def _profiles(store: Store) -> list[Document]:
    return [d for n in store.profile_names() if (d := store.profile(n)) is not None]


def _made_of(
    store: Store, profiles: Sequence[Document], load_numbers: Sequence[int]
) -> dict[str, Any]:
    """What a version is made of, beside the data."""
    return {
        "loads": tuple(load_numbers),
        "settings": store.settings().version,
        "profiles": {d.name: d.version for d in profiles},
        "recipe": recipe(),
    }


def rebuild(store: Store, version: Version, progress: Progress = print) -> Path:
    """Make the file of an earlier version again from its loads. CURRENT stays where it is.

    Raises StoreError if a load it needs is not as it was written. Of several who ask at once, one
    makes it and the others find it made.
    """
    with store.writing():
        now = store.version(version.number)
        path = store.file(now) if now.recipe == recipe() else None
        return path or remake(store, now, progress)


def remake(store: Store, version: Version, progress: Progress = print) -> Path:
    """Make the file of a version again, whatever stands in its place. Inside `store.locked()`."""
    profiles = [d for n, v in version.profiles.items() if (d := store.profile(n, v)) is not None]
    fill = partial(
        _fill,
        sources=store.sound_loads(version.loads),
        settings=store.settings(version.settings),
        profiles=profiles,
        progress=progress,
    )
    return store.rebuild(replace(version, recipe=recipe()), fill)


def _fill(
    build: Build,
    *,
    sources: Sequence[merge.Source],
    settings: Settings,
    profiles: Sequence[Document],
    progress: Progress,
) -> Contents:
    loads = [load for load, _ in merge.in_order(sources)]
    progress("Merging tables")
    rows, through = tables(build, sources, progress), {}
    carried = [t for t in TABLES.values() if any(t.name in load.tables for load in loads)]
    # Keys and rates are no events: beside other data they do not say how far it reaches.
    present = [t for t in carried if t.happened] or carried
    for table in present:
        reached = _data_through(build, table.name, loads)
        if reached is not None:
            through[table.name] = reached
    build.put("attributes", attributes.registry(loads))
    _fact_values(build, loads)
    rows |= money.fill(build, settings, through)
    _new_business(build)
    build.run(MASS_LOSSES)
    rows |= spend.fill(build, settings, through)
    progress("Preparing KPIs")
    mature = maturity.fill(build, settings, through)
    rows |= facts(build, {**settings.values, "mature_days": mature}, through)
    progress("Judging accounts")
    _fit(build, profiles)
    progress("Adding up")
    cubes(build, profiles, settings["cube_from_facts"])
    return Contents(rows=rows, data_through=through)


def tables(
    build: Build, sources: Sequence[merge.Source], progress: Progress = print
) -> dict[str, int]:
    """Create every table from loads, and what each account was over time; their rows by name."""
    loads = [load for load, _ in merge.in_order(sources)]
    rows: dict[str, int] = {}
    stacks: dict[str, str] = {}
    for table in sorted(TABLES.values(), key=keys.comes_after):
        extra = attributes.custom(loads, table.name)
        stacked = stacks[table.name] = merge.stack(build, table, extra, sources)
        if table.name == keys.TABLE:
            keys.rule(build, stacked)
        if table.name == stages.TABLE:
            stacked = stages.told(build, stacked, stacks["opportunities"])
        if table.name == terms.TABLE:
            terms.keep(build, stacked)
        stacked = follow.split(build, table, extra, stacked)
        merge.current(build, table, extra, stacked)
        if table.name == "accounts":
            progress("Following accounts over time")
            _spans(build, stacked, extra)
        rows[table.name] = _count(build, table.name)
    return rows


def _spans(build: Build, stacked: str, extra: dict[str, Kind]) -> None:
    kinds = attributes.of_accounts(TABLES["accounts"], extra)
    merge.snapshots(build, list(kinds), history.told(build, kinds, stacked))
    build.run(account_spans(list(kinds)))
    # Values of list attributes, one row each: a fact counts in each of its values.
    lists = [name for name, kind in kinds.items() if kind is LIST]
    selects = [
        f"SELECT span_id, '{name}' AS attribute, UNNEST({quoted(name)}) AS value FROM account_spans"
        for name in lists
    ]
    build.run(f"CREATE TABLE span_values AS {' UNION ALL '.join(selects)}")


def _fact_values(build: Build, loads: Sequence[Load]) -> None:
    """Values of the list attributes of facts, one row each."""
    build.run(
        "CREATE TABLE fact_values "
        '("table" VARCHAR, fact_id VARCHAR, attribute VARCHAR, value VARCHAR)'
    )
    for table in TABLES.values():
        for name, kind in attributes.custom(loads, table.name).items():
            if kind is LIST and table.name != "accounts":
                build.run(f"""
                    INSERT INTO fact_values
                    SELECT '{table.name}', {quoted(table.key[0])}, '{name}', UNNEST({quoted(name)})
                    FROM {table.name}
                """)


def _new_business(build: Build) -> None:
    build.run(NEW_BUSINESS)
    build.run("ALTER TABLE opportunities ADD COLUMN is_new_business BOOLEAN")
    build.run("ALTER TABLE opportunities ADD COLUMN new_business_by VARCHAR")
    build.run("""
        UPDATE opportunities AS o
        SET is_new_business = n.is_new_business, new_business_by = n.new_business_by
        FROM new_business AS n WHERE n.opportunity_id = o.opportunity_id
    """)
    build.run("DROP TABLE new_business")


def _fit(build: Build, profiles: Sequence[Document]) -> None:
    build.run("""
        CREATE TABLE fit (profile VARCHAR, profile_version INTEGER, span_id BIGINT, score DOUBLE,
                          tier VARCHAR, fit VARCHAR, reason VARCHAR, filled_later BOOLEAN,
                          blank_exclude BOOLEAN)
    """)
    known = build.frame("SELECT name, kind FROM attributes WHERE \"table\" = 'accounts'")
    kinds = {name: KINDS[kind] for name, kind in known.rows()}
    for document in profiles:
        profile = parse(document.text)
        try:
            check_kinds(profile, kinds)
        except ProfileError:
            # Said to whoever asks by this profile; the data does not wait for it.
            continue
        query = render(fit_select(profile, kinds))
        build.run(
            f"INSERT INTO fit SELECT $name, $version, j.* FROM ({query}) AS j",
            {"name": document.name, "version": document.version},
        )


def _count(build: Build, table: str) -> int:
    return int(build.frame(f"SELECT COUNT(*) AS n FROM {table}")["n"][0])


def _data_through(build: Build, name: str, loads: Sequence[Load]) -> date | None:
    """The last day on which something happened, or the last one stated if that is later.

    What the newest load states holds: the data may end before its last event.
    """
    carrying = [load for load in loads if name in load.tables]
    if carrying[-1].data_through is not None:
        return carrying[-1].data_through
    as_of = max(load.as_of for load in carrying)
    latest = [
        f"MAX(CASE WHEN {day} <= DATE '{as_of}' THEN {day} END)" for day in TABLES[name].happened
    ]
    found = build.frame(f"SELECT GREATEST({', '.join([*latest, 'NULL'])}) AS d FROM {name}")
    stated = [load.data_through for load in carrying if load.data_through is not None]
    return max([*stated, *found["d"].drop_nulls()], default=as_of)
