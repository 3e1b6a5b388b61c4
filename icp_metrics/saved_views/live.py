"""A live view of what an address shows."""

from __future__ import annotations

from icp_metrics.address import VERSIONS, Address, Parameters
from icp_metrics.saved_views.link import VIEW
from icp_metrics.saved_views.view import LIVE, SavedView
from icp_metrics.store import Store

LEFT_OUT = (VIEW, "search", "goto")
"""Parameters that shape nothing that a page shows."""


def shown(parameters: Parameters) -> dict[str, tuple[str, ...]]:
    """The parameters that shape what a page shows."""
    return {name: values for name, values in parameters.items() if name not in LEFT_OUT}


def live(store: Store, address: Address, *, name: str, author: str) -> SavedView:
    """The page of an address under a name, on the newest data and settings.

    It is judged by the newest version of the ICP definition that the address names; by an earlier
    one if the address names that.
    """
    kept = {n: v for n, v in shown(address.parameters).items() if n not in VERSIONS}
    icp = (address.parameters.get("icp") or ("",))[-1]
    profile, _, version = icp.rpartition(" v")
    known = store.profile_names()
    if profile in known:
        newest = store.profile(profile)
        if newest is None or str(newest.version) != version:
            kept["icp"] = (icp,)
        elif profile != known[0]:
            kept["icp"] = (profile,)
    return SavedView(name=name, kind=LIVE, page=address.page, parameters=kept, author=author)
