"""Customer satisfaction: how many are satisfied."""

from icp_metrics.kpis import Check, Kpi, Variant
from icp_metrics.records import ASKED, NO_ANSWER, LeftOut
from icp_metrics.statistics.mean_score import MeanScore
from icp_metrics.statistics.ratio import Ratio

_ANSWERS = """
    WITH answers AS (
        SELECT r.*, r.scale_max - r.scale_min AS steps,
               CASE WHEN FLOOR(r.scale_min) = r.scale_min AND FLOOR(r.scale_max) = r.scale_max
                    THEN CAST(CAST(r.scale_min AS BIGINT) AS VARCHAR) || '-'
                         || CAST(CAST(r.scale_max AS BIGINT) AS VARCHAR)
                    ELSE CAST(r.scale_min AS VARCHAR) || '-' || CAST(r.scale_max AS VARCHAR)
               END AS scale
        FROM survey_responses AS r
        WHERE r.kind = 'csat' AND r.score IS NOT NULL
          AND r.scale_min IS NOT NULL AND r.scale_max IS NOT NULL
    )
"""
_TOP_BOX = (
    _ANSWERS
    + """
    SELECT a.response_id AS fact_id, a.account_id, a.bucket,
           a.answered_on AS at, a.answered_on AS counted_on, a.scale,
           CASE WHEN a.score >= a.scale_max - CASE WHEN a.steps <= 2 THEN 0 ELSE 1 END
                THEN 1 ELSE 0 END AS y,
           1 AS x
    FROM answers AS a
    WHERE a.steps <= 10
"""
)
_SLIDERS = """
    SELECT COUNT(*) FROM survey_responses AS r
    WHERE r.kind = 'csat' AND r.score IS NOT NULL AND r.scale_max - r.scale_min > 10
"""

_ANSWERED = ASKED.without(
    LeftOut("asked in another survey", "o.kind <> 'csat'"),
    NO_ANSWER,
    LeftOut("without the ends of the scale", "o.scale_min IS NULL OR o.scale_max IS NULL"),
)
_BOXED = _ANSWERED.without(
    LeftOut("on a scale of more than eleven points", "o.scale_max - o.scale_min > 10")
)

KPI = Kpi(
    id="csat",
    title="CSAT",
    unit="share",
    better="higher",
    window="event",
    question="Are customers that fit the ICP more satisfied?",
    definition=(
        "Of the answers to a satisfaction survey, the share in the top two boxes: 4 and 5 of 1 to "
        "5, 6 and 7 of 1 to 7; the top one on scales of two or three points, such as good and bad. "
        "Every answer counts; by account, the answers of an account are averaged, so that each "
        "account counts once. The mean answer is in points, from 0 for the lowest to 100 for the "
        "highest. Answers on several scales are never added up: filter or break down by the scale. "
        "Who was asked and did not answer is not in it: the response rate stands beside it. Fit is "
        "judged when it was answered."
    ),
    variants={
        "top_box": _TOP_BOX,
        "account": _TOP_BOX,
        "mean": _ANSWERS
        + """
            SELECT a.response_id AS fact_id, a.account_id, a.bucket,
                   a.answered_on AS at, a.answered_on AS counted_on, a.scale,
                   100 * (a.score - a.scale_min) / a.steps AS y, 1 AS x
            FROM answers AS a
        """,
    },
    differs={
        "top_box": Variant("Top boxes"),
        "account": Variant(
            "Top boxes by account", {"averaged_by": "cluster", "estimator": MeanScore(top=1.0)}
        ),
        "mean": Variant(
            "Mean answer",
            {
                "unit": "points",
                "estimator": MeanScore(),
                "smallest_gap": 5,
                "records": (_ANSWERED,),
                "summed": {"y": "points", "x": "answers"},
            },
        ),
    },
    estimator=Ratio(share=True),
    tables=("survey_responses",),
    facts_of="survey_responses",
    fact_noun="answers",
    better_word="higher",
    worse_word="lower",
    smallest_gap=0.05,
    sale="after",
    rank=6,
    alike="scale",
    dimensions={"survey_responses.scale": "scale"},
    beside=(("response_rate", "csat"),),
    records=(_BOXED,),
    summed={"y": "satisfied", "x": "answers"},
    checks=(
        Check(
            "no_scale",
            "left_out",
            """
            SELECT COUNT(*) FROM survey_responses AS r
            WHERE r.kind = 'csat' AND r.score IS NOT NULL
              AND (r.scale_min IS NULL OR r.scale_max IS NULL)
            """,
        ),
        Check("no_boxes", "left_out", _SLIDERS, "top_box"),
        Check("no_boxes", "left_out", _SLIDERS, "account"),
    ),
    sources=(
        "Wilson (1927) JASA 22:209-212, on an effective number of answers",
        "Newcombe (1998) Stat Med 17:873-890, method 10",
    ),
)
