"""Net Promoter Score: would customers recommend us."""

from icp_metrics.kpis import Kpi, Variant
from icp_metrics.records import ASKED, NO_ANSWER, LeftOut
from icp_metrics.statistics.net_promoter import NetPromoter

_ANSWERS = """
    SELECT r.response_id AS fact_id, r.account_id, r.bucket,
           r.answered_on AS at, r.answered_on AS counted_on, r.respondent,
           CASE WHEN r.score >= 9 THEN 1 ELSE 0 END AS promoters,
           CASE WHEN r.score >= 7 AND r.score < 9 THEN 1 ELSE 0 END AS passives,
           CASE WHEN r.score < 7 THEN 1 ELSE 0 END AS detractors
    FROM survey_responses AS r
    WHERE r.kind = 'nps' AND r.score IS NOT NULL
"""

KPI = Kpi(
    id="nps",
    title="NPS",
    unit="points",
    better="higher",
    window="event",
    question="Do customers that fit the ICP recommend you more?",
    definition=(
        "Of the answers from 0 to 10 to 'would you recommend us', the percentage of promoters (9 "
        "and 10) less that of detractors (0 to 6): from -100 to 100. The latest answer of each "
        "person in the period counts; one that says no name counts by itself. By account, the "
        "answers of an account are averaged, so that each account counts once. Who was asked and "
        "did not answer is not in it: the response rate stands beside it. Fit is judged when it "
        "was answered."
    ),
    variants={"respondent": _ANSWERS, "account": _ANSWERS},
    differs={
        "respondent": Variant("By person"),
        "account": Variant("By account", {"averaged_by": "cluster"}),
    },
    estimator=NetPromoter(),
    tables=("survey_responses",),
    facts_of="survey_responses",
    fact_noun="answers",
    better_word="higher",
    worse_word="lower",
    smallest_gap=10,
    sale="after",
    rank=5,
    latest_by="respondent",
    beside=(("response_rate", "nps"),),
    records=(ASKED.without(LeftOut("asked in another survey", "o.kind <> 'nps'"), NO_ANSWER),),
    sources=(
        "Reichheld (2003) Harvard Business Review 81(12):46-54",
        "Rocks (2016) Am Stat 70:365-372: adjusted Wald, its variance widened for answers of one "
        "account",
        "Zou & Donner (2008) Stat Med 27:1693-1702, for differences",
    ),
)
