"""The gap at like mix beside the crude one: its figures, flags and words, and what it is of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import Row, Slice, View, compare, open_view
from icp_metrics.compare.periods import Period, year_before
from icp_metrics.compare.question import question
from icp_metrics.compare.strata import strata, strata_cells
from icp_metrics.compare.view import View as AnyView
from icp_metrics.errors import SettingError, SliceError
from icp_metrics.profile.fit import ALL
from icp_metrics.store import Store
from tests.builders import ICP, YEAR, crowd, joined, load_rows, new_store, small_company, total

SIMPSON = joined(
    crowd("sf", 60, 48, industry="software", employees=100, region="North"),
    crowd("sr", 180, 120, industry="retail", employees=100, region="North"),
    crowd("lf", 180, 63, industry="software", employees=2000, region="North"),
    crowd("lr", 60, 9, industry="retail", employees=2000, region="North"),
)
"""ICP wins more at either size, and less in all: it consists of the large, who say yes seldom."""


@pytest.fixture(scope="module")
def simpson(tmp_path_factory: pytest.TempPathFactory) -> View:
    return small_company(tmp_path_factory.mktemp("simpson"), **SIMPSON)


@pytest.fixture(scope="module")
def row(simpson: View) -> Row:
    return total(simpson)


def with_strata(folder: Path, names: list[str], profile: str = ICP, **rows: object) -> View:
    store = new_store(folder, profile)
    new = store.settings().with_values({"strata": names}, version=1)
    store.save_settings(new, author="a", reason="r")
    load_rows(store, **rows)
    return open_view(store)


def test_gap_at_like_mix_is_weighted_by_the_deals_of_both_groups(row: Row) -> None:
    # 240 deals of either size: the mean of 48/60 - 120/180 and 63/180 - 9/60.
    told = row.adjusted
    assert told is not None
    assert told.by == ("employees", "region")
    assert told.gap.value == pytest.approx((0.8 - 120 / 180 + 0.35 - 0.15) / 2)
    assert told.dropped == 0


def test_rate_and_mix_add_up_to_the_crude_gap(row: Row) -> None:
    told = row.adjusted
    assert told is not None and told.rate is not None and told.mix is not None
    assert row.gap.value == pytest.approx(111 / 240 - 129 / 240)
    assert told.crude == pytest.approx(row.gap.value)
    assert told.rate + told.mix == pytest.approx(row.gap.value)
    assert told.mix < 0 < told.rate


def test_other_sign_at_like_mix_is_a_reversal_and_the_word_says_so(row: Row) -> None:
    assert "reversal" in row.flags
    assert wording.verdict(row) == "Mostly explained by size and region"
    assert "the other sign" in wording.verdict_help(row)
    assert "At like size and region: +16.7 pp (likely" in wording.like(row)


def test_json_carries_it(row: Row) -> None:
    told = row.to_json()["adjusted"]
    assert {"value", "low", "high", "rate", "mix", "dropped"} <= set(told)
    assert told["low"] < told["value"] < told["high"]


def test_strata_are_told_with_their_accounts_the_largest_first(row: Row) -> None:
    assert [s["labels"] for s in row.extras["strata"]] == [
        ["1-200", "North"],
        ["1001-5000", "North"],
    ]
    assert row.extras["strata"][0]["n"] == {"fit": 60, "not_fit": 180}
    assert row.extras["strata"][0]["gap"]["value"] == pytest.approx(0.8 - 120 / 180)


def test_less_than_half_at_like_mix_is_attenuation(tmp_path: Path) -> None:
    # The ICP is small, and the small say yes; at either size it makes no difference.
    view = small_company(
        tmp_path,
        **joined(
            crowd("sf", 200, 120, industry="software", employees=100),
            crowd("sr", 50, 30, industry="retail", employees=100),
            crowd("lf", 50, 10, industry="software", employees=2000),
            crowd("lr", 200, 40, industry="retail", employees=2000),
        ),
    )
    row = total(view)
    assert row.verdict == "better"
    assert row.adjusted is not None and row.adjusted.gap.value == pytest.approx(0, abs=1e-12)
    assert "attenuation" in row.flags
    assert wording.verdict(row) == "Mostly explained by size"


def test_same_difference_at_like_mix_is_said_under_the_answer(tmp_path: Path) -> None:
    view = small_company(
        tmp_path,
        **joined(
            crowd("sf", 150, 90, industry="software", employees=100),
            crowd("sr", 150, 45, industry="retail", employees=100),
            crowd("lf", 150, 90, industry="software", employees=2000),
            crowd("lr", 150, 45, industry="retail", employees=2000),
        ),
    )
    row = total(view)
    assert not {"reversal", "attenuation", "heterogeneity"} & set(row.flags)
    assert "Also at like size." in wording.beside_verdict(row)
    assert wording.verdict(row) == "Higher"


def test_strata_with_opposite_differences_are_flagged(tmp_path: Path) -> None:
    view = small_company(
        tmp_path,
        **joined(
            crowd("sf", 150, 110, industry="software", employees=100),
            crowd("sr", 150, 45, industry="retail", employees=100),
            crowd("lf", 150, 45, industry="software", employees=2000),
            crowd("lr", 150, 90, industry="retail", employees=2000),
        ),
    )
    assert "heterogeneity" in total(view).flags


def test_facts_without_counterpart_are_dropped_and_said_over_a_fifth(tmp_path: Path) -> None:
    view = small_company(
        tmp_path,
        **joined(
            crowd("sf", 40, 20, industry="software", employees=100),
            crowd("sr", 40, 10, industry="retail", employees=100),
            crowd("lf", 30, 20, industry="software", employees=2000),
        ),
    )
    row = total(view)
    assert row.adjusted is not None
    assert row.adjusted.dropped == pytest.approx(30 / 110)
    assert "strata_dropped" in row.flags
    said = wording.like(row)
    assert "27.3% of the deals have no counterpart" in said
    # The parts are of those that have one: 20/40 - 10/40, not of all.
    assert row.gap.value == pytest.approx(40 / 70 - 10 / 40)
    assert "Of +25.0 pp among those with a counterpart, +25.0 pp is there at equal mix" in said


def test_criterion_of_the_definition_is_no_stratum(tmp_path: Path) -> None:
    by_size = """
name: big
criteria:
  - {attribute: employees, op: between, value: [1000, 9000], mode: required}
"""
    view = with_strata(tmp_path, ["employees"], by_size, **SIMPSON)
    row = total(view)
    assert row.adjusted is None
    assert row.extras["not_adjusted"] == "defined"
    assert wording.like(row) == (
        "Not adjusted for mix: the ICP definition fixes the mix, since it judges by size."
    )
    both = with_strata(tmp_path / "both", ["employees", "region"], by_size, **SIMPSON)
    told = total(both)
    assert told.adjusted is not None and told.adjusted.by == ("region",)
    assert told.extras["strata_left_out"] == {"employees": "criterion"}


@pytest.mark.parametrize(("names", "reason"), [([], "none_set"), (["channel_of_old"], "no_strata")])
def test_without_strata_nothing_is_adjusted_and_it_says_so(
    tmp_path: Path, names: list[str], reason: str
) -> None:
    row = total(with_strata(tmp_path, names, **SIMPSON))
    assert row.adjusted is None
    assert row.extras["not_adjusted"] == reason
    assert wording.like(row).startswith("Not adjusted for mix")


def test_segment_of_the_one_stratum_is_alike_within_itself(tmp_path: Path) -> None:
    view = with_strata(tmp_path, ["region"], **SIMPSON)
    north = compare(view, "win_rate", replace(YEAR, by="region"))[1]
    assert north.extras["not_adjusted"] == "alike"
    assert wording.like(north) == "Not adjusted for mix: within a segment it is alike."


def test_attribute_named_twice_is_one_stratum(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="each once"):
        with_strata(tmp_path, ["region", "region"], **SIMPSON)
    with pytest.raises(SettingError, match="bounds that rise"):
        with_strata(tmp_path / "b", ["employees:1000,200"], **SIMPSON)
    with pytest.raises(SettingError, match="bounds that rise"):
        with_strata(tmp_path / "c", ["employees:abc"], **SIMPSON)


def test_strata_may_have_bounds_of_their_own(tmp_path: Path) -> None:
    row = total(with_strata(tmp_path, ["employees:1000"], **SIMPSON))
    assert [s["labels"] for s in row.extras["strata"]] == [["1-1000"], ["1001+"]]


def test_property_of_a_deal_is_no_stratum(tmp_path: Path) -> None:
    """It may be an outcome: a discount is given to win."""
    view = with_strata(tmp_path, ["opportunities.source", "region"], **SIMPSON)
    told = strata(view, KPIS["win_rate"])
    assert told.names == ("region",)
    assert told.left_out["opportunities.source"] == "not_of_accounts"


def test_blank_attribute_is_a_stratum_of_its_own(tmp_path: Path) -> None:
    view = with_strata(
        tmp_path,
        ["region"],
        **joined(
            crowd("sf", 40, 20, industry="software", region="North"),
            crowd("sr", 40, 10, industry="retail", region="North"),
            crowd("lf", 30, 20, industry="software"),
            crowd("lr", 30, 5, industry="retail"),
        ),
    )
    row = total(view)
    assert [s["labels"] for s in row.extras["strata"]] == [["North"], [None]]
    assert row.adjusted is not None and row.adjusted.dropped == 0


def test_segment_is_adjusted_within_itself(simpson: View) -> None:
    rows = compare(simpson, "win_rate", replace(YEAR, by="employees"))
    small = next(r for r in rows if r.segment == "1-200")
    assert small.adjusted is not None
    assert small.adjusted.by == ("region",)
    assert small.adjusted.gap.value == pytest.approx(small.gap.value)


def test_sums_of_strata_add_up_to_the_whole(simpson: View) -> None:
    kpi = KPIS["win_rate"]
    q = question(simpson, kpi, YEAR)
    (told,) = strata_cells(simpson, q, strata(simpson, kpi).by).values()
    whole = total(simpson)
    for group in ("fit", "not_fit", ALL):
        facts = sum(cells[group].facts for cells in told.values() if group in cells)
        assert facts == whole.groups[group].facts


@pytest.mark.parametrize("by", [None, "industry"])
def test_question_of_one_stratum_takes_the_same_answer_by_either_route(
    simpson: AnyView, by: str | None
) -> None:
    """Alone it is a break-down, which a cube may answer; beside another it is crossed."""
    kpi = KPIS["win_rate"]
    q = question(simpson, kpi, replace(YEAR, by=by))
    size, region = strata(simpson, kpi).by
    alone = strata_cells(simpson, q, [size])
    crossed = strata_cells(simpson, q, [size, region])
    assert {
        (key, labels[0]): {g: c.facts for g, c in cells.items()}
        for key, of in crossed.items()
        for labels, cells in of.items()
    } == {
        (key, labels[0]): {g: c.facts for g, c in cells.items()}
        for key, of in alone.items()
        for labels, cells in of.items()
    }


def test_those_who_cannot_be_judged_are_compared_with_those_who_do_not_fit(tmp_path: Path) -> None:
    view = small_company(
        tmp_path,
        **joined(
            crowd("f", 40, 25, industry="software"),
            crowd("o", 40, 15, industry="retail"),
            crowd("u", 60, 40),
        ),
    )
    apart = total(view).extras["not_fit_v_unknown"]
    assert apart["value"] == pytest.approx(15 / 40 - 40 / 60)
    assert apart["low"] < apart["value"] < apart["high"] < 0
    assert any(
        s.startswith("Outside ICP less Can't tell: -29.2 pp") for s in wording.beneath(total(view))
    )


def test_change_may_be_from_the_same_period_last_year(tmp_path: Path) -> None:
    years = [("a", "2024-05-15", 9), ("b", "2025-02-15", 12), ("c", "2025-05-15", 21)]
    crowds = []
    for prefix, day, won in years:
        for industry in ("software", "retail"):
            name = f"{prefix}{industry[0]}"
            crowds.append(crowd(name, 30, won, closed_on=day, industry=industry))
    view = small_company(tmp_path, data_through="2025-06-30", **joined(*crowds))
    asked = Slice(starts=date(2025, 4, 1), ends=date(2025, 7, 1))
    before = total(view, asked=asked).change
    year_ago = total(view, asked=replace(asked, against="last_year")).change
    assert before is not None and year_ago is not None
    assert before.fit.value == pytest.approx((21 - 12) / 30)
    assert (year_ago.before.starts, year_ago.before.ends) == (date(2024, 4, 1), date(2024, 7, 1))
    assert year_ago.fit.value == pytest.approx((21 - 9) / 30)
    assert year_ago.gap.low is not None


def test_quarters_of_two_years_are_each_compared_with_that_of_last_year(tmp_path: Path) -> None:
    days = [f"{year}-{month:02d}-15" for year in (2024, 2025) for month in (2, 5, 8, 11)]
    crowds = [
        crowd(f"{industry[0]}{i}", 12, 2 + i, closed_on=day, industry=industry)
        for i, day in enumerate(days)
        for industry in ("software", "retail")
    ]
    view = small_company(tmp_path, data_through="2025-12-31", **joined(*crowds))
    asked = Slice(
        starts=date(2024, 1, 1), ends=date(2026, 1, 1), every="quarter", against="last_year"
    )
    rows = compare(view, "win_rate", asked)
    assert len(rows) == 8
    for row, earlier in zip(rows[4:], rows[:4], strict=True):
        assert row.change is not None
        assert row.change.before.starts == earlier.period.starts
        assert row.change.fit.value == pytest.approx(4 / 12)
    assert all(r.change is None or r.change.fit.value is None for r in rows[:4])


def test_period_longer_than_a_year_has_no_same_one_last_year(simpson: View) -> None:
    asked = Slice(starts=date(2024, 1, 1), ends=date(2026, 1, 1), against="last_year")
    assert total(simpson, asked=asked).change is None


@pytest.mark.parametrize(
    ("starts", "ends", "was"),
    [
        (date(2024, 2, 28), date(2024, 2, 29), (date(2023, 2, 28), date(2023, 3, 1))),
        (date(2024, 2, 1), date(2024, 2, 29), (date(2023, 2, 1), date(2023, 3, 1))),
        (date(2024, 2, 29), date(2024, 3, 1), (date(2023, 2, 28), date(2023, 3, 1))),
    ],
)
def test_29_february_has_a_day_last_year(starts: date, ends: date, was: tuple[date, date]) -> None:
    ago = year_before(Period(starts, ends))
    assert (ago.starts, ago.ends) == was


@pytest.mark.parametrize(
    "asked",
    [
        Slice(starts=date(1, 1, 1), ends=date(1, 2, 1)),
        Slice(starts=date(9999, 12, 1), ends=date(9999, 12, 31), every="month"),
    ],
)
def test_period_at_the_end_of_the_calendar_is_refused_in_a_sentence(
    simpson: View, asked: Slice
) -> None:
    with pytest.raises(SliceError, match="years 1900 to 2200"):
        compare(simpson, "win_rate", asked)


def test_stores_are_reopened(tmp_path: Path) -> None:
    """The setting is versioned: an older version of the settings adjusts as it did."""
    view = with_strata(tmp_path, [], **SIMPSON)
    assert total(view).adjusted is None
    again = open_view(Store(tmp_path / "store"), settings_version=0)
    assert total(again).adjusted is not None
