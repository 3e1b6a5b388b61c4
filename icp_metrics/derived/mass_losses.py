"""Days on which over ten times as many deals were lost as on a usual one: a clean-up, it seems.

`mass_losses(closed_on, n)`: the usual day is the median of the days with any loss; fewer than 20
losses are no clean-up.
"""

TIMES = 10
FEWEST = 20

SQL = f"""
    CREATE TABLE mass_losses AS
    WITH by_day AS (
        SELECT closed_on, COUNT(*) AS n FROM opportunities
        WHERE status = 'lost' AND closed_on IS NOT NULL GROUP BY closed_on
    )
    SELECT closed_on, n FROM by_day
    WHERE n >= {FEWEST} AND n > {TIMES} * (SELECT MEDIAN(n) FROM by_day)
    ORDER BY closed_on
"""
