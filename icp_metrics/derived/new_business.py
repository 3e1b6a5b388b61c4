"""Which deals are new business: by type, else by pipeline, else when the account had not bought.

`new_business_by` says what decided: `type`, `pipeline`, `earlier_win` (the account had won deals
before, or had not) or `earlier_mrr` (no won deal before, but billing: it paid already). MRR of
contracts comes from won deals and would say nothing new.
"""

from __future__ import annotations

_RENEWS = "renew|expan|upsell|up-sell|cross|existing|customer success"

SQL = f"""
    CREATE TABLE new_business AS
    WITH dated AS (
        SELECT opportunity_id, account_id, type, LOWER(pipeline) AS pipeline, status, closed_on,
               -- A deal closed before it was created must not count as its own earlier win.
               CASE WHEN status = 'open' THEN created_on
                    ELSE LEAST(created_on, closed_on) END AS began_on
        FROM opportunities
    ), earlier AS (
        SELECT d.opportunity_id, COUNT(*) AS wins
        FROM dated AS d
        JOIN dated AS w ON w.account_id = d.account_id AND w.status = 'won'
                       AND w.opportunity_id <> d.opportunity_id
                       AND w.closed_on < COALESCE(d.began_on, DATE '9999-12-31')
        GROUP BY d.opportunity_id
    ), paid AS (
        SELECT account_id, MIN(started_on) AS since FROM mrr_pieces
        WHERE source <> 'contract' AND mrr > 0
        GROUP BY account_id
    )
    SELECT d.opportunity_id,
           CASE WHEN d.type IS NOT NULL THEN d.type = 'new'
                WHEN REGEXP_MATCHES(d.pipeline, '{_RENEWS}') THEN FALSE
                WHEN REGEXP_MATCHES(d.pipeline, '\\bnew\\b') THEN TRUE
                ELSE e.wins IS NULL AND p.since IS NULL END AS is_new_business,
           CASE WHEN d.type IS NOT NULL THEN 'type'
                WHEN REGEXP_MATCHES(d.pipeline, '{_RENEWS}|\\bnew\\b') THEN 'pipeline'
                WHEN e.wins IS NULL AND p.since IS NOT NULL THEN 'earlier_mrr'
                ELSE 'earlier_win' END AS new_business_by
    FROM dated AS d
    LEFT JOIN earlier AS e ON e.opportunity_id = d.opportunity_id
    LEFT JOIN paid AS p ON p.account_id = d.account_id
                       AND p.since < COALESCE(d.began_on, DATE '9999-12-31')
"""
