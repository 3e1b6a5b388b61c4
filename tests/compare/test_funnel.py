"""From stage to stage, counted by hand: who reached a stage, went on, was lost, was still there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.compare import Slice, View, members, open_view
from icp_metrics.compare.funnel import Funnel, funnel, lost_in
from tests.builders import ICP, account, deal, load_rows, new_store, small_company

FIRST = date(2025, 1, 1)
YEAR = Slice(starts=FIRST, ends=date(2026, 1, 1))
END = {"as_of": "2025-12-31", "data_through": "2025-12-31"}
STAGES = ("One", "Two", "Three")


def on(day: int) -> str:
    return (FIRST + timedelta(day)).isoformat()


class Company:
    """Deals of accounts of their own, and when each entered its stages."""

    def __init__(self) -> None:
        self.accounts: list[Any] = []
        self.deals: list[Any] = []
        self.history: list[Any] = []

    def add(
        self,
        name: str,
        day: int,
        status: str,
        takes: int | None,
        entered: Mapping[str, int],
        industry: str = "software",
    ) -> None:
        closed = None if takes is None else on(day + takes)
        self.accounts.append(account(name, industry=industry))
        self.deals.append(deal(name, name, status, closed, created_on=on(day)))
        self.history += [
            {"opportunity_id": name, "stage": stage, "entered_on": on(day + after)}
            for stage, after in entered.items()
        ]

    def view(self, folder: Path) -> View:
        return small_company(
            folder, accounts=self.accounts, deals=self.deals, stage_history=self.history, **END
        )


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Deals close after 40 days: won, lost in One, lost in Two, 20, 12, 8 in the ICP and 5, 15, 10
    outside.

    Then each special one once: created in March, in the ICP.
    """
    made = Company()
    every = {"One": 0, "Two": 10, "Three": 20}
    plan = (("F", "software", 20, 12, 8), ("N", "retail", 5, 15, 10))
    for group, industry, won, first, second in plan:
        ends = [("won", every)] * won + [("lost", {"One": 0})] * first
        ends += [("lost", {"One": 0, "Two": 10})] * second
        for i, (status, entered) in enumerate(ends):
            closing = {**entered, f"Closed {status}": 40}
            made.add(f"{group}{i}", 2 * i, status, 40, closing, industry)
    made.add("skips", 60, "lost", 40, {"One": 0, "Three": 20})
    made.add("returns", 60, "lost", 40, {"One": 0, "Three": 10, "Two": 20})
    made.add("still-there", 60, "open", None, {"One": 0, "Two": 10})
    made.add("goes-on-late", 60, "lost", 80, {"One": 0, "Two": 60})
    made.add("won-late", 60, "won", 80, {"One": 0, "Two": 10})
    made.add("won-at-once", 60, "won", 0, {"Closed won": 0})
    made.add("lost-at-once", 60, "lost", 0, {"Closed lost": 0})
    made.add("begins-later", 60, "lost", 40, {"Two": 30})
    made.add("day-after", 60, "lost", 40, {"One": 1})
    made.add("young", 340, "lost", 5, {"One": 0})
    made.add("other-industry", 60, "lost", 40, {"One": 0}, "retail")
    return made.view(tmp_path_factory.mktemp("funnel"))


@pytest.fixture(scope="module")
def found(view: View) -> Funnel:
    told = funnel(view, YEAR)
    assert told is not None
    return told


def test_stages_stand_in_their_usual_order_and_the_one_a_deal_closes_into_is_none(
    found: Funnel,
) -> None:
    assert [s.stage for s in found.steps] == list(STAGES)
    assert found.age == 40


def test_every_deal_is_where_it_was_at_one_age(found: Funnel) -> None:
    one, two, three = found.steps
    # Of 40 in the ICP and eight special ones: the deal whose history begins later is not told,
    # and the young one is not old enough.
    assert one.groups["fit"].facts == 48
    # Lost in One: 12, the one lost at once, and that of the day after.
    assert one.lost["fit"] == 14
    # It went on, and was lost, at an age at which the others are not looked at.
    assert one.still_there["fit"] == 1
    # Reached Two: 20 won and 8 lost, and skips, returns, still-there, won-late and won-at-once.
    assert two.groups["fit"].facts == 33
    assert two.lost["fit"] == 8
    # still-there, and won-late, which was in Two at that age.
    assert two.still_there["fit"] == 2
    # A deal that goes back keeps the stage it got to.
    assert (three.groups["fit"].facts, three.lost["fit"], three.still_there["fit"]) == (23, 2, 0)
    assert three.groups["fit"].estimate.value == pytest.approx(21 / 23)


def test_share_that_goes_on_and_its_difference(found: Funnel) -> None:
    one = found.steps[0]
    assert one.groups["fit"].estimate.value == pytest.approx(33 / 48)
    assert one.groups["not_fit"].estimate.value == pytest.approx(15 / 31)
    assert one.gap.value == pytest.approx(33 / 48 - 15 / 31)
    assert one.gap.low is not None and one.gap.low < one.gap.value  # type: ignore[operator]
    assert one.groups["all"].n == 79


def test_deals_whose_history_does_not_begin_with_them_are_left_out_and_counted(
    found: Funnel,
) -> None:
    assert found.untold == 1


def test_rows_behind_a_loss_are_those_deals(view: View, found: Funnel) -> None:
    for step in found.steps:
        for group in ("fit", "not_fit", "all"):
            rows = lost_in(view, YEAR, step.stage, group=group)
            assert rows.height == step.lost[group]
    assert set(lost_in(view, YEAR, "Three")["fact_id"]) == {"skips", "returns"}
    assert lost_in(view, YEAR, "Three").columns == members(view, "win_rate", YEAR).columns


def test_filters_and_periods_hold(view: View) -> None:
    retail = funnel(view, replace(YEAR, where=(("industry", ("retail",)),)))
    assert retail is not None
    assert retail.steps[0].groups["all"].facts == 31
    march = funnel(view, Slice(date(2025, 3, 1), date(2025, 4, 1)))
    assert march is not None
    # Created from day 59 on: F30 to F39, N30 of 30 is none, eight in the ICP and one outside.
    assert march.steps[0].groups["fit"].facts == 10 + 8
    young = funnel(view, Slice(date(2025, 12, 1), date(2026, 1, 1)))
    assert young is not None
    assert (young.steps, young.reason) == ((), "immature")


def test_fit_is_that_of_when_the_deal_was_created(tmp_path: Path) -> None:
    """All who won became retail, so that by what they are today no deal of the ICP is won."""
    made = Company()
    for i in range(40):
        ends = ("won", {"One": 0, "Two": 10}) if i % 2 else ("lost", {"One": 0})
        made.add(f"F{i}", 5 * i, ends[0], 40, ends[1])
    store = new_store(tmp_path, ICP)
    load_rows(store, accounts=made.accounts, as_of="2024-12-31")
    later = [account(f"F{i}", industry="retail") for i in range(40) if i % 2]
    load_rows(store, accounts=later, deals=made.deals, stage_history=made.history, **END)
    told = funnel(open_view(store), YEAR)
    assert told is not None
    assert told.steps[0].groups["fit"].estimate.value == pytest.approx(0.5)
    today = funnel(open_view(store), replace(YEAR, fit_as_of="today"))
    assert today is not None
    assert today.steps[0].groups["fit"].estimate.value == 0


def test_without_a_stage_history_there_is_none_and_an_import_on_one_day_turns_it_off(
    tmp_path: Path,
) -> None:
    plain = small_company(
        tmp_path / "a", accounts=[account("A")], deals=[deal("d", "A", "won", "2025-03-01")]
    )
    assert funnel(plain, YEAR) is None
    made = Company()
    for i in range(40):
        made.add(f"F{i}", 60, "won", 10 + i, {"One": 0})
    told = funnel(made.view(tmp_path / "b"), YEAR)
    assert told is not None and told.reason == "bulk_import"
