"""Traps of recurring revenue: caps, returns, currencies, refunds, annual bills, no churn."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.compare import Slice, members, open_view
from icp_metrics.publish.settings import save_settings
from tests.builders import ICP, account, deal, load_rows, new_store, pays, rows_of, total, values
from tests.soundness.billing import billed

YEAR = Slice(starts=date(2025, 1, 1), ends=date(2026, 1, 1))


def test_customers_won_in_between_never_enter_retention(tmp_path: Path) -> None:
    rows = [pays(f"A{i}", 100, "2024-06-01") for i in range(20)]
    rows += [pays(f"N{i}", 900, "2025-03-01") for i in range(20)]
    _, view = billed(tmp_path, rows)
    row = total(view, "grr", YEAR)
    assert (row.groups["fit"].facts, values(row)["fit"]) == (20, 1.0)
    assert row.groups["fit"].estimate.high == 1.0
    assert row.groups["fit"].estimate.low < 1.0  # type: ignore[operator]


def test_one_who_comes_back_has_left_unless_the_setting_says_otherwise(tmp_path: Path) -> None:
    rows = [pays(f"A{i}", 100, "2024-06-01") for i in range(30)]
    for i in range(10):
        rows[i]["ended_on"], rows[i]["status"] = "2025-03-01", "canceled"
        rows.append(pays(f"A{i}", 100, "2025-08-01"))
    store, view = billed(tmp_path, rows)
    assert values(total(view, "nrr", YEAR))["fit"] == pytest.approx(2 / 3)
    assert values(total(view, "grr", YEAR))["fit"] == pytest.approx(2 / 3)
    moved = total(view, "mrr_growth", YEAR).extras
    assert (moved["churn"]["fit"], moved["reactivation"]["fit"]) == (-1000, 1000)
    save_settings(store, {"reactivation_in_nrr": True}, author="", reason="")
    assert values(total(open_view(store), "nrr", YEAR))["fit"] == pytest.approx(1.0)


def test_a_setting_that_shapes_the_data_publishes_it_anew(tmp_path: Path) -> None:
    rows = [pays(f"A{i}", 100, "2024-06-01") for i in range(12)]
    for i in range(6):
        rows[i]["ended_on"], rows[i]["status"] = "2025-03-01", "canceled"
        rows.append(pays(f"A{i}", 100, "2025-03-20"))
    store, view = billed(tmp_path, rows)
    assert values(total(view, "nrr", YEAR))["fit"] == pytest.approx(1.0)
    _, version = save_settings(store, {"churn_gap_days": 5}, author="", reason="")
    assert version is not None
    assert version.number == view.version.number + 1
    assert values(total(open_view(store), "nrr", YEAR))["fit"] == pytest.approx(0.5)
    _, none = save_settings(store, {"min_n": [5, 20]}, author="", reason="")
    assert none is None


def test_without_churn_a_customer_is_worth_what_was_seen_not_for_ever(tmp_path: Path) -> None:
    rows = [pays(f"A{i}", 90 + i, "2023-01-15") for i in range(21)]
    _, view = billed(tmp_path, rows, gross_margin=0.8)
    row = total(view, "cltv", Slice(starts=date(2023, 1, 1), ends=date(2026, 1, 1)))
    assert row.horizon == 24
    assert values(row)["fit"] == pytest.approx(24 * 100 * 0.8)
    assert row.extras["months"]["fit"] == pytest.approx(24)
    assert row.extras["revenue"]["fit"] == pytest.approx(24 * 100)
    short = total(view, "cltv", Slice(starts=date(2025, 7, 1), ends=date(2026, 1, 1)))
    assert short.groups["fit"].estimate.reason == "right_edge"


def test_without_a_margin_it_is_revenue_and_says_so(tmp_path: Path) -> None:
    rows = [pays(f"A{i}", 90 + i, "2023-01-15") for i in range(21)]
    _, view = billed(tmp_path, rows)
    row = total(view, "cltv", Slice(starts=date(2023, 1, 1), ends=date(2026, 1, 1)))
    assert values(row)["fit"] == pytest.approx(2400)
    assert "no_margin" in row.flags


def test_who_leaves_within_the_first_month_is_worth_nothing_and_counts(tmp_path: Path) -> None:
    rows = [pays(f"A{i}", 90 + i, "2024-01-15") for i in range(16)]
    rows += [pays(f"B{i}", 100, "2024-01-05", "2024-01-20") for i in range(8)]
    # In the last month, which is not complete, nobody counts yet.
    rows += [pays(f"C{i}", 100, "2025-12-01", "2025-12-20") for i in range(8)]
    _, view = billed(tmp_path, rows, through="2025-12-30", horizon_months=12)
    asked = Slice(starts=date(2024, 1, 1), ends=date(2026, 1, 1))
    row = total(view, "cltv", asked)
    assert values(row)["fit"] == pytest.approx(12 * sum(range(90, 106)) / 24)
    assert row.extras["months"]["fit"] == pytest.approx(8)
    assert members(view, "cltv", asked, group="fit").height == 16 * 23 + 8


def test_who_leaves_and_comes_back_within_a_month_has_left(tmp_path: Path) -> None:
    rows = [pays(f"A{i}", 90 + i, "2024-01-15") for i in range(12)]
    for i in range(6):
        rows += [pays(f"B{i}", 100, "2024-01-15", "2024-04-10"), pays(f"B{i}", 100, "2024-04-12")]
        rows += [pays(f"C{i}", 100, "2024-01-05", "2024-01-10"), pays(f"C{i}", 100, "2024-01-12")]
    _, view = billed(tmp_path, rows, horizon_months=12, churn_gap_days=0)
    row = total(view, "cltv", Slice(starts=date(2024, 1, 1), ends=date(2026, 1, 1)))
    assert values(row)["fit"] == pytest.approx((12 * sum(range(90, 102)) + 3 * 600) / 24)
    assert row.extras["months"]["fit"] == pytest.approx((12 * 12 + 3 * 6) / 24)


def test_margin_that_is_not_known_of_all_is_revenue_for_all(tmp_path: Path) -> None:
    plans = ["gold", "silver"]
    rows = [pays(f"A{i}", 90 + i, "2023-01-15", plan=plans[i % 2]) for i in range(21)]
    _, view = billed(tmp_path, rows, gross_margin={"gold": 0.5})
    row = total(view, "cltv", Slice(starts=date(2023, 1, 1), ends=date(2026, 1, 1)))
    assert values(row)["fit"] == pytest.approx(2400)
    assert "no_margin" in row.flags


@pytest.mark.parametrize("year", [2022, 2023])
def test_contract_of_a_year_is_over_after_a_year_with_29_february_too(
    tmp_path: Path, year: int
) -> None:
    starts, ends = f"{year}-06-01", f"{year + 1}-06-01"
    rows = [pays(f"A{i}", 100, starts, ends if i % 2 else None) for i in range(12)]
    _, view = billed(tmp_path, rows)
    row = total(view, "logo_retention", Slice(starts=date(year, 6, 1), ends=date(year + 2, 6, 1)))
    assert values(row)["fit"] == pytest.approx(0.5)


def test_currencies_are_one_or_none(tmp_path: Path) -> None:
    rows = [pays(f"A{i}", 100, "2024-06-01") for i in range(12)]
    rows += [pays(f"E{i}", 100, "2024-06-01", currency="EUR") for i in range(12)]
    rows[12].update(ended_on="2025-05-01", status="canceled")
    store, view = billed(tmp_path, rows)
    row = total(view, "grr", YEAR)
    assert {g.estimate.reason for g in row.groups.values() if g.facts} == {"mixed_currency"}
    assert row.extras["currencies"] == ["EUR", "USD"]
    save_settings(store, {"reporting_currency": "USD"}, author="", reason="")
    fx = [
        {"currency": "EUR", "month_on": month, "rate": rate}
        for month, rate in (("2024-06-01", 9.0), ("2025-11-01", 2.0))
    ]
    load_rows(store, fx_rates=fx)
    # Constant currency: the old rate of 9 moves nothing.
    expected = (12 * 100 + 11 * 200) / (12 * 100 + 12 * 200)
    assert values(total(open_view(store), "grr", YEAR))["fit"] == pytest.approx(expected)


def test_a_refund_is_not_churn_and_a_year_paid_at_once_is_twelve_months(tmp_path: Path) -> None:
    def line(n: str, account_id: str, amount: float, kind: str, **cells: Any) -> dict[str, Any]:
        return {
            "line_id": n,
            "account_id": account_id,
            "issued_on": "2024-07-01",
            "amount": amount,
            "currency": "USD",
            "kind": kind,
            "status": "paid",
            **cells,
        }

    year = {"service_starts_on": "2024-07-01", "service_ends_on": "2025-07-01"}
    again = {"service_starts_on": "2025-07-01", "service_ends_on": "2026-07-01"}
    lines = [line("first", "Z", 7, "recurring", issued_on="2024-01-01")]
    for i in range(12):
        lines += [
            line(f"a{i}", f"A{i}", 1200, "recurring", **year),
            line(f"b{i}", f"A{i}", 1200, "recurring", issued_on="2025-07-01", **again),
            line(f"c{i}", f"A{i}", -300, "credit", issued_on="2025-02-01"),
            line(f"t{i}", f"A{i}", 240, "tax"),
            line(f"o{i}", f"A{i}", 5000, "one_off", issued_on="2025-02-01"),
        ]
    store = new_store(tmp_path, ICP)
    names = [account(f"A{i}", industry="software") for i in range(12)]
    through = {"as_of": "2025-12-31", "data_through": "2025-12-31"}
    load_rows(store, accounts=names, invoice_lines=lines, **through)
    view = open_view(store)
    mrr = rows_of(view, "SELECT DISTINCT closing FROM mrr_months WHERE account_id = 'A3'")
    assert mrr == [(100,)]
    assert values(total(view, "nrr", YEAR))["fit"] == pytest.approx(1.0)
    assert members(view, "nrr", YEAR, group="fit").height == 12


def test_renewals_count_what_is_left_of_what_was_due(tmp_path: Path) -> None:
    rows = []
    for i in range(30):
        term = {"term_ends_on": "2025-06-01"}
        rows.append(pays(f"A{i}", 100, "2024-06-01", "2025-06-01", **term))
        if i % 3:
            rows.append(pays(f"A{i}", 40 if i % 3 == 1 else 300, "2025-06-11"))
    _, view = billed(tmp_path, rows)
    customers = total(view, "renewal_rate", YEAR)
    assert values(customers)["fit"] == pytest.approx(2 / 3)
    money = total(view, "renewal_rate", Slice(YEAR.starts, YEAR.ends, variant="money"))
    # A gap of ten days is bridged at the old MRR: no contraction is seen before the new one.
    assert values(money)["fit"] == pytest.approx(2 / 3)


def test_terms_of_those_who_renewed_are_known_from_earlier_snapshots(tmp_path: Path) -> None:
    store = new_store(tmp_path, ICP)
    names = [f"A{i}" for i in range(12)]
    load_rows(
        store,
        accounts=[account(n, industry="software") for n in names],
        subscriptions=[pays(n, 100, "2024-06-01", term_ends_on="2025-06-01") for n in names],
        as_of="2025-03-31",
    )
    # A year on, the extract shows the present: the term to come, or the past one of who left.
    now = [
        pays(n, 100, "2024-06-01", term_ends_on="2026-06-01")
        if i % 4
        else pays(n, 100, "2024-06-01", "2025-06-01", term_ends_on="2025-06-01")
        for i, n in enumerate(names)
    ]
    load_rows(store, subscriptions=now, data_through="2025-12-31")
    row = total(open_view(store), "renewal_rate", YEAR)
    assert (row.groups["fit"].facts, values(row)["fit"]) == (12, 0.75)


def test_only_what_counted_as_revenue_was_up_for_renewal(tmp_path: Path) -> None:
    rows = []
    for i in range(12):
        term: dict[str, Any] = {"term_ends_on": "2025-06-01"}
        paused, overdue = {"status": "paused"}, {"status": "past_due", "past_due_on": "2024-12-01"}
        rows += [
            pays(f"A{i}", 100, "2024-06-01", None if i % 3 else "2025-06-01", **term),
            pays(f"A{i}", 700, "2024-06-01", subscription_id=f"p{i}", **term, **paused),
            pays(f"A{i}", 700, "2024-06-01", subscription_id=f"o{i}", **term, **overdue),
            # A price that rose since the term began: what was paid in the end is due.
            pays(f"A{i}", 50, "2024-06-01", "2024-09-01", subscription_id=f"r{i}", **term),
            pays(f"A{i}", 60, "2024-09-01", subscription_id=f"r{i}", **term),
        ]
    _, view = billed(tmp_path, rows)
    money = total(view, "renewal_rate", Slice(YEAR.starts, YEAR.ends, variant="money"))
    assert values(money)["fit"] == pytest.approx((8 * 160 + 4 * 60) / (12 * 160))


def test_renewals_of_one_customer_in_two_currencies_do_not_add_up(tmp_path: Path) -> None:
    rows = []
    for i in range(12):
        term = {"term_ends_on": "2025-06-01"}
        rows += [
            pays(f"A{i}", 100, "2024-06-01", currency="EUR", **term),
            pays(f"A{i}", 900, "2024-06-01", "2025-06-01", subscription_id=f"j{i}", **term),
        ]
    _, view = billed(tmp_path, rows)
    for variant in ("customers", "money"):
        row = total(view, "renewal_rate", Slice(YEAR.starts, YEAR.ends, variant=variant))
        assert row.groups["fit"].facts == 12
        assert row.groups["fit"].estimate.reason == "mixed_currency"


def test_annual_recurring_revenue_per_closed_deal(tmp_path: Path) -> None:
    deals = []
    for i in range(40):
        state = "won" if i % 2 else "lost"
        value = {"arr": 1000 + i} if i % 4 == 1 else {"tcv": 3000 + 3 * i, "term_months": 36}
        deals.append(deal(f"d{i}", f"A{i}", state, "2025-05-05", currency="USD", **value))
    store = new_store(tmp_path, ICP)
    names = [account(f"A{i}", industry="software") for i in range(40)]
    load_rows(store, accounts=names, deals=deals)
    row = total(open_view(store), "win_yield", YEAR)
    won = [1000 + i for i in range(40) if i % 2]
    assert values(row)["fit"] == pytest.approx(sum(won) / 40)
    assert row.extras["from_amount_share"]["fit"] == 0


def test_total_value_without_a_term_is_no_annual_revenue(tmp_path: Path) -> None:
    deals = []
    for i in range(40):
        # Every other one says no term; every fourth has an amount to fall back on.
        value = {"term_months": 36 if i % 2 else None, "amount": None if i % 4 else 900}
        deals.append(deal(f"d{i}", f"A{i}", "won", "2025-05-05", currency="USD", tcv=3600, **value))
    store = new_store(tmp_path, ICP)
    names = [account(f"A{i}", industry="software") for i in range(40)]
    load_rows(store, accounts=names, deals=deals)
    row = total(open_view(store), "win_yield", YEAR)
    assert values(row)["fit"] == pytest.approx((20 * 1200 + 10 * 900) / 30)
    assert row.groups["fit"].facts == 30
    assert row.extras["left_out"] == {"no_amount": 10}
    assert row.extras["from_amount_share"]["fit"] == pytest.approx(1 / 3)
