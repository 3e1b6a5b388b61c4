"""allocations: which ways of sharing spend make the groups equal by construction.

Where only customers receive cost (an extract of won deals alone, spend that finance tags with
customers alone), each costs about the same whatever group it is in: nothing is compared.
"""

from __future__ import annotations

from icp_metrics.derived.spend_parts import ALLOCATIONS

_ROWS = ", ".join(f"('{a}')" for a in ALLOCATIONS)

SQL = f"""
    CREATE TABLE allocations AS
    WITH won AS (
        SELECT DISTINCT account_id FROM new_customers WHERE account_id IS NOT NULL
    ), received AS (
        SELECT p.allocation, BOOL_AND(CASE WHEN p.opportunity_id IS NOT NULL THEN o.status = 'won'
                                           ELSE w.account_id IS NOT NULL END) AS circular
        FROM spend_parts AS p
        LEFT JOIN opportunities AS o ON o.opportunity_id = p.opportunity_id
        LEFT JOIN won AS w ON w.account_id = p.account_id
        WHERE p.bucket IS NOT NULL
        GROUP BY p.allocation
    )
    SELECT a.allocation, COALESCE(r.circular, FALSE) AS circular
    FROM (VALUES {_ROWS}) AS a (allocation)
    LEFT JOIN received AS r ON r.allocation = a.allocation
"""
"""Creates allocations(allocation, circular), a row for each that has a name."""
