"""What a third table would save: facts added up by span, month and account, beside the facts.

Decision 0011 rests on it: facts are nearly as few as such a rollup has rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.scale.routes import OpenEngine, taken
from icp_metrics.catalog import KPIS

KPI_NAMES = ("win_rate", "nrr", "cltv")


@dataclass(frozen=True)
class Rollup:
    """Rows of the facts and of a rollup, and seconds of one crossed question from each."""

    kpi: str
    facts: int
    rows: int
    from_facts: float
    from_rollup: float


def rollup(engine: OpenEngine, name: str) -> Rollup:
    """Make the rollup of a KPI beside its facts, and ask both by industry in one region."""
    kpi = KPIS[name]
    table = kpi.facts_table(kpi.default_variant)
    key = [kpi.estimator.keyed_by] if kpi.estimator.keyed_by else []
    keys = ", ".join(["span_id", "today_span_id", "cluster", "bucket", "month_on", *key])
    sums = ", ".join(f"SUM({c}) AS {c}" for c in kpi.estimator.columns)
    # A temporary table is seen by the cursor that made it.
    cursor = engine.cursor()
    cursor.execute(f"""
        CREATE TEMP TABLE rolled AS
        SELECT {keys}, {sums}, COUNT(*) AS facts
        FROM (SELECT *, CAST(DATE_TRUNC('month', counted_on) AS DATE) AS month_on FROM {table})
        GROUP BY ALL ORDER BY month_on
    """)

    def asked(source: str, day: str, facts: str) -> str:
        group = ", ".join(["segment", "fit", "f.bucket", *(f"f.{k}" for k in key)])
        added = ", ".join(f"SUM(f.{c})" for c in kpi.estimator.columns)
        return f"""
            SELECT s.industry AS segment, g.fit, {group.partition("fit, ")[2]}, {added}, {facts}
            FROM {source} AS f
            LEFT JOIN account_spans AS s ON s.span_id = f.span_id
            LEFT JOIN fit AS g ON g.span_id = f.span_id
            WHERE s.region = 'EMEA' AND f.{day} >= DATE '2024-01-01' AND f.{day} < DATE '2026-01-01'
            GROUP BY {group}
        """

    def count(of: str) -> int:
        return int(cursor.sql(f"SELECT COUNT(*) FROM {of}").fetchall()[0][0])

    return Rollup(
        name,
        count(table),
        count("rolled"),
        taken(lambda: cursor.sql(asked(table, "counted_on", "COUNT(*)")).pl()),
        taken(lambda: cursor.sql(asked("rolled", "month_on", "SUM(f.facts)")).pl()),
    )
