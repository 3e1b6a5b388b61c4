"""Answers: how many gave which score, by fit, of the surveys behind NPS and CSAT."""

from __future__ import annotations

from collections import Counter

import polars as pl

from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare.ask import keyed
from icp_metrics.compare.cells import GROUPS
from icp_metrics.compare.cohorts import over
from icp_metrics.compare.question import question
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.view import View
from icp_metrics.engine.sql import bind
from icp_metrics.profile.fit import ALL
from icp_metrics.statistics.nps import band
from icp_metrics.statistics.scales import Boxes, top_box_from

TOP, OTHERS, SLIDER = "top", "others", "slider"
"""Bands of satisfaction, one alone of a scale that has no top boxes; those of NPS are promoters,
passives and detractors."""

_SCHEMA = {
    "low": pl.Float64,
    "high": pl.Float64,
    "score": pl.Float64,
    "band": pl.String,
    "group": pl.String,
    "answers": pl.Int64,
    "share": pl.Float64,
    "accounts": pl.Int64,
}
_SCORED = """
    SELECT f.fit, f.cluster, r.score,
           CASE WHEN r.kind = 'nps' THEN 0 ELSE r.scale_min END AS low,
           CASE WHEN r.kind = 'nps' THEN 10 ELSE r.scale_max END AS high
    FROM behind AS f
    JOIN survey_responses AS r ON r.response_id = f.fact_id
    WHERE f.period IS NOT NULL
"""
_SCORES = """
    SELECT s.low, s.high, s.fit, s.score, COUNT(*) AS answers
    FROM scored AS s GROUP BY s.low, s.high, s.fit, s.score
"""
_ACCOUNTS = "SELECT DISTINCT s.low, s.high, s.fit, s.cluster FROM scored AS s"


def answers(view: View, kpi: str, asked: Slice) -> pl.DataFrame:
    """Per scale, box and group: low, high, score, band, group, answers, share, accounts; sorted.

    `score`: the one a box begins at; every box of a scale is there, also where nobody chose it.
    `share`: of the group's answers on that scale, null where it has none. `accounts`: those of
    the group on that scale. Answers are the facts of `kpi` in the slice: of each person the
    latest, where only that counts. The slice may not break down.
    """
    chosen = kpi_named(kpi)
    scored = over(bind(_SCORED, {}), "behind", keyed(view, question(view, chosen, asked)))
    scores, accounts = (
        view.engine.run(over(bind(sql, {}), "scored", scored)).with_columns(
            pl.col("low", "high").cast(pl.Float64)
        )
        for sql in (_SCORES, _ACCOUNTS)
    )
    rows = []
    for low, high in scores.select("low", "high").unique().sort("low", "high").rows():
        here = (pl.col("low") == low) & (pl.col("high") == high)
        of_nps = chosen.id == "nps"
        for group in GROUPS:
            own = here if group == ALL else here & (pl.col("fit") == group)
            clusters = accounts.filter(own)["cluster"].n_unique()
            found = scores.filter(own).select("score", "answers").rows()
            rows += [
                {"group": group, "accounts": clusters, **box}
                for box in _boxes(Boxes(low, high), found, of_nps=of_nps)
            ]
    return pl.DataFrame(rows, _SCHEMA)


def _boxes(
    of: Boxes, found: list[tuple[float, int]], *, of_nps: bool
) -> list[dict[str, float | str | None]]:
    """The boxes of one group, lowest first."""
    counts: Counter[int] = Counter()
    for score, answers in found:
        counts[of.of(score)] += answers
    total = counts.total()
    return [
        {
            "low": of.low,
            "high": of.high,
            "score": score,
            "band": band(score) if of_nps else _satisfied(of, score),
            "answers": counts[i],
            "share": counts[i] / total if total else None,
        }
        for i, score in enumerate(of.begin)
    ]


def _satisfied(of: Boxes, score: float) -> str:
    first = top_box_from(of.low, of.high)
    if first is None:
        return SLIDER
    return TOP if score >= first else OTHERS
