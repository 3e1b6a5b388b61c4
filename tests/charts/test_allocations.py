"""The picture of CAC: both groups under every way of sharing spend."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from icp_metrics.catalog import KPIS
from icp_metrics.charts.allocations import allocations
from icp_metrics.charts.look import LIGHT
from icp_metrics.compare.row import Row
from tests.charts.rows import DEAL_SIZE


def figures(value: float | None, low: float | None, high: float | None, status: str) -> Any:
    reason = "zero_denominator" if value is None else None
    return {"value": value, "low": low, "high": high, "status": status, "reason": reason}


def way(fit: Any, other: Any, *, circular: bool = False) -> dict[str, Any]:
    gap = {"value": None, "low": None, "high": None}
    return {
        "fit": fit,
        "not_fit": other,
        "gap": gap,
        "verdict": "better",
        "circular": circular,
    }


DEAR, CHEAP = figures(900, 700, 1300, "ok"), figures(500, 400, 700, "ok")
NONE, FEW = figures(None, 2000, None, "not_estimable"), figures(77, 20, 900, "insufficient")
CAC: Row = replace(
    DEAL_SIZE,
    kpi=KPIS["cac"],
    variant="worked",
    extras={
        "variants": {
            "worked": way(CHEAP, DEAR),
            "tagged": way(CHEAP, NONE),
            "leads": way(FEW, DEAR),
            "pipeline": way(CHEAP, DEAR, circular=True),
        }
    },
)


def test_each_way_has_a_line_with_both_groups_and_their_ranges() -> None:
    chart = allocations(CAC, LIGHT)
    fit, _, other, _ = chart.data
    assert (fit.name, other.name) == ("In ICP", "Outside ICP")
    assert list(fit.x) == [500, 500, 500]
    assert list(other.x) == [900, 900, 900]
    assert list(fit.error_x.array) == [200, 200, 200]
    assert list(fit.error_x.arrayminus) == [100, 100, 100]
    assert [round(y) for y in other.y] == [0, 2, 3]
    assert "€500" in fit.hovertext[0]
    assert chart.layout.yaxis.ticktext[0] == "By deals worked"


def test_way_that_decides_nothing_is_hollow_and_says_so() -> None:
    chart = allocations(CAC, LIGHT)
    assert list(chart.data[0].marker.symbol) == ["circle", "circle", "circle-open"]
    assert list(chart.data[2].marker.symbol) == ["diamond", "diamond", "diamond-open"]
    said = ["decides nothing" in text for text in chart.layout.yaxis.ticktext]
    assert said == [False, False, False, True]


def test_group_without_a_customer_costs_at_least_so_much() -> None:
    *_, other = allocations(CAC, LIGHT).data
    assert list(other.x) == [2000]
    assert [round(y) for y in other.y] == [1]
    assert "at least €2.0k" in other.hovertext[0]


def test_figure_of_too_few_is_nowhere() -> None:
    assert "77" not in allocations(CAC, LIGHT).to_json()


def test_axis_is_in_money_or_in_months() -> None:
    axis = allocations(CAC, LIGHT).layout.xaxis
    assert (axis.tickprefix, axis.title.text) == ("€", None)
    months = replace(CAC, kpi=KPIS["cac_payback"], currency=None)
    axis = allocations(months, LIGHT).layout.xaxis
    assert (axis.tickprefix, axis.title.text) == (None, "Months")
