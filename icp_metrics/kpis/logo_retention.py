"""Logo retention: the share of customers still paying a year after they began to."""

from icp_metrics.kpis import BILLED, Check, Kpi
from icp_metrics.records import LeftOut, Records
from icp_metrics.statistics.surviving import Surviving

KPI = Kpi(
    id="logo_retention",
    title="Logo retention",
    unit="share",
    better="higher",
    window="exposure",
    question="Do customers that fit the ICP stay longer?",
    definition=(
        "Share of customers still paying 366 days after their first paid day (Kaplan-Meier): 366, "
        "so that a year with 29 February is a whole year. A customer leaves on the first day no "
        "longer paid for, if nothing is paid for more than `churn_gap_days` after it; one who "
        "comes back has left all the same. Customers who were paying before the period enter late, "
        "at the age they had; those still paying count for as long as they were seen. Where the "
        "data begins after a customer did, and its age cannot be told, the customer is left out. "
        "Fit is judged on the first paid day."
    ),
    variants={
        "year": """
            SELECT r.account_id AS fact_id, r.account_id, r.bucket, r.started_on AS at,
                   COALESCE(r.ended_on, $data_through) AS counted_on,
                   r.started_on AS origin_on, r.ended_on AS left_on,
                   CASE WHEN r.ended_on IS NOT NULL THEN 'churned' END AS event
            FROM paid_runs AS r
            WHERE r.run = 1 AND r.origin_known AND r.started_on <= $data_through
        """,
    },
    # Who left after a year of 366 days has left after a year.
    estimator=Surviving(day=366),
    tables=BILLED,
    instead="opportunities",
    facts_of="accounts",
    fact_noun="customers",
    better_word="higher",
    worse_word="lower",
    smallest_gap=0.03,
    sale="after",
    rank=2,
    checks=(
        Check(
            "origin_unknown",
            "left_out",
            "SELECT COUNT(*) FROM paid_runs WHERE run = 1 AND NOT origin_known",
        ),
    ),
    records=(
        Records(
            "accounts that ever paid",
            "SELECT p.*, p.account_id AS record_id FROM paid_runs AS p WHERE p.run = 1",
            (
                LeftOut(
                    "paying when the data begins: since when is not known", "NOT o.origin_known"
                ),
                LeftOut("first paid after the end of the data", "o.started_on > $data_through"),
            ),
        ),
    ),
    sources=(
        "Kaplan & Meier (1958) JASA 53:457-481, with late entry",
        "Wilson (1927) JASA 22:209-212, on an effective number of customers",
    ),
)
