"""Every KPI that is declared. Menus, docs and tests iterate it; it fails loudly at start-up."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any

from icp_metrics import kpis
from icp_metrics.errors import SettingError, SliceError, did_you_mean
from icp_metrics.kpis import Kpi
from icp_metrics.tables import TABLES


def _discover() -> dict[str, Kpi]:
    found: dict[str, Kpi] = {}
    for module in pkgutil.iter_modules(kpis.__path__):
        kpi = importlib.import_module(f"{kpis.__name__}.{module.name}").KPI
        named = [*kpi.tables, kpi.facts_of, *([kpi.instead] if kpi.instead else [])]
        unknown = [t for t in named if t not in TABLES]
        if kpi.id != module.name or unknown:
            raise ValueError(f"kpis/{module.name}.py: id {kpi.id!r}, unknown tables {unknown}")
        found[kpi.id] = kpi

    # Headline figures first, in the order of the sale; what is not judged last.
    def place(kpi: Kpi) -> tuple[bool, bool, bool, int]:
        return (not kpi.headline, kpi.better == "neither", kpi.sale == "after", kpi.rank)

    return dict(sorted(found.items(), key=lambda named: place(named[1])))


KPIS: dict[str, Kpi] = _discover()


def check_settings(values: Mapping[str, Any]) -> None:
    """Raise SettingError for a smallest difference or target that fits no KPI.

    Shares are fractions: 0.03 is 3 percentage points.
    """
    for name in ("smallest_gap", "targets"):
        for known, value in values[name].items():
            if known not in KPIS:
                raise SettingError(
                    f"{name}.{known}: there is no such KPI.{did_you_mean(known, KPIS)}"
                )
            if name == "smallest_gap" and value <= 0:
                raise SettingError(f"{name}.{known} must be above 0; {value} is not.")
            fraction = KPIS[known].unit == "share" or KPIS[known].relative
            if name == "smallest_gap" and fraction and value >= 1:
                raise SettingError(
                    f"{name}.{known} is a fraction, 0.03 for 3 percentage points or 3 %; "
                    f"{value} is not below 1."
                )


def kpi(name: str) -> Kpi:
    """The KPI of that id. Raises SliceError with the nearest name."""
    if name not in KPIS:
        raise SliceError(f"There is no KPI '{name}'.{did_you_mean(name, KPIS)}")
    return KPIS[name]
