"""Win rate by creation and by day: which deals count, at which age, and what is said beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from icp_metrics import wording
from icp_metrics.compare import Row, Slice, View, compare, members, open_view
from icp_metrics.publish.settings import save_settings
from icp_metrics.store import Store
from tests.builders import ICP, account, deal, load_rows, new_store, rows_of, small_company, total

FIRST = date(2025, 1, 1)
YEAR = Slice(starts=FIRST, ends=date(2026, 1, 1))
END = {"as_of": "2025-12-31", "data_through": "2025-12-31"}


def on(day: int) -> str:
    return (FIRST + timedelta(day)).isoformat()


def begun(name: str, day: int, status: str, takes: int | None = None, **cells: Any) -> Any:
    """A deal of an account of its own, created on a day and closed after some."""
    closed = None if takes is None else on(day + takes)
    return deal(f"d-{name}", name, status, closed, created_on=on(day), **cells)


def steady(count: int = 60) -> list[Any]:
    """A deal every fifth day, every third won after 20 days, the others lost after 50."""
    return [
        begun(f"F{i}", 5 * i, *(("won", 20) if i % 3 == 0 else ("lost", 50)), amount=100)
        for i in range(count)
        if 5 * i + 50 <= 364
    ]


def of_accounts(deals: list[Any], industry: str = "software") -> list[Any]:
    return [account(d["account_id"], industry=industry) for d in deals]


def view_of(folder: Path, deals: list[Any], **rows: Any) -> View:
    return small_company(folder, accounts=of_accounts(deals), deals=deals, **END, **rows)


def by(variant: str, asked: Slice = YEAR) -> Slice:
    return replace(asked, variant=variant)


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Deals are mature at 50 days. Beside the steady ones, each edge once."""
    more = [
        begun("just-old", 314, "open"),
        begun("too-young", 315, "open"),
        begun("won-on-the-day", 100, "won", 50),
        begun("won-a-day-late", 100, "won", 51),
        begun("lost-late", 100, "lost", 80),
        begun("off", 100, "disqualified", 10),
        begun("backwards", 100, "won", -5),
        deal("d-undated", "undated", "won", on(120), created_on=None),
        begun("renewal", 100, "won", 10, type="renewal"),
    ]
    return view_of(tmp_path_factory.mktemp("edges"), [*steady(), *more])


def cohort(view: View, name: str) -> dict[str, Any]:
    found = members(view, "win_rate", by("cohort")).filter(
        members(view, "win_rate", by("cohort"))["fact_id"] == f"d-{name}"
    )
    return found.to_dicts()[0] if found.height else {}


def test_deal_is_old_enough_on_the_day_and_not_a_day_before(edges: View) -> None:
    assert rows_of(edges, "SELECT days FROM maturity") == [(50,)]
    assert cohort(edges, "just-old")["y"] == 0
    assert cohort(edges, "too-young") == {}


def test_all_are_judged_at_one_age(edges: View) -> None:
    assert cohort(edges, "won-on-the-day")["y"] == 1
    assert cohort(edges, "won-a-day-late")["y"] == 0
    assert cohort(edges, "lost-late")["y"] == 0


@pytest.mark.parametrize("name", ["off", "backwards", "undated", "renewal"])
def test_deal_without_an_age_or_of_another_kind_is_in_no_cohort(edges: View, name: str) -> None:
    assert cohort(edges, name) == {}


def test_what_is_left_out_is_told(edges: View) -> None:
    row = total(edges, asked=by("cohort"))
    young = sum(1 for d in steady() if d["created_on"] > on(314)) + 1
    assert row.extras["left_out"] == {
        "no_created_on": 1,
        "closed_before_created": 1,
        "too_young": young,
    }
    assert row.horizon == 50
    # Open at that age: the one still open, and the two closed later.
    assert row.extras["still_open_share"]["fit"] == pytest.approx(3 / row.groups["fit"].facts)


def test_every_basis_is_told_beside_each(edges: View) -> None:
    row = total(edges)
    assert list(row.extras["variants"]) == ["closed", "cohort", "curve"]
    assert row.extras["variants"]["cohort"]["horizon"] == 50
    cohort_row = total(edges, asked=by("cohort"))
    told = row.extras["variants"]["cohort"]["fit"]["value"]
    assert told == cohort_row.groups["fit"].estimate.value
    # Nobody is outside: the other basis can tell no more than the first.
    assert "one_basis" in row.flags


def test_period_too_young_is_immature_and_one_partly_so_says_it(edges: View) -> None:
    young = total(edges, asked=by("cohort", Slice(date(2025, 12, 1), date(2026, 1, 1))))
    assert {g.estimate.reason for g in young.groups.values()} == {"immature"}
    assert young.groups["fit"].facts == 0
    assert "partly_immature" in total(edges, asked=by("cohort")).flags
    old = total(edges, asked=by("cohort", Slice(FIRST, date(2025, 11, 12))))
    assert "partly_immature" not in old.flags
    # The last day of which deals are old enough is 11 November.
    assert (
        "partly_immature"
        in total(edges, asked=by("cohort", Slice(FIRST, date(2025, 11, 13)))).flags
    )


def test_curve_counts_open_deals_for_as_long_as_they_are(edges: View) -> None:
    row = total(edges, asked=by("curve"))
    behind = members(edges, "win_rate", by("curve"))
    one = behind.filter(behind["fact_id"] == "d-too-young").to_dicts()[0]
    assert (one["entry_day"], one["exit_day"], one["left_by"]) == (0, 49, None)
    assert row.horizon is not None
    told = [row.extras[name]["fit"] for name in ("lost_by_then", "open_by_then")]
    assert row.groups["fit"].estimate.value + sum(told) == pytest.approx(1)  # type: ignore[operator]


def test_import_on_one_day_turns_off_what_counts_from_creation(tmp_path: Path) -> None:
    imported = [begun(f"I{i}", 30, "won" if i % 2 else "lost", 10 + i) for i in range(40)]
    view = view_of(tmp_path, [*steady(), *imported])
    for variant in ("cohort", "curve"):
        row = total(view, asked=by(variant))
        assert {g.estimate.reason for g in row.groups.values()} == {"bulk_import"}
    closed = total(view)
    assert closed.groups["fit"].estimate.status == "ok"
    assert "one_basis" in closed.flags


def test_too_few_closed_deals_to_tell_an_age_is_immature(tmp_path: Path) -> None:
    deals = [begun(f"F{i}", 340 + i, "open") for i in range(20)]
    row = total(view_of(tmp_path, deals), asked=by("cohort"))
    assert {g.estimate.reason for g in row.groups.values()} == {"immature"}
    assert row.horizon is None


def test_with_a_qualified_stage_only_deals_that_entered_it_count_from_that_day(
    tmp_path: Path,
) -> None:
    deals = steady()
    entered = [
        {"opportunity_id": d["opportunity_id"], "stage": "Qualified", "entered_on": on(5 * i + 7)}
        for i, d in enumerate(deals)
        if i % 2 == 0
    ]
    store = new_store(tmp_path, ICP)
    load_rows(store, accounts=of_accounts(deals), deals=deals, stage_history=entered, **END)
    save_settings(store, {"qualified_stage": "Qualified"}, author="test", reason="test")
    view = open_view(store)
    assert total(view).groups["fit"].facts == len(entered)
    behind = members(view, "win_rate", by("cohort"))
    assert set(behind["fact_id"]) <= {e["opportunity_id"] for e in entered}
    # Lost after 50 days, of which 7 were gone.
    assert rows_of(view, "SELECT days FROM maturity") == [(43,)]
    assert behind.filter(behind["fact_id"] == "d-F0")["counted_on"].to_list() == [date(2025, 1, 8)]


def test_by_value_each_deal_weighs_its_amount_and_blank_ones_turn_it_off(tmp_path: Path) -> None:
    deals = steady()
    for d in deals:
        d |= {"currency": "USD", "amount": 300 if d["status"] == "won" else 100}
    row = total(view_of(tmp_path / "a", deals), asked=by("amount"))
    won = sum(d["status"] == "won" for d in deals)
    expected = 300 * won / (300 * won + 100 * (len(deals) - won))
    assert row.groups["fit"].estimate.value == pytest.approx(expected)
    lost = [d for d in deals if d["status"] == "lost"]
    for d in lost[: len(lost) // 5 + 1]:
        d["amount"] = 0
    row = total(view_of(tmp_path / "b", deals), asked=by("amount"))
    assert {g.estimate.reason for g in row.groups.values()} == {"lost_without_amount"}


def test_segments_are_decided_by_sign_too(demo_view: View) -> None:
    for row in compare(demo_view, "win_rate", Slice(by="region"))[1:]:
        told = row.extras["variants"]
        assert list(told) == ["closed", "cohort"]
        if row.verdict in ("better", "worse") and "one_basis" not in row.flags:
            gaps = [v["gap"]["value"] for v in told.values()]
            assert gaps[0] * gaps[1] > 0


def test_a_rebuilt_version_keeps_the_same_age(tmp_path: Path) -> None:
    view = view_of(tmp_path, steady())
    store = Store(tmp_path / "store")
    store.file(store.version(1)).unlink()  # type: ignore[union-attr]
    assert rows_of(open_view(store), "SELECT days FROM maturity") == rows_of(
        view, "SELECT days FROM maturity"
    )


def words(row: Row) -> str:
    return " ".join(wording.bases(row))


def test_words_say_what_the_other_basis_says(demo_view: View) -> None:
    row = total(demo_view, asked=Slice())
    age = row.extras["variants"]["cohort"]["horizon"]
    assert words(row).startswith(f"By creation, at {age} days: ")
    assert "in ICP" in words(row)
    assert words(total(demo_view, asked=Slice(variant="cohort"))).startswith("By closing date: ")
    assert words(total(demo_view, asked=Slice(variant="amount"))) == ""
    assert words(total(demo_view, "deal_size", Slice())) == ""


def test_words_say_why_a_basis_has_no_answer(edges: View) -> None:
    young = Slice(date(2025, 12, 1), date(2026, 1, 1))
    assert words(total(edges, asked=young)) == (
        "By creation, at 50 days: no answer. Too young to say; wait."
    )
