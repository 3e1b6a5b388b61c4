"""Days in each stage and what is stalled, counted by hand."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from icp_metrics.compare import Slice
from icp_metrics.compare.stages import Stages, stages
from tests.builders import account, deal, small_company

FIRST = date(2025, 1, 1)
YEAR = Slice(starts=FIRST, ends=date(2026, 1, 1))


def on(days: int) -> str:
    return str(FIRST + timedelta(days))


def history(deal_id: str, **entered: int) -> list[dict[str, str]]:
    return [
        {"opportunity_id": deal_id, "stage": s, "entered_on": on(d)} for s, d in entered.items()
    ]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    """12 deals leave First after 1 to 12 days and are lost from Second, each 20 days later.

    Open on the last day (364): one deal for 10 days in Second, one for 100, worth 700; one in
    First, where it began, for 4. A deal with one old row, and one lost on the day it began,
    tell of no passage.
    """
    accounts = [account("A", industry="software")]
    deals, rows = [], []
    for i in range(1, 13):
        deals.append(deal(f"d{i}", "A", "lost", on(i + 20), created_on=on(0)))
        rows += history(f"d{i}", First=0, Second=i, Lost=i + 20)
    money = {"currency": "USD"}
    deals += [
        deal("new", "A", "open", None, created_on=on(350), amount=50, **money),
        deal("old", "A", "open", None, created_on=on(260), amount=700, **money),
        deal("begun", "A", "open", None, created_on=on(360), amount=5, **money),
        deal("one-row", "A", "open", None, created_on=on(100), amount=9, **money),
        deal("at-once", "A", "lost", on(9), created_on=on(9)),
    ]
    rows += history("new", First=350, Second=354) + history("old", First=260, Second=264)
    rows += history("begun", First=360) + history("one-row", First=300)
    rows += history("at-once", First=9, Lost=9)
    view = small_company(
        tmp_path_factory.mktemp("stages"),
        accounts=accounts,
        deals=deals,
        stage_history=rows,
        data_through="2025-12-31",
    )
    told = stages(view, YEAR)
    assert told is not None
    return told


def of(found: Stages, stage: str, group: str) -> dict[str, float | None]:
    row = found.rows.filter((pl.col("stage") == stage) & (pl.col("group") == group))
    return row.row(0, named=True)


def test_stages_stand_in_their_usual_order_and_the_one_a_deal_closes_into_is_none(
    found: Stages,
) -> None:
    assert found.rows["stage"].unique(maintain_order=True).to_list() == ["First", "Second"]


def test_median_days_count_open_deals_for_as_long_as_they_were_seen(found: Stages) -> None:
    # First: left after 1..12 days, 4 and 4; one still in it on day 4 is no longer followed then.
    # At risk on day 4: 15 - 3 = 12, of which 3 leave; S(4) = 12/15 * 9/12 = 0.6. Then 8, 7, ...
    # are at risk and one a day leaves: S(5) = 0.525, S(6) = 0.45.
    assert of(found, "First", "fit")["median_days"] == 6
    # Second: 12 leave after 20 days; one is seen to day 10, one to day 100.
    assert of(found, "Second", "fit")["median_days"] == 20
    assert of(found, "First", "fit")["deals"] == 15
    assert of(found, "First", "not_fit")["deals"] == 0
    assert of(found, "First", "not_fit")["median_days"] is None


def test_deal_is_stalled_beyond_the_day_three_in_four_have_left_by(found: Stages) -> None:
    assert found.limits["Second"] == 20
    second = of(found, "Second", "all")
    assert (second["now"], second["median_days_now"]) == (2, 55.0)
    assert (second["stalled"], second["stalled_amount"]) == (1, 700.0)
    assert of(found, "First", "all")["now"] == 1
    assert found.currency == "USD"
