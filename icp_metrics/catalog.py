"""Every KPI that is declared. Menus, docs and tests iterate it; it fails loudly at start-up."""

from __future__ import annotations

import importlib
import pkgutil

from icp_metrics import kpis
from icp_metrics.errors import SliceError, did_you_mean
from icp_metrics.kpis import Kpi
from icp_metrics.tables import TABLES


def _discover() -> dict[str, Kpi]:
    found: dict[str, Kpi] = {}
    for module in pkgutil.iter_modules(kpis.__path__):
        kpi = importlib.import_module(f"{kpis.__name__}.{module.name}").KPI
        unknown = [t for t in (*kpi.tables, kpi.facts_of) if t not in TABLES]
        if kpi.id != module.name or unknown:
            raise ValueError(f"kpis/{module.name}.py: id {kpi.id!r}, unknown tables {unknown}")
        found[kpi.id] = kpi
    # Headline figures first, in the order of the sale.
    return dict(sorted(found.items(), key=lambda k: (not k[1].headline, k[1].sale == "after")))


KPIS: dict[str, Kpi] = _discover()


def kpi(name: str) -> Kpi:
    """The KPI of that id. Raises SliceError with the nearest name."""
    if name not in KPIS:
        raise SliceError(f"There is no KPI '{name}'.{did_you_mean(name, KPIS)}")
    return KPIS[name]
