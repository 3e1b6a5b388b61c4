"""Filters that stay when the page changes, as one step of the browser's history.

A page of the menu is opened by an address without parameters. Streamlit then gives each filter back
to the address by itself, and each is a step of the history: Back would stay on the page and take
the filters away one by one. So they are given back together, before any widget is drawn.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from icp_metrics.address import VERSIONS, Parameters

_KEPT = "address_kept"


def carry() -> None:
    """Give the filters of the page before back to an address that has none.

    One step back from there is that address again, in the history of the browser only: there the
    filters stay too, and nothing is written, since that would add a step.
    """
    context = get_script_run_ctx()
    kept: Parameters = st.session_state.get(_KEPT, {})
    if context is None or not kept or any(name in st.query_params for name in VERSIONS):
        return
    with context.session_state.query_params() as parameters:
        for name, values in kept.items():
            parameters.set_with_no_forward_msg(name, list(values) if values[1:] else values[0])
        if not context.is_history_navigation:
            parameters._send_query_param_msg()
    context.is_history_navigation = False


def remember(filters: Parameters) -> None:
    """Keep the filters of this page, and the versions it is drawn from."""
    versions = {name: (st.query_params[name],) for name in VERSIONS if name in st.query_params}
    st.session_state[_KEPT] = {**versions, **filters}
