"""Filters as the screen says them: `Region: South`, `Region: (blank)`."""

from __future__ import annotations

from collections.abc import Sequence

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import View
from icp_metrics.compare.choices import MOST_VALUES, distinct
from icp_metrics.compare.dimensions import available, dimension
from icp_metrics.compare.slice import Filter
from icp_metrics.dimensions import Dimension
from icp_metrics.errors import SliceError, did_you_mean

_EVERY = {(k.facts_of, *k.dimensions): k for kpi in KPIS.values() for k in kpi.every()}
# KPIs whose facts are rows of the same table and carry the same know the same attributes: one of
# each is asked.
KINDS = tuple({k.id: KPIS[k.id] for k in _EVERY.values()}.values())


def option(name: str, label: str | None) -> str:
    """A filter as it is shown; a label of None is a missing value."""
    return f"{wording.attribute(name)}: {wording.segment(label)}"


def attributes(view: View) -> dict[str, str]:
    """Everything one can filter by: the words on screen -> the name of the attribute."""
    return {
        wording.attribute(Dimension(a).name): Dimension(a).name
        for kpi in KINDS
        for k in kpi.every()
        for a in available(view, k)
    }


def offered(view: View) -> dict[str, tuple[str, list[str]]]:
    """Every attribute that has a value, by its words: its name and its values in order.

    None are told of one with more than MOST_VALUES: `labels` has them.
    """
    found = {words: (name, labels(view, name)) for words, name in attributes(view).items()}
    return {
        words: (name, known if len(known) <= MOST_VALUES else [])
        for words, (name, known) in found.items()
        if known
    }


def labels(view: View, name: str, most: int = MOST_VALUES + 2) -> list[str]:
    """The values of an attribute in order, `most` of them at most."""
    kpi = next(
        k
        for kpi in KINDS
        for k in kpi.every()
        if name in {Dimension(a).name for a in available(view, k)}
    )
    of = dimension(view, kpi, name)
    return list(of.labels()) or distinct(view, kpi, of, most=most)


def filters(view: View, words: Sequence[str]) -> tuple[Filter, ...]:
    """The filters that words name, of one attribute together.

    Raises SliceError for words that name no attribute. Whether a value exists is asked later.
    """
    known = attributes(view)
    grouped: dict[str, list[str]] = {}
    for said in words:
        attribute, colon, label = said.partition(": ")
        if not colon or attribute not in known:
            raise SliceError(
                f"There is no filter '{said}'.{did_you_mean(attribute, known)}"
                if colon
                else f"'{said}' is no filter: write it as on the page, such as Region: South."
            )
        grouped.setdefault(known[attribute], []).append(_label(label))
    return tuple((name, tuple(labels)) for name, labels in grouped.items())


def _label(shown: str) -> str:
    """A label as data has it; "" is a missing value."""
    if shown == wording.MISSING:
        return ""
    return wording.MISSING if shown == wording.segment(wording.MISSING) else shown
