"""Choices that several pages share, bound to the address."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.profile.fit import ALL


def kpi(label: Literal["visible", "collapsed"] = "visible") -> str:
    """Let the reader choose a KPI; its id."""
    ids = {k.title: name for name, k in KPIS.items()}
    picked = st.selectbox(
        "KPI", list(ids), key="kpi", bind="query-params", label_visibility=label, width=260
    )
    return ids.get(picked, next(iter(KPIS)))


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
