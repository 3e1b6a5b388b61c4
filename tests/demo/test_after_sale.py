"""What is true of the demo company after the sale, and of its days to win, is found again.

The generator computes each figure once more by its own plain route (one array of days per payer),
and what to expect from other companies founded by the same laws.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from icp_metrics.compare import Row, Slice, View, compare
from tests.builders import rows_of

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
TRUTH: dict[str, Any] = json.loads((SAMPLE_DATA / "truth.json").read_text(encoding="utf-8"))
BILLING = TRUTH["billing"]
PERIODS = list(TRUTH["periods"])
GROUPS = ["fit", "not_fit", "unknown", "all"]
# The period each figure is stated for. GRR and NRR are those of the last month-end.
STATED = {
    "logo_retention": "all_time",
    "cltv": "all_time",
    "grr": "default",
    "nrr": "default",
    "renewal_rate": "default",
}


def asked(period: str) -> Slice:
    between = TRUTH["periods"][period]
    starts, ends = (date.fromisoformat(between[k]) for k in ("starts", "ends"))
    return Slice(starts=starts, ends=ends)


def answered(view: View, kpi: str, period: str | None = None) -> Row:
    return compare(view, kpi, asked(period or STATED[kpi]))[0]


def inside(value: float, estimate: Any) -> bool:
    return estimate.low <= value <= estimate.high


@pytest.mark.parametrize("kpi", ["logo_retention", "grr", "nrr", "renewal_rate"])
def test_figures_after_the_sale_are_those_of_the_plain_route(demo_view: View, kpi: str) -> None:
    row = answered(demo_view, kpi)
    for name, true in BILLING["kpis"][kpi]["groups"].items():
        assert row.groups[name].facts == true["n"], name
        assert row.groups[name].estimate.value == pytest.approx(true["realised"], abs=2e-6), name
    assert row.gap.value == pytest.approx(BILLING["kpis"][kpi]["gap"], abs=2e-6)


def test_lifetime_value_is_close_to_the_plain_mean(demo_view: View) -> None:
    """Survival times the margin of who pays and the mean over everyone differ by chance alone."""
    row = answered(demo_view, "cltv")
    assert (row.currency, row.horizon) == ("USD", 24)
    for name in GROUPS:
        true = BILLING["kpis"]["cltv"]["groups"][name]
        assert row.groups[name].estimate.value == pytest.approx(true["realised"], rel=0.015), name


@pytest.mark.parametrize("period", ["default", "all_time"])
def test_margin_to_date_is_exactly_that_of_the_plain_route(demo_view: View, period: str) -> None:
    row = compare(demo_view, "cltv", replace(asked(period), variant="to_date"))[0]
    assert row.horizon == 24
    for name, true in BILLING["to_date"][period].items():
        assert row.extras["followed"][name] == true["n"], name
        assert row.groups[name].estimate.value == pytest.approx(true["realised"], abs=1e-3), name


def test_three_years_of_data_are_too_few_to_project_from(demo_view: View) -> None:
    row = compare(demo_view, "cltv", replace(asked("all_time"), variant="projection"))[0]
    assert {row.groups[name].estimate.reason for name in GROUPS} == {"few_renewals"}


@pytest.mark.parametrize("kpi", STATED)
def test_figures_expected_after_the_sale_are_in_their_ranges(demo_view: View, kpi: str) -> None:
    row, expected = answered(demo_view, kpi), BILLING["kpis"][kpi]["expected"]
    for name in ("fit", "not_fit", "all"):
        assert inside(expected[name]["mean"], row.groups[name].estimate), name
    if kpi == "cltv":
        ratio = expected["ratio"]["mean"]
        assert row.gap.ratio_low <= ratio <= row.gap.ratio_high  # type: ignore[operator]
    else:
        assert inside(expected["gap"]["mean"], row.gap)


def test_retention_of_the_last_year_alone_still_holds_the_truth(demo_view: View) -> None:
    """Customers who were paying before the period enter late."""
    row = answered(demo_view, "logo_retention", "default")
    for name in ("fit", "not_fit", "all"):
        expected = BILLING["kpis"]["logo_retention"]["expected"][name]["mean"]
        assert inside(expected, row.groups[name].estimate), name


def test_customers_that_fit_are_worth_more(demo_view: View) -> None:
    assert compare(demo_view, "cltv", Slice())[0].verdict == "better"


@pytest.mark.parametrize("period", PERIODS)
def test_days_to_win_are_exact_and_the_laws_median_is_in_range(
    demo_view: View, period: str
) -> None:
    row, true = answered(demo_view, "cycle_length", period), TRUTH["cycle_length"][period]
    assert row.horizon == true["horizon"]
    for name, group in true["groups"].items():
        assert row.groups[name].facts == group["deals"]
        assert row.groups[name].estimate.value == group["realised"]
        assert inside(group["expected"], row.groups[name].estimate), name


def test_mrr_of_every_quarter_end_is_exact(demo_view: View) -> None:
    for quarter in BILLING["quarter_ends"]:
        found = rows_of(
            demo_view,
            f"""SELECT COUNT(*), SUM(mrr) FROM mrr_spans
                WHERE started_on <= DATE '{quarter["day"]}'
                  AND (ended_on IS NULL OR ended_on > DATE '{quarter["day"]}')""",
        )
        assert found[0][0] == quarter["payers"], quarter["day"]
        assert float(found[0][1]) == pytest.approx(quarter["mrr_usd"], rel=1e-6), quarter["day"]


def test_customers_of_billing_are_found_as_far_as_anything_tells(demo_view: View) -> None:
    found = dict(
        rows_of(
            demo_view,
            "SELECT matched_by, COUNT(*) FROM account_keys WHERE system = 'stripe' GROUP BY 1",
        )
    )
    true = BILLING["counts"]["found_by"]
    assert found == {"hand": true["key"], "domain": true["domain"], "name": true["name"]}


def test_good_rows_of_billing_are_counted(demo_view: View) -> None:
    true = BILLING["counts"]
    for table, column, counts in (
        ("subscriptions", "status", true["span_status"]),
        ("subscriptions", "currency", true["span_currency"]),
        ("invoice_lines", "status", true["line_status"]),
    ):
        found = rows_of(demo_view, f"SELECT {column}, COUNT(*) FROM {table} GROUP BY {column}")
        assert dict(found) == counts


@pytest.mark.parametrize("period", PERIODS)
def test_win_yield_is_the_won_amount_per_closed_deal(demo_view: View, period: str) -> None:
    row = answered(demo_view, "win_yield", period)
    closed, sold = TRUTH["win_rate"][period]["groups"], TRUTH["deal_size"][period]["groups"]
    for name, won in sold.items():
        true = won["realised"] * won["won"] / closed[name]["deals"]
        assert row.groups[name].facts == closed[name]["deals"]
        assert row.groups[name].estimate.value == pytest.approx(true, rel=1e-5), name
