"""Pins: the versions a page is drawn from, in the address, so that a link shows the same numbers.

A session that opens the newest data follows it: the next interaction after a data update shows
the new data. A session that opens an older link stays with it, as sent, until it is told to
switch. A bound widget drops its default from the address, and a version must always stand there:
so these three parameters are read and written by hand.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from icp_metrics.saved_views import VIEW
from icp_metrics.store import Store, Version
from icp_metrics.ui.source import Pin

_FOLLOWS = "follows_newest"


def pins(store: Store, current: Version) -> Pin:
    """Draw the choice of ICP and of versions, and return what is chosen."""
    newest = {"data": str(current.number), "settings": str(store.settings().version)}
    profiles = {f"{name} v{version}": (name, version) for name, version in _profiles(store)}
    known = {
        "data": [str(n) for n in reversed(store.version_numbers())],
        "settings": [str(v) for v in range(int(newest["settings"]), -1, -1)],
        "icp": list(profiles),
    }
    arrived = _FOLLOWS not in st.session_state or _went_back()
    if arrived:
        _adopt(known, newest)
    if st.session_state[_FOLLOWS]:
        st.session_state.update({f"pin_{name}": value for name, value in newest.items()})
    for name, options in known.items():
        if options and st.session_state.get(f"pin_{name}") not in options:
            st.session_state[f"pin_{name}"] = newest.get(name, options[0])
    if profiles:
        st.selectbox(
            "ICP definition",
            known["icp"],
            key="pin_icp",
            persist_state="session",
            help="Accounts are judged by this version of the Ideal Customer Profile.",
        )
    with st.expander("Versions"):
        for name, label in (("data", "Data"), ("settings", "Settings")):
            st.selectbox(
                label,
                known[name],
                key=f"pin_{name}",
                on_change=_stay,
                persist_state="session",
                help="Stands in the address, so that a link shows the same numbers later.",
            )
    chosen = {name: st.session_state[f"pin_{name}"] for name, options in known.items() if options}
    # Writing adds an entry to the browser's history: after Back that would be a trap.
    if not _went_back() and any(st.query_params.get(n) != v for n, v in chosen.items()):
        st.query_params.update(chosen)
    profile, version = profiles.get(chosen.get("icp", ""), (None, None))
    return Pin(int(chosen["data"]), int(chosen["settings"]), profile, version)


def follow() -> None:
    """From now on show the newest data; for callbacks."""
    st.session_state[_FOLLOWS] = True


def _stay() -> None:
    st.session_state[_FOLLOWS] = False


def _adopt(known: dict[str, list[str]], newest: dict[str, str]) -> None:
    """Take over what the address names: a link, a reload, or the Back button."""
    asked = {n: v for n in known if (v := st.query_params.get(n)) in known[n]}
    st.session_state.update({f"pin_{name}": value for name, value in asked.items()})
    # A saved view stays as it was frozen, also while its data is the newest.
    frozen = VIEW in st.query_params
    follows = not frozen and all(asked.get(name, value) == value for name, value in newest.items())
    st.session_state[_FOLLOWS] = follows


def _went_back() -> bool:
    context = get_script_run_ctx()
    return context is not None and bool(context.is_history_navigation)


def _profiles(store: Store) -> list[tuple[str, int]]:
    """Every version of every profile: the default profile first, the newest version first."""
    newest = [d for name in store.profile_names() if (d := store.profile(name)) is not None]
    return [(d.name, version) for d in newest for version in range(d.version, 0, -1)]
