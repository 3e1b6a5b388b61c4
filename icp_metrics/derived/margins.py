"""margins: the gross margin of each customer's revenue, as the settings have it."""

from __future__ import annotations

from collections.abc import Mapping

from icp_metrics.derived.mrr_pieces import COUNTS, OWNER
from icp_metrics.derived.words import text


def margins(stated: float | Mapping[str, float] | None) -> str:
    """SQL that creates margins(account_id, margin): a share of revenue, NULL where not known.

    One figure holds for all. Stated by plan, a customer has the mean over its subscriptions that
    count as MRR, weighted by it; one with a plan that is not stated has none.
    """
    if not isinstance(stated, Mapping):
        figure = "NULL" if stated is None else repr(float(stated))
        return f"""
            CREATE TABLE margins AS
            SELECT DISTINCT account_id, CAST({figure} AS DOUBLE) AS margin FROM mrr_spans
        """
    plans = " ".join(
        f"WHEN LOWER(plan) = {text(plan.lower())} THEN {float(margin)!r}"
        for plan, margin in stated.items()
    )
    known = f"CASE {plans} END" if plans else "CAST(NULL AS DOUBLE)"
    return f"""
        CREATE TABLE margins AS
        WITH planned AS (
            SELECT {OWNER.format("")} AS account_id, CAST(mrr AS DOUBLE) AS mrr, {known} AS margin
            FROM subscriptions WHERE mrr > 0 AND {COUNTS}
        ), weighted AS (
            SELECT account_id,
                   CASE WHEN COUNT(*) = COUNT(margin) THEN SUM(mrr * margin) / SUM(mrr) END
                     AS margin
            FROM planned GROUP BY account_id
        )
        SELECT DISTINCT s.account_id, w.margin
        FROM mrr_spans AS s LEFT JOIN weighted AS w ON w.account_id = s.account_id
    """
