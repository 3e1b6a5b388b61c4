"""Where pages get their numbers: the store, one view per version, and cached answers.

Caches are shared by all sessions, bounded, and keyed by everything that shapes a number: a data
update can never show yesterday's numbers.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

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


@st.cache_resource(max_entries=512, show_spinner=False)
def _answer(root: str, pin: Pin, kpi: str, asked: Slice) -> list[Row]:
    return compare(_view(root, pin), kpi, asked)


def answer(pin: Pin, kpi: str, asked: Slice) -> list[Row]:
    """compare(), remembered."""
    return _answer(str(store().root.resolve()), pin, kpi, asked)


@st.cache_resource(max_entries=256, show_spinner=False)
def _breakdown(root: str, pin: Pin, kpi: str, asked: Slice) -> Breakdown:
    return breakdown_of(_view(root, pin), kpi, asked)


def breakdown(pin: Pin, kpi: str, asked: Slice) -> Breakdown:
    """breakdown(), remembered."""
    return _breakdown(str(store().root.resolve()), pin, kpi, asked)


@st.cache_data(max_entries=16, show_spinner=False)
def _rows_of_other(root: str, pin: Pin, kpi: str, asked: Slice) -> pl.DataFrame:
    return rows_of_other_of(_view(root, pin), kpi, asked)


def rows_of_other(pin: Pin, kpi: str, asked: Slice) -> pl.DataFrame:
    """rows_of_other(), remembered."""
    return _rows_of_other(str(store().root.resolve()), pin, kpi, asked)


@st.cache_data(max_entries=64, show_spinner=False)
def _filled(root: str, pin: Pin, kpi: str, variant: str) -> dict[str, float]:
    return filled_of(_view(root, pin), kpi_named(kpi).of(variant))


def filled(pin: Pin, kpi: str, variant: str) -> dict[str, float]:
    """filled(), remembered."""
    return _filled(str(store().root.resolve()), pin, kpi, variant)


@st.cache_resource(max_entries=64, show_spinner=False)
def _crossed(root: str, pin: Pin, kpi: str, asked: Slice) -> Cross:
    return cross_of(_view(root, pin), kpi, asked)


def crossed(pin: Pin, kpi: str, asked: Slice) -> Cross:
    """cross(), remembered."""
    return _crossed(str(store().root.resolve()), pin, kpi, asked)


@st.cache_resource(max_entries=512, show_spinner=False)
def _figures(root: str, pin: Pin, kpi: str, asked: Slice) -> list[Row]:
    return figures_of(_view(root, pin), kpi, asked)


def figures(pin: Pin, kpi: str, asked: Slice) -> list[Row]:
    """figures(), remembered."""
    return _figures(str(store().root.resolve()), pin, kpi, asked)


@st.cache_resource(max_entries=64, show_spinner=False)
def _textbook(root: str, pin: Pin, kpi: str, asked: Slice) -> list[TextbookLine]:
    return textbook_of(_view(root, pin), kpi, asked)


def textbook(pin: Pin, kpi: str, asked: Slice) -> list[TextbookLine]:
    """textbook(), remembered."""
    return _textbook(str(store().root.resolve()), pin, kpi, asked)


@st.cache_resource(max_entries=32, show_spinner=False)
def _listing(root: str, pin: Pin, kpi: str, asked: Slice, group: str, wanted: Wanted) -> Listing:
    return listing_of(_view(root, pin), kpi, asked, group=group, wanted=wanted)


def listing(pin: Pin, kpi: str, asked: Slice, group: str, wanted: Wanted) -> Listing:
    """listing(), remembered."""
    return _listing(str(store().root.resolve()), pin, kpi, asked, group, wanted)


@st.cache_data(max_entries=64, show_spinner=False)
def _outcomes(root: str, pin: Pin, kpi: str, asked: Slice, group: str) -> dict[str, int]:
    return outcomes_of_rows(_view(root, pin), kpi, asked, group=group)


def outcomes(pin: Pin, kpi: str, asked: Slice, group: str) -> dict[str, int]:
    """outcomes_of(), remembered."""
    return _outcomes(str(store().root.resolve()), pin, kpi, asked, group)


@st.cache_data(max_entries=64, show_spinner=False)
def _tally(root: str, pin: Pin, kpi: str, asked: Slice, group: str, wanted: Wanted) -> pl.DataFrame:
    return counted_of(_view(root, pin), kpi, asked, group=group, wanted=wanted)


def tally(pin: Pin, kpi: str, asked: Slice, group: str, wanted: Wanted) -> pl.DataFrame:
    """counted() of the rows, remembered."""
    return _tally(str(store().root.resolve()), pin, kpi, asked, group, wanted)


@st.cache_data(max_entries=64, show_spinner=False)
def _curves(root: str, pin: Pin, kpi: str, asked: Slice) -> pl.DataFrame:
    return curves_of(_view(root, pin), kpi, asked)


def curves(pin: Pin, kpi: str, asked: Slice) -> pl.DataFrame:
    """curves(), remembered."""
    return _curves(str(store().root.resolve()), pin, kpi, asked)


@st.cache_data(max_entries=64, show_spinner=False)
def _cohorts(root: str, pin: Pin, asked: Slice, group: str) -> pl.DataFrame:
    return cohorts_of(_view(root, pin), asked, group=group)


def cohorts(pin: Pin, asked: Slice, group: str) -> pl.DataFrame:
    """cohorts(), remembered."""
    return _cohorts(str(store().root.resolve()), pin, asked, group)


@st.cache_data(max_entries=64, show_spinner=False)
def _answers(root: str, pin: Pin, kpi: str, asked: Slice) -> pl.DataFrame:
    return answers_of(_view(root, pin), kpi, asked)


def answers(pin: Pin, kpi: str, asked: Slice) -> pl.DataFrame:
    """answers(), remembered."""
    return _answers(str(store().root.resolve()), pin, kpi, asked)


@st.cache_resource(max_entries=64, show_spinner=False)
def _lags(root: str, pin: Pin, kpi: str, asked: Slice) -> list[Lag]:
    return lags_of(_view(root, pin), kpi, asked)


def lags(pin: Pin, kpi: str, asked: Slice) -> list[Lag]:
    """lags(), remembered."""
    return _lags(str(store().root.resolve()), pin, kpi, asked)


@st.cache_data(max_entries=64, show_spinner=False)
def _unallocated(root: str, pin: Pin, kpi: str, asked: Slice) -> pl.DataFrame:
    return unallocated_of(_view(root, pin), kpi, asked)


def unallocated(pin: Pin, kpi: str, asked: Slice) -> pl.DataFrame:
    """unallocated(), remembered."""
    return _unallocated(str(store().root.resolve()), pin, kpi, asked)


@st.cache_resource(max_entries=64, show_spinner=False)
def _stages(root: str, pin: Pin, asked: Slice) -> Stages | None:
    return stages_of(_view(root, pin), asked)


def stages(pin: Pin, asked: Slice) -> Stages | None:
    """stages(), remembered."""
    return _stages(str(store().root.resolve()), pin, asked)


@st.cache_data(max_entries=32, show_spinner=False)
def _now_in(root: str, pin: Pin, asked: Slice, stage: str) -> pl.DataFrame:
    return now_in_of(_view(root, pin), asked, stage)


def now_in(pin: Pin, asked: Slice, stage: str) -> pl.DataFrame:
    """now_in(), remembered."""
    return _now_in(str(store().root.resolve()), pin, asked, stage)


@st.cache_data(max_entries=32, show_spinner=False)
def _began_in(root: str, pin: Pin, asked: Slice, first: date, group: str) -> pl.DataFrame:
    return began_in_of(_view(root, pin), asked, first, group=group)


def began_in(pin: Pin, asked: Slice, first: date, group: str) -> pl.DataFrame:
    """began_in(), remembered."""
    return _began_in(str(store().root.resolve()), pin, asked, first, group)


@st.cache_resource(max_entries=64, show_spinner=False)
def _funnel(root: str, pin: Pin, asked: Slice) -> Funnel | None:
    return funnel_of(_view(root, pin), asked)


def funnel(pin: Pin, asked: Slice) -> Funnel | None:
    """funnel(), remembered."""
    return _funnel(str(store().root.resolve()), pin, asked)


@st.cache_data(max_entries=32, show_spinner=False)
def _lost_in(root: str, pin: Pin, asked: Slice, stage: str) -> pl.DataFrame:
    return lost_in_of(_view(root, pin), asked, stage)


def lost_in(pin: Pin, asked: Slice, stage: str) -> pl.DataFrame:
    """lost_in() of all groups, remembered."""
    return _lost_in(str(store().root.resolve()), pin, asked, stage)


@st.cache_resource(max_entries=64, show_spinner=False)
def _worse(root: str, pin: Pin, asked: Slice) -> list[Row]:
    return worse_segments(_view(root, pin), asked)


def worse(pin: Pin, asked: Slice) -> list[Row]:
    """worse(), remembered."""
    return _worse(str(store().root.resolve()), pin, asked)


@st.cache_resource(max_entries=32, show_spinner=False)
def _criteria(root: str, pin: Pin) -> list[Met]:
    return criteria_of(_view(root, pin))


def criteria(pin: Pin) -> list[Met]:
    """criteria(), remembered."""
    return _criteria(str(store().root.resolve()), pin)


@st.cache_data(max_entries=32, show_spinner=False)
def _blanks(root: str, pin: Pin) -> list[Blank]:
    return blanks_of(_view(root, pin))


def blanks(pin: Pin) -> list[Blank]:
    """blanks(), remembered."""
    return _blanks(str(store().root.resolve()), pin)


@st.cache_resource(max_entries=64, show_spinner=False)
def _worklists(root: str, pin: Pin, asked: Slice) -> list[Counted]:
    return counted(_view(root, pin), asked)


def worklists(pin: Pin, asked: Slice) -> list[Counted]:
    """counted(), remembered."""
    return _worklists(str(store().root.resolve()), pin, asked)


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


@st.cache_resource(max_entries=32, show_spinner=False)
def _filters(root: str, pin: Pin) -> dict[str, tuple[str, list[str]]]:
    return offered_filters(_view(root, pin))


def filters(pin: Pin) -> dict[str, tuple[str, list[str]]]:
    """The attributes a filter may name, with their values, remembered."""
    return _filters(str(store().root.resolve()), pin)


@st.cache_resource(max_entries=64, show_spinner=False)
def _labels(root: str, pin: Pin, name: str) -> list[str]:
    return labels_of(_view(root, pin), name, most=_MOST_LABELS)


def labels(pin: Pin, name: str) -> list[str]:
    """The values of one attribute, also of one with very many, remembered."""
    return _labels(str(store().root.resolve()), pin, name)


@st.cache_resource(max_entries=32, show_spinner=False)
def _periods(root: str, pin: Pin) -> dict[str, Period]:
    return offered_periods(_view(root, pin))


def periods(pin: Pin) -> dict[str, Period]:
    """The periods there is a name for, remembered."""
    return _periods(str(store().root.resolve()), pin)


@st.cache_resource(max_entries=512, show_spinner=False)
def _asked(root: str, pin: Pin, said: tuple[tuple[str, tuple[str, ...]], ...]) -> Slice:
    return asked_by(_view(root, pin), dict(said))


def asked(pin: Pin, said: tuple[tuple[str, tuple[str, ...]], ...]) -> Slice:
    """The question that the parameters of an address ask, remembered. Raises what it raises."""
    return _asked(str(store().root.resolve()), pin, said)


@st.cache_data(max_entries=256, show_spinner=False)
def _found(root: str, pin: Pin, words: str) -> list[Hit]:
    return find(_view(root, pin), words)


def found(pin: Pin, words: str) -> list[Hit]:
    """find(), remembered."""
    return _found(str(store().root.resolve()), pin, words)
