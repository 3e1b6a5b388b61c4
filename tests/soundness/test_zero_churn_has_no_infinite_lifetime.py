"""Where nobody left, a lifetime by churn is infinite: no form of a customer's worth may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

import pytest

from icp_metrics import wording
from icp_metrics.compare import Row, Slice, View, compare, open_view
from tests.builders import ICP, account, load_rows, new_store, pays

EVER = Slice(starts=date(2020, 1, 1), ends=date(2026, 1, 1))
FORMS = ("margin", "to_date", "projection")


def customers(folder: Path, lost: int) -> View:
    """Twenty customers in ICP of whom nobody left, and twenty outside of whom `lost` did."""
    store = new_store(folder, ICP)
    saved = store.settings().with_values({"gross_margin": 0.8}, version=1)
    store.save_settings(saved, author="", reason="")
    rows = []
    for i in range(20):
        end = f"{2021 + i % 4}-01-15" if i < lost else None
        rows += [pays(f"F{i}", 100 + i, "2020-01-15"), pays(f"N{i}", 90 + i, "2020-01-15", end)]
    kinds = {"F": "software", "N": "retail"}
    names = [r["account_id"] for r in rows]
    load_rows(
        store,
        accounts=[account(n, industry=kinds[n[0]]) for n in names],
        subscriptions=rows,
        data_through="2025-12-31",
    )
    return open_view(store)


def form(view: View, variant: str) -> Row:
    return compare(view, "cltv", replace(EVER, variant=variant))[0]


def numbers(told: Any) -> list[float]:
    if isinstance(told, dict):
        return [n for each in told.values() for n in numbers(each)]
    if isinstance(told, list):
        return [n for each in told for n in numbers(each)]
    return [told] if isinstance(told, float) else []


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return customers(tmp_path_factory.mktemp("zero"), lost=8)


@pytest.mark.parametrize("variant", FORMS)
def test_every_form_is_finite_where_nobody_left(view: View, variant: str) -> None:
    row = form(view, variant)
    assert all(isfinite(n) for n in numbers(row.to_json()))


def test_worth_to_the_horizon_and_to_date_are_what_was_paid(view: View) -> None:
    """Both are the margin of 24 months of 109.50 on average: nothing is left to expect."""
    for variant in ("margin", "to_date"):
        row = form(view, variant)
        assert row.horizon == 24
        assert row.groups["fit"].estimate.value == pytest.approx(24 * 109.5 * 0.8)


def test_no_end_is_projected_from_nobody_leaving(view: View) -> None:
    row = form(view, "projection")
    told = row.to_json()["groups"]["fit"]
    assert (told["value"], told["status"], told["reason"]) == (None, "not_estimable", "no_events")
    assert "nobody left" in wording.why_not(row)
    assert row.groups["not_fit"].estimate.value is not None


def test_formula_by_churn_says_that_it_gives_no_figure(view: View) -> None:
    row = form(view, "margin")
    assert row.extras["by_churn"]["fit"] is None
    assert row.extras["by_churn"]["not_fit"] > 0
    said = wording.by_churn(row)
    assert "in ICP no churn was seen, and the formula gives no figure" in said
    assert "inf" not in said
