"""Monthly recurring revenue: from billing, contracts and rates to spans and months per account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from icp_metrics.derived import (
    margins,
    mrr_levels,
    mrr_months,
    mrr_pieces,
    mrr_sources,
    mrr_spans,
    paid_runs,
    rates,
)
from icp_metrics.publish import merge
from icp_metrics.settings import Settings
from icp_metrics.store.build import Build
from icp_metrics.tables import TABLES

TABLES_MADE = (
    "rates",
    "mrr_pieces",
    "mrr_sources",
    "mrr_spans",
    "paid_runs",
    "mrr_months",
    "margins",
)


def fill(build: Build, settings: Settings, data_through: Mapping[str, date]) -> dict[str, int]:
    """Create the tables of MRR; their rows by name. Without billing or deals they are empty."""
    # Without a date there is no row that one could be compared with.
    data_end = mrr_pieces.data_end(data_through) or date(1970, 1, 1)
    for sql in statements(settings, data_end, _reporting(build, settings)):
        build.run(sql)
    build.run("DROP TABLE mrr_levels")
    counts = ", ".join(f"(SELECT COUNT(*) FROM {t}) AS {t}" for t in TABLES_MADE)
    (row,) = build.frame(f"SELECT {counts}").to_dicts()
    return row


def statements(settings: Settings, data_end: date, reporting: str | None) -> list[str]:
    """The SQL that makes them, in order."""
    return [
        rates.rates(reporting, data_end),
        mrr_pieces.mrr_pieces(reporting, data_end, settings["past_due_days"]),
        mrr_levels.mrr_levels(data_end, settings["churn_gap_days"]),
        mrr_sources.mrr_sources(data_end),
        mrr_spans.mrr_spans(merge.bucket("account_id")),
        paid_runs.SQL,
        mrr_months.mrr_months(data_end),
        margins.margins(settings["gross_margin"]),
    ]


def _reporting(build: Build, settings: Settings) -> str | None:
    """The reporting currency: that of the settings, else the one currency of all data."""
    if settings["reporting_currency"] is not None:
        return str(settings["reporting_currency"])
    priced = [t for t in TABLES if t != "fx_rates" and TABLES[t].column("currency") is not None]
    selects = " UNION ".join(f"SELECT UPPER(currency) AS currency FROM {t}" for t in priced)
    found = build.frame(f"SELECT currency FROM ({selects}) WHERE currency IS NOT NULL LIMIT 2")
    return found["currency"][0] if found.height == 1 else None
