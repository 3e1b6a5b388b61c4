"""How many rows of a measure's tables were rejected when they were loaded."""

from __future__ import annotations

from icp_metrics.store import Store, Version
from icp_metrics.tie_out.measures import Measure


def rejected(store: Store, version: Version, measure: Measure) -> int:
    """Rejected rows in the loads of a version; one rejected in two loads counts twice."""
    loads = store.loads()
    held = (loads[n].rejected for n in version.loads if n in loads)
    return sum(counts.get(table, 0) for counts in held for table in measure.tables)
