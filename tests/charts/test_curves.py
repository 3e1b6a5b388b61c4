"""Pictures of time and money hold the numbers they are given, and hide what may not be shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.charts.bridge import bridge, peak
from icp_metrics.charts.cohort import triangle
from icp_metrics.charts.curve import curve
from icp_metrics.charts.look import DARK, LIGHT, Look
from icp_metrics.charts.stages import stages
from icp_metrics.charts.story import story
from icp_metrics.compare.accounts import AccountCard
from icp_metrics.statistics.estimate import Estimate
from tests.charts.rows import DEAL_SIZE, HIDDEN, WIN_RATE, with_group

HOSTILE = '<a href="http://evil.example">x</a>'

POINTS = pl.DataFrame(
    [
        ("fit", 0, 0.0, 0.0, 0.1, 40.0),
        ("fit", 30, 0.2, 0.1, 0.3, 30.0),
        ("fit", 45, 0.4, 0.3, 0.5, 12.0),
        ("fit", 60, None, None, None, 4.0),
        ("not_fit", 0, 0.0, 0.0, 0.1, 50.0),
        ("not_fit", 50, 0.3, 0.2, 0.4, 11.0),
        ("not_fit", 60, 0.3, 0.2, 0.4, 10.0),
    ],
    schema=["group", "at", "value", "low", "high", "at_risk"],
    orient="row",
)
TIME_TO_WIN = replace(
    WIN_RATE,
    kpi=KPIS["cycle_length"],
    groups={
        **WIN_RATE.groups,
        "fit": replace(WIN_RATE.groups["fit"], estimate=Estimate(30, 25, 40, "ok")),
        "not_fit": HIDDEN,
    },
    horizon=55,
)


def lines(chart: object) -> dict[str, object]:
    return {t.name: t for t in chart.data if t.mode == "lines" and t.line.width}  # type: ignore[attr-defined]


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_curve_is_a_step_line_per_group_told_apart_without_colour(look: Look) -> None:
    chart = curve(TIME_TO_WIN, POINTS, look)
    found = lines(chart)
    fit, other = found["In ICP"], found["Outside ICP"]
    assert (list(fit.x), list(fit.y)) == ([0, 30, 45], [0.0, 0.2, 0.4])
    assert list(other.y) == [0.0, 0.3, 0.3]
    assert fit.line.shape == other.line.shape == "hv"
    assert (fit.line.color, other.line.color) == (look.fit, look.not_fit)
    assert fit.line.dash != other.line.dash
    assert {"In ICP", "Outside ICP"} <= {a.text for a in chart.layout.annotations}


def test_curve_shades_its_range_and_writes_how_many_are_at_risk_at_round_days() -> None:
    chart = curve(TIME_TO_WIN, POINTS, LIGHT)
    [low], [high] = (
        [t for t in chart.data if t.name == f"In ICP: {limit}"] for limit in ("low", "high")
    )
    assert list(low.y) == [0.0, 0.1, 0.3]
    assert list(high.y) == [0.1, 0.3, 0.5]
    assert high.fill == "tonexty"
    assert list(chart.layout.xaxis.tickvals) == [0, 15, 30, 45, 60]
    [fit] = [t for t in chart.data if t.name == "Still open: In ICP"]
    assert (list(fit.x), list(fit.text)) == ([0, 30, 45, 60], ["40", "30", "12", "4"])


def test_curve_marks_the_median_and_the_horizon_but_no_figure_that_is_too_early() -> None:
    chart = curve(TIME_TO_WIN, POINTS, LIGHT)
    [mark] = [t for t in chart.data if t.mode == "markers"]
    assert (list(mark.x), list(mark.y)) == ([30], [0.2])
    assert mark.hovertext[0] == "In ICP: 30 days"
    assert [s.x0 for s in chart.layout.shapes] == [55]


def test_curve_of_margin_begins_at_nothing_and_is_no_step() -> None:
    row = replace(DEAL_SIZE, kpi=KPIS["cltv"], horizon=60)
    chart = curve(row, POINTS.filter(pl.col("at") > 0), LIGHT)
    fit = lines(chart)["In ICP"]
    assert (fit.x[0], fit.y[0], fit.line.shape) == (0, 0.0, "linear")
    assert chart.layout.yaxis.tickprefix == "€"


BRIDGE = {
    "opening": 1000.0,
    "new": 300.0,
    "reactivation": 0.0,
    "expansion": 200.0,
    "contraction": -100.0,
    "churn": -150.0,
    "closing": 1250.0,
}


def test_bridge_goes_from_opening_to_closing_step_by_step() -> None:
    chart = bridge(BRIDGE, "fit", LIGHT, currency="USD", reach=1500)
    ends = [(t.base[0], t.base[0] + t.x[0]) for t in chart.data]
    assert ends == [
        (0, 1000),
        (1000, 1300),
        (1300, 1300),
        (1300, 1500),
        (1500, 1400),
        (1400, 1250),
        (0, 1250),
    ]
    assert [a.text for a in chart.layout.annotations] == [
        "$1.0k",
        "+$300",
        "±$0",
        "+$200",
        "-$100",
        "-$150",
        "$1.2k",
    ]
    assert "$1,250.00" in chart.data[-1].hovertext[0]
    assert peak(BRIDGE) == 1500
    # What goes out is hollow: told from what comes in without colour.
    assert chart.data[1].marker.color != chart.data[4].marker.color


CELLS = pl.DataFrame(
    {
        "cohort": [date(2025, 1, 1)] * 3 + [date(2025, 4, 1)] * 2,
        "quarters": [0, 1, 2, 0, 1],
        "n": [20, 20, 20, 8, 8],
        "accounts_share": [1.0, 0.9, 0.85, 1.0, 0.625],
        "revenue_share": [1.0, 1.2, 1.1, 1.0, 0.5],
    }
)


def test_triangle_leaves_what_is_not_known_blank_and_hides_small_cohorts() -> None:
    chart = triangle(CELLS, ["Q1", "Q2"], LIGHT, group="fit", of="accounts_share", least=10)
    [cells] = chart.data
    assert [list(row) for row in cells.z] == [[1.0, 0.9, 0.85], [None, None, None]]
    assert [list(row) for row in cells.text] == [["100", "90", "85"], ["", "", ""]]
    assert list(chart.layout.yaxis.ticktext) == ["Q1  n=20", "Q2  n=8"]
    assert [a.text for a in chart.layout.annotations] == ["too early"]
    assert "62" not in chart.to_json().split('"layout"')[0].replace("#", "")
    revenue = triangle(CELLS, ["Q1", "Q2"], LIGHT, group="fit", of="revenue_share", least=5)
    assert list(revenue.data[0].text[0]) == ["100", "120", "110"]


def test_stages_hold_both_medians_and_the_limit_and_no_markup() -> None:
    rows = pl.DataFrame(
        {
            "stage": ["First", "First", HOSTILE, HOSTILE],
            "group": ["fit", "not_fit"] * 2,
            "median_days": [9, 11, None, 15],
        }
    )
    chart = stages(rows, {"First": 20}, LIGHT)
    fit, other, limit = chart.data
    assert (list(fit.x), list(other.x), list(limit.x)) == ([9], [11, 15], [20])
    assert chart.layout.yaxis.ticktext[0] == "First"
    assert "<" not in chart.layout.yaxis.ticktext[1]


def card(**changes: object) -> AccountCard:
    none = AccountCard(
        account={},
        spans=pl.DataFrame(),
        criteria=[],
        deals=pl.DataFrame(
            [("D1", HOSTILE, "won", date(2025, 1, 1), date(2025, 2, 1))],
            schema=["opportunity_id", "name", "status", "created_on", "closed_on"],
            orient="row",
        ),
        mrr=pl.DataFrame(
            [
                (date(2025, 2, 1), date(2025, 3, 1), Decimal(100), "USD", "subscription"),
                (date(2025, 6, 1), None, Decimal(150), "USD", "subscription"),
            ],
            schema=["started_on", "ended_on", "mrr", "currency", "source"],
            orient="row",
        ),
        runs=pl.DataFrame(
            [(date(2025, 2, 1), date(2025, 3, 1)), (date(2025, 6, 1), None)],
            schema=["started_on", "ended_on"],
            orient="row",
        ),
        usage=pl.DataFrame(),
        answers=pl.DataFrame(),
        tickets=pl.DataFrame(),
        stages=pl.DataFrame(
            [("D1", HOSTILE, date(2025, 1, 15))],
            schema=["opportunity_id", "stage", "entered_on"],
            orient="row",
        ),
        through=date(2025, 12, 31),
    )
    return replace(none, **changes)  # type: ignore[arg-type]


def test_story_of_an_account_steps_to_zero_where_it_stops_paying() -> None:
    chart = story(card(), LIGHT)
    assert chart is not None
    [mrr] = [t for t in chart.data if t.name == "MRR"]
    assert list(zip(mrr.x, mrr.y, strict=True)) == [
        (date(2025, 2, 1), 100.0),
        (date(2025, 3, 1), 0.0),
        (date(2025, 6, 1), 150.0),
        (date(2025, 12, 31), 150.0),
    ]


def test_story_names_what_happened_on_which_day_and_holds_no_markup() -> None:
    chart = story(card(), LIGHT)
    assert chart is not None
    found = {t.name: list(t.x) for t in chart.data if t.mode == "markers"}
    assert found == {
        "created": [date(2025, 1, 1)],
        "stage": [date(2025, 1, 15)],
        "won": [date(2025, 2, 1)],
        "first paid day": [date(2025, 2, 1)],
        "stopped paying": [date(2025, 3, 1)],
        "came back": [date(2025, 6, 1)],
    }
    symbols = [t.marker.symbol for t in chart.data if t.name in ("won", "stopped paying")]
    assert len(set(symbols)) == 2
    said = [text for t in chart.data if t.mode == "markers" for text in t.hovertext]
    assert not any("<" in text for text in [*said, *chart.layout.yaxis2.ticktext])


def test_account_without_deals_and_payments_has_no_story() -> None:
    bare = card()
    nothing = {"deals": bare.deals.clear(), "mrr": bare.mrr.clear(), "runs": bare.runs.clear()}
    assert story(card(**nothing), LIGHT) is None


def test_figure_of_too_few_is_in_no_bridge_or_curve() -> None:
    row = with_group(TIME_TO_WIN, "fit", HIDDEN)
    chart = curve(row, POINTS, LIGHT)
    assert [t for t in chart.data if t.mode == "markers"] == []
