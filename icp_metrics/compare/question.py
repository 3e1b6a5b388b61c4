"""Question: a slice with its names resolved, ready to be put to the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from icp_metrics.compare.periods import Period
from icp_metrics.compare.slice import FitAsOf
from icp_metrics.dimensions import Dimension
from icp_metrics.kpis import Kpi


@dataclass(frozen=True)
class Question:
    """A slice with its names resolved. `periods` are numbered in the order given.

    `data_through`: the last day the KPI's tables reach; what is still there then is censored.
    """

    kpi: Kpi
    variant: str
    periods: tuple[Period, ...]
    by: Dimension | None
    where: tuple[tuple[Dimension, tuple[str, ...]], ...]
    fit_as_of: FitAsOf
    data_through: date
