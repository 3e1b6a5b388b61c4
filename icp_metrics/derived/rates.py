"""rates: what one unit of each currency is worth in the reporting currency, for all dates.

Money is shown at constant currency: the newest rate up to the end of the data holds throughout, so
that rates moving move no KPI. Where there are only later ones, it is the first of these. Without a
reporting currency nothing is converted: what a rate
leads to is then unknown.
"""

from __future__ import annotations

from datetime import date

from icp_metrics.derived.words import day, text


def rates(reporting: str | None, data_end: date) -> str:
    """SQL that creates rates(currency, rate, reporting); the reporting currency itself is 1."""
    return f"""
        CREATE TABLE rates AS
        SELECT UPPER(currency) AS currency,
               COALESCE(ARG_MAX(rate, month_on) FILTER (month_on <= {day(data_end)}),
                        ARG_MIN(rate, month_on)) AS rate,
               {text(reporting)} AS reporting
        FROM fx_rates
        WHERE UPPER(currency) <> {text(reporting)}
        GROUP BY ALL
        UNION ALL
        SELECT {text(reporting)}, 1, {text(reporting)} WHERE {text(reporting)} IS NOT NULL
    """


def converted(amount: str, reporting: str | None) -> str:
    """SQL for an amount of a row `x` joined to its rate `r`, and the currency it is then in.

    An amount whose currency has no rate stays as it is. A blank currency is the reporting one.
    """
    return f"""
        CAST(({amount}) * COALESCE(r.rate, 1) AS DECIMAL(18,4)) AS mrr,
        CASE WHEN r.rate IS NOT NULL OR x.currency IS NULL THEN {text(reporting)}
             ELSE UPPER(x.currency) END AS currency"""
