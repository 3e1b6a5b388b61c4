"""Trap: open deals left out of the cycle, so that slow deals look fast until they close."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from icp_metrics.compare import Slice
from tests.builders import account, deal, rows_of, small_company, total, values

START = date(2025, 1, 1)


def on(day: int) -> str:
    return (START + timedelta(days=day)).isoformat()


def test_open_deals_are_censored_not_dropped(tmp_path: Path) -> None:
    """Two in five are won after 20 days, the others take 120; those that began late are open.

    The mean of closed deals forgets the slow ones, the curve does not.
    """
    accounts = [account(f"A{i}", industry="software") for i in range(120)]
    deals = []
    for i in range(120):
        begun, takes = i, 20 if i % 5 < 2 else 120
        done = begun + takes <= 150
        closed = on(begun + takes) if done else None
        deals.append(
            deal(f"d{i}", f"A{i}", "won" if done else "open", closed, created_on=on(begun))
        )
    view = small_company(tmp_path, accounts=accounts, deals=deals, as_of=on(150))
    row = total(view, "cycle_length", Slice(starts=START, ends=date(2026, 1, 1)))
    assert row.extras["median_won"]["fit"] == 20
    assert row.horizon is not None
    assert row.horizon >= 120
    assert values(row)["fit"] == 120
    share_fast = rows_of(
        view,
        "SELECT SUM(CASE WHEN event = 'won' AND left_on < origin_on + INTERVAL 1 MONTH "
        "THEN 1 ELSE 0 END) * 1.0 / SUM(CASE WHEN event = 'won' THEN 1 ELSE 0 END) "
        "FROM facts_cycle_length__time_to_win",
    )[0][0]
    assert share_fast > 0.7  # what the naive count of closed deals would believe
