"""The demo company ties out: figures drawn from the raw exports by another route, month by month.

Won deals and spend are added up by polars from the files as they were exported; revenue and
customers are those of the generator, which has an array of days per payer.
"""

from __future__ import annotations

import importlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from icp_metrics.compare import View
from icp_metrics.compare.movements import movements
from icp_metrics.engine.lint import lint
from icp_metrics.tie_out import asked, explain, figures, lines, measures, state
from icp_metrics.wording import tie_out as wording

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
TRUTH: dict[str, Any] = json.loads((SAMPLE_DATA / "truth.json").read_text(encoding="utf-8"))
LAST = date(2026, 9, 1)

Months = dict[str, Any]


@pytest.fixture(scope="module")
def exported() -> Any:
    """The raw exports as text, by polars."""
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(str(SAMPLE_DATA))
        return importlib.import_module("exported")


def by_month(frame: pl.DataFrame, day: str, value: pl.Expr) -> Months:
    grouped = frame.group_by(pl.col(day).str.head(7)).agg(value=value)
    return dict(grouped.drop_nulls(day).iter_rows())


def won(exported: Any) -> pl.DataFrame:
    return exported.good_rows("opportunities_2026-09-30.csv").filter(pl.col("IsWon") == "1")


def spent(exported: Any) -> Months:
    """What was spent by month: the two ad platforms, and what only finance knows."""
    money = pl.Decimal(18, 4)
    parts = [
        exported.good_rows("google_ads.csv").select(
            "date", cost=pl.col("cost_micros").cast(pl.Decimal(18, 0)).cast(pl.Float64) / 1e6
        ),
        exported.good_rows("facebook_ads.csv").select("date", cost=pl.col("spend")),
        exported.good_rows("finance_spend.xlsx").select(date="Month", cost="Amount USD"),
    ]
    every = pl.concat([p.with_columns(pl.col("cost").cast(pl.Float64).cast(money)) for p in parts])
    return by_month(every, "date", pl.col("cost").sum())


def stated(measure: str, months: Months, **cells: str) -> list[Any]:
    told = [
        (f"Line {n}", {"measure": measure, "month": month, "value": str(value), **cells})
        for n, (month, value) in enumerate(sorted(months.items()))
    ]
    found, problems = figures(told)
    assert problems == []
    return found


def test_won_deals_and_amounts_of_every_month_tie_to_the_raw_export(
    demo_view: View, exported: Any
) -> None:
    deals = won(exported)
    assert deals["CurrencyIsoCode"].unique().to_list() == ["USD"]
    count = by_month(deals, "CloseDate", pl.len())
    amount = by_month(deals, "CloseDate", pl.col("Amount").cast(pl.Decimal(18, 4)).sum())
    assert sum(count.values()) == TRUTH["opportunities"]["status"]["won"]
    told = lines(demo_view, [*stated("won_count", count), *stated("won_amount", amount)])
    assert {x.status for x in told} == {"ties"}
    assert len(told) == 2 * len(count) > 70


def test_spend_of_every_month_ties_to_the_raw_exports_and_to_the_truth(
    demo_view: View, exported: Any
) -> None:
    raw = spent(exported)
    truth = {m["month"][:7]: m["usd"] for m in TRUTH["cost"]["months"]}
    assert raw.keys() == truth.keys()
    for months in (raw, truth):
        assert {x.status for x in lines(demo_view, stated("spend", months))} == {"ties"}


def test_revenue_and_customers_tie_to_the_generator_at_every_quarter_end(demo_view: View) -> None:
    ends = {q["day"][:7]: q for q in TRUTH["billing"]["quarter_ends"]}
    mrr = stated("closing_mrr", {m: q["mrr_usd"] for m, q in ends.items()}, tolerance="0.05")
    payers = stated("customers", {m: q["payers"] for m, q in ends.items()})
    told = lines(demo_view, [*mrr, *payers])
    assert {x.status for x in told} == {"ties"}
    assert wording.in_a_word(state(told)) == "ties to finance (12 months)"


def test_closing_mrr_of_every_month_is_that_of_the_movements(demo_view: View) -> None:
    moved = movements(demo_view)
    asks = [asked("closing_mrr", f"{d:%Y-%m}") for d in moved["date"]]
    ours = [line.ours for line in lines(demo_view, asks)]
    assert ours == [round(Decimal(c), 2) for c in moved["closing"]]


def test_rows_behind_every_measure_add_up_to_its_figure(demo_view: View) -> None:
    for name in measures():
        for month in ("2024-02", "2025-08", "2026-09"):
            (line,) = lines(demo_view, [asked(name, month)])
            inside = explain(demo_view, line).rows.filter("counted")
            assert round(inside["value"].sum(), 2) == line.ours, (name, month)
            assert inside["row_id"].is_unique().all(), (name, month)


def test_deals_without_account_left_out_by_the_crm_are_found(
    demo_view: View, exported: Any
) -> None:
    deals = won(exported).filter(pl.col("AccountId").is_not_null())
    told = lines(demo_view, stated("won_count", by_month(deals, "CloseDate", pl.len())))
    off = [x for x in told if x.status == "off"]
    assert off
    for line in off:
        exact = [g.words for g in explain(demo_view, line).groups if g.exact]
        assert "without account" in exact, line.figure.month


def test_reports_on_new_business_alone_are_found_by_type(demo_view: View, exported: Any) -> None:
    """The CRM says New Business, or nothing, of all but renewals and expansions."""
    deals = won(exported).filter(pl.col("Type").is_null() | (pl.col("Type") != "Renewal"))
    august = {"2026-08": by_month(deals, "CloseDate", pl.len())["2026-08"]}
    (line,) = lines(demo_view, stated("won_count", august))
    (first, *_) = explain(demo_view, line).groups
    assert (first.words.split(":")[0], first.exact) == ("of the type renewal", True)


def test_queries_of_measures_are_in_the_portable_subset() -> None:
    for name, measure in measures().items():
        for sql in (measure.rows, measure.lookup, *measure.marks.values()):
            assert lint(sql) == [], name
    assert list(measures()) == ["won_count", "won_amount", "closing_mrr", "customers", "spend"]


def test_month_under_way_is_not_off(demo_view: View) -> None:
    (line,) = lines(demo_view, stated("won_count", {"2026-10": 3}))
    assert line.status == "incomplete"
    assert line.figure.month > LAST
