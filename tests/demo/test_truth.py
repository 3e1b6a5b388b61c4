"""The demo company is loaded as a user would, and what is true of it is found again.

truth.json is written by the generator, which knows what each deal was drawn from (TRUTH.md).
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.compare import Row, Slice, View, compare, members
from tests.builders import rows_of

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
TRUTH: dict[str, Any] = json.loads((SAMPLE_DATA / "truth.json").read_text(encoding="utf-8"))
PERIODS = list(TRUTH["periods"])
GROUPS = ["fit", "not_fit", "unknown", "all"]
REVERSED = TRUTH["reversal"]["region"]


def asked(period: str) -> Slice:
    between = TRUTH["periods"][period]
    starts, ends = (date.fromisoformat(between[k]) for k in ("starts", "ends"))
    return Slice(starts=starts, ends=ends)


def inside(value: float, estimate: Any) -> bool:
    return estimate.low <= value <= estimate.high


def agrees(row: Row, truth: dict[str, Any], *, as_sold: bool = True) -> None:
    """Every count of every group, exactly, and the share to the six digits of the file."""
    counted = ["deals", "accounts", *(["judged_later", "filled_later"] if as_sold else [])]
    for name, true in truth["groups"].items():
        group = row.groups[name]
        found = [group.facts, group.n, group.judged_later, group.filled_later]
        assert found[: len(counted)] == [true[k] for k in counted]
        assert group.estimate.value is not None
        assert round(group.estimate.value * group.facts) == true["won"]
        assert group.estimate.value == pytest.approx(true["realised"], abs=5e-7)


@pytest.mark.parametrize("period", PERIODS)
def test_counts_of_every_group_are_exact(demo_view: View, period: str) -> None:
    agrees(compare(demo_view, "win_rate", asked(period))[0], TRUTH["win_rate"][period])


@pytest.mark.parametrize("period", PERIODS)
def test_expected_win_rate_of_every_group_is_in_its_range(demo_view: View, period: str) -> None:
    row = compare(demo_view, "win_rate", asked(period))[0]
    for name, true in TRUTH["win_rate"][period]["groups"].items():
        assert inside(true["expected"], row.groups[name].estimate), name


@pytest.mark.parametrize("period", PERIODS)
def test_expected_gap_is_in_its_range(demo_view: View, period: str) -> None:
    row = compare(demo_view, "win_rate", asked(period))[0]
    true = TRUTH["win_rate"][period]["gap"]
    assert inside(true["expected"], row.gap)
    assert row.gap.value == pytest.approx(true["realised"], abs=2e-6)
    # The generator's plain Wald limits by the same jackknife are close to ours.
    assert row.gap.low == pytest.approx(true["low"], abs=0.01)
    assert row.gap.high == pytest.approx(true["high"], abs=0.01)


def test_default_period_is_the_last_four_complete_quarters(demo_view: View) -> None:
    row = compare(demo_view, "win_rate", Slice())[0]
    default = asked("default")
    assert (row.period.starts, row.period.ends) == (default.starts, default.ends)
    assert row.period.complete


def test_icp_works(demo_view: View) -> None:
    row = compare(demo_view, "win_rate", Slice())[0]
    assert row.verdict == "better"
    assert row.q is not None and row.q < 0.01


@pytest.mark.parametrize("period", PERIODS)
def test_crude_gap_reverses_in_one_region(demo_view: View, period: str) -> None:
    rows = compare(demo_view, "win_rate", replace(asked(period), by="region"))
    south = next(r for r in rows if r.segment == REVERSED)
    true = TRUTH["reversal"]["win_rate"][period]
    agrees(south, true)
    assert inside(true["gap"]["expected"], south.gap)
    assert south.gap.value < 0 < rows[0].gap.value  # type: ignore[operator]


def test_within_its_size_bands_fit_is_ahead_in_the_reversed_region(demo_view: View) -> None:
    where = (("region", (REVERSED,)),)
    whole = replace(asked("all_time"), where=where, by="employees")
    rows = {r.segment: r for r in compare(demo_view, "win_rate", whole)[1:]}
    for band, groups in TRUTH["reversal"]["bands"].items():
        for name, true in groups.items():
            assert rows[band].groups[name].facts == true["deals"]
            assert inside(true["expected"], rows[band].groups[name].estimate), (band, name)


@pytest.mark.parametrize("period", PERIODS)
def test_judged_by_todays_attributes_the_gap_is_inflated(demo_view: View, period: str) -> None:
    sold = compare(demo_view, "win_rate", asked(period))[0]
    today = compare(demo_view, "win_rate", replace(asked(period), fit_as_of="today"))[0]
    true = TRUTH["win_rate_today"][period]
    # Today's attributes are known today: nothing is judged or filled later.
    agrees(today, true, as_sold=False)
    assert (today.groups["all"].judged_later, today.groups["all"].filled_later) == (0, 0)
    assert inside(true["expected"]["mean"], today.gap)
    assert today.gap.low > sold.gap.high  # type: ignore[operator]
    assert not inside(TRUTH["win_rate"][period]["gap"]["expected"], today.gap)


@pytest.mark.parametrize("period", PERIODS)
def test_expected_deal_sizes_are_in_their_ranges(demo_view: View, period: str) -> None:
    row = compare(demo_view, "deal_size", asked(period))[0]
    assert row.currency == "USD"
    true = TRUTH["deal_size"][period]
    for name, group in true["groups"].items():
        assert row.groups[name].facts == group["won"]
        assert row.groups[name].estimate.value == pytest.approx(group["realised"], abs=0.006)
        assert inside(group["expected"], row.groups[name].estimate), name
    assert row.gap.ratio == pytest.approx(true["ratio"]["realised"], abs=1e-6)
    assert row.gap.ratio_low <= true["ratio"]["expected"] <= row.gap.ratio_high  # type: ignore[operator]


def test_quarters_are_exact(demo_view: View) -> None:
    whole = Slice(
        starts=date.fromisoformat(TRUTH["quarters"][0]["starts"]),
        ends=date.fromisoformat(TRUTH["quarters"][-1]["ends"]),
        every="quarter",
    )
    rows = compare(demo_view, "win_rate", whole)
    assert [r.period.starts.isoformat() for r in rows] == [q["starts"] for q in TRUTH["quarters"]]
    for row, quarter in zip(rows, TRUTH["quarters"], strict=True):
        for name, true in quarter["groups"].items():
            group = row.groups[name]
            assert (group.facts, group.n) == (true["deals"], true["accounts"])
            assert group.estimate.value == pytest.approx(true["realised"], abs=5e-7)


def test_deals_are_counted_by_state_and_kind(demo_view: View) -> None:
    true = TRUTH["opportunities"]
    states = rows_of(demo_view, "SELECT status, COUNT(*) FROM opportunities GROUP BY status")
    assert dict(states) == true["status"]
    new = rows_of(
        demo_view,
        "SELECT status, COUNT(*) FROM opportunities WHERE is_new_business GROUP BY status",
    )
    assert dict(new) == true["new_business_status"]
    derived = rows_of(
        demo_view,
        "SELECT is_new_business, COUNT(*) FROM opportunities WHERE type IS NULL"
        " GROUP BY is_new_business",
    )
    assert dict(derived) == {
        True: true["type_blank"]["new"],
        False: true["type_blank"]["expansion"],
    }


@pytest.mark.parametrize(
    ("key", "condition"),
    [
        ("without_account", "account_id IS NULL"),
        ("amount_blank", "amount IS NULL"),
        ("amount_zero", "amount = 0"),
        ("open_with_past_close", "status = 'open' AND closed_on <= CAST('2026-09-30' AS DATE)"),
    ],
)
def test_deals_with_something_amiss_are_counted(demo_view: View, key: str, condition: str) -> None:
    found = rows_of(demo_view, f"SELECT COUNT(*) FROM opportunities WHERE {condition}")
    assert found == [(TRUTH["opportunities"][key],)]


def test_won_amount_to_the_unit(demo_view: View) -> None:
    found = rows_of(demo_view, "SELECT SUM(amount) FROM opportunities WHERE status = 'won'")
    assert float(found[0][0]) == TRUTH["opportunities"]["won_amount"]


def test_accounts_whose_ids_differ_in_case_only_are_kept_apart(demo_view: View) -> None:
    # A Salesforce id is its first 15 characters.
    names = {r[0][:15] for r in rows_of(demo_view, "SELECT account_id FROM accounts")}
    assert len(names) == TRUTH["accounts"]["rows"]
    folded = Counter(n.lower() for n in names)
    twins = sum(folded[n.lower()] > 1 for n in names)
    assert twins == TRUTH["accounts"]["ids_differing_in_case_only"]


def test_blanks_of_today_are_counted(demo_view: View) -> None:
    for attribute, blank in TRUTH["accounts"]["blank_today"].items():
        found = rows_of(demo_view, f"SELECT COUNT(*) FROM accounts WHERE {attribute} IS NULL")
        assert (attribute, found[0][0]) == (attribute, blank)


def test_blanks_that_were_filled_are_counted(demo_view: View) -> None:
    for attribute, filled in TRUTH["accounts"]["filled_later"].items():
        found = rows_of(
            demo_view,
            f"""SELECT COUNT(DISTINCT account_id) FROM account_spans
                WHERE list_contains(filled_later, '{attribute}')""",
        )
        assert (attribute, found[0][0]) == (attribute, filled)


def test_every_bad_row_is_listed_with_file_row_column_and_value(
    demo_loads: list[dict[str, Any]],
) -> None:
    found = {
        (p["file"], p["row"], p["column"] or "", p["value"] or "")
        for each in demo_loads
        for p in each["problems"]
    }
    true = {(b["file"], b["row"], b["column"], b["value"]) for b in TRUTH["bad_rows"]}
    assert {f[:3] for f in found} == {t[:3] for t in true}
    assert {f for f in found if f[2]} == {t for t in true if t[2]}
    assert all(p["problem"] for each in demo_loads for p in each["problems"])


def test_records_of_every_file_are_accounted_for(demo_loads: list[dict[str, Any]]) -> None:
    # Campaigns are read again for their ids wherever spend names them.
    files = {f["file"]: f for each in demo_loads for f in each["files"]}
    assert files == {f["file"]: f for f in TRUTH["files"]}
    assert all(
        f["records"] == f["accepted"] + f["rejected"] + f["left_out"] for f in files.values()
    )


def test_deals_behind_each_group_are_as_many_as_its_facts(demo_view: View) -> None:
    for name in GROUPS:
        rows = members(demo_view, "win_rate", asked("default"), group=name)
        assert rows.height == TRUTH["win_rate"]["default"]["groups"][name]["deals"]


@pytest.mark.parametrize("period", PERIODS)
def test_deals_by_creation_are_counted_at_one_age(demo_view: View, period: str) -> None:
    row = compare(demo_view, "win_rate", replace(asked(period), variant="cohort"))[0]
    true = TRUTH["win_rate_by_creation"]
    assert row.horizon == true["age"]
    for name, told in true[period].items():
        group = row.groups[name]
        assert (group.facts, group.n) == (told["deals"], told["accounts"])
        assert group.estimate.value == pytest.approx(told["realised"], abs=5e-7)
        still_open = row.extras["still_open_share"][name]
        assert still_open * group.facts == pytest.approx(told["still_open"])
        assert inside(told["expected"], group.estimate), name


@pytest.mark.parametrize("period", PERIODS)
def test_both_bases_see_the_icp_ahead(demo_view: View, period: str) -> None:
    row = compare(demo_view, "win_rate", asked(period))[0]
    assert row.extras["variants"]["cohort"]["gap"]["value"] > 0
    assert not {"one_basis", "bases_differ"} & set(row.flags)
