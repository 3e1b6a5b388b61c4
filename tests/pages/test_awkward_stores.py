"""Every page over stores that are seldom drawn: none fails, and none says nan, None or inf."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from icp_metrics.catalog import KPIS
from icp_metrics.store import Store
from tests.pages.awkward import STORES
from tests.pages.test_pages import PAGES, Opened, all_text, opened

__all__ = ["opened"]

BARE = re.compile(r"\b(nan|NaN|None|inf|-inf|NaT|null|undefined)\b(?! yet)")
"""What stands where somebody forgot to say that there is nothing; `None yet.` is a sentence."""

_WRITTEN = {"text", "hovertext", "hovertemplate", "name", "ticktext", "tickprefix", "ticksuffix"}
"""The parts of a chart that people read."""

_TELLING = ["Win rate", "Gross revenue retention", "NPS", "LTV to CAC"]
"""KPIs of each kind; over the fullest store every KPI is looked at, and how these are made."""

_FULL = "everything_odd"


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Store]:
    """Those made so far, by name. Tests only read them."""
    return {}


def store_of(stores: dict[str, Store], name: str, factory: pytest.TempPathFactory) -> Store:
    if name not in stores:
        stores[name] = STORES[name](factory.mktemp(name))
    return stores[name]


def said(app: AppTest) -> Iterator[str]:
    """Everything that a page lets people read, also in its tables and charts; code left out."""

    def of(node: Any) -> Iterator[str]:
        for child in getattr(node, "children", {}).values():
            yield from of(child)
        if hasattr(node, "children") or node.type in ("code", "html"):
            return
        proto = getattr(node, "proto", None)
        if node.type == "dataframe":
            yield from _cells(node)
        elif node.type == "plotly_chart":
            yield from _written(json.loads(proto.spec))
            yield str(proto.alt)
        else:
            for name in ("value", "label", "delta", "help", "body", "caption"):
                found = getattr(node, name, None)
                yield str(found) if isinstance(found, str | float | int) else ""

    yield from of(app._tree)


def _cells(table: Any) -> Iterator[str]:
    assert table.proto.HasField("placeholder"), "a blank cell of it would say None"
    for column in table.value.columns:
        yield str(column)
        yield from (str(cell) for cell in table.value[column].dropna())


def _written(part: Any, name: str = "") -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from _written(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from _written(value, name)
    elif name in _WRITTEN and isinstance(part, str | float):
        yield str(part)


def bare(app: AppTest) -> list[str]:
    return [text for text in said(app) if BARE.search(text)]


@pytest.mark.parametrize("page", sorted(set(PAGES) - {"kpi"}))
@pytest.mark.parametrize("name", STORES)
def test_page_is_drawn_and_says_in_words_where_there_is_nothing(
    opened: Opened,
    stores: dict[str, Store],
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    page: str,
) -> None:
    full = {"all": "true"} if page == "scorecard" and name in (_FULL, "one_account") else {}
    app = opened(store_of(stores, name, tmp_path_factory), page, **full)
    assert [e.value for e in app.error] == []
    assert len(app.title) == 1
    assert bare(app) == []


@pytest.mark.parametrize("name", sorted(set(STORES) - {"nothing", "definition_alone"}))
def test_every_kpi_is_drawn_and_says_in_words_where_there_is_nothing(
    opened: Opened,
    stores: dict[str, Store],
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
) -> None:
    store = store_of(stores, name, tmp_path_factory)
    titles = [k.title for k in KPIS.values()] if name == _FULL else _TELLING
    for title in titles:
        made = {"made": "true"} if name == _FULL and title in _TELLING else {}
        app = opened(store, "kpi", kpi=title, by="Region", **made)
        assert [e.value for e in app.error] == [], title
        assert bare(app) == [], title


def test_nothing_is_zero_percent_in_icp_without_a_definition(
    opened: Opened, stores: dict[str, Store], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = store_of(stores, "no_definition", tmp_path_factory)
    app = opened(store, "scorecard", all="true")
    assert "There is no ICP definition yet" in all_text(app)
    assert "In ICP of all there is" not in all_text(app)
    [table] = [t.value for t in app.dataframe if "KPI" in t.value.columns]
    [focus] = table[table["KPI"] == "Focus"].to_dict("records")
    assert focus["In ICP"] == "–"
    assert focus["Answer"].startswith("There is no ICP definition yet")


def test_what_a_page_says_is_looked_at_in_words_tables_and_charts(
    opened: Opened, demo_store: Store
) -> None:
    app = opened(demo_store, "kpi", kpi="Win rate")
    found = "\n".join(said(app))
    [table] = [t.value for t in app.dataframe if "Segment" in t.value.columns]
    for text in (app.title[0].value, "Likely range", "likely 30.0% to 38.1%", table["Answer"][0]):
        assert text in found
    assert [text for text in ("a None b", "inf", "NaN%", "null") if not BARE.search(text)] == []
    assert not BARE.search("None yet. Infinite information about nans")
