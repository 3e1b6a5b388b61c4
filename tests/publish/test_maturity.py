"""From which age on a deal is old enough, by hand and by another route."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from icp_metrics.publish.maturity import mature_days
from tests.builders import account, deal, rows_of, small_company


def counts(closed: list[int], still_open: list[int]) -> tuple[np.ndarray, np.ndarray]:
    last = max([*closed, *still_open], default=-1)
    return (
        np.bincount(closed, minlength=last + 1).astype(float),
        np.bincount(still_open, minlength=last + 1).astype(float),
    )


def test_all_closed_is_their_ninetieth_percentile() -> None:
    assert mature_days(*counts([*range(1, 101)], [])) == 90


def test_open_deals_put_the_day_off() -> None:
    """Those closed so far are the quick ones."""
    rng = np.random.default_rng(3)
    takes, seen = rng.exponential(60, 4000).astype(int), rng.integers(0, 600, 4000)
    closes = takes <= seen
    found = mature_days(*counts(list(takes[closes]), list(seen[~closes])))
    other = SurvfuncRight(np.minimum(takes, seen), closes)
    assert found == pytest.approx(other.quantile(0.9), abs=3)
    assert np.quantile(takes[closes], 0.9) < found - 10


def test_what_never_closes_does_not_put_it_off_for_ever() -> None:
    """A quarter stays open for two years; the others take up to a hundred days."""
    closed = [day for day in range(1, 101) for _ in range(3)]
    assert mature_days(*counts(closed, [730] * 100)) == 90


def test_curve_that_had_no_time_to_flatten_tells_nothing() -> None:
    """Seen for sixty days, in which half closed: whether the others will is not known."""
    assert mature_days(*counts([*range(10, 60)], [60] * 50)) is None


@pytest.mark.parametrize("closed", [[], [5] * 3])
def test_too_few_tell_nothing(closed: list[int]) -> None:
    assert mature_days(*counts(closed, [9] * 6)) is None


def test_it_is_kept_in_the_version_and_counts_new_business_alone(tmp_path: Path) -> None:
    deals = [
        deal(f"d{i}", "A", "won", f"2025-03-{i:02d}", created_on="2025-03-01") for i in range(1, 21)
    ]
    slow = [
        deal(f"r{i}", "A", "won", "2025-12-01", created_on="2025-01-01", type="renewal")
        for i in range(20)
    ]
    off = [
        deal(f"x{i}", "A", "disqualified", "2025-11-01", created_on="2025-01-01") for i in range(20)
    ]
    view = small_company(
        tmp_path, accounts=[account("A", industry="x")], deals=[*deals, *slow, *off]
    )
    # Closed after 0 to 19 days: nine in ten by day 17.
    assert rows_of(view, "SELECT days FROM maturity") == [(17,)]
