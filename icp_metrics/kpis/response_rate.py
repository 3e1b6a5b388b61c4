"""Response rate: of the people asked in surveys, how many answered."""

from typing import Any

from icp_metrics.kpis import Check, Kpi, Variant
from icp_metrics.records import ASKED, LeftOut
from icp_metrics.statistics.ratio import Ratio

_ASKED = """
    SELECT r.response_id AS fact_id, r.account_id, r.bucket,
           r.answered_on AS at, r.answered_on AS counted_on,
           CASE WHEN r.score IS NULL THEN 0 ELSE 1 END AS y, 1 AS x
    FROM survey_responses AS r
"""
_ONLY_ANSWERED = """
    SELECT CASE WHEN COUNT(*) > 0 AND COUNT(*) = COUNT(r.score) THEN 1 ELSE 0 END
    FROM survey_responses AS r
"""
_NPS, _CSAT = (f"WHERE r.kind = '{kind}'" for kind in ("nps", "csat"))


def _of(kind: str) -> dict[str, Any]:
    return {"records": (ASKED.without(LeftOut("asked in another survey", f"o.kind <> '{kind}'")),)}


KPI = Kpi(
    id="response_rate",
    title="Response rate",
    unit="share",
    better="higher",
    window="event",
    question="Do customers that fit the ICP answer your surveys more often?",
    definition=(
        "Answers divided by people asked, in all surveys, or in those of NPS or CSAT alone, by "
        "the date of the answer, else of the question. Where few answer, NPS and CSAT tell of "
        "those who like to answer. Not known where only answers are loaded. Fit is judged when it "
        "was answered or asked."
    ),
    variants={"all": _ASKED, "nps": _ASKED + _NPS, "csat": _ASKED + _CSAT},
    differs={
        "all": Variant("All surveys"),
        "nps": Variant("NPS surveys", _of("nps")),
        "csat": Variant("CSAT surveys", _of("csat")),
    },
    estimator=Ratio(share=True),
    tables=("survey_responses",),
    facts_of="survey_responses",
    fact_noun="survey requests",
    better_word="higher",
    worse_word="lower",
    smallest_gap=0.05,
    sale="after",
    rank=7,
    records=(ASKED,),
    summed={"y": "answered", "x": "asked"},
    checks=(
        Check("only_answered", "refuse", _ONLY_ANSWERED, "all"),
        Check("only_answered", "refuse", _ONLY_ANSWERED + _NPS, "nps"),
        Check("only_answered", "refuse", _ONLY_ANSWERED + _CSAT, "csat"),
    ),
    sources=(
        "Wilson (1927) JASA 22:209-212, on an effective number of requests",
        "Newcombe (1998) Stat Med 17:873-890, method 10",
    ),
)
