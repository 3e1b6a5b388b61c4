"""Traps of time: open deals, customers older than the data, its right edge, adjacent windows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, compare, members
from icp_metrics.compare.cells import cells
from icp_metrics.compare.periods import Period
from icp_metrics.compare.question import question
from icp_metrics.statistics.life_table import at_risk
from tests.builders import account, deal, pays, rows_of, small_company, total, values

DAY = timedelta(days=1)
START = date(2025, 1, 1)
YEAR_AND_MORE = Slice(starts=date(2025, 1, 1), ends=date(2026, 1, 1))


def on(day: int) -> str:
    return (START + day * DAY).isoformat()


@pytest.fixture(scope="module")
def slow_deals(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Every deal is won after 100 days; one begins every third day until the data ends."""
    accounts = [account(f"A{i}", industry="software") for i in range(60)]
    deals = []
    for i in range(60):
        begun = 3 * i
        done = begun + 100 <= 179
        closed = on(begun + 100) if done else None
        deals.append(
            deal(f"d{i}", f"A{i}", "won" if done else "open", closed, created_on=on(begun))
        )
    return small_company(
        tmp_path_factory.mktemp("slow"), accounts=accounts, deals=deals, as_of=on(179)
    )


def test_young_cohorts_do_not_look_fast(slow_deals: View) -> None:
    whole = total(slow_deals, "cycle_length", Slice(starts=START, ends=date(2025, 7, 1)))
    late = total(slow_deals, "cycle_length", Slice(starts=date(2025, 5, 1), ends=date(2025, 7, 1)))
    assert values(whole)["fit"] == values(late)["fit"] == 100


def test_deals_already_open_enter_late_at_their_age(slow_deals: View) -> None:
    behind = members(
        slow_deals, "cycle_length", Slice(starts=date(2025, 3, 1), ends=date(2025, 7, 1))
    )
    one = behind.filter(behind["fact_id"] == "d0").to_dicts()[0]
    assert (one["entry_day"], one["exit_day"], one["left_by"]) == (59, 100, "won")
    still = behind.filter(behind["fact_id"] == "d59").to_dicts()[0]
    # It began on day 177; the last thing that happened, a deal won on day 178, ends the data.
    assert (still["entry_day"], still["exit_day"], still["left_by"]) == (0, 1, None)


@pytest.mark.parametrize("kpi", ["cycle_length", "logo_retention"])
@pytest.mark.parametrize("cut", [date(2025, 11, 3), date(2026, 1, 1), date(2026, 7, 15)])
def test_adjacent_windows_add(demo_view: View, kpi: str, cut: date) -> None:
    """Those at risk on each day, and the events, of two windows are those of the two as one."""
    starts, ends = date(2025, 4, 2), date(2026, 9, 1)
    one = question(demo_view, KPIS[kpi], Slice(starts=starts, ends=ends))
    many = replace(one, periods=(Period(starts, cut), Period(cut, ends)))
    whole = cells(demo_view, one)[0, None, "all"].sums
    assert whole.keys is not None
    last = int(whole.keys[-1])
    risk, events = np.zeros(last + 1), np.zeros(last + 1)
    for part in (0, 1):
        sums = cells(demo_view, many)[part, None, "all"].sums
        a, e = tables(sums.values.sum(axis=0), sums.keys, last)
        risk, events = risk + a, events + e
    expected_risk, expected_events = tables(whole.values.sum(axis=0), whole.keys, last)
    assert expected_events.sum() > 20
    assert np.array_equal(risk, expected_risk)
    assert np.array_equal(events, expected_events)


def tables(by_day: np.ndarray, keys: np.ndarray | None, last: int) -> tuple[np.ndarray, np.ndarray]:
    """At risk and events per day 0..last from rows of (entered, events..., censored)."""
    assert keys is not None
    dense = np.zeros((last + 1, by_day.shape[1]))
    within = keys <= last
    dense[keys[within]] = by_day[within]
    events = dense[:, 1:-1].sum(axis=1)
    return at_risk(dense[:, 0], events + dense[:, -1]), events


def test_customers_from_before_the_period_do_not_make_it_look_loyal(tmp_path: Path) -> None:
    """Sixty began in 2020 and stay; sixty began in 2025, of whom half left after 100 days.

    The old are at risk at their age, past the first year, so they say nothing of it.
    """
    old = [pays(f"O{i}", 10, "2020-01-01") for i in range(60)]
    new = [pays(f"N{i}", 10, "2025-01-01", "2025-04-11" if i % 2 else None) for i in range(60)]
    mixed = [pays("L", 10, "2025-12-31")]
    billed = [*old, *new, *mixed]
    accounts = [account(s["account_id"], industry="software") for s in billed]
    view = small_company(tmp_path, accounts=accounts, subscriptions=billed)
    row = total(view, "logo_retention", YEAR_AND_MORE)
    assert row.extras["entered"]["fit"] == 121
    curve = cells(view, question(view, KPIS["logo_retention"], YEAR_AND_MORE))[0, None, "fit"].sums
    risk, _ = tables(curve.values.sum(axis=0), curve.keys, 364)
    assert risk[99] == 60
    # Followed for 364 days, one short of the year: said, not guessed.
    assert row.groups["fit"].estimate.reason == "right_edge"


def test_data_that_ends_is_not_churn(tmp_path: Path) -> None:
    lines = [
        {
            "line_id": f"{n}-{month}",
            "account_id": f"A{n}",
            "issued_on": date(2025, month, 1).isoformat(),
            "service_starts_on": date(2025, month, 1).isoformat(),
            "service_ends_on": (date(2025, month, 1) + 31 * DAY).replace(day=1).isoformat(),
            "amount": 100,
            "currency": "USD",
            "kind": "recurring",
            "status": "paid",
        }
        for n in range(12)
        for month in range(1, 11 if n < 10 else 6)
    ]
    accounts = [account(f"A{n}", industry="software") for n in range(12)]
    view = small_company(tmp_path, accounts=accounts, invoice_lines=lines, as_of="2025-10-31")
    left = rows_of(view, "SELECT account_id FROM paid_runs WHERE ended_on IS NOT NULL")
    assert {a for (a,) in left} == {"A10", "A11"}
    closing = rows_of(
        view, "SELECT SUM(closing) FROM mrr_months WHERE month_on = DATE '2025-09-01'"
    )
    assert closing == [(1000,)]


def test_a_bulk_import_has_no_cycle(tmp_path: Path) -> None:
    accounts = [account(f"A{i}", industry="software") for i in range(40)]
    deals = [
        deal(f"d{i}", f"A{i}", "won", on(60 + i), created_on=on(0 if i < 12 else 20 + i))
        for i in range(40)
    ]
    row = total(small_company(tmp_path, accounts=accounts, deals=deals), "cycle_length")
    assert {g.estimate.reason for g in row.groups.values()} == {"bulk_import"}
    assert row.groups["fit"].facts == 40


def test_deals_closed_before_created_are_left_out_of_the_cycle_only(tmp_path: Path) -> None:
    accounts = [account(f"A{i}", industry="software") for i in range(30)]
    deals = [
        deal(f"d{i}", f"A{i}", "won", on(50 + i), created_on=on(60 + i if i < 4 else i))
        for i in range(30)
    ]
    view = small_company(tmp_path, accounts=accounts, deals=deals)
    cycle, rate = (compare(view, k, YEAR_AND_MORE)[0] for k in ("cycle_length", "win_rate"))
    assert (cycle.groups["fit"].facts, rate.groups["fit"].facts) == (26, 30)
    assert cycle.extras["left_out"] == {"closed_before_created": 4}
    assert values(cycle)["fit"] == 50
