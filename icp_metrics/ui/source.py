"""Where pages get their numbers: the store, one view per version, and cached answers.

Caches are shared by all sessions, bounded, and keyed by everything that shapes a number: a data
update can never show yesterday's numbers.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import polars as pl
import streamlit as st

from icp_metrics.address import asked as asked_by
from icp_metrics.address.calendar import offered as offered_periods
from icp_metrics.address.filters import labels as labels_of
from icp_metrics.address.filters import offered as offered_filters
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare import Period, Row, Slice, View, compare, open_view
from icp_metrics.compare.answers import answers as answers_of
from icp_metrics.compare.breakdown import Breakdown
from icp_metrics.compare.breakdown import breakdown as breakdown_of
from icp_metrics.compare.cohorts import began_in as began_in_of
from icp_metrics.compare.cohorts import cohorts as cohorts_of
from icp_metrics.compare.compare import figures as figures_of
from icp_metrics.compare.completeness import completeness as completeness_of
from icp_metrics.compare.criteria import Met
from icp_metrics.compare.criteria import criteria as criteria_of
from icp_metrics.compare.cross import Cross
from icp_metrics.compare.cross import cross as cross_of
from icp_metrics.compare.curves import curves as curves_of
from icp_metrics.compare.exceptions import Blank
from icp_metrics.compare.exceptions import blanks as blanks_of
from icp_metrics.compare.exceptions import worse as worse_segments
from icp_metrics.compare.filled import filled as filled_of
from icp_metrics.compare.find import Hit, find
from icp_metrics.compare.fold import rows_of_other as rows_of_other_of
from icp_metrics.compare.funnel import Funnel
from icp_metrics.compare.funnel import funnel as funnel_of
from icp_metrics.compare.funnel import lost_in as lost_in_of
from icp_metrics.compare.lags import Lag
from icp_metrics.compare.lags import lags as lags_of
from icp_metrics.compare.listing import Listing, Wanted
from icp_metrics.compare.listing import counted as counted_of
from icp_metrics.compare.listing import listing as listing_of
from icp_metrics.compare.listing import outcomes_of as outcomes_of_rows
from icp_metrics.compare.movements import by_source, disagreements
from icp_metrics.compare.stage_rows import now_in as now_in_of
from icp_metrics.compare.stages import Stages
from icp_metrics.compare.stages import stages as stages_of
from icp_metrics.compare.textbook import Line as TextbookLine
from icp_metrics.compare.textbook import textbook as textbook_of
from icp_metrics.compare.unallocated import unallocated as unallocated_of
from icp_metrics.compare.view import open_engine
from icp_metrics.compare.worklists import Counted, counted
from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.publish.matching import Matching, of_version
from icp_metrics.saved_views import SavedView, saved_views
from icp_metrics.store import Store, Version
from icp_metrics.tie_out import Line, lines, stated

_MOST_LABELS = 2_000
"""Values of one attribute that a list offers."""

_P = ParamSpec("_P")
_R = TypeVar("_R")


@dataclass(frozen=True)
class Pin:
    """Which versions a page is drawn from."""

    data: int
    settings: int
    profile: str | None
    profile_version: int | None


def store() -> Store:
    """The store this server shows: `$ICP_METRICS_STORE`, else `./store`."""
    return Store(Path(os.environ.get("ICP_METRICS_STORE", "store")))


# Not closed on eviction: a view of another session may still ask it. It closes with the last one.
@st.cache_resource(max_entries=8, show_spinner=False)
def _engine(root: str, version: int, sha256: str) -> DuckEngine:
    here = Store(Path(root))
    return open_engine(here, here.version(version))


def _cached_engine(here: Store, version: Version) -> DuckEngine:
    return _engine(str(here.root.resolve()), version.number, version.sha256)


@st.cache_resource(max_entries=32, show_spinner=False)
def _view(root: str, pin: Pin) -> View:
    return open_view(
        Store(Path(root)),
        version=pin.data,
        profile=pin.profile,
        profile_version=pin.profile_version,
        settings_version=pin.settings,
        engine=_cached_engine,
    )


@st.cache_data(max_entries=8, show_spinner=False)
def _warnings(root: str, version: int) -> int:
    here = Store(Path(root))
    loads = here.loads()
    return sum(len(loads[n].warnings) for n in here.version(version).loads if n in loads)


def warnings(version: int) -> int:
    """How many warnings the loads of a version came with."""
    return _warnings(str(store().root.resolve()), version)


def view(pin: Pin) -> View:
    """The view of a pin. Raises what open_view raises."""
    return _view(str(store().root.resolve()), pin)


def _remembered(
    *, entries: int, copied: bool = False
) -> Callable[[Callable[Concatenate[View, _P], _R]], Callable[Concatenate[Pin, _P], _R]]:
    """Makes of a question to a view one to a pin, whose answers are remembered.

    `copied`: each caller gets an answer of its own; a KPI holds functions, which are not copied.
    """
    cache = st.cache_data if copied else st.cache_resource

    def remember(of: Callable[Concatenate[View, _P], _R]) -> Callable[Concatenate[Pin, _P], _R]:
        def answered(root: str, pin: Pin, *args: _P.args, **kwargs: _P.kwargs) -> _R:
            return of(_view(root, pin), *args, **kwargs)

        # By these Streamlit tells functions apart: nested ones have the same.
        answered.__qualname__ = of.__qualname__
        # Of a question, what it says is told in a tenth of the time of telling all it holds.
        keys: dict[str | type[Any], Callable[[Any], Any]] = {Pin: repr, Slice: repr}
        kept = cache(max_entries=entries, show_spinner=False, hash_funcs=keys)(answered)

        def asked(pin: Pin, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
            return kept(str(store().root.resolve()), pin, *args, **kwargs)

        asked.__doc__ = of.__doc__
        return asked

    return remember


@_remembered(entries=512)
def answer(view: View, kpi: str, asked: Slice) -> list[Row]:
    """compare(), remembered."""
    return compare(view, kpi, asked)


@_remembered(entries=256)
def breakdown(view: View, kpi: str, asked: Slice) -> Breakdown:
    """breakdown(), remembered."""
    return breakdown_of(view, kpi, asked)


@_remembered(entries=16, copied=True)
def rows_of_other(view: View, kpi: str, asked: Slice) -> pl.DataFrame:
    """rows_of_other(), remembered."""
    return rows_of_other_of(view, kpi, asked)


@_remembered(entries=64, copied=True)
def filled(view: View, kpi: str, variant: str) -> dict[str, float]:
    """filled(), remembered."""
    return filled_of(view, kpi_named(kpi).of(variant))


@_remembered(entries=64)
def crossed(view: View, kpi: str, asked: Slice) -> Cross:
    """cross(), remembered."""
    return cross_of(view, kpi, asked)


@_remembered(entries=512)
def figures(view: View, kpi: str, asked: Slice) -> list[Row]:
    """figures(), remembered."""
    return figures_of(view, kpi, asked)


@_remembered(entries=64)
def textbook(view: View, kpi: str, asked: Slice) -> list[TextbookLine]:
    """textbook(), remembered."""
    return textbook_of(view, kpi, asked)


@_remembered(entries=32)
def listing(view: View, kpi: str, asked: Slice, group: str, wanted: Wanted) -> Listing:
    """listing(), remembered."""
    return listing_of(view, kpi, asked, group=group, wanted=wanted)


@_remembered(entries=64, copied=True)
def outcomes(view: View, kpi: str, asked: Slice, group: str) -> dict[str, int]:
    """outcomes_of(), remembered."""
    return outcomes_of_rows(view, kpi, asked, group=group)


@_remembered(entries=64, copied=True)
def tally(view: View, kpi: str, asked: Slice, group: str, wanted: Wanted) -> pl.DataFrame:
    """counted() of the rows, remembered."""
    return counted_of(view, kpi, asked, group=group, wanted=wanted)


@_remembered(entries=64, copied=True)
def curves(view: View, kpi: str, asked: Slice) -> pl.DataFrame:
    """curves(), remembered."""
    return curves_of(view, kpi, asked)


@_remembered(entries=64, copied=True)
def cohorts(view: View, asked: Slice, group: str) -> pl.DataFrame:
    """cohorts(), remembered."""
    return cohorts_of(view, asked, group=group)


@_remembered(entries=64, copied=True)
def answers(view: View, kpi: str, asked: Slice) -> pl.DataFrame:
    """answers(), remembered."""
    return answers_of(view, kpi, asked)


@_remembered(entries=64)
def lags(view: View, kpi: str, asked: Slice) -> list[Lag]:
    """lags(), remembered."""
    return lags_of(view, kpi, asked)


@_remembered(entries=64, copied=True)
def unallocated(view: View, kpi: str, asked: Slice) -> pl.DataFrame:
    """unallocated(), remembered."""
    return unallocated_of(view, kpi, asked)


@_remembered(entries=64)
def stages(view: View, asked: Slice) -> Stages | None:
    """stages(), remembered."""
    return stages_of(view, asked)


@_remembered(entries=32, copied=True)
def now_in(view: View, asked: Slice, stage: str) -> pl.DataFrame:
    """now_in(), remembered."""
    return now_in_of(view, asked, stage)


@_remembered(entries=32, copied=True)
def began_in(view: View, asked: Slice, first: date, group: str) -> pl.DataFrame:
    """began_in(), remembered."""
    return began_in_of(view, asked, first, group=group)


@_remembered(entries=64)
def funnel(view: View, asked: Slice) -> Funnel | None:
    """funnel(), remembered."""
    return funnel_of(view, asked)


@_remembered(entries=32, copied=True)
def lost_in(view: View, asked: Slice, stage: str) -> pl.DataFrame:
    """lost_in() of all groups, remembered."""
    return lost_in_of(view, asked, stage)


@_remembered(entries=64)
def worse(view: View, asked: Slice) -> list[Row]:
    """worse(), remembered."""
    return worse_segments(view, asked)


@_remembered(entries=32)
def criteria(view: View) -> list[Met]:
    """criteria(), remembered."""
    return criteria_of(view)


@_remembered(entries=32, copied=True)
def blanks(view: View) -> list[Blank]:
    """blanks(), remembered."""
    return blanks_of(view)


@_remembered(entries=64)
def worklists(view: View, asked: Slice) -> list[Counted]:
    """counted(), remembered."""
    return counted(view, asked)


@st.cache_data(max_entries=8, show_spinner=False)
def _completeness(root: str, version: int, sha256: str) -> pl.DataFrame:
    here = Store(Path(root))
    return completeness_of(_cached_engine(here, here.version(version)))


def completeness(version: Version) -> pl.DataFrame:
    """completeness() of a version, remembered."""
    return _completeness(str(store().root.resolve()), version.number, version.sha256)


@st.cache_data(show_spinner=False, max_entries=100)
def _matching(root: str, version: int, sha256: str, table: str) -> Matching | None:
    here = Store(Path(root))
    return of_version(table, _cached_engine(here, here.version(version)))


def matching(version: Version, table: str) -> Matching | None:
    """How a table of a version matches its accounts, remembered."""
    return _matching(str(store().root.resolve()), version.number, version.sha256, table)


@st.cache_data(max_entries=8, show_spinner=False)
def _mrr_sources(root: str, version: int, sha256: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    here = Store(Path(root))
    whole = open_view(here, version=version, engine=_cached_engine)
    return by_source(whole), disagreements(whole)


def mrr_sources(version: Version) -> tuple[pl.DataFrame, pl.DataFrame]:
    """MRR of a version by its source, and the accounts whose sources differ, remembered."""
    return _mrr_sources(str(store().root.resolve()), version.number, version.sha256)


def whole(version: Version) -> View:
    """The view of a whole version, by the first profile."""
    return open_view(store(), version=version.number, engine=_cached_engine)


# Not cache_data: the measures of lines hold functions, which are not copied.
@st.cache_resource(max_entries=16, show_spinner=False)
def _tie_out(root: str, version: int, sha256: str, stated_version: int) -> list[Line]:
    here = Store(Path(root))
    view = open_view(here, version=version, engine=_cached_engine)
    return lines(view, stated(here, stated_version).figures)


@st.cache_data(max_entries=4, show_spinner=False)
def _views(root: str, state: tuple[tuple[str, int], ...]) -> list[SavedView]:
    return saved_views(Store(Path(root)))


def views() -> list[SavedView]:
    """The saved views there are, remembered until one is saved."""
    here = store()
    return _views(str(here.root.resolve()), here.view_state())


def tie_out(version: Version) -> list[Line]:
    """The figures stated last beside those of a version, remembered."""
    newest = store().tie_out()
    if newest is None:
        return []
    root = str(store().root.resolve())
    return _tie_out(root, version.number, version.sha256, newest.version)


@_remembered(entries=32)
def filters(view: View) -> dict[str, tuple[str, list[str]]]:
    """The attributes a filter may name, with their values, remembered."""
    return offered_filters(view)


@_remembered(entries=64)
def labels(view: View, name: str) -> list[str]:
    """The values of one attribute, also of one with very many, remembered."""
    return labels_of(view, name, most=_MOST_LABELS)


@_remembered(entries=32)
def periods(view: View) -> dict[str, Period]:
    """The periods there is a name for, remembered."""
    return offered_periods(view)


@_remembered(entries=512)
def asked(view: View, said: tuple[tuple[str, tuple[str, ...]], ...]) -> Slice:
    """The question that the parameters of an address ask, remembered. Raises what it raises."""
    return asked_by(view, dict(said))


@_remembered(entries=256, copied=True)
def found(view: View, words: str) -> list[Hit]:
    """find(), remembered."""
    return find(view, words)
