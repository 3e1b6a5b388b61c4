"""About: what a table or a report is of. Every export carries it, however it was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import Period, Row, Slice, View
from icp_metrics.compare.question import default_period
from icp_metrics.kpis import Kpi
from icp_metrics.report.unseen import unmarked
from icp_metrics.settings import SETTINGS

NOT_A_CAUSE = (
    "A difference is not a cause: accounts were not drawn at random, and sales works ICP accounts "
    "harder."
)

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Definition:
    """What a KPI means: its question and definition, and where the method is from."""

    title: str
    question: str
    definition: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class About:
    """What something exported is of, each as pairs of a label and what it says.

    `selected`: filters, dates, versions. `dates`: of each KPI, both ranges written out. `through`:
    the last day of each table. `criteria`: of the ICP definition.
    """

    selected: Pairs
    dates: Pairs
    through: tuple[tuple[str, date], ...]
    criteria: Pairs
    settings: Pairs
    definitions: tuple[Definition, ...]

    def says(self, label: str) -> str:
        """What is said of a label of `selected`."""
        return dict(self.selected)[label]


def about(
    view: View, asked: Slice, kpis: Iterable[Kpi] = (), *, rows: Iterable[Row] = (), made_on: date
) -> About:
    """What an answer to `asked` is of: of `rows` with their dates, else of `kpis` alone."""
    rows = list(rows)
    told = {wording.title(row): row for row in rows}
    shown = {k.title: k for k in (*(row.kpi for row in told.values()), *kpis)}
    return About(
        selected=_selected(view, asked, made_on),
        dates=tuple((title, wording.when(row)) for title, row in told.items()),
        through=tuple(sorted(view.version.data_through.items())),
        criteria=_criteria(view),
        settings=tuple(
            (s.name.replace("_", " "), _value(view.settings[s.name], s.default))
            for s in SETTINGS.values()
        ),
        definitions=tuple(
            Definition(k.title, k.question, unmarked(k.definition), k.sources)
            for k in shown.values()
        ),
    )


def period(view: View, asked: Slice) -> Period:
    """The dates asked for: those of the first KPI where none are."""
    usual = default_period(view, next(iter(KPIS.values())))
    return Period(asked.starts or usual.starts, asked.ends or usual.ends)


def definition_name(view: View) -> str:
    """`mid-market v3`, `mid-market, a draft`, or that there is none."""
    if view.profile is None:
        return "no ICP definition"
    if view.profile_version is None:
        return f"{view.profile.name}, a draft"
    return f"{view.profile.name} v{view.profile_version}"


def _selected(view: View, asked: Slice, made_on: date) -> Pairs:
    saved = view.profile_saved_on
    since = "" if saved is None else f", saved {wording.day(saved)}"
    judged = {
        "sold": "as sold: by what was known of the account when it happened",
        "today": "as today: by what the account is now",
    }
    return (
        ("Filters", "; ".join(wording.filtered(asked.where)) or "none: all accounts"),
        ("Period", wording.dates(period(view, asked))),
        ("Compared with", _against(asked)),
        ("ICP definition", f"{definition_name(view)}{since}"),
        ("Fit judged", judged[asked.fit_as_of]),
        ("Data", f"Data {view.version.number}, published {_published(view)}"),
        ("Data through", wording.reach(view.version.data_through) or "unknown"),
        ("Settings", f"version {view.settings.version}"),
        ("Made", f"{wording.day(made_on)} by icp-metrics {version('icp-metrics')}"),
    )


def _against(asked: Slice) -> str:
    if isinstance(asked.against, Period):
        return wording.dates(asked.against)
    return "the same a year earlier" if asked.against == "last_year" else "the period before"


def _published(view: View) -> str:
    return wording.day(date.fromisoformat(view.version.published_at[:10]))


def _criteria(view: View) -> Pairs:
    if view.profile is None:
        return ()
    musts = {"required": "must", "exclude": "must not"}
    said = [
        (musts.get(c.mode, f"weight {c.weight:g}"), wording.capital(c.sentence))
        for c in view.profile.criteria
    ]
    if view.profile.weight:
        needed = f"{view.profile.fit_at:g} of 100 points, of at least "
        said.append(("in ICP from", f"{needed}{wording.percent(view.profile.min_judged, 0)} known"))
    return tuple(said)


def _value(value: Any, default: Any) -> str:
    said = "not set" if value in (None, {}, []) else str(value)
    return f"{said}, the default" if value == default else said
