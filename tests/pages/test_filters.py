"""Filters, chips, search and saved views on the pages: what the address says is what is drawn."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from icp_metrics import wording
from icp_metrics.address import Address, asked
from icp_metrics.compare import View, compare
from icp_metrics.compare.find import MOST
from icp_metrics.saved_views import SavedView, frozen, keep, live, saved_views, view_of
from icp_metrics.store import Store
from tests.builders import ICP, account, crowd, joined, load_rows, new_store
from tests.pages.test_pages import Opened, all_text, empty, opened

__all__ = ["empty", "opened"]

HOSTILE = "<img src=x onerror=alert(1)> [a](https://a.invalid) ![b](https://a.invalid/b.png) $x$"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A company of 45 accounts, one with a hostile name and region. Tests only copy it."""
    store = new_store(tmp_path_factory.mktemp("small"), ICP)
    accounts, deals = joined(
        crowd("fit", 20, 10, industry="software", region="North"),
        crowd("not", 25, 10, industry="retail", region=HOSTILE),
    ).values()
    load_rows(store, accounts=[*accounts, account("X-1", name=HOSTILE)], deals=deals)
    return store


@pytest.fixture
def own(small: Store, tmp_path: Path) -> Store:
    """A store of one's own to save views in."""
    return Store(shutil.copytree(small.root, tmp_path / "own"))


def chips(app: AppTest) -> list[str]:
    """What the chips say, as Markdown."""
    return [o for g in app.get("button_group") if g.key == "chips" for o in g.options]


def _page(store: str) -> None:
    import os

    import streamlit as st

    from icp_metrics import wording
    from icp_metrics.ui import frame, source

    os.environ["ICP_METRICS_STORE"] = store
    st.session_state["here"] = "kpi"

    def draw(context: frame.Context) -> None:
        row = source.answer(context.pin, "win_rate", context.asked)[0]
        st.title(wording.plain(wording.sentence(row)))

    frame.page(draw)


def framed(store: Store, **parameters: str | list[str]) -> AppTest:
    """A page that shows a win rate inside the frame, to click on: the whole app answers once."""
    app = AppTest.from_function(_page, default_timeout=60, args=(str(store.root),))
    app.query_params.update(parameters)
    app.run()
    assert not app.exception
    return app


def title(view: View, **said: str) -> str:
    row = compare(view, "win_rate", asked(view, {n: (v,) for n, v in said.items()}))[0]
    return wording.plain(wording.sentence(row))


def test_page_as_it_is_by_itself_has_no_chips(opened: Opened, small: Store) -> None:
    app = opened(small, "kpi")
    assert not [g for g in app.get("button_group") if g.key == "chips"]


def test_everything_else_has_a_chip_and_a_last_one_clears_all(opened: Opened, small: Store) -> None:
    app = opened(
        small,
        "kpi",
        period="Last 90 days",
        where=["Region: North", "Industry: software"],
        judged="as today",
        against="the same last year",
    )
    plain = wording.plain
    assert chips(app) == [
        f"{plain(words)} ×"
        for words in (
            "Period: Last 90 days",
            "Region: North",
            "Industry: software",
            "Judged as today",
            "Compared with the same last year",
            "Clear all",
        )
    ]


def test_chip_of_a_hostile_value_is_plain_text(opened: Opened, small: Store) -> None:
    app = opened(small, "kpi", where=f"Region: {HOSTILE}")
    assert chips(app) == [f"{wording.plain(f'Region: {HOSTILE}')} ×"]


@pytest.mark.parametrize(
    ("name", "cleared"),
    [
        ("period", "period"),
        ("judged", "judged"),
        ("against", "against"),
        ("where:Region: North", "where"),
    ],
)
def test_click_on_a_chip_clears_what_it_names_and_nothing_else(
    small: Store, name: str, cleared: str
) -> None:
    said = {
        "period": "2025",
        "where": "Region: North",
        "judged": "as today",
        "against": "the same last year",
    }
    app = framed(small, **said)
    [group] = [g for g in app.get("button_group") if g.key == "chips"]
    group.set_value([name]).run()
    assert not app.exception
    kept = {k: v for k, v in said.items() if k != cleared}
    by_itself = {
        "period": "Last 4 quarters",
        "judged": "as sold",
        "against": "the period before",
        "where": [],
    }
    assert {k: app.session_state[k] for k in said} == {
        **{k: [v] if k == "where" else v for k, v in kept.items()},
        cleared: by_itself[cleared],
    }


def test_clear_all_leaves_the_page_as_it_is_by_itself(small: Store) -> None:
    app = framed(small, period="2025", where="Region: North", judged="as today")
    [group] = [g for g in app.get("button_group") if g.key == "chips"]
    group.set_value(["all"]).run()
    assert [t.value for t in app.title] == [t.value for t in framed(small).title]
    assert chips(app) == []


def test_custom_period_is_asked_and_its_chip_says_its_dates(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    dates = {"period": "Custom", "from": "2025-11-03", "to": "2026-05-17"}
    app = opened(demo_store, "kpi", **dates)
    assert [t.value for t in app.title] == [title(demo_view, **dates)]
    assert "3 Nov 2025 to 17 May 2026" in all_text(app)
    assert chips(app) == [f"{wording.plain('Period: 3 Nov 2025 to 17 May 2026')} ×"]


def test_change_is_from_the_earlier_period_that_is_named(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    said = {
        "against": "another period",
        "against_from": "2024-01-01",
        "against_to": "2024-06-30",
    }
    app = opened(demo_store, "kpi", **said)
    assert [t.value for t in app.title] == [title(demo_view, **said)]
    assert "compared with 1 Jan 2024 to 30 Jun 2024" in all_text(app)


@pytest.mark.parametrize("page", ["kpi", "scorecard", "accounts"])
def test_dates_that_make_no_period_are_a_sentence_with_a_way_out(
    opened: Opened, small: Store, page: str
) -> None:
    app = opened(small, page, period="Custom", **{"from": "2026-02-01", "to": "2026-01-01"})
    [error] = app.error
    assert "from 2026-02-01 to 2026-01-01 ends before it begins" in error.value.replace("\\", "")
    assert "Clear the filters" in [b.label for b in app.button]


@pytest.mark.parametrize("day", ["yesterday", "1500-01-01", "9999-12-31", "2026-13-45", "<b>"])
def test_date_that_is_none_falls_back_to_the_reach_of_the_data(
    opened: Opened, small: Store, day: str
) -> None:
    app = opened(small, "kpi", period="Custom", **{"from": day, "to": day})
    whole = opened(small, "kpi", period="All time")
    assert [t.value for t in app.title] == [t.value for t in whole.title]


def test_filter_of_a_link_that_means_nothing_is_a_sentence(opened: Opened, small: Store) -> None:
    app = opened(small, "kpi", where=f"Moon: {HOSTILE}")
    [error] = app.error
    assert error.value.startswith("There is no filter 'Moon")
    assert "<img" not in error.value.replace("\\<", "")


def test_attribute_chosen_first_makes_the_list_of_filters_its_own(small: Store) -> None:
    app = framed(small, where="Industry: software")
    [where] = [m for m in app.multiselect if m.key == "where"]
    assert "Region: North" in where.options
    [by] = [s for s in app.selectbox if s.key == "filter_by"]
    by.select("Region").run()
    [where] = [m for m in app.multiselect if m.key == "where"]
    assert set(where.options) == {
        "Industry: software",
        f"Region: {HOSTILE}",
        "Region: North",
        "Region: (blank)",
    }
    assert where.value == ["Industry: software"]


def found(app: AppTest) -> list[tuple[str, str]]:
    """The links of the search: label and address."""
    links = [p for p in app.get("page_link") if p.proto.help.startswith("Open ")]
    return [(p.proto.label, p.proto.query_string) for p in links]


def test_search_finds_an_account_and_opens_its_page(opened: Opened, small: Store) -> None:
    app = opened(small, "scorecard", search="FIT007")
    [(label, address)] = found(app)
    assert label == "fit007"
    assert "account=fit007" in address and "search=FIT007" in address
    app = opened(small, "accounts", account="fit007")
    assert [t.value for t in app.title] == ["fit007"]


def test_search_shows_a_hostile_name_as_plain_text_and_says_when_nothing_is_found(
    opened: Opened, small: Store
) -> None:
    [(label, _)] = found(opened(small, "scorecard", search="<img"))
    assert label == wording.plain(HOSTILE)
    app = opened(small, "scorecard", search="<img nothing>")
    assert found(app) == []
    said = wording.plain("No account has '<img nothing>' in its name, domain or id.")
    assert said in [c.value for c in app.caption]


def test_search_shows_the_first_and_says_that_there_are_more(opened: Opened, small: Store) -> None:
    app = opened(small, "scorecard", search="not0")
    assert len(found(app)) == MOST
    assert any(c.value.startswith(f"The first {MOST}") for c in app.caption)


SOUTH = Address("kpi", {"kpi": ("Win rate",), "where": ("Region: North",), "period": ("2025",)})


def board(store: Store, name: str = "Board") -> SavedView:
    view = live(store, SOUTH, name=name, author="A. Tester")
    return keep(store, frozen(view_of(store, SOUTH.parameters), view))


def labels(app: AppTest) -> list[str]:
    """What the links of a page say: counts of rows among them."""
    return [str(link.label) for link in app.get("page_link")]


def show(opened: Opened, store: Store, view: SavedView, **others: str) -> AppTest:
    """A view opened by its link."""
    said = {n: list(v) if len(v) > 1 else v[0] for n, v in view.parameters.items()}
    return opened(store, view.page, **{**said, "view": str(view.number), **others})


def test_frozen_view_says_whose_it_is_and_shows_the_same_after_a_load(
    opened: Opened, own: Store
) -> None:
    view = board(own, f"Board {HOSTILE[:30]}")
    before = show(opened, own, view)
    banner = wording.plain(
        f"{view.name}. Frozen on {wording.day(view.saved_on)} by A. Tester, Data 1."
    )
    assert banner in [i.value for i in before.info]
    more = joined(crowd("late", 10, 10, industry="software", region="North"))
    load_rows(own, **more)
    after = show(opened, own, view)
    assert banner in [i.value for i in after.info]
    assert "20 deals" in labels(before) and labels(after) == labels(before)
    now = opened(own, "kpi", **{k: v[0] for k, v in SOUTH.parameters.items()})
    assert "30 deals" in labels(now)


def test_session_of_a_frozen_view_does_not_follow_the_data_until_told_to(own: Store) -> None:
    view = board(own)
    said = {n: list(v) if len(v) > 1 else v[0] for n, v in view.parameters.items()}
    app = framed(own, **said, view=str(view.number))
    load_rows(own, **joined(crowd("late", 10, 10, industry="software", region="North")))
    app.run()
    assert app.query_params["data"] == "1"
    [switch] = [b for b in app.button if b.label == "Switch to the latest"]
    switch.click().run()
    assert app.query_params["data"] == "2"
    assert "view" not in app.query_params


def test_page_that_is_no_longer_the_frozen_view_says_so(opened: Opened, own: Store) -> None:
    view = board(own)
    app = show(opened, own, view, where="Industry: software")
    assert not any("Frozen on" in i.value for i in app.info)
    assert any("is not the view Board as it was frozen" in c.value for c in app.caption)


def test_view_that_another_release_makes_again_says_that_figures_may_differ(
    opened: Opened, own: Store
) -> None:
    view = board(own)
    document = own.view_text(view.number)
    assert document is not None
    earlier = document.text.replace(view.recipe, "0" * 64)
    own.save_view(view.number, earlier, title=view.name, author=view.author)
    [info] = [i.value for i in show(opened, own, view).info if "Frozen on" in i.value]
    assert "Another release of icp" in info and "may differ" in info


@pytest.mark.parametrize("number", ["99", "x", "-1", "9" * 30, "<b>"])
def test_link_to_a_view_that_is_not_there_says_so_and_shows_the_page(
    opened: Opened, small: Store, number: str
) -> None:
    app = opened(small, "kpi", view=number)
    assert "The view of this link was deleted." in [i.value for i in app.info]
    assert len(app.title) == 1


def test_page_is_saved_from_the_sidebar_and_listed_with_a_link_that_is_harmless(own: Store) -> None:
    app = framed(own, where="Region: North", search="zzz")
    assert not [t for t in app.text_input if t.label == "Save this page as"]
    app.session_state["views"] = True
    app.run()
    assert any("None yet" in c.value for c in app.caption)
    [name] = [t for t in app.text_input if t.label == "Save this page as"]
    [author] = [t for t in app.text_input if t.label == "Who saves it"]
    name.input("<script>alert(1)</script> [x](https://a.invalid)")
    author.input("R. Ondal")
    [save] = [b for b in app.button if b.label == "Save"]
    save.click().run()
    (view,) = saved_views(own)
    assert (view.page, view.parameters) == ("kpi", {"where": ("Region: North",)})
    listed = [h.proto.body for h in app.get("html") if 'class="views"' in h.proto.body]
    assert len(listed) == 1
    assert "<script>" not in listed[0] and "&lt;script&gt;" in listed[0]
    assert 'href="./kpi?where=Region%3A+North"' in listed[0]
    assert "R. Ondal" in listed[0]


def test_name_that_is_taken_is_a_sentence_and_nothing_is_replaced(own: Store) -> None:
    view = board(own)
    app = framed(own)
    app.session_state["views"] = True
    app.run()
    [name] = [t for t in app.text_input if t.label == "Save this page as"]
    [author] = [t for t in app.text_input if t.label == "Who saves it"]
    name.input("board")
    author.input("R. Ondal")
    [save] = [b for b in app.button if b.label == "Save"]
    save.click().run()
    assert any("is frozen" in e.value for e in app.error)
    assert saved_views(own) == [view]


def test_older_settings_of_a_link_are_told_like_older_data(own: Store) -> None:
    settings = own.settings().with_values({"confidence": 0.9}, version=0)
    own.save_settings(settings, author="A. Tester", reason="try")
    app = framed(own, data="1", settings="0")
    assert "You see Settings 0, as sent. Settings 1 is there." in [i.value for i in app.info]
    [switch] = [b for b in app.button if b.label == "Switch to the latest"]
    switch.click().run()
    assert not any("as sent" in i.value for i in app.info)
