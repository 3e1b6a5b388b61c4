"""The SQL shown is the SQL that ran: pasted into DuckDB it gives the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, members
from icp_metrics.explain import Explanation, explain
from icp_metrics.store import Store
from tests.builders import YEAR
from tests.explain.conftest import WAYS, Explained

MADE = [way for way in WAYS if not KPIS[way[0]].parts]


@pytest.fixture(scope="module")
def pasted(
    demo_store: Store, demo_view: View, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB as it comes, on a copy of the version's file: two cannot open one differently."""
    name = f"{demo_view.version.name}.duckdb"
    copy = shutil.copy(demo_store.root / "versions" / name, tmp_path_factory.mktemp("copy") / name)
    with duckdb.connect(str(copy), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(("kpi", "way"), MADE)
def test_pasted_into_duckdb_the_queries_give_facts_sums_and_rows(
    explained: Explained, pasted: duckdb.DuckDBPyConnection, demo_view: View, kpi: str, way: str
) -> None:
    e = explained("demo", kpi, way)[1]["fit"]
    assert e.queries is not None
    assert e.version_file == f"{demo_view.version.name}.duckdb"
    kept = pasted.sql(f"SELECT fact_id FROM {KPIS[kpi].facts_table(way)} ORDER BY fact_id")
    made = pasted.sql(e.queries.facts).project("fact_id").order("fact_id")
    assert made.fetchall() == kept.fetchall()
    behind = pasted.sql(e.queries.rows).pl()
    assert behind.equals(members(demo_view, kpi, Slice(variant=way), group="fit"))
    sums = pasted.sql(e.queries.answer).pl()
    here = sums.filter((sums["period"] == e.queries.period) & (sums["fit"] == "fit"))
    assert here["facts"].sum() == e.number.facts
    assert e.worked is None or all(
        here[t.name].sum() == pytest.approx(t.value, rel=1e-12)
        for t in e.worked.terms
        if t.name in here.columns and t.sheet == f"SUM([{t.name}])"
    )


def test_the_literals_of_the_period_and_the_filters_are_in_the_query(demo_view: View) -> None:
    asked = Slice(date(2026, 1, 1), date(2026, 7, 1), where=(("region", ("North",)),))
    e: Explanation = explain(demo_view, "win_rate", asked, "fit")
    assert e.queries is not None
    for said in ("'2026-01-01'", "'2026-07-01'", "'North'", "'core-icp'"):
        assert said in e.queries.answer
    assert "$" not in e.queries.facts


def test_settings_that_shape_a_number_are_named_with_what_they_are(awkward: View) -> None:
    def named(kpi: str) -> dict[str, bool]:
        return {s.name: s.is_default for s in explain(awkward, kpi, YEAR).settings}

    assert named("cac_payback")["gross_margin"] is False
    assert named("cac_payback")["cac_lag_months"] is True
    assert {"churn_gap_days", "past_due_days", "reactivation_in_nrr"} <= set(named("nrr"))
    assert "gross_margin" not in named("win_rate")
    assert "qualified_stage" in named("cycle_length")
