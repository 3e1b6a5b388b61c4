"""What can be chosen: the values of each attribute that a filter may name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from icp_metrics.catalog import KPIS
from icp_metrics.compare.dimensions import available, dimension
from icp_metrics.compare.listed import values_of
from icp_metrics.compare.slice import Filter
from icp_metrics.compare.view import View
from icp_metrics.dimensions import Dimension
from icp_metrics.engine.sql import literal
from icp_metrics.errors import SliceError, did_you_mean
from icp_metrics.kpis import Kpi
from icp_metrics.schema import TEXT

MOST_VALUES = 200
"""An attribute with more values than this is searched for, not offered."""


def values(view: View, kpi: Kpi) -> dict[str, list[str]]:
    """Per attribute known in any variant, its labels in order; those with none or very many are
    left out."""
    found = {}
    of_names = {Dimension(a).name: k for k in kpi.every() for a in available(view, k)}
    for name, in_variant in of_names.items():
        resolved = dimension(view, in_variant, name)
        labels = list(resolved.labels()) or distinct(view, in_variant, resolved)
        if 1 <= len(labels) <= MOST_VALUES:
            found[name] = labels
    return found


def check_filter(view: View, kpi: Kpi, of: Dimension, values: Sequence[str]) -> None:
    """Raise SliceError for a value that no account or fact has; "" is a missing value."""
    named = [v for v in values if v != ""]
    known = list(of.labels()) or distinct(view, kpi, of, only=named)
    unknown = [v for v in named if v not in known]
    if unknown and of.labels():
        raise SliceError(f"{of.name} is grouped as {', '.join(known)}; '{unknown[0]}' is no group.")
    if unknown:
        near = did_you_mean(unknown[0], distinct(view, kpi, of))
        raise SliceError(f"No {of.name} is '{unknown[0]}'.{near}")


def existing(view: View, kpi: Kpi, wanted: Filter) -> Filter:
    """The filter with those of its values that there are."""
    name, labels = wanted
    of = dimension(view, kpi, name)
    known = list(of.labels()) or distinct(view, kpi, of, only=labels)
    return name, tuple(v for v in labels if v in known)


def first_day(view: View, kpi: Kpi) -> date | None:
    """The day of the KPI's earliest fact; None without facts."""
    facts = kpi.facts_table(kpi.default_variant)
    happens = "origin_on" if kpi.window == "exposure" else "counted_on"
    day = exp.Min(this=exp.column(happens))
    found: date | None = view.engine.run(exp.select(exp.alias_(day, "day")).from_(facts))["day"][0]
    return found


def distinct(
    view: View,
    kpi: Kpi,
    of: Dimension,
    only: Sequence[str] | None = None,
    *,
    most: int = MOST_VALUES + 2,
) -> list[str]:
    """The labels a dimension has, or those of `only` that it has; `most` of them at most."""
    if of.attribute.table == "fit":
        return [tier for tier, _ in view.profile.tiers] if view.profile else []
    # Of what facts carry, each KPI has its own.
    whose = kpi.id if of.attribute.carried is not None else None
    wanted = None if only is None else tuple(only)
    asked = ("labels", whose, of, wanted, most)
    found = view.facts.get(asked, lambda: _asked(view, kpi, of, wanted, most))
    return list(found)


def _asked(view: View, kpi: Kpi, of: Dimension, only: Sequence[str] | None, most: int) -> list[str]:
    label = exp.alias_(of.label(), "label")
    if of.is_list:
        query = exp.select(label).from_(values_of(of)[0].subquery("v"))
    elif of.attribute.table == "accounts":
        query = exp.select(label).from_("account_spans AS s")
    elif of.attribute.carried is not None:
        whole = KPIS[kpi.id]
        carrying = next(v for v in whole.variants if of.name in whole.of(v).dimensions)
        query = exp.select(label).from_(f"{kpi.facts_table(carrying)} AS f")
    else:
        query = exp.select(label).from_(f"{of.attribute.table} AS d")
    labelled = exp.select("label").distinct().from_(query.subquery("l"))
    if only is not None:
        wanted = [literal(v) for v in only]
        labelled = labelled.where(exp.In(this=exp.column("label"), expressions=wanted))
    labels = view.engine.run(labelled.limit(most))["label"].drop_nulls().to_list()
    return sorted(labels) if of.attribute.kind is not TEXT else sorted(labels, key=str.casefold)
