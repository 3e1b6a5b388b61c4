"""Question: a slice with its names resolved, ready to be put to the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from icp_metrics.compare import periods
from icp_metrics.compare.choices import check_filter
from icp_metrics.compare.dimensions import dimension
from icp_metrics.compare.periods import Period
from icp_metrics.compare.slice import FitAsOf, Slice
from icp_metrics.compare.view import View
from icp_metrics.dimensions import Dimension
from icp_metrics.errors import SliceError, did_you_mean
from icp_metrics.kpis import Kpi

CROSSED, MISSING, OTHER = "\x1f", "\x1e", "\x1d"
"""What stands between the labels of a segment and its strata, for one that is missing, and for all
that are folded into one: signs that no text of an extract holds."""


@dataclass(frozen=True)
class Question:
    """A slice with its names resolved. `periods` are numbered in the order given.

    `kpi`: as it is in the variant. `data_through`: the last day the KPI's tables reach; what is
    still there then is censored. `strata`: attributes that each segment is divided by further;
    its label is then those of all, crossed. `kept`: by name of an attribute, the labels that are
    not folded into OTHER.
    """

    kpi: Kpi
    variant: str
    periods: tuple[Period, ...]
    by: Dimension | None
    where: tuple[tuple[Dimension, tuple[str, ...]], ...]
    fit_as_of: FitAsOf
    data_through: date
    strata: tuple[Dimension, ...] = ()
    kept: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def kept_of(self, of: Dimension) -> tuple[str, ...] | None:
        """The labels of an attribute that stand by themselves; None where all do."""
        return next((labels for name, labels in self.kept if name == of.name), None)


def question(view: View, kpi: Kpi, asked: Slice) -> Question:
    """The slice with its names resolved, for the one period it covers."""
    variant = variant_of(view, kpi, asked)
    kpi = kpi.of(variant)
    whole = default_period(view, kpi)
    starts, ends = asked.starts or whole.starts, asked.ends or whole.ends
    for day in (starts, ends):
        if not periods.FIRST_YEAR <= day.year <= periods.LAST_YEAR:
            raise SliceError(
                f"The period {starts} to {ends} leaves the years {periods.FIRST_YEAR} to "
                f"{periods.LAST_YEAR}."
            )
    if starts >= ends:
        raise SliceError(f"The period starts {starts} and ends {ends}: nothing lies between.")
    where = tuple((dimension(view, kpi, name), values) for name, values in asked.where)
    for of, values in where:
        check_filter(view, kpi, of, values)
    return Question(
        kpi=kpi,
        variant=variant,
        periods=(periods.period(starts, ends, data_through(view, kpi)),),
        by=None if asked.by is None else dimension(view, kpi, asked.by),
        where=where,
        # What is there now is judged as it is now.
        fit_as_of="today" if kpi.window == "now" else asked.fit_as_of,
        data_through=data_through(view, kpi),
        strata=() if asked.and_by is None else (dimension(view, kpi, asked.and_by),),
        kept=asked.kept,
    )


def variant_of(view: View, kpi: Kpi, asked: Slice) -> str:
    """The variant asked for, else the one that is set, else the first."""
    stated = None if kpi.variant_by is None else view.settings[kpi.variant_by]
    variant = asked.variant or stated or kpi.default_variant
    if variant not in (kpi.ways or (kpi.default_variant,)):
        raise SliceError(
            f"{kpi.title} has no variant '{variant}'.{did_you_mean(variant, kpi.ways)}"
        )
    return variant


def default_period(view: View, kpi: Kpi) -> Period:
    """The last four complete quarters that the KPI's tables reach."""
    return periods.last_four_quarters(data_through(view, kpi), view.settings["fiscal_year_start"])


def data_through(view: View, kpi: Kpi) -> date:
    """The last day that all tables of the KPI reach, as far as they were loaded."""
    return kpi.reach(view.version.data_through)
