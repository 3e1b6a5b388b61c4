from __future__ import annotations

import numpy as np

from icp_metrics.statistics.life_table import at_risk, every_day, hazard
from tests.statistics.life import Fact, deals, life_table


def table(facts: list[Fact], last: int) -> np.ndarray:
    sums = life_table(facts, ("won", "lost"))
    return every_day(sums.keys, sums.values.sum(axis=0).T, last)  # type: ignore[arg-type]


def risk(facts: list[Fact], last: int) -> list[float]:
    rows = table(facts, last)
    return list(at_risk(rows[0], rows[1:].sum(axis=0)))


def test_at_risk_by_hand_with_late_entry() -> None:
    # One from 0 to 3, one entering on 2 and seen to 4, one gone on its first day.
    facts = [Fact(3, "won"), Fact(4, entry=2), Fact(0, "lost")]
    assert risk(facts, 5) == [2, 1, 2, 2, 1, 0]


def test_at_risk_is_what_counting_rows_gives() -> None:
    facts = deals(1, 200)
    counted = [sum(f.entry <= d <= f.left for f in facts) for d in range(90)]
    assert risk(facts, 89) == counted


def test_adjacent_windows_add_up_to_the_window_of_both() -> None:
    """A deal cut in two is censored on its last day in the first and enters late in the second."""
    whole = deals(2, 150)
    cut = [(f, (f.entry + f.left) // 2) for f in whole]
    first = [Fact(at, None, f.entry, f.bucket) for f, at in cut if at < f.left]
    second = [Fact(f.left, f.how, at + 1, f.bucket) for f, at in cut if at < f.left]
    uncut = [f for f, at in cut if at == f.left]
    both = table(first, 89) + table(second, 89) + table(uncut, 89)
    left = both[1:].sum(axis=0)
    assert list(at_risk(both[0], left)) == risk(whole, 89)
    assert (both[1:3] == table(whole, 89)[1:3]).all()


def test_leading_axes_are_tables_of_their_own() -> None:
    tables = np.stack([table(deals(seed, 30), 89) for seed in (3, 4)])
    together = at_risk(tables[:, 0], tables[:, 1:].sum(axis=1))
    for one, rows in zip(together, tables, strict=True):
        assert (one == at_risk(rows[0], rows[1:].sum(axis=0))).all()


def test_nobody_at_risk_and_no_event_is_no_hazard() -> None:
    assert list(hazard(np.array([0.0, 2.0]), np.array([0.0, 8.0]))) == [0, 0.25]


def test_days_after_the_last_are_left_out() -> None:
    days, counts = np.array([0, 3, 9]), np.array([[1.0, 2.0, 4.0]])
    assert every_day(days, counts, 4).tolist() == [[1, 0, 0, 2, 0]]
