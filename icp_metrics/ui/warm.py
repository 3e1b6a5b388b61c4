"""Warm-up: import what the first click would wait for, then take it out of the garbage collector.

Streamlit runs a full collection after every rerun. Freezing what is loaded once makes each of
those collections look only at what came since.
"""

from __future__ import annotations

import gc
import threading

import streamlit as st

from icp_metrics.statistics.quantiles import t_critical


@st.cache_resource(show_spinner=False)
def once() -> bool:
    """Load scipy's functions while the first page is drawn."""
    threading.Thread(target=t_critical, args=(0.95, 100.0), daemon=True).start()
    return True


@st.cache_resource(show_spinner=False)
def freeze_once() -> bool:
    """After the first page: collect, and freeze what stays for the life of the server."""
    gc.collect()
    gc.freeze()
    return True
