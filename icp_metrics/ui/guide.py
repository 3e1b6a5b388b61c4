"""The guide: what every word and every KPI means, from the declarations."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.kpis import Kpi

_WORDS = {
    "In ICP": "The account met the ICP definition when the fact was judged.",
    "Outside ICP": "It did not.",
    "Can't tell": "Data is missing to say so. Never counted as outside.",
    "Difference": "In ICP minus outside. Percentages differ by percentage points (pp).",
    "Likely range": (
        "Where the true value lies in 95 of 100 such cases, from leaving out one of 128 classes of "
        "accounts at a time. The setting confidence says how sure."
    ),
    "Too early": "The likely range is wider than the smallest difference that matters.",
    "Same in practice": "All of the likely range is within the smallest difference that matters.",
    "A mix, a state": "It says how things are: nothing is better or worse.",
    "q": "p after the other comparisons beside it. A difference is called so at q up to 0.05.",
}


def draw_words() -> None:
    """The words of the screen."""
    st.subheader("The words on every page", anchor=False)
    for word, meaning in _WORDS.items():
        st.markdown(f"**{wording.plain(word)}** {wording.plain(meaning)}")


def draw_kpi(kpi: Kpi) -> None:
    """One KPI: what it asks, how it is defined, in which ways it is counted, what it needs."""
    with st.expander(kpi.title):
        st.markdown(f"**{wording.plain(kpi.question)}**")
        st.write(kpi.definition)
        for line in _facts(kpi):
            st.markdown(f"- {line}")
        for source in kpi.sources:
            st.caption(wording.plain(source))


def _facts(kpi: Kpi) -> list[str]:
    said = [f"Formula: {wording.plain(kpi.formula)}"]
    if kpi.better == "neither":
        said.append("It is not judged: it says how things are.")
    else:
        said.append(f"{kpi.better.capitalize()} is better; said as *{kpi.better_word}*.")
        said.append(f"Smallest difference that matters: {wording.plain(_smallest(kpi))}.")
    if len(kpi.variants) > 1:
        ways = "; ".join(kpi.differs[v].words for v in kpi.variants)
        said.append(f"Counted as: {wording.plain(ways)}.")
    needs = " or " if kpi.instead else " and "
    said.append(f"Needs {needs.join(f'`{t}`' for t in kpi.tables)}.")
    return said


def _smallest(kpi: Kpi) -> str:
    if kpi.relative:
        return f"{kpi.smallest_gap:.0%} of the value outside the ICP"
    return wording.difference(kpi.smallest_gap, kpi.unit).lstrip("+")
