"""The tour of a first visit: one line that can be dismissed, and then stays away.

It is a few lines of script without a network, since a page of Streamlit can write nothing that a
browser keeps. The server sends its words; steps and dismissal never come back to it.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from icp_metrics.wording import tour

_HERE = Path(__file__).parent

_TOUR = st.components.v2.component(
    "icp_metrics_tour",
    html="<section hidden></section>\n<!-- -->\n",
    css=(_HERE / "tour.css").read_text(encoding="utf-8"),
    js=(_HERE / "tour.js").read_text(encoding="utf-8"),
)


def draw_tour(*, again: bool = False) -> None:
    """Offer the tour to who has not seen it. `again`: to anybody, where they look for it."""
    words = {"offer": tour.OFFER, "steps": tour.STEPS, "words": tour.BUTTONS, "again": again}
    _TOUR(key="tour", data=words, height="content")
