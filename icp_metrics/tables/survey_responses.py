"""Survey responses: what customers answered when asked, and who was asked and did not answer."""

import polars as pl

from icp_metrics.schema import DATE, ID, NUMBER, TEXT, Column, RowCheck, Table, one_of


def _on_its_scale() -> pl.Expr:
    score, low, high = (pl.col(c) for c in ("score", "scale_min", "scale_max"))
    return score.is_null() | score.is_between(low, high)


def _nps_is_whole() -> pl.Expr:
    score = pl.col("score")
    whole = (score == score.floor()) & score.is_between(0, 10)
    return (pl.col("kind") != "nps") | score.is_null() | whole


def _scale_has_a_length() -> pl.Expr:
    return pl.col("scale_max") > pl.col("scale_min")


TABLE = Table(
    name="survey_responses",
    area="surveys",
    doc=(
        "One row per person asked in a survey. Without a score it was not answered: such rows "
        "count in the response rate alone."
    ),
    key=("response_id",),
    happened=("answered_on",),
    row_checks=(
        RowCheck(
            "score",
            "an NPS answer is a whole number from 0 to 10",
            ("kind", "score"),
            _nps_is_whole,
        ),
        RowCheck(
            "score",
            "the score is not on its scale, from scale_min to scale_max",
            ("score", "scale_min", "scale_max"),
            _on_its_scale,
        ),
        RowCheck(
            "scale_max",
            "a scale ends above where it begins",
            ("scale_min", "scale_max"),
            _scale_has_a_length,
        ),
    ),
    columns=(
        Column("response_id", ID, "The survey tool's identifier.", "210984573", True),
        Column("account_id", ID, "The account asked.", "0015g00000XyZab"),
        Column("respondent", ID, "The person asked, by an identifier or address.", "p-20931"),
        Column(
            "kind",
            TEXT,
            "nps: would they recommend; csat: were they satisfied.",
            "nps",
            required=True,
            checks=(one_of("nps", "csat"),),
            dimension=True,
        ),
        Column("scale_min", NUMBER, "Lowest answer of the scale; blank for nps (0).", "0"),
        Column("scale_max", NUMBER, "Highest answer of the scale; blank for nps (10).", "10"),
        Column("score", NUMBER, "The answer; blank where there was none.", "9"),
        Column("answered_on", DATE, "When it was answered, else asked.", "2026-02-11", True),
        Column("comment", TEXT, "What they wrote.", "Saves us a day a week"),
        Column("theme", TEXT, "What it is about.", "Reporting", dimension=True),
    ),
)
