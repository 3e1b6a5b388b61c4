"""Where the difference is, on the page: many segments, one, none, two attributes, hostile names."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from icp_metrics.compare import open_view
from icp_metrics.compare.breakdown import breakdown
from icp_metrics.compare.question import OTHER
from icp_metrics.store import Store
from tests.builders import ICP, YEAR, crowd, joined, load_rows, new_store
from tests.pages.test_pages import Opened, all_text, opened

__all__ = ["opened"]

HOSTILE = [
    '<a href="http://evil.example">win a phone</a>',
    "<img src=http://evil.example/x.png>",
    "[click](http://evil.example)",
    "Other",
]
MANY = 40
NAMES = [*HOSTILE, *(f"Territory {i:02d} of the north and the west" for i in range(4, MANY))]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Forty territories, two of which are hostile; 45 reps; no region; a blank industry."""
    parts = []
    for i, name in enumerate(NAMES):
        size = 3 + (MANY - i) // 3
        parts += [
            crowd(f"f{i}-", size, size // 2, industry="software", territory=name),
            crowd(f"n{i}-", size, size // 3, industry="retail", territory=name, country="ES"),
        ]
    rows = joined(*parts)
    for i, row in enumerate(rows["deals"]):
        row["owner"] = f"Rep {i % 45:02d}"
    store = new_store(tmp_path_factory.mktemp("many"), ICP)
    load_rows(store, **rows, attributes={"accounts": {"territory": "text"}})
    return store


def chart(app: AppTest, key: str) -> dict[str, Any]:
    """A chart of the page, as the browser gets it."""
    [found] = [c for c in app.get("plotly_chart") if key in c.proto.id]
    figure: dict[str, Any] = json.loads(found.proto.spec)
    return figure


def asked(app: AppTest) -> dict[str, str | None]:
    """What is chosen in each list."""
    return {s.label: s.value for s in app.selectbox}


def table(app: AppTest, column: str) -> Any:
    [found] = [d.value for d in app.dataframe if column in d.value.columns]
    return found


def test_forty_segments_are_folded_and_it_is_said(opened: Opened, many: Store) -> None:
    app = opened(many, "kpi", kpi="Win rate", by="Territory", period="2025")
    assert not app.error
    assert "Other: 20 smaller values; the 20 with the most rows stand by themselves" in all_text(
        app
    ).replace("\\", "")
    lines = table(app, "Segment")
    assert len(lines) == 1 + 20 + 1
    assert lines["Segment"].iloc[0] == "All"
    assert {"Other", "Other: 20 smaller values"} < set(lines["Segment"])
    drawn = [label for t in chart(app, "forest")["data"] for _, label in t["customdata"]]
    assert len(drawn) == 22 and {"Other", OTHER} < set(drawn)


def test_rows_of_what_is_folded_are_as_many_as_it_counts(opened: Opened, many: Store) -> None:
    app = opened(many, "kpi", kpi="Win rate", by="Territory", period="2025")
    [label] = [e.label for e in app.expander if e.label.startswith("Other: 20")]
    found = breakdown(open_view(many), "win_rate", replace(YEAR, by="territory"))
    [folded] = [r for r in found.segments if r.segment == OTHER]
    assert f"the {folded.groups['all'].facts} deals" in label
    app = opened(many, "kpi", kpi="Win rate", by="Territory", period="2025", other="true")
    assert len(table(app, "Deal id")) == folded.groups["all"].facts


def test_hostile_names_are_text_on_the_page(opened: Opened, many: Store) -> None:
    app = opened(many, "kpi", kpi="Win rate", by="Territory", and_by="Deal's owner", period="2025")
    assert not app.error
    spec = json.dumps(chart(app, "heat"))
    assert "&lt;a href" in spec
    for name in HOSTILE[:2]:
        assert all(name not in str(e.value) for e in (*app.markdown, *app.caption))


def test_two_attributes_are_a_heat_map_with_a_table(opened: Opened, many: Store) -> None:
    app = opened(many, "kpi", kpi="Win rate", by="Industry", and_by="Territory", period="2025")
    assert not app.error
    figure = chart(app, "heat")
    cells = [tuple(pair) for pair in figure["data"][1]["customdata"]]
    assert ("software", "Other") in cells and ("retail", OTHER) in cells
    assert len(cells) == 2 * 11
    lines = table(app, "Territory")
    assert len(lines) == 2 * 11
    assert {"Industry", "Difference", "Likely range", "Answer"} < set(lines.columns)
    assert "Other: 30 smaller values" in all_text(app).replace("\\", "")


def test_without_region_the_first_attribute_that_has_values_is_shown(
    opened: Opened, many: Store
) -> None:
    app = opened(many, "kpi", kpi="Win rate", period="2025")
    assert not app.error
    chosen = asked(app)
    assert chosen["Break down by"] == "Industry"
    [offered] = [s.options for s in app.selectbox if s.label == "Break down by"]
    # Of accounts first, then of deals; what is blank everywhere is not offered.
    own = [o for o in offered if o.startswith("Deal's")]
    assert offered == [*(o for o in offered if o not in own), *own]
    assert {"Industry", "Country", "Territory", "Deal's owner"} < set(offered)
    assert not {"Region", "Employees", "Deal's source"} & set(offered)


def test_attribute_that_a_kpi_does_not_have_falls_back_with_a_sentence(
    opened: Opened, many: Store
) -> None:
    app = opened(many, "kpi", kpi="Accounts", by="Deal's owner")
    assert not app.error
    assert asked(app)["Break down by"] == "Industry"
    text = all_text(app).replace("\\", "")
    assert "Accounts cannot be broken down by deal's owner: it is shown by industry." in text


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One country, an industry that fits, and nothing else that is known."""
    parts = [crowd("a", 20, 9, industry="software", country="ES")]
    store = new_store(tmp_path_factory.mktemp("bare"), ICP)
    load_rows(store, **joined(*parts))
    return store


def test_one_segment_is_a_line(opened: Opened, bare: Store) -> None:
    app = opened(bare, "kpi", kpi="Win rate", by="Country", period="2025")
    assert not app.error
    assert list(table(app, "Segment")["Segment"]) == ["All", "ES"]
    app = opened(bare, "kpi", kpi="Win rate", by="Country", and_by="Industry", period="2025")
    assert len(table(app, "Country")) == 1


def test_store_without_attributes_of_accounts_has_those_of_its_deals(
    opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = new_store(tmp_path_factory.mktemp("none"), ICP)
    load_rows(store, **joined(crowd("a", 20, 9)))
    app = opened(store, "kpi", kpi="Win rate", period="2025")
    assert not app.error
    assert asked(app)["Break down by"] == "Deal's type"
    app = opened(store, "kpi", kpi="Accounts")
    assert not app.error
    [offered] = [s.options for s in app.selectbox if s.label == "Break down by"]
    assert offered == ["Deal's standing"]
