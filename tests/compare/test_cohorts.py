"""The cohort triangle, against what a person counts on a calendar."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from icp_metrics.compare import Slice, View
from icp_metrics.compare.cohorts import cohorts
from tests.builders import account, pays, small_company

Q1, Q2 = date(2025, 1, 1), date(2025, 4, 1)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Data to the end of 2025. Three begin in Q1 and fit; one in Q2, and does not."""
    return small_company(
        tmp_path_factory.mktemp("cohorts"),
        accounts=[
            account("stays", industry="software"),
            account("grows", industry="software"),
            account("leaves", industry="software"),
            account("other", industry="retail"),
        ],
        subscriptions=[
            pays("stays", 100, "2025-01-10"),
            pays("grows", 100, "2025-02-15", "2025-06-01"),
            pays("grows", 300, "2025-06-01", subscription_id="s-grows-2"),
            # Two quarters after 31 March is 30 September: then it pays no more.
            pays("leaves", 200, "2025-03-31", "2025-09-30"),
            pays("other", 50, "2025-05-01"),
        ],
        data_through="2025-12-31",
    )


def shares(view: View, group: str, column: str) -> dict[tuple[date, int], float]:
    found = cohorts(view, Slice(), group=group)
    return {(c, k): share for c, k, share in found.select("cohort", "quarters", column).rows()}


def test_share_of_accounts_still_paying_by_their_own_quarters(company: View) -> None:
    assert shares(company, "fit", "accounts_share") == pytest.approx(
        {(Q1, 0): 1.0, (Q1, 1): 1.0, (Q1, 2): 2 / 3, (Q1, 3): 2 / 3}
    )


def test_share_of_revenue_counts_growth_and_loss(company: View) -> None:
    # 400 at first; 100 + 100 + 200, then 100 + 300 + 0.
    assert shares(company, "fit", "revenue_share") == pytest.approx(
        {(Q1, 0): 1.0, (Q1, 1): 1.0, (Q1, 2): 1.0, (Q1, 3): 1.0}
    )


def test_cell_that_not_all_of_a_cohort_have_reached_is_missing(company: View) -> None:
    # From the last day of June, three quarters on is after the end of the data.
    assert set(shares(company, "not_fit", "accounts_share")) == {(Q2, 0), (Q2, 1), (Q2, 2)}
    whole = cohorts(company, Slice())
    assert whole.filter(pl.col("quarters") == 0).select("cohort", "n").rows() == [(Q1, 3), (Q2, 1)]


def test_filters_hold_and_the_period_does_not(company: View) -> None:
    asked = Slice(starts=date(2025, 12, 1), where=(("industry", ("retail",)),))
    found = cohorts(company, asked)
    assert found["cohort"].unique().to_list() == [Q2]
    assert found["n"].to_list() == [1, 1, 1]
