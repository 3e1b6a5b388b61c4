"""What customers cost to win: spend is neither lost nor made free, and no answer is built in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.compare import Row, View, compare, members, open_view
from icp_metrics.publish.settings import save_settings
from icp_metrics.store import Store
from tests.builders import ICP, YEAR, load_rows, new_store, pays, small_company, total
from tests.winning import END, accounts, cost, deals

ALLOCATIONS = ("worked", "tagged", "leads", "pipeline")


def company(folder: Path, **rows: Any) -> View:
    return small_company(folder, **{"accounts": accounts(), **END, **rows})


def group(row: Row, name: str, extra: str) -> float | None:
    found: float | None = row.extras[extra][name]
    return found


def costs(row: Row) -> dict[str, float | None]:
    found: dict[str, float | None] = row.extras["cost"]
    return found


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """8,000 spent in the month the deals were created, and 500 in a month without any."""
    folder = tmp_path_factory.mktemp("plain")
    spend = [cost("s", "2025-02-28", 8000), cost("t", "2025-03-31", 500, channel="Radio")]
    company(folder, deals=deals({"F": 20, "N": 5}), spend=spend)
    return Store(folder / "store")


def test_lost_deals_cost_belongs_to_their_group(plain: Store) -> None:
    """Both groups cost the same to work; the one that wins a quarter as often pays four times."""
    row = total(open_view(plain), "cac")
    assert row.groups["fit"].estimate.value == 4000 / 20
    assert row.groups["not_fit"].estimate.value == 4000 / 5
    assert row.gap.ratio == pytest.approx(0.25)
    assert not {"circular", "empty_months"} & set(row.flags)


def test_spend_of_a_month_without_deals_is_in_all_and_in_no_group(plain: Store) -> None:
    view = open_view(plain)
    row = total(view, "cac")
    found = costs(row)
    assert (found["fit"], found["not_fit"], found["all"]) == (4000, 4000, 8500)
    assert row.groups["all"].estimate.value == 8500 / 25
    # It is nobody's, so it is no account more.
    assert row.groups["all"].n == 80
    rows = members(view, "cac", YEAR)
    nobody = rows.filter(rows["account_id"].is_null())
    assert [float(c) for c in nobody["cost"]] == [500.0]


def test_allocation_is_the_one_that_is_set(plain: Store) -> None:
    assert total(open_view(plain), "cac").variant == "worked"
    save_settings(plain, {"cac_allocation": "pipeline"}, author="", reason="")
    row = total(open_view(plain), "cac")
    assert (row.variant, list(row.extras["variants"])) == ("pipeline", list(ALLOCATIONS))


def test_ways_of_sharing_that_contradict_each_other_decide_nothing(tmp_path: Path) -> None:
    rows = deals({"F": 20, "N": 5})
    for i, row in enumerate(rows):
        row["amount"] = 10_000 if i < 40 else 10
    view = company(tmp_path, deals=rows, spend=[cost("s", "2025-02-28", 8000)])
    row = total(view, "cac")
    told = {name: row.extras["variants"][name]["verdict"] for name in ("worked", "pipeline")}
    assert told == {"worked": "better", "pipeline": "worse"}
    assert row.verdict == "no_clear_difference"
    assert "variants_differ" in row.flags


def test_without_spend_on_new_business_customers_are_not_free(tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)

    def reasons() -> set[str | None]:
        view = open_view(store)
        return {total(view, k).groups["all"].estimate.reason for k in ("cac", "cac_payback")}

    load_rows(store, accounts=accounts(), deals=deals({"F": 20, "N": 5}), **END)
    assert reasons() == {"no_spend"}
    load_rows(store, spend=[cost("s", "2025-02-28", 8000, purpose="retention")], **END)
    assert reasons() == {"no_spend"}


def test_without_a_customer_there_is_a_lower_limit_alone(tmp_path: Path) -> None:
    view = company(tmp_path, deals=deals({"F": 20, "N": 0}), spend=[cost("s", "2025-02-28", 8000)])
    row = total(view, "cac")
    told = row.to_json()["groups"]["not_fit"]
    assert (told["value"], told["high"], told["reason"]) == (None, None, "zero_denominator")
    assert told["low"] == pytest.approx(4000 / 3.689, rel=1e-3)
    assert row.gap.value is None
    assert row.verdict == "too_little_data"


def test_all_that_is_spent_on_new_business_is_somewhere(tmp_path: Path) -> None:
    spend = [
        cost("s", "2025-02-28", 1000.01),
        cost("t", "2025-02-28", 333.33, category="program", channel="Fair"),
        cost("u", "2025-02-28", 66.67, category="program", account_id="N7"),
        cost("v", "2025-02-28", 99.99, category="program", campaign_id="k"),
        cost("w", "2025-03-31", 10.10, purpose="new"),
        cost("x", "2025-02-28", 7000, purpose="expansion"),
        cost("y", "2025-02-28", 7000, purpose="retention"),
    ]
    leads = [
        {"lead_id": f"l{i}", "created_on": "2025-02-03", "account_id": a, "campaign_id": "k"}
        for i, a in enumerate(("F1", "N2", None))
    ]
    kept = [{"campaign_id": "k", "name": "k", "started_on": "2025-02-01"}]
    view = company(
        tmp_path, deals=deals({"F": 20, "N": 5}), spend=spend, leads=leads, campaigns=kept
    )
    for allocation in ALLOCATIONS:
        asked = replace(YEAR, variant=allocation)
        row = compare(view, "cac", asked)[0]
        assert costs(row)["all"] == pytest.approx(1510.10, abs=1e-9)
        rows = members(view, "cac", asked)
        assert rows.height == row.groups["all"].facts
        assert float(rows["cost"].sum()) == pytest.approx(1510.10, abs=1e-9)
        for by, labels in (
            ("spend.channel", {"Fair", None}),
            ("spend.category", {"people", "program", None}),
        ):
            segments = compare(view, "cac", replace(asked, by=by))[1:]
            assert {r.segment for r in segments} == labels
            assert sum(costs(r)["all"] or 0 for r in segments) == pytest.approx(1510.10)


def test_lag_moves_spend_into_the_quarter_it_wins_in(tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)
    spend = [cost("s", "2025-02-28", 8000), cost("t", "2025-10-31", 1)]
    load_rows(store, accounts=accounts(), deals=deals({"F": 20, "N": 5}), spend=spend, **END)

    def by_quarter() -> list[float | None]:
        rows = compare(open_view(store), "cac", replace(YEAR, every="quarter"))
        return [costs(r)["all"] for r in rows]

    assert by_quarter() == [0, 8000, 0, 0]
    _, version = save_settings(store, {"cac_lag_months": 5}, author="", reason="it takes longer")
    assert version is not None
    assert by_quarter() == [0, 0, 8000, 0]
    save_settings(store, {"cac_lag_months": 0}, author="", reason="at once")
    assert by_quarter() == [8000, 0, 0, 1]


def test_nobody_is_won_for_free_before_spend_is_known(tmp_path: Path) -> None:
    """With a lag of three months, spend from February on wins from May on."""
    rows = deals({"F": 20, "N": 5})
    early = [
        {**row, "opportunity_id": f"early{i}", "account_id": f"E{i}", "closed_on": "2025-04-30"}
        for i, row in enumerate(rows[:8])
    ]
    late = [{**early[0], "opportunity_id": "x", "account_id": "X", "closed_on": "2025-08-01"}]
    spend = [cost("s", "2025-02-01", 8000), cost("t", "2025-04-30", 1)]
    view = company(tmp_path, deals=[*rows, *early, *late], spend=spend)
    row = total(view, "cac")
    assert group(row, "all", "customers") == 25
    assert row.extras["left_out"] == {"spend_unknown": 9}
    # Nothing was spent in March, so June has customers and no cost.
    assert "empty_months" in row.flags


def test_currency_scales_cac_and_leaves_payback(tmp_path: Path) -> None:
    def row(kpi: str, scale: float) -> Row:
        folder = tmp_path / f"{scale}"
        folder.mkdir(exist_ok=True)
        store = Store(folder / "store")
        if store.current() is None:
            store = new_store(folder, ICP)
            store.save_settings(
                store.settings().with_values({"gross_margin": 0.8}, version=1),
                author="",
                reason="",
            )
            paying = [
                pays(f"{name}{i}", scale * (10 + i), "2025-06-01", currency="EUR")
                for name, count in (("F", 20), ("N", 12))
                for i in range(count)
            ]
            load_rows(
                store,
                accounts=accounts(),
                deals=deals({"F": 20, "N": 12}, amount=100 * scale),
                spend=[cost("s", "2025-02-28", 8000 * scale)],
                subscriptions=paying,
                **END,
            )
        return total(open_view(store), kpi)

    euros, yen = row("cac", 1), row("cac", 160)
    assert euros.gap.value is not None and euros.gap.low is not None
    assert yen.gap.value == pytest.approx(160 * euros.gap.value)
    assert yen.gap.low == pytest.approx(160 * euros.gap.low)
    assert yen.gap.ratio_high == pytest.approx(euros.gap.ratio_high)
    months, same = row("cac_payback", 1), row("cac_payback", 160)
    # 4,000 by 20 customers of 19.50 on average, 80 % of it margin.
    assert months.groups["fit"].estimate.value == pytest.approx(200 / (19.5 * 0.8))
    for name in ("fit", "not_fit"):
        a, b = months.groups[name].estimate, same.groups[name].estimate
        assert (b.value, b.low, b.high) == pytest.approx((a.value, a.low, a.high))
    assert same.gap.p == pytest.approx(months.gap.p)
