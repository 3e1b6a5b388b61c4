"""Stage history from extracts of deals: a stage that differs from the extract before was entered.

The CRM's own history goes before: up to the date of the newest load that tells any of a deal, it
tells all of it. After that date, and for deals it does not name, an extract whose stage is another
than the one last known says that the deal entered it on the extract's date: the day is as exact as
extracts are frequent. The stage in which a deal is first seen is entered on its `created_on`, if
no extract was taken in between; older deals may have been in it for long, so nothing is said. A
blank stage is no stage.
"""

from __future__ import annotations

from icp_metrics.store.build import Build

TABLE = "stage_history"


def told(build: Build, history: str, deals: str) -> str:
    """Add to the stack `history` what the stack of extracts `deals` and their current rows tell.

    Returns the name of the new stack, which is the old one where there is nothing to add.
    """
    days = f"SELECT COUNT(DISTINCT _true_on) AS n FROM {deals} WHERE stage IS NOT NULL"
    own = f"SELECT COUNT(*) AS n FROM {history}"
    if build.frame(days)["n"][0] < 2 and not build.frame(own)["n"][0]:
        return history  # one extract tells of no passage
    build.run(f"""
        CREATE TEMP TABLE _told_stages AS
        WITH extracts AS (
            SELECT _true_on, LAG(_true_on) OVER (ORDER BY _true_on) AS taken_before
            FROM (SELECT DISTINCT _true_on FROM {deals} WHERE stage IS NOT NULL)
        ), newest AS (
            SELECT opportunity_id, MAX(_true_on) AS told_until, MAX(entered_on) AS last_on
            FROM {history} GROUP BY opportunity_id
        ), own AS (
            -- Two stages of one day: either may be the last.
            SELECT n.opportunity_id, n.told_until, LIST(h.stage) AS last_stages
            FROM newest AS n JOIN {history} AS h
              ON h.opportunity_id = n.opportunity_id AND h.entered_on = n.last_on
            GROUP BY n.opportunity_id, n.told_until
        ), seen AS (
            SELECT opportunity_id, stage.v AS stage, _true_on, _order
            FROM {deals} WHERE stage IS NOT NULL
            QUALIFY ROW_NUMBER() OVER (
                PARTITION BY opportunity_id, _true_on ORDER BY _order DESC) = 1
        ), after AS (
            SELECT s.*, o.last_stages, LAG(s.stage) OVER by_day AS stage_before
            FROM seen AS s LEFT JOIN own AS o ON o.opportunity_id = s.opportunity_id
            WHERE s.stage IS NOT NULL AND s._true_on > COALESCE(o.told_until, DATE '0001-01-01')
            WINDOW by_day AS (PARTITION BY s.opportunity_id ORDER BY s._true_on)
        ), entered AS (
            SELECT a.opportunity_id, a.stage, a._order, a._true_on,
                   CASE WHEN a.stage_before IS NOT NULL THEN
                            CASE WHEN a.stage <> a.stage_before THEN a._true_on END
                        WHEN a.last_stages IS NOT NULL THEN
                            CASE WHEN NOT LIST_CONTAINS(a.last_stages, a.stage) THEN a._true_on END
                        WHEN d.created_on > e.taken_before AND d.created_on <= a._true_on THEN
                            d.created_on
                   END AS entered_on
            FROM after AS a
            JOIN extracts AS e ON e._true_on = a._true_on
            JOIN opportunities AS d ON d.opportunity_id = a.opportunity_id
        )
        SELECT * FROM {history}
        UNION ALL BY NAME
        SELECT opportunity_id, stage, entered_on, _order, _true_on, FALSE AS _gone
        FROM entered WHERE entered_on IS NOT NULL
    """)
    return "_told_stages"
