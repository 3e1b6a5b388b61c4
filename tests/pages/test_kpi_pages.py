"""The page of every KPI, with its picture, on the demo company and where data is missing."""

from __future__ import annotations

import pytest

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, members
from icp_metrics.store import Store
from tests.builders import ICP, crowd, joined, load_rows, new_store
from tests.pages.test_pages import Opened, all_text, opened

__all__ = ["opened"]

PICTURES = {
    "win_rate": ("On every basis", "From stage to stage"),
    "cycle_length": ("Day by day", "Where deals stall"),
    "logo_retention": ("Day by day", "By the quarter they began"),
    "cltv": ("What a customer is worth, three ways", "Month by month"),
    "mrr_growth": ("From opening to closing MRR",),
    "nps": ("How they answered",),
    "csat": ("How they answered",),
    "cac": ("By every way of sharing spend", "By the lag from spending to winning"),
    "nrr": (),
}


@pytest.fixture(scope="module")
def unbilled(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A company of which only accounts and deals are known, created on many days."""
    store = new_store(tmp_path_factory.mktemp("unbilled"), ICP)
    rows = joined(
        crowd("fit", 12, 8, closed_on="2025-06-30", industry="software"),
        crowd("not", 12, 4, closed_on="2025-06-30", industry="retail"),
    )
    for day, row in enumerate(rows["deals"], start=1):
        row["created_on"] = f"2025-05-{day:02d}"
    load_rows(store, **rows, as_of="2025-06-30", data_through="2025-06-30")
    return store


@pytest.mark.parametrize("name", PICTURES)
def test_page_of_a_kpi_draws_its_own_picture(opened: Opened, demo_store: Store, name: str) -> None:
    app = opened(demo_store, "kpi", kpi=KPIS[name].title)
    assert not app.error
    found = [s.value for s in app.subheader]
    assert found == [*PICTURES[name], "Since when", "Where"]
    assert "no comparison yet" not in app.title[0].value


@pytest.mark.parametrize("name", KPIS)
def test_page_of_a_kpi_without_billing_says_what_to_load_or_answers(
    opened: Opened, unbilled: Store, name: str
) -> None:
    kpi = KPIS[name]
    app = opened(unbilled, "kpi", kpi=kpi.title, period="2025 Q2")
    assert not app.error
    needs = set(kpi.tables) - {"accounts", "opportunities"}
    title = app.title[0].value.replace("\\", "")
    lacking = any(why in title for why in ("Its data was never loaded", "No spend is loaded"))
    assert lacking == bool(needs)
    if name == "cycle_length":
        assert "No stage history is loaded" in all_text(app)


def test_scorecard_without_billing_names_what_is_missing_and_opens_all_kpis(
    opened: Opened, unbilled: Store
) -> None:
    app = opened(unbilled, "scorecard", period="2025 Q2", all="true")
    text = all_text(app).replace("\\", "")
    # Retention and margin; and, in the table of all, these and the others of customers.
    billing = "Its data was never loaded; load subscriptions or invoice_lines."
    assert text.count(billing) == 2
    [table] = app.dataframe
    assert list(table.value["Answer"]).count(billing) == 5
    assert "No spend is loaded; load spend." in text


@pytest.mark.parametrize("name", ["logo_retention", "grr", "mrr_growth", "renewal_rate"])
def test_rows_behind_a_figure_of_customers_show_what_is_counted_of_each(
    opened: Opened, demo_store: Store, demo_view: View, name: str
) -> None:
    behind = members(demo_view, name, Slice(), group="fit")
    app = opened(demo_store, "accounts", kpi=KPIS[name].title, group="In ICP")
    shown = app.dataframe[0].value
    assert len(shown) == min(1_000, behind.height)
    columns = {
        "logo_retention": ["Outcome", "From day", "To day"],
        "grr": ["Outcome", "MRR kept", "MRR then", "MRR lost", "Share so far"],
        "mrr_growth": ["Outcome", "Opening", "New", "Reactivation", "Expansion"],
        "renewal_rate": ["Outcome"],
    }[name]
    assert list(shown.columns)[: len(columns) + 1] == ["Account", *columns]
    assert wording.inline(KPIS[name].title) in app.subheader[0].value


def test_filter_that_a_kpi_of_customers_does_not_know_leaves_the_others(
    opened: Opened, demo_store: Store
) -> None:
    filtered = f"{wording.attribute('opportunities.source')}: Referral"
    app = opened(demo_store, "scorecard", where=filtered)
    text = all_text(app).replace("\\", "")
    assert not app.error
    assert "'opportunities.source' is nothing" in text
    # Of the five, win rate and time to win know where a deal came from.
    assert [m.label for m in app.metric].count("In ICP") == 2


def test_account_page_draws_its_story_and_one_known_from_billing_alone(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    paid = members(demo_view, "logo_retention", Slice())
    known = paid.filter(paid["account_name"].is_not_null())["account_id"][0]
    alone = paid.filter(paid["account_name"].is_null())["account_id"][0]
    app = opened(demo_store, "accounts", account=known)
    assert "MRR is taken from" in all_text(app)
    assert len(app.get("plotly_chart")) == 1
    app = opened(demo_store, "accounts", account=alone)
    assert "belongs to no account of the CRM" in all_text(app)
    assert not app.error


def test_page_of_win_rate_shows_the_rows_behind_the_losses_of_a_stage(
    opened: Opened, demo_store: Store
) -> None:
    app = opened(demo_store, "kpi", kpi="Win rate", lost_in="Proposal")
    stages = next(d.value for d in app.dataframe if "Stage" in d.value.columns)
    lost = [int(cell.split(",")[0]) for cell in stages["In ICP: lost, still there"]]
    rows = next(d.value for d in app.dataframe if "ICP" in d.value.columns)
    assert sum(rows["ICP"] == "In ICP") == lost[list(stages["Stage"]).index("Proposal")]
    assert "By creation, at 122 days" in all_text(app).replace("\\", "")
