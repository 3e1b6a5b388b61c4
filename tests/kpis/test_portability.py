"""Every KPI's facts are portable, and every query built around them renders elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlglot
from sqlglot import ErrorLevel, exp

from icp_metrics.catalog import KPIS
from icp_metrics.compare import View, ask, cube, sums
from icp_metrics.compare.periods import before
from icp_metrics.compare.question import question
from icp_metrics.compare.slice import Slice
from icp_metrics.engine.lint import lint
from icp_metrics.engine.sql import bind
from icp_metrics.settings import Settings
from tests.builders import ICP, account, deal, small_company

DIALECTS = ["spark", "trino", "snowflake", "bigquery"]
VARIANTS = [(kpi.of(variant), variant) for kpi in KPIS.values() for variant in kpi.variants]
OF_EACH_SHAPE = [
    (KPIS[name], KPIS[name].default_variant)
    for name in ("deal_size", "cycle_length", "grr", "cltv")
]
"""An event, an exposure, a snapshot, and one keyed by month: their queries differ in shape."""
BY = [
    None,
    "industry",
    "employees",
    "employees:10,20",
    "tech_stack",
    "vip",
    "since",
    "tier",
    "opportunities.source",
    "opportunities.rival",
]
FILTERS = (
    ("industry", ("software", "")),
    ("employees", ("1-200",)),
    ("tech_stack", ("SAP", "")),
    ("vip", ("true",)),
    ("opportunities.source", ("it's",)),
    ("tier", ("",)),
)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    cells = {"industry": "software", "employees": 3, "tech_stack": ["SAP"]}
    return small_company(
        tmp_path_factory.mktemp("portable"),
        profiles=(ICP,),
        accounts=[account("A", vip=True, since="2020-01-01", **cells)],
        deals=[
            deal("d", "A", "won", "2025-05-05", amount=5, currency="EUR", rival="x", source="it's")
        ],
        attributes={
            "accounts": {"vip": "flag", "since": "date"},
            "opportunities": {"rival": "text"},
        },
    )


@pytest.mark.parametrize(("kpi", "variant"), VARIANTS, ids=lambda v: getattr(v, "id", v))
def test_facts_are_portable(kpi, variant) -> None:  # type: ignore[no-untyped-def]
    assert lint(kpi.variants[variant]) == []


@pytest.mark.parametrize(("kpi", "variant"), VARIANTS, ids=lambda v: getattr(v, "id", v))
def test_facts_have_the_columns_of_the_contract(kpi, variant) -> None:  # type: ignore[no-untyped-def]
    values = {**Settings().values, "data_through": date(2025, 1, 1), "mature_days": 90}
    names = bind(kpi.variants[variant], values).named_selects
    needed = ["fact_id", "account_id", "bucket", "at", "counted_on", *kpi.shares.values()]
    at_risk = kpi.window == "exposure"
    needed += ["origin_on", "left_on", "event"] if at_risk else kpi.estimator.columns
    needed += ["currency"] if kpi.unit == "money" else [kpi.alike] if kpi.alike else []
    needed += [kpi.estimator.keyed_by] if kpi.estimator.keyed_by and not at_risk else []
    assert [n for n in needed if n not in names] == []


def queries(view: View, asked: Slice) -> list[exp.Expression]:
    built: list[exp.Expression] = []
    for kpi, variant in VARIANTS if asked.by is None else OF_EACH_SHAPE:
        own = kpi.facts_of == "opportunities"
        kpi = KPIS[kpi.id]
        if asked.by is not None and "." in asked.by and not own:
            continue
        where = tuple(f for f in asked.where if own or "." not in f[0])
        q = question(view, kpi, replace(asked, variant=variant, where=where))
        q = replace(q, periods=(before(q.periods[0]), *q.periods))
        built += [
            ask.keyed(view, q),
            sums.answered(view, q),
            cube.answered(view, q),
        ]
        built += [sums.bins(view, q, m.column, m.key) for m in kpi.companions.values()]
    return built


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("by", BY)
def test_every_query_renders_in_other_dialects_and_is_read_back(
    view: View, dialect: str, by: str | None
) -> None:
    asked = Slice(date(2025, 1, 1), date(2026, 1, 1), by=by, where=FILTERS)
    for tree in queries(view, asked):
        text = tree.sql(dialect=dialect, unsupported_level=ErrorLevel.RAISE)
        read = sqlglot.parse_one(text, dialect=dialect)
        assert isinstance(read, exp.Select | exp.Union)
        assert read.named_selects == tree.named_selects
        assert not list(read.find_all(exp.Anonymous))


@pytest.mark.parametrize("fit_as_of", ["sold", "today"])
def test_queries_of_both_ways_of_judging_render(view: View, fit_as_of: str) -> None:
    asked = Slice(date(2025, 1, 1), date(2026, 1, 1), fit_as_of=fit_as_of)  # type: ignore[arg-type]
    for tree in queries(view, asked):
        for dialect in DIALECTS:
            assert tree.sql(dialect=dialect, unsupported_level=ErrorLevel.RAISE)
