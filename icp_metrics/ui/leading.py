"""What a link to a page leads with: its parameters, and what is chosen there on arrival."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from icp_metrics.address import VERSIONS
from icp_metrics.catalog import KPIS
from icp_metrics.profile.fit import ALL
from icp_metrics.wording import GROUP_WORDS

_ROWS = ("group", "find", "outcome", "sort", "order", "columns", "count_by", "then_by")
CHOSEN = ("kpi", "variant", *_ROWS)
_SEVERAL = ("columns",)
"""What is chosen on pages that links lead to; of these, where several may be."""

_OF_ITSELF = {"kpi": next(iter(KPIS.values())).title, "group": GROUP_WORDS[ALL]}
"""What a page has chosen by itself."""

SAID = "said"
"""What a page is opened with, of what cannot stand in the address yet."""

OF_ACCOUNT = ("account", "back", "kinds")
"""The parameters of one account's page."""


def as_linked(said: Mapping[str, Any] | None) -> None:
    """Let the link that led to another page say what is chosen there, and nothing else.

    Streamlit keeps what was chosen on a page at an earlier visit, and takes it before a parameter
    of the link that the page one left has a widget for. So a count would open other rows than it
    counts. Links name the versions, the menu does not: a page of the menu is as one left it.

    `said`: what the page one left could not put into the address.
    """
    context = get_script_run_ctx()
    if context is None or context.is_history_navigation:
        return
    linked = parse_qs(context.query_string)
    if not any(name in linked for name in VERSIONS):
        return
    for key in CHOSEN:
        if said is not None and key in said:
            st.session_state[key] = said[key]
        elif said is None and key in linked and key not in st.query_params:
            st.session_state[key] = linked[key] if key in _SEVERAL else linked[key][-1]
        else:
            st.session_state.pop(key, None)


def led(here: str, kept: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that lead to a page: rows as they are by themselves, an account with the way
    back from it; nothing that is so by itself, which Streamlit would take out as a step of its own
    in the browser's history, and again after Back."""
    gone = dict.fromkeys(OF_ACCOUNT, "")
    if changes.get("account"):
        gone = {"back": _way_back(here)}
    elif "kpi" in changes:
        gone |= dict.fromkeys(_ROWS, "")
    params = {**kept, **gone, **changes}
    return {
        k: v
        for k, v in params.items()
        if v and not (_OF_ITSELF.get(k) == v and k not in st.query_params)
    }


def _way_back(here: str) -> str:
    """The page of this run with its own parameters, to come back to from an account; "" of the
    rows, which stay in the address, and from one account to the next as it was."""
    if here == "accounts":
        return st.query_params.get("back", "")
    own = {k: st.query_params.get_all(k) for k in st.query_params if k not in VERSIONS}
    return f"{here}?{urlencode(own, doseq=True)}"
