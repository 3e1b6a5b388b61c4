"""How far the data reaches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from icp_metrics.catalog import KPIS
from icp_metrics.tables import TABLES
from icp_metrics.wording.when import day


def reach(data_through: Mapping[str, date]) -> str:
    """`30 Sep 2026`; by system where that differs, `CRM 30 Sep 2026, billing 31 Aug 2026`; `` where
    no figure can be told. `data_through`: the last day of each table."""
    areas: dict[str, date] = {}
    for table in (t for kpi in KPIS.values() for k in kpi.every() for t in k.tables):
        if table in data_through:
            area, last = TABLES[table].area, data_through[table]
            areas[area] = min(last, areas.get(area, last))
    if len(set(areas.values())) == 1:
        return day(next(iter(areas.values())))
    return ", ".join(f"{area} {day(last)}" for area, last in areas.items())
