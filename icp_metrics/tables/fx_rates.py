"""Exchange rates: what a unit of another currency is worth in the reporting currency."""

import polars as pl

from icp_metrics.schema import DATE, NUMBER, TEXT, Check, Column, Table

_ABOVE_ZERO = Check("must be above 0", lambda c: c > pl.lit(0))

TABLE = Table(
    name="fx_rates",
    area="billing",
    doc=(
        "One rate per currency and month. Money is shown at constant currency: the newest rate "
        "up to the end of the data holds for all dates, so that rates moving move no KPI."
    ),
    key=("currency", "month_on"),
    columns=(
        Column("currency", TEXT, "The other currency (ISO 4217).", "EUR", True),
        Column("month_on", DATE, "First day of the month it holds for.", "2025-04-01", True),
        Column(
            "rate",
            NUMBER,
            "Reporting currency per 1 unit.",
            "1.08",
            required=True,
            checks=(_ABOVE_ZERO,),
        ),
    ),
)
