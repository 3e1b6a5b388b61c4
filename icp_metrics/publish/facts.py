"""The facts of every KPI, each with the span it is judged in: resolved once, so clicks join by key.

`facts_<kpi>__<variant>`: the columns of the facts query, `cluster` (the account, or the fact when
it has none), `span_id` (as sold), `today_span_id` (as at the end of the data), `judged_later`
(the fact is older than what is known of the account).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from icp_metrics.catalog import KPIS
from icp_metrics.engine.sql import bind, render
from icp_metrics.kpis import Kpi
from icp_metrics.store.build import Build


def facts(build: Build, parameters: Mapping[str, Any]) -> dict[str, int]:
    """Create the facts tables; their rows by name. KPIs are skipped where a table is missing."""
    rows = {}
    for kpi in KPIS.values():
        for variant, sql in kpi.variants.items():
            name = kpi.facts_table(variant)
            _create(build, kpi, name, render(bind(sql, parameters)))
            rows[name] = build.frame(f"SELECT COUNT(*) AS n FROM {name}")["n"][0]
    return rows


def _create(build: Build, kpi: Kpi, name: str, sql: str) -> None:
    build.run(f"""
        CREATE TABLE {name} AS
        WITH facts AS ({sql})
        SELECT f.*, COALESCE(f.account_id, f.fact_id) AS cluster,
               s.span_id, t.span_id AS today_span_id,
               COALESCE(f.at < s.known_from, FALSE) AS judged_later
        FROM facts AS f
        LEFT JOIN account_spans AS s
          ON s.account_id = f.account_id AND f.at >= s.valid_from AND f.at < s.valid_to
        LEFT JOIN account_spans AS t
          ON t.account_id = f.account_id AND t.valid_to = DATE '9999-12-31'
        ORDER BY f.counted_on, f.fact_id
    """)
