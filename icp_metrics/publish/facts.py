"""The facts of every KPI, each with the span it is judged in: resolved once, so clicks join by key.

`facts_<kpi>__<variant>`: the columns of the facts query, `cluster` (the account, or the fact when
it has none, named so that no account is called the same), `span_id` (as sold), `today_span_id` (as
at the end of the data), `judged_later` (the fact is older than what is known of the account).
`kpi_checks`: what each KPI's checks count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from icp_metrics.catalog import KPIS
from icp_metrics.kpis import Kpi
from icp_metrics.store.build import Build

_PARAMETER = re.compile(r"\$(\w+)")


def facts(
    build: Build, settings: Mapping[str, Any], data_through: Mapping[str, date]
) -> dict[str, int]:
    """Create the facts tables; their rows by name. Where a table is missing they are empty."""
    build.run(
        "CREATE TABLE kpi_checks "
        "(kpi VARCHAR, variant VARCHAR, name VARCHAR, role VARCHAR, n BIGINT)"
    )
    for kpi in KPIS.values():
        for variant, sql in kpi.variants.items():
            reach = kpi.of(variant).reach(data_through) if data_through else date.today()
            _create(build, kpi.facts_table(variant), sql, {**settings, "data_through": reach})
        _check(build, kpi)
    names = [kpi.facts_table(variant) for kpi in KPIS.values() for variant in kpi.variants]
    counts = ", ".join(f"(SELECT COUNT(*) FROM {name}) AS {name}" for name in names)
    (rows,) = build.frame(f"SELECT {counts}").to_dicts()
    return rows


def _create(build: Build, name: str, sql: str, values: Mapping[str, Any]) -> None:
    statement = f"""
        CREATE TABLE {name} AS
        WITH facts AS ({sql})
        SELECT f.*, COALESCE(f.account_id, 'fact ' || f.fact_id) AS cluster,
               s.span_id, t.span_id AS today_span_id,
               COALESCE(f.at < s.known_from, FALSE) AS judged_later
        FROM facts AS f
        LEFT JOIN account_spans AS s
          ON s.account_id = f.account_id AND f.at >= s.valid_from AND f.at < s.valid_to
        LEFT JOIN account_spans AS t
          ON t.account_id = f.account_id AND t.valid_to = DATE '9999-12-31'
        ORDER BY f.counted_on, f.fact_id
    """
    build.run(statement, {p: values[p] for p in set(_PARAMETER.findall(sql))})


def _check(build: Build, kpi: Kpi) -> None:
    for check in kpi.checks:
        build.run(
            f"INSERT INTO kpi_checks SELECT $kpi, $variant, $name, $role, ({check.sql})",
            {"kpi": kpi.id, "variant": check.variant, "name": check.name, "role": check.role},
        )
