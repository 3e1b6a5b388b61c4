"""Trap: old deals are closed as lost on one day, and the win rate of that year falls.

Both groups win two in five. A hundred old deals of the ICP, created the year before, are cleaned
up on a day in June.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from icp_metrics import wording
from icp_metrics.compare import Row, Slice, View, compare
from tests.builders import account, deal, rows_of, small_company

FIRST = date(2025, 1, 1)
YEAR = Slice(starts=FIRST, ends=date(2026, 1, 1))
CLEAN_UP = "2025-06-20"


def on(day: int) -> str:
    return (FIRST + timedelta(day)).isoformat()


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory: pytest.TempPathFactory) -> View:
    accounts, deals = [], []
    for group, industry in (("F", "software"), ("N", "retail")):
        for i in range(120):
            name = f"{group}{i}"
            accounts.append(account(name, industry=industry))
            status = "won" if i % 5 < 2 else "lost"
            deals.append(deal(f"d-{name}", name, status, on(2 * i + 30), created_on=on(2 * i)))
    for i in range(100):
        accounts.append(account(f"O{i}", industry="software"))
        deals.append(deal(f"d-O{i}", f"O{i}", "lost", CLEAN_UP, created_on=on(-300 + 2 * i)))
    return small_company(
        tmp_path_factory.mktemp("cleaned"),
        accounts=accounts,
        deals=deals,
        as_of="2025-12-31",
        data_through="2025-12-31",
    )


@pytest.fixture(scope="module")
def row(cleaned: View) -> Row:
    return compare(cleaned, "win_rate", YEAR)[0]


def test_by_closing_date_alone_the_icp_would_look_worse(row: Row) -> None:
    assert row.gap.high is not None and row.gap.high < -0.05
    assert row.q is not None and row.q < 0.05


def test_it_is_no_answer_and_the_clean_up_is_named(row: Row) -> None:
    assert row.verdict == "no_clear_difference"
    assert {"bases_differ", "bulk_lost"} <= set(row.flags)
    assert row.extras["bulk_lost_share"]["fit"] == pytest.approx(100 / 220, abs=0.01)
    assert row.extras["bulk_lost_share"]["not_fit"] == pytest.approx(0, abs=0.01)
    assert "were lost on a day of mass losses" in " ".join(wording.bases(row))


def test_cohorts_of_the_year_do_not_see_it(row: Row) -> None:
    cohort = row.extras["variants"]["cohort"]
    assert cohort["fit"]["value"] == pytest.approx(cohort["not_fit"]["value"])


def test_period_without_the_day_is_not_blamed(cleaned: View) -> None:
    later = compare(cleaned, "win_rate", Slice(date(2025, 7, 1), date(2026, 1, 1)))[0]
    assert "bulk_lost" not in later.flags


def test_clean_up_does_not_make_deals_look_slow(cleaned: View) -> None:
    """All others close after 30 days, those cleaned up after 270 to 470."""
    assert rows_of(cleaned, "SELECT days FROM maturity") == [(30,)]
