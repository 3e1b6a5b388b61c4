"""The address that opens a saved view."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from icp_metrics.address.read import FIRST_PAGE
from icp_metrics.saved_views.view import FROZEN, SavedView
from icp_metrics.store import Store

VIEW = "view"
"""The parameter that says which view a page was opened as."""

_VERSIONED = re.compile(r".* v\d+")


def link(store: Store, view: SavedView) -> str:
    """The address of a view, to be read from any page: `kpi?where=Region%3A+South`."""
    said = {name: list(values) for name, values in view.parameters.items()}
    if view.kind == FROZEN:
        said[VIEW] = [str(view.number)]
    elif (name := next(iter(said.get("icp", [])), "")) and not _VERSIONED.fullmatch(name):
        newest = store.profile(name) if name in store.profile_names() else None
        said["icp"] = [] if newest is None else [f"{name} v{newest.version}"]
    page = "" if view.page == FIRST_PAGE else view.page
    return f"./{page}?{urlencode(said, doseq=True)}"
