"""Won + lost + open + disqualified = n: no deal is lost between the bases, or counted twice."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from icp_metrics.compare import Slice, View, compare
from icp_metrics.compare.funnel import funnel
from tests.builders import account, deal, rows_of, small_company

FIRST = date(2024, 1, 1)
EVER = Slice(starts=date(2023, 1, 1), ends=date(2027, 1, 1))
GROUPS = ("fit", "not_fit", "unknown")
N = 400


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Deals of every state, created over two years, with a stage history of three stages."""
    rng = random.Random(11)
    accounts = [
        account(f"A{i}", industry=rng.choice(["software", "retail", None])) for i in range(150)
    ]
    deals, history = [], []
    for i in range(N):
        day = rng.randrange(700)
        takes = rng.randrange(1, 90)
        status = rng.choice(["won", "lost", "lost", "disqualified", "open"])
        if day + takes > 720:
            status = "open"
        created = FIRST + timedelta(day)
        closed = created + timedelta(takes)
        open_deal = status == "open"
        deals.append(
            deal(
                f"d{i}",
                f"A{rng.randrange(150)}",
                status,
                None if open_deal else closed.isoformat(),
                created_on=created.isoformat(),
            )
        )
        for step, stage in enumerate(["First", "Second", "Third"][: rng.randrange(1, 4)]):
            entered = created + timedelta(step * takes // 3)
            history.append(
                {
                    "opportunity_id": f"d{i}",
                    "stage": stage,
                    "entered_on": entered.isoformat(),
                }
            )
    return small_company(
        tmp_path_factory.mktemp("states"),
        accounts=accounts,
        deals=deals,
        stage_history=history,
        as_of="2025-12-31",
        data_through="2025-12-31",
    )


def test_won_lost_open_and_disqualified_are_all_deals(view: View) -> None:
    states = dict(rows_of(view, "SELECT status, COUNT(*) FROM opportunities GROUP BY status"))
    assert sum(states.values()) == N
    closed = compare(view, "win_rate", EVER)[0].groups
    won = sum(round(closed[g].estimate.value * closed[g].facts) for g in GROUPS)  # type: ignore[operator]
    assert won == states["won"]
    assert closed["all"].facts == states["won"] + states["lost"]
    begun = compare(view, "win_rate", Slice(EVER.starts, EVER.ends, variant="curve"))[0]
    assert begun.groups["all"].facts == N - states["disqualified"]


def test_old_enough_and_too_young_are_all_that_began(view: View) -> None:
    cohort = compare(view, "win_rate", Slice(EVER.starts, EVER.ends, variant="cohort"))[0]
    begun = compare(view, "win_rate", Slice(EVER.starts, EVER.ends, variant="curve"))[0]
    young = cohort.extras["left_out"]["too_young"]
    assert young > 0
    assert cohort.groups["all"].facts + young == begun.groups["all"].facts


def test_in_each_stage_gone_on_lost_and_still_there_are_those_that_reached_it(view: View) -> None:
    found = funnel(view, EVER)
    assert found is not None and len(found.steps) == 3
    for group in (*GROUPS, "all"):
        reached = [s.groups[group].facts for s in found.steps]
        for step, after in zip(found.steps, [*reached[1:], None], strict=True):
            on = round(step.groups[group].estimate.value * step.groups[group].facts)  # type: ignore[operator]
            assert step.groups[group].facts == on + step.lost[group] + step.still_there[group]
            assert after is None or on == after
    for step in found.steps:
        assert step.groups["all"].facts == sum(step.groups[g].facts for g in GROUPS)


def test_all_who_go_on_to_the_end_are_those_that_are_won(view: View) -> None:
    found = funnel(view, EVER)
    assert found is not None
    last = found.steps[-1].groups["all"]
    cohort = compare(view, "win_rate", Slice(EVER.starts, EVER.ends, variant="cohort"))[0]
    whole = cohort.groups["all"]
    assert last.estimate.value is not None and whole.estimate.value is not None
    won = round(last.estimate.value * last.facts)
    assert won == round(whole.estimate.value * whole.facts) - found.untold
    assert found.untold == 0
