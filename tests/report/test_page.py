"""The page of a report: it asks for nothing, nothing from data acts, a screen reader reads it."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.compare import View, open_view
from icp_metrics.report import Report, collect
from icp_metrics.report.page import page
from icp_metrics.report.workbook import of_report
from tests.builders import ICP, YEAR, crowd, joined, load_rows, new_store
from tests.report.conftest import MADE
from tests.report.hostile import CLOSING, LINK, QUOTED, RUNS, SCRIPT
from tests.report.opened import sheets

ASKS = ("src", "href", "srcset", "data", "action", "poster", "background", "xlink:href")
VOID = {"meta", "br", "img", "link", "input"}


class Read(HTMLParser):
    """A page as a browser reads it: elements in order, and the text of each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {k: v or "" for k, v in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1] if self._open else "", data))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def words(self) -> str:
        """What is read: no scripts, no styles."""
        return "\n".join(t for tag, t in self.texts if tag not in ("script", "style"))


@pytest.fixture(scope="module")
def written(of_hostile: Report) -> str:
    return page(of_hostile)


@pytest.fixture(scope="module")
def read(written: str) -> Read:
    return Read(written)


def test_no_element_asks_for_anything(read: Read) -> None:
    asked = [(tag, k) for tag, attributes in read.elements for k in attributes if k in ASKS]
    assert asked == []
    assert not read.all("link") and not read.all("img") and not read.all("iframe")
    (style,) = [text for tag, text in read.texts if tag == "style"]
    assert "url(" not in style and "@import" not in style


def test_no_script_of_data_can_run(read: Read) -> None:
    kinds = [a.get("type", "script") for a in read.all("script")]
    assert set(kinds) == {"application/json", "script"} and kinds.count("script") == 2
    handlers = [k for _, attributes in read.elements for k in attributes if k.startswith("on")]
    assert handlers == []
    (policy,) = [a["content"] for a in read.all("meta") if "http-equiv" in a]
    allowed = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for tag, text in read.texts
        if tag == "script" and not text.startswith("{")
    ]
    assert policy == (
        f"default-src 'none'; script-src {' '.join(allowed)}; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_hostile_names_are_read_as_they_are(hostile: View) -> None:
    asked = replace(YEAR, by="region")
    found = Read(page(collect(hostile, asked, kpis=["win_rate"], made_on=MADE)))
    cells = [text for tag, text in found.texts if tag == "th"]
    assert {SCRIPT, CLOSING, RUNS, LINK, QUOTED} <= set(cells)
    # A mark that turns the direction of what stands around it is not shown.
    assert "gro.live" in cells
    shown = [text for chart in charts(found) for text in texts(chart)]
    assert any("&lt;script&gt;alert(1)&lt;/script&gt;" in text for text in shown)
    for tag in ("<br>", "<b>", "</b>", "<i>", "</i>", "<extra></extra>"):
        shown = [text.replace(tag, "") for text in shown]
    assert [text for text in shown if "<" in text or "](" in text.replace(LINK, "")] == []


def texts(value: Any) -> list[str]:
    """Every text of a chart."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for held in value for text in texts(held)]
    return [value] if isinstance(value, str) else []


def charts(found: Read) -> list[dict[str, Any]]:
    return [json.loads(t) for tag, t in found.texts if tag == "script" and t.startswith("{")]


def test_every_filter_date_version_and_definition_is_on_it(read: Read) -> None:
    for words in (
        f"Industry is software or retail; Region is {SCRIPT} or {LINK}",
        "1 Jan 2025 to 31 Dec 2025",
        "as sold: by what was known of the account when it happened",
        "Industry is one of software",
        "15 Jun 2025",
        "version 0",
        "22 Nov 2026 by icp-metrics",
        "[10, 30], the default",
        "A difference is not a cause",
    ):
        assert words in read.words, words
    for words in ("Win rate", "Do accounts that fit the ICP say yes more often?"):
        assert words in read.words


def test_the_answer_and_its_figures_are_those_of_the_data(read: Read) -> None:
    # 2 regions with 24 accounts each in ICP, 16 won of each; 6 of 24 outside.
    assert ("h1", "Yes before the sale; not measured yet after it.") in read.texts
    assert "Win rate is 66.7% in ICP and 25.0% outside: +41.7 pp" in read.words
    assert "48 deals of 48 accounts" in read.words


def test_headings_follow_each_other_and_tables_and_charts_are_named(read: Read) -> None:
    levels = [int(tag[1]) for tag, _ in read.elements if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert {a["scope"] for a in read.all("th")} == {"row", "col"}
    assert len(read.all("caption")) == len(read.all("table"))
    drawn = [a for a in read.all("div") if a.get("role") == "img"]
    assert len(drawn) == len(charts(read)) > 3
    assert all(len(a["aria-label"]) > 20 for a in drawn)
    assert read.all("html") == [{"lang": "en"}]
    ids = [a["id"] for _, a in read.elements if "id" in a]
    assert len(ids) == len(set(ids))


def test_what_has_no_data_says_so_and_the_page_stays_small(read: Read, written: str) -> None:
    assert "Its data was never loaded; load subscriptions" in read.words
    assert len(written.encode()) < 6e6


def test_more_values_than_are_shown_are_folded_and_said(tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)
    crowds = [
        crowd(f"{kind}{i}-", 3, won, industry=kind, region=f"Region {i:02d}")
        for i in range(23)
        for kind, won in (("software", 2), ("retail", 1))
    ]
    load_rows(store, **joined(*crowds))
    made = collect(open_view(store), replace(YEAR, by="region"), kpis=["win_rate"], made_on=MADE)
    assert "smaller values; the workbook has each of them." in Read(page(made)).words
    # All, and each of the 23.
    assert len(sheets(of_report(made))["By Region"]) == 24
