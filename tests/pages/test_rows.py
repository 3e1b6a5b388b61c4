"""The rows behind a number on the page: what the address asks for is what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, members
from icp_metrics.store import Store
from tests.builders import ICP, account, deal, load_rows, new_store
from tests.pages.test_pages import Opened, all_text, opened

__all__ = ["opened"]

REASON, OWNER = "Deal's lost reason", "Deal's owner"
HOSTILE = "=HYPERLINK(1) ![x](http://evil.example) <b>"


def test_icp_deals_that_were_lost_are_counted_by_reason_and_rep_down_to_the_deals(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    behind = members(demo_view, "win_rate", Slice(), group="fit")
    lost = behind.filter(behind["y"] == 0).height
    app = opened(
        demo_store,
        "accounts",
        group="In ICP",
        outcome="lost",
        count_by=REASON,
        then_by=OWNER,
    )
    tally, rows = (table.value for table in app.dataframe)
    assert set(rows["Outcome"]) == {"lost"}
    assert len(rows) == lost
    assert f"{lost:,} of {behind.height:,} deals behind" in app.subheader[0].value
    tally = tally.set_index(REASON)
    assert tally.loc["All", "All"] == lost
    assert tally.drop("All")["All"].sum() == lost
    assert tally.loc["All"].drop("All").sum() == lost
    # A click on a count narrows the rows to as many.
    owner = next(c for c in tally.columns if c in set(rows[OWNER]))
    reason, count = tally.index[0], int(tally.iloc[0][owner])
    both = [f"{REASON}: {reason}", f"{OWNER}: {owner}"]
    app = opened(demo_store, "accounts", group="In ICP", outcome="lost", where=both)
    assert len(app.dataframe[0].value) == count > 0


def test_search_sort_and_more_columns_are_in_the_address(opened: Opened, demo_store: Store) -> None:
    app = opened(
        demo_store,
        "accounts",
        group="In ICP",
        find="price",
        sort="Account",
        order="Ascending",
        columns=["Region", "Employees"],
    )
    rows = app.dataframe[0].value
    assert {"Region", "Employees"} <= set(rows.columns)
    assert list(rows["Account"]) == sorted(rows["Account"])
    texts = [" ".join(map(str, row)).lower() for row in rows.itertuples(index=False)]
    assert all("price" in text for text in texts)
    assert "Share so far" not in rows.columns
    assert app.text_input(key="find").value == "price"


def test_rows_of_money_say_how_much_the_first_ten_hold(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    behind = members(demo_view, "grr", Slice(), group="not_fit")
    lost = sorted((float(x - y) for x, y in behind.select("x", "y").rows()), reverse=True)
    app = opened(demo_store, "accounts", kpi="Gross revenue retention", group="Outside ICP")
    shown = list(app.dataframe[0].value["MRR lost"])
    assert shown == pytest.approx(lost, abs=0.01)
    share = wording.percent(sum(lost[:10]) / sum(lost), 0)
    said = all_text(app).replace("\\", "")
    assert f"The first 10 hold {share} of the MRR lost" in said


def test_what_another_kpi_does_not_know_is_left_out_and_not_an_error(
    opened: Opened, demo_store: Store
) -> None:
    app = opened(
        demo_store,
        "accounts",
        kpi="NPS",
        outcome="lost",
        sort="Amount",
        columns=["Deal's owner", "Region"],
        count_by=REASON,
    )
    assert not app.error
    assert "Region" in app.dataframe[0].value.columns
    assert set(app.dataframe[0].value["Outcome"]) == {"promoter", "passive", "detractor"}


def test_search_that_finds_nothing_says_by_what_and_offers_all(
    opened: Opened, demo_store: Store
) -> None:
    app = opened(demo_store, "accounts", find="nobody-is-called-so", outcome="won")
    [info] = app.info
    assert "nobody" in info.value and "won" in info.value
    assert "Show all of them" in [b.label for b in app.button]
    assert not app.dataframe


def test_hostile_names_are_rows_and_titles_but_never_markup(opened: Opened, tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)
    load_rows(
        store,
        accounts=[account("A", name=HOSTILE, industry="software")],
        deals=[deal("d1", "A", "lost", "2025-06-15", lost_reason=HOSTILE)],
        data_through="2025-12-31",
    )
    app = opened(store, "accounts", period="All time", count_by=REASON, find="evil")
    tally, rows = (table.value for table in app.dataframe)
    assert list(rows["Account"]) == [HOSTILE] and list(tally[REASON]) == [HOSTILE, "All"]
    app = opened(store, "accounts", account="A")
    assert [t.value for t in app.title] == [wording.plain(HOSTILE)]
    assert "![x](" not in all_text(app)


@pytest.mark.parametrize("name", ["deal_size", "cac", "open_pipeline"])
def test_rows_behind_every_kind_of_money_are_sorted_by_it(
    opened: Opened, demo_store: Store, name: str
) -> None:
    app = opened(demo_store, "accounts", kpi=KPIS[name].title, group="In ICP", find="")
    rows = app.dataframe[0].value
    [money] = {"Amount", "Cost"} & set(rows.columns)
    figures = rows[money].dropna().tolist()
    assert figures == sorted(figures, reverse=True)
