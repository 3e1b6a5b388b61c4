"""Trap: deals still open are dropped, or counted as not won, while young cohorts are judged.

In both groups two in five deals are won. Those outside the ICP were created through the year, most
of those in it at its end, so that they are open still. Naive ways see a difference; there is none.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from icp_metrics import wording
from icp_metrics.compare import Slice, View, compare
from tests.builders import account, deal, rows_of, small_company

FIRST = date(2025, 1, 1)
YEAR = Slice(starts=FIRST, ends=date(2026, 1, 1))
END = {"as_of": "2025-12-31", "data_through": "2025-12-31"}
SLOW, QUICK = 100, 10


def company(folder: Path, *, won_after: int, lost_after: int) -> View:
    """Days of creation: outside, 0 to 199; in the ICP, 40 on days 150 to 189, 100 from 270 on."""
    begun = [("N", i, i) for i in range(200)]
    begun += [("F", i, 150 + i) for i in range(40)] + [("Y", i, 270 + i % 80) for i in range(100)]
    accounts, deals = [], []
    for group, i, day in begun:
        name = f"{group}{i}"
        won = i % 5 < 2
        closes = day + (won_after if won else lost_after)
        done = closes <= 364
        status = ("won" if won else "lost") if done else "open"
        closed = (FIRST + timedelta(closes)).isoformat() if done else None
        created = (FIRST + timedelta(day)).isoformat()
        accounts.append(account(name, industry="retail" if group == "N" else "software"))
        deals.append(deal(f"d-{name}", name, status, closed, created_on=created))
    return small_company(folder, accounts=accounts, deals=deals, **END)


@pytest.fixture(scope="module")
def slow_losses(tmp_path_factory: pytest.TempPathFactory) -> View:
    return company(tmp_path_factory.mktemp("a"), won_after=QUICK, lost_after=SLOW)


@pytest.fixture(scope="module")
def slow_wins(tmp_path_factory: pytest.TempPathFactory) -> View:
    return company(tmp_path_factory.mktemp("b"), won_after=SLOW, lost_after=QUICK)


@pytest.fixture(params=["slow_losses", "slow_wins"])
def view(request: pytest.FixtureRequest) -> View:
    found: View = request.getfixturevalue(request.param)
    return found


def naive(view: View, of: str) -> dict[bool, float]:
    """The win rate by whether it is in the ICP, of the deals that a condition keeps."""
    found = rows_of(
        view,
        "SELECT a.industry = 'software' AS fits, "
        "SUM(CASE WHEN o.status = 'won' THEN 1.0 ELSE 0 END) / COUNT(*) AS rate "
        "FROM opportunities AS o JOIN accounts AS a ON a.account_id = o.account_id "
        f"WHERE {of} GROUP BY a.industry",
    )
    return dict(found)


def test_dropping_open_deals_fakes_a_difference(slow_losses: View, slow_wins: View) -> None:
    flattered = naive(slow_losses, "o.status <> 'open'")
    assert flattered[True] > flattered[False] + 0.2
    belittled = naive(slow_wins, "o.status <> 'open'")
    assert belittled[True] < belittled[False] - 0.15


def test_counting_open_deals_as_not_won_fakes_another(slow_wins: View) -> None:
    rates = naive(slow_wins, "TRUE")
    assert rates[True] < rates[False] - 0.15


@pytest.mark.parametrize("variant", ["cohort", "curve"])
def test_neither_basis_from_creation_on_sees_one(view: View, variant: str) -> None:
    row = compare(view, "win_rate", Slice(YEAR.starts, YEAR.ends, variant=variant))[0]
    for group in ("fit", "not_fit"):
        assert row.groups[group].estimate.value == pytest.approx(0.4, abs=0.001)


def test_so_the_difference_by_closing_date_is_no_answer(view: View) -> None:
    row = compare(view, "win_rate", YEAR)[0]
    assert row.q is not None and row.q < 0.05
    assert row.gap.low * row.gap.high > 0  # type: ignore[operator]
    assert row.verdict == "no_clear_difference"
    assert "bases_differ" in row.flags
    assert "no answer" in " ".join(wording.bases(row))


def test_age_is_that_of_slow_deals_not_of_those_closed_so_far(view: View) -> None:
    assert rows_of(view, "SELECT days FROM maturity") == [(SLOW,)]
