"""Net revenue retention: what the customers of a year ago pay now, growth included."""

from icp_metrics.kpis import BILLED, Kpi
from icp_metrics.records import MONTHS, LeftOut
from icp_metrics.statistics.ratio import Ratio

KPI = Kpi(
    id="nrr",
    title="Net revenue retention",
    unit="share",
    better="higher",
    window="snapshot",
    question="Do customers that fit the ICP grow?",
    definition=(
        "Over customers paying twelve months before a month-end: their MRR now divided by their "
        "MRR then, at the last complete month-end of the period; above 100 % the customers of a "
        "year ago pay more in all. Customers won in between are not in it, and one who left and "
        "came back counts as lost unless `reactivation_in_nrr` is on. Constant currency. Fit is "
        "judged at the month-end a year before."
    ),
    variants={
        "twelve_months": """
            SELECT m.account_id || ' ' || CAST(m.month_on AS VARCHAR) AS fact_id, m.account_id,
                   m.bucket, m.base_on AS at, m.ends_on_day AS counted_on,
                   CASE WHEN r.run IS NULL AND NOT $reactivation_in_nrr THEN 0
                        ELSE m.closing END AS y,
                   m.base_12 AS x, m.currency
            FROM mrr_months AS m
            LEFT JOIN paid_runs AS r
              ON r.account_id = m.account_id AND r.started_on <= m.base_on
             AND (r.ended_on IS NULL OR r.ended_on > m.ends_on_day)
            WHERE m.base_12 > 0
        """,
    },
    estimator=Ratio(share=False),
    tables=BILLED,
    instead="opportunities",
    facts_of="accounts",
    fact_noun="customers",
    better_word="higher",
    worse_word="lower",
    smallest_gap=0.05,
    sale="after",
    rank=1,
    alike="currency",
    records=(
        MONTHS.without(LeftOut("of accounts that did not pay a year before", "o.base_12 IS NULL")),
    ),
    summed={"y": "MRR now", "x": "MRR then"},
    sources=("Cochran (1977) Sampling Techniques, 6.4: ratio of sums; limits on the log scale",),
)
