"""The JSON of the contract: these keys, no others, and nothing that JSON cannot hold."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, compare
from tests.builders import YEAR

ROW = {
    "kpi",
    "variant",
    "unit",
    "currency",
    "horizon",
    "period",
    "by",
    "segment",
    "groups",
    "gap",
    "change",
    "adjusted",
    "verdict",
    "extras",
    "flags",
}
GROUP = {"value", "low", "high", "n", "facts", "judged_later", "filled_later", "status", "reason"}
GAP = {"value", "low", "high", "ratio", "ratio_low", "ratio_high", "p", "q"}
CHANGE = {"starts", "ends", "fit", "not_fit", "gap"}
ADJUSTED = {
    "value",
    "low",
    "high",
    "rate",
    "mix",
    "dropped",
    "ratio",
    "ratio_low",
    "ratio_high",
    "crude",
    "by",
    "heterogeneity",
}
"""The first six are those of the contract."""
NOT_ADJUSTED = {"none_set", "alike", "no_strata", "defined", "parts", "low_n", "apart"}
INTERVAL = {"value", "low", "high"}
VERDICTS = {"better", "worse", "no_clear_difference", "equivalent", "too_little_data"}


def check(row: dict[str, Any]) -> None:
    assert set(row) == ROW
    assert set(row["period"]) == {"starts", "ends", "complete"}
    assert set(row["groups"]) == {"fit", "not_fit", "unknown", "all"}
    assert all(set(g) == GROUP for g in row["groups"].values())
    assert set(row["gap"]) == GAP
    if row["change"] is not None:
        assert set(row["change"]) == CHANGE
        assert all(set(row["change"][k]) == INTERVAL for k in ("fit", "not_fit", "gap"))
    assert row["verdict"] in VERDICTS
    told = row["adjusted"]
    if told is None:
        assert KPIS[row["kpi"]].better == "neither" or row["extras"]["not_adjusted"] in NOT_ADJUSTED
    else:
        assert set(told) == ADJUSTED
        assert 0 <= told["dropped"] < 1


@pytest.mark.parametrize("kpi", KPIS)
@pytest.mark.parametrize("by", [None, "industry", "tools", "employees", "rating"])
@pytest.mark.parametrize("every", [None, "month"])
def test_row_has_exactly_the_keys_of_the_contract_and_never_nan(
    shop: View, kpi: str, by: str | None, every: Any
) -> None:
    for row in compare(shop, kpi, replace(YEAR, by=by, every=every)):
        told = row.to_json()
        check(told)
        # Raises for nan and infinity.
        assert json.loads(json.dumps(told, allow_nan=False)) == told


@pytest.mark.parametrize("kpi", KPIS)
def test_demo_rows_have_exactly_the_keys_of_the_contract(demo_view: View, kpi: str) -> None:
    rows = [r.to_json() for r in compare(demo_view, kpi, Slice(by="region", every="quarter"))]
    for row in rows:
        check(row)
        json.dumps(row, allow_nan=False)
    # The demo's ICP does not judge by size or region, and its groups share all of both.
    if kpi in ("win_rate", "deal_size", "win_yield", "cac"):
        assert rows[0]["adjusted"]["by"] == ["employees", "region"]
        assert rows[0]["adjusted"]["low"] is not None
    # In a store with history the figures of a change are there.
    changes = [r["change"] for r in rows if r["by"] is None]
    assert len(changes) == 4
    if KPIS[kpi].window == "now":
        assert changes == [None] * 4
    # Not of a quarter without a survey, nor of one too short to follow customers for two years.
    if kpi in ("win_rate", "cycle_length", "cac", "grr", "deal_size", "icp_share", "nrr"):
        assert all(v is not None for c in changes for v in c["fit"].values())


def test_shares_are_fractions_and_money_is_plain_in_its_currency(shop: View) -> None:
    share = compare(shop, "win_rate", YEAR)[0].to_json()
    assert (share["unit"], share["currency"]) == ("share", None)
    assert share["groups"]["all"]["value"] == 5 / 9
    money = compare(shop, "deal_size", YEAR)[0].to_json()
    assert (money["unit"], money["currency"]) == ("money", "EUR")
    # 100, 300, 200, 400 and 700.
    assert money["groups"]["all"]["value"] == 340


def test_number_with_too_few_accounts_keeps_its_value_and_says_so(shop: View) -> None:
    fit = compare(shop, "win_rate", YEAR)[0].to_json()["groups"]["fit"]
    assert fit["value"] == 2 / 3
    assert fit["low"] is None
    assert (fit["n"], fit["facts"]) == (2, 3)
    assert (fit["status"], fit["reason"]) == ("not_estimable", "low_n")


def test_total_is_there_whatever_is_asked(shop: View) -> None:
    rows = [r.to_json() for r in compare(shop, "win_rate", replace(YEAR, by="industry"))]
    assert (rows[0]["by"], rows[0]["segment"]) == (None, None)
    assert [r["segment"] for r in rows[1:]] == ["banking", "retail", "software", None]
    assert {r["by"] for r in rows[1:]} == {"industry"}


def test_period_is_told_as_half_open_dates(shop: View) -> None:
    told = compare(shop, "win_rate", YEAR)[0].to_json()["period"]
    assert told == {"starts": "2025-01-01", "ends": "2026-01-01", "complete": True}
