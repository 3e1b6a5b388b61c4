"""Freezing: a view that names its versions and its dates, so that nothing can change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from icp_metrics.address import Parameters, asked
from icp_metrics.address.asked import ANOTHER, DATES
from icp_metrics.address.calendar import CUSTOM
from icp_metrics.address.filters import KINDS
from icp_metrics.compare import Period, Slice, View, open_view
from icp_metrics.compare.question import question
from icp_metrics.errors import SliceError
from icp_metrics.publish import recipe
from icp_metrics.saved_views.view import FROZEN, SavedView
from icp_metrics.store import Store


def frozen(view: View, live: SavedView) -> SavedView:
    """A live view frozen as it is over a view of the data. Raises SliceError as its page would."""
    shown = asked(view, live.parameters)
    _check(view, shown)
    assert shown.starts is not None and shown.ends is not None
    said = dict(live.parameters)
    said |= _between("period", CUSTOM, Period(shown.starts, shown.ends))
    if isinstance(shown.against, Period):
        said |= _between("against", ANOTHER, shown.against)
    said |= {"data": (str(view.version.number),), "settings": (str(view.settings.version),)}
    if view.profile is not None:
        said["icp"] = (f"{view.profile.name} v{view.profile_version}",)
    return replace(live, kind=FROZEN, parameters=said, recipe=recipe())


def _check(view: View, asked: Slice) -> None:
    """Raise SliceError where no KPI could answer: a value that nothing has."""
    errors = []
    for kpi in KINDS:
        try:
            question(view, kpi, asked)
        except SliceError as error:
            errors.append(error)
    if len(errors) == len(KINDS):
        raise errors[0]


def view_of(store: Store, parameters: Parameters) -> View:
    """The view of the data that an address names, by default the newest of everything.

    Raises SliceError for a version that is no number, and what open_view raises.
    """
    profile, _, version = (parameters.get("icp") or ("",))[-1].rpartition(" v")
    return open_view(
        store,
        version=_number(parameters, "data"),
        settings_version=_number(parameters, "settings"),
        profile=profile or None,
        profile_version=int(version) if profile and version.isdecimal() else None,
    )


def _number(parameters: Parameters, name: str) -> int | None:
    said = (parameters.get(name) or ("",))[-1]
    if said and not said.isdecimal():
        raise SliceError(f"'{said}' is no version of the {name}.")
    return int(said) if said else None


def _between(which: str, custom: str, period: Period) -> dict[str, tuple[str, ...]]:
    days = (period.starts, period.ends - timedelta(days=1))
    dates = {n: (day.isoformat(),) for n, day in zip(DATES[which], days, strict=True)}
    return {which: (custom,), **dates}
