"""What a KPI is broken down by: attributes of accounts first, then those of its own rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from icp_metrics import wording
from icp_metrics.compare import View
from icp_metrics.compare.dimensions import dimension
from icp_metrics.kpis import Kpi

_USUAL = "region"
_ALONE = "nothing else"


def draw_by(filled: Mapping[str, float], kpi: Kpi) -> str:
    """Let the reader choose one of the attributes that have values. `filled`: name -> share.

    Without one asked for it is the region, else the one with the fullest data. One that the KPI
    does not have is said not to be there.
    """
    names = {wording.attribute(name): name for name in filled}
    usual = list(filled).index(_USUAL if _USUAL in filled else _fullest(filled))
    wanted = st.session_state.get("by", st.query_params.get("by"))
    _put_back("by", list(names), list(names)[usual])
    chosen = st.selectbox("Break down by", list(names), index=usual, key="by", bind="query-params")
    picked = chosen if chosen in names else list(names)[usual]
    if wanted is not None and wanted not in names:
        st.caption(f":material/info: {wording.plain(wording.not_known(kpi.title, wanted, picked))}")
    return names[picked]


def draw_and_by(filled: Mapping[str, float], view: View, kpi: Kpi, by: str) -> str | None:
    """Let the reader choose a second one to cross the first with; None for none."""
    lists = {name for name in filled if dimension(view, kpi, name).is_list}
    offered = {
        wording.attribute(name): name
        for name in filled
        if name != by and not (by in lists and name in lists)
    }
    _put_back("and_by", [_ALONE, *offered], _ALONE)
    chosen = st.selectbox("and by", [_ALONE, *offered], key="and_by", bind="query-params")
    return offered.get(chosen or "")


def _fullest(filled: Mapping[str, float]) -> str:
    """The first of those with the most values, of accounts where there is any."""
    of_accounts = {name: share for name, share in filled.items() if "." not in name} or filled
    return max(of_accounts, key=lambda name: of_accounts[name])


def _put_back(key: str, options: Sequence[str], usual: str) -> None:
    """Choose what is usual where what was chosen is no longer offered: the browser would go on
    showing it. What an address asks for is not there yet, and falls back by itself."""
    if key in st.session_state and st.session_state[key] not in options:
        st.session_state[key] = usual
