"""Choices that several pages share, bound to the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View
from icp_metrics.compare.question import variant_of
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import ALL


def kpi(label: Literal["visible", "collapsed"] = "visible") -> str:
    """Let the reader choose a KPI; its id."""
    ids = {k.title: name for name, k in KPIS.items()}
    picked = st.selectbox(
        "KPI", list(ids), key="kpi", bind="query-params", label_visibility=label, width=260
    )
    return ids.get(picked, next(iter(KPIS)))


def among(label: str, options: Sequence[str], *, key: str, what: str) -> str | None:
    """Let the reader choose one of the parts of a picture, such as a stage; None until then.

    One that is no longer there, since the filters have changed, is chosen no more. `what` an
    option is: `a stage`.
    """
    if st.session_state.get(key) not in options:
        st.session_state.pop(key, None)
    return st.selectbox(
        label,
        options,
        index=None,
        placeholder=f"Choose {what}",
        key=key,
        bind="query-params",
        width=260,
    )


def variant(view: View, kpi: Kpi) -> str | None:
    """Let the reader choose a way of counting a KPI, where there are several."""
    if len(kpi.ways) < 2:
        return None
    usual = variant_of(view, kpi, Slice())
    words = {kpi.differs[name].words: name for name in kpi.ways}
    picked = st.segmented_control(
        "Counted as",
        list(words),
        default=kpi.differs[usual].words,
        required=True,
        key="variant",
        bind="query-params",
        label_visibility="collapsed",
    )
    return words.get(picked or "", usual)


def group() -> str:
    """Let the reader choose one of the groups, or all."""
    names = {words: name for name, words in wording.GROUP_WORDS.items()}
    picked = st.segmented_control(
        "Group",
        list(names),
        default=wording.GROUP_WORDS[ALL],
        required=True,
        key="group",
        bind="query-params",
    )
    return names.get(picked or "", ALL)
