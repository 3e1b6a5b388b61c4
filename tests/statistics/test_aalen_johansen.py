from __future__ import annotations

import numpy as np
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight

from icp_metrics.statistics.aalen_johansen import incidence, incidence_variance
from icp_metrics.statistics.kaplan_meier import greenwood, survival
from icp_metrics.statistics.life_table import at_risk, every_day
from tests.statistics.life import Fact, curves, deals, life_table


def both(facts: list[Fact], last: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """F of won, F of lost and S after each day, from the life table."""
    sums = life_table(facts, ("won", "lost"))
    entered, won, lost, open_ = every_day(
        sums.keys,  # type: ignore[arg-type]
        sums.values.sum(axis=0).T,
        last,
    )
    risk = at_risk(entered, won + lost + open_)
    return (
        incidence(won, won + lost, risk),
        incidence(lost, won + lost, risk),
        survival(won + lost, risk),
    )


def test_incidence_by_hand() -> None:
    # Four at risk on day 1, one won: 1/4. Day 2, one lost of three: S 3/4 -> 1/2. Day 3, one won
    # of two, and one entered late on day 3: three at risk, 1/2 · 1/3.
    facts = [Fact(1, "won"), Fact(2, "lost"), Fact(3, "won"), Fact(5), Fact(6, entry=3)]
    won, lost, there = both(facts, 3)
    assert won == pytest.approx([0, 1 / 4, 1 / 4, 1 / 4 + 1 / 6])
    assert lost == pytest.approx([0, 0, 1 / 4, 1 / 4])
    assert there == pytest.approx([1, 3 / 4, 1 / 2, 1 / 3])


@pytest.mark.parametrize("late", [0.0, 0.4])
def test_incidence_is_what_a_loop_over_rows_gives(late: float) -> None:
    facts = deals(5, 150, late=late)
    won, lost, there = both(facts, 80)
    survived, reached = curves(facts, "won", 80)
    assert won == pytest.approx(reached)
    assert there == pytest.approx(survived)
    assert won + lost + there == pytest.approx(np.ones(81))


def test_incidence_agrees_with_statsmodels_where_days_are_not_tied() -> None:
    rng = np.random.default_rng(6)
    days = rng.permutation(60)
    how = rng.integers(0, 3, 60)
    facts = [Fact(int(d), [None, "won", "lost"][h]) for d, h in zip(days, how, strict=True)]
    oracle = CumIncidenceRight(days, how)
    at = oracle.times.astype(int)
    assert both(facts, 60)[0][at] == pytest.approx(oracle.cinc[0])


def test_censoring_the_competitor_answers_another_question() -> None:
    facts = [Fact(1, "lost"), Fact(2, "won")]
    assert both(facts, 2)[0][-1] == pytest.approx(0.5)
    naive = [Fact(1, None), Fact(2, "won")]
    assert both(naive, 2)[0][-1] == pytest.approx(1.0)


def counted(days: np.ndarray, how: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Events of kind 1, of any kind, and at risk, on each day there is."""
    at = np.unique(days)
    own = [((days == d) & (how == 1)).sum() for d in at]
    any_event = [((days == d) & (how > 0)).sum() for d in at]
    risk = [(days >= d).sum() for d in at]
    return np.array(own, float), np.array(any_event, float), np.array(risk, float)


@pytest.mark.parametrize("last", [20, 200])
def test_error_agrees_with_statsmodels(last: int) -> None:
    rng = np.random.default_rng(6)
    days, how = rng.integers(1, last, 80), rng.integers(0, 3, 80)
    days, how = np.append(days, last), np.append(how, 0)
    oracle = CumIncidenceRight(days, how)
    own, any_event, risk = counted(days, how)
    assert incidence(own, any_event, risk) == pytest.approx(oracle.cinc[0])
    error = np.sqrt(incidence_variance(own, any_event, risk))
    assert error == pytest.approx(oracle.cinc_se[0])


def test_error_of_the_only_event_is_greenwoods() -> None:
    rng = np.random.default_rng(7)
    days, how = rng.integers(1, 30, 60), rng.integers(0, 2, 60)
    own, _, risk = counted(np.append(days, 30), np.append(how, 0))
    assert incidence_variance(own, own, risk) == pytest.approx(greenwood(own, risk))


def test_error_without_censoring_is_that_of_a_share() -> None:
    rng = np.random.default_rng(8)
    days, how = rng.integers(1, 30, 60), rng.integers(1, 3, 60)
    own, any_event, risk = counted(days, how)
    share = incidence(own, any_event, risk)
    assert share[-1] == pytest.approx((how == 1).mean())
    assert incidence_variance(own, any_event, risk) == pytest.approx(share * (1 - share) / 60)


def test_error_of_several_tables_at_once_and_of_nobody() -> None:
    own, any_event = np.array([[1.0, 2], [0, 0]]), np.array([[2.0, 2], [0, 0]])
    risk = np.array([[8.0, 5], [0, 0]])
    both = incidence_variance(own, any_event, risk)
    assert both[0] == pytest.approx(incidence_variance(own[0], any_event[0], risk[0]))
    assert both[1] == pytest.approx([0, 0])
