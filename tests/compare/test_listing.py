"""The rows behind a figure, searched, narrowed, sorted and counted: as many as the figure says."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, compare, members
from icp_metrics.compare.listing import (
    Wanted,
    counted,
    listed_rows,
    listing,
    outcomes,
    outcomes_of,
)
from icp_metrics.compare.question import CROSSED, MISSING
from icp_metrics.errors import SliceError
from tests.builders import YEAR, account, deal, pays, small_company

EVERY = [(kpi.id, variant) for kpi in KPIS.values() for variant in kpi.variants]
PLAIN = Wanted()


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Five closed deals; Anna's account moved from North to South after its first deal."""
    where = tmp_path_factory.mktemp("company")
    closed = {"closed_on": "2025-06-15", "currency": "USD"}
    deals = [
        deal("d1", "A", "won", amount=100, owner="Anna", name="Alpha one", **closed),
        deal("d2", "A", "lost", amount=300, owner="Bert", lost_reason="Price", **closed),
        deal("d3", "B", "lost", amount=50, owner="Anna", lost_reason="Timing", **closed),
        deal("d4", "B", "lost", owner="Anna", lost_reason="Price", **closed),
        deal("d5", None, "lost", amount=550, lost_reason="Price", **closed),
    ]
    return small_company(
        where,
        accounts=[
            account("A", name="Aardvark & Sons", industry="software", region="North"),
            account("B", name="Brook", industry="retail", region="South"),
        ],
        deals=deals,
    )


def ids(found: View, wanted: Wanted, group: str = "all", asked: Slice = YEAR) -> list[str]:
    return listing(found, "win_rate", asked, group=group, wanted=wanted).rows["fact_id"].to_list()


@pytest.mark.parametrize(("kpi", "variant"), EVERY)
def test_there_are_as_many_rows_as_the_figure_has_facts(
    demo_view: View, kpi: str, variant: str
) -> None:
    asked = Slice(variant=variant, adjust=False)
    row = compare(demo_view, kpi, asked)[0]
    for group in ("fit", "unknown"):
        found = listing(demo_view, kpi, asked, group=group, wanted=PLAIN)
        behind = members(demo_view, kpi, asked, group=group)
        assert found.facts == found.found == row.groups[group].facts == behind.height
        assert set(found.rows["fact_id"]) <= set(behind["fact_id"])
        assert found.rows.height == found.rows["fact_id"].n_unique() == min(1_000, found.facts)
        told = outcomes_of(demo_view, kpi, asked, group=group)
        names = [name for name, _ in outcomes(KPIS[kpi].of(variant))]
        assert sum(told.values()) == (found.facts if names else 0)
        assert set(told) <= set(names)


def test_of_mrr_growth_the_rows_of_each_outcome_hold_the_whole_movement(demo_view: View) -> None:
    whole = members(demo_view, "mrr_growth", Slice(), group="fit")
    for column, outcome in (
        ("new", "new"),
        ("reactivation", "came back"),
        ("expansion", "expanded"),
        ("contraction", "contracted"),
        ("churn", "churned"),
    ):
        wanted = Wanted(outcome=outcome)
        found = listing(demo_view, "mrr_growth", Slice(), group="fit", wanted=wanted)
        assert found.rows.height == found.found > 0
        assert found.rows[column].sum() == whole[column].sum()


def test_each_word_must_stand_in_some_text_of_a_row_in_any_case(company: View) -> None:
    assert sorted(ids(company, Wanted(find="aardvark"))) == ["d1", "d2"]
    assert sorted(ids(company, Wanted(find="AARD one"))) == ["d1"]
    assert sorted(ids(company, Wanted(find="d5"))) == ["d5"]
    assert ids(company, Wanted(find="aardvark brook")) == []
    reasons = Wanted(find="price", columns=("opportunities.lost_reason",))
    assert sorted(ids(company, reasons)) == ["d2", "d4", "d5"]
    # Of what is not shown nothing is found.
    assert ids(company, Wanted(find="price")) == []
    assert ids(company, Wanted(find="%")) == []


def test_rows_come_by_their_money_and_a_deal_without_any_last(company: View) -> None:
    found = listing(company, "win_rate", YEAR, group="all", wanted=PLAIN)
    assert found.rows["fact_id"].to_list() == ["d5", "d2", "d1", "d3", "d4"]
    assert (found.sort, found.amount, found.currency) == ("amount", 1000.0, "USD")
    lost = listing(company, "win_rate", YEAR, group="all", wanted=Wanted(outcome="lost"))
    assert (lost.facts, lost.found, lost.amount) == (5, 4, 900.0)
    upwards = Wanted(sort="amount", descending=False)
    assert ids(company, upwards)[:2] == ["d3", "d1"]
    names = Wanted(sort="account_name", descending=False)
    assert ids(company, names) == ["d1", "d2", "d3", "d4", "d5"]


def test_a_deal_without_account_is_listed_and_can_be_told_by_nobody(company: View) -> None:
    assert ids(company, PLAIN, "unknown") == ["d5"]


def test_amounts_in_two_currencies_are_not_added_up(tmp_path: Path) -> None:
    at = "2025-06-15"
    view = small_company(
        tmp_path,
        accounts=[account("A", industry="software")],
        deals=[
            deal("d1", "A", "lost", at, amount=100, currency="USD"),
            deal("d2", "A", "lost", at, amount=900, currency="XTS"),
        ],
    )
    found = listing(view, "win_rate", YEAR, group="all", wanted=PLAIN)
    assert (found.amount, found.currency, found.sort) == (None, None, "counted_on")
    assert found.found == 2


def test_revenue_lost_is_what_a_customer_paid_less_what_is_kept(tmp_path: Path) -> None:
    view = small_company(
        tmp_path,
        accounts=[account(a, industry="software") for a in "ABC"],
        subscriptions=[
            pays("A", 100, "2023-01-01", "2025-03-01"),
            pays("B", 80, "2023-01-01", "2025-02-01", subscription_id="b1"),
            pays("B", 50, "2025-02-01", subscription_id="b2"),
            pays("C", 10, "2023-01-01", "2025-02-01", subscription_id="c1"),
            pays("C", 500, "2025-02-01", subscription_id="c2"),
        ],
        data_through="2025-12-31",
    )
    found = listing(view, "nrr", YEAR, group="fit", wanted=PLAIN)
    lost = dict(found.rows.select("account_id", "amount").rows())
    assert lost == {"A": 100.0, "B": 30.0, "C": -490.0}
    # What one customer grew covers nothing of what another took away.
    assert (found.amount, found.rows["account_id"].to_list()) == (130.0, ["A", "B", "C"])
    told = dict(found.rows.select("account_id", "outcome").rows())
    assert told == {"A": "churned", "B": "pays less", "C": "pays more"}


def test_counts_by_two_attributes_add_up_to_the_rows(company: View) -> None:
    asked = Slice(
        starts=YEAR.starts,
        ends=YEAR.ends,
        by="opportunities.owner",
        and_by="opportunities.lost_reason",
    )
    found = counted(company, "win_rate", asked, group="all", wanted=Wanted(outcome="lost"))
    crossed = {tuple(segment.split(CROSSED)): n for segment, n in found.rows()}
    assert crossed == {
        ("Price", "Bert"): 1,
        ("Timing", "Anna"): 1,
        ("Price", "Anna"): 1,
        ("Price", MISSING): 1,
    }


def test_a_page_ends_where_it_must_and_all_rows_are_handed_over(
    demo_view: View,
) -> None:
    found = listing(demo_view, "mrr_growth", Slice(), wanted=PLAIN)
    whole = listed_rows(demo_view, "mrr_growth", Slice(), wanted=Wanted(sort=found.sort))
    assert found.rows.height == 1_000 < found.found == whole.height
    assert whole["fact_id"].head(1_000).to_list() == found.rows["fact_id"].to_list()


def test_what_stands_beside_is_of_the_span_a_row_is_judged_in(demo_view: View) -> None:
    """A filter by region and the region shown are the same, as sold and as today."""
    wanted = Wanted(columns=("accounts.region", "accounts.tech_stack"))
    for fit_as_of in ("sold", "today"):
        asked = Slice(where=(("region", ("South",)),), fit_as_of=fit_as_of)  # type: ignore[arg-type]
        rows = listing(demo_view, "win_rate", asked, wanted=wanted).rows
        assert rows["accounts.region"].unique().to_list() == ["South"]


def test_a_column_that_is_not_there_is_named_with_the_nearest(company: View) -> None:
    with pytest.raises(SliceError, match=r"no column 'accounts.regoin'.*accounts\.region"):
        listing(company, "win_rate", YEAR, wanted=Wanted(columns=("accounts.regoin",)))
    with pytest.raises(SliceError, match="no group 'won'"):
        listing(company, "win_rate", YEAR, group="won", wanted=PLAIN)
