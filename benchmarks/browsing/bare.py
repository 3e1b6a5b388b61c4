"""The yardstick: a bare Streamlit page with as many Plotly charts, and what there is to choose."""

from __future__ import annotations

from pathlib import Path

SCRIPT = """
import plotly.graph_objects as go
import streamlit as st

st.title("Bare")
bars = st.selectbox("Bars", range(2, 60))
for n in range({charts}):
    st.plotly_chart(go.Figure(go.Bar(y=list(range(bars)))), key=f"chart{{n}}")
"""
CHART = ".js-plotly-plot .main-svg"
FIRST, MOST = 10, 59
"""The numbers of bars that are chosen, one after another."""


def script(folder: Path, charts: int) -> list[str]:
    """The file of a page with so many charts, as an argument of `streamlit run`."""
    path = folder / f"bare{charts}.py"
    path.write_text(SCRIPT.format(charts=charts), encoding="utf-8")
    return [str(path)]


def bars(turn: int) -> int:
    """How many bars a click asks for: other than the click before."""
    return FIRST + turn % (MOST - FIRST)
