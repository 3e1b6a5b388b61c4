"""terms: every end of an agreed term that any load told of a subscription.

An extract that holds only the present moves the end on at each renewal, so the newest load shows
past terms of those who left and of nobody who stayed. What earlier loads told is kept here.
"""

from __future__ import annotations

from icp_metrics.store.build import Build

TABLE = "subscriptions"
"""The table whose rows tell terms."""


def keep(build: Build, rows: str) -> None:
    """Create terms(subscription_id, term_ends_on) from `rows`, the stack of all loads.

    A term that was corrected or moved before it ended is in it beside the one that took its place.
    """
    build.run(f"""
        CREATE TABLE terms AS
        SELECT DISTINCT subscription_id, term_ends_on.v AS term_ends_on
        FROM {rows} WHERE term_ends_on.v IS NOT NULL
        ORDER BY subscription_id, term_ends_on
    """)
