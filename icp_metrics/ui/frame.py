"""The frame around every page: navigation, pins, filters, freshness, and errors as sentences."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.charts.look import DARK, LIGHT, Look
from icp_metrics.compare import Slice, View
from icp_metrics.errors import IcpError
from icp_metrics.store import Version
from icp_metrics.tables import TABLES
from icp_metrics.ui import empty, filters, jump, pages, pins, source, tie_out, warm

_ICON = Path(__file__).parent / "icon.png"
# Streamlit's own CSV button writes cells that a spreadsheet would run: pages offer ours instead.
# The count behind a number is never cut off.
_STYLE = """<style>
[data-testid="stElementToolbar"] button[aria-label^="Download as CSV"] { display: none; }
[data-testid="stPageLink"] p { white-space: normal; }
[data-testid="stMetricValue"], [data-testid="stMetricValue"] * {
  white-space: normal !important; text-overflow: clip !important;
}
.stMarkdownBadge { white-space: normal !important; }
</style>"""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Context:
    """What a page needs of the frame: the pin, its view, and the slice the filters describe."""

    pin: source.Pin
    view: View
    asked: Slice


def run(folder: Path) -> None:
    """Draw the page of this run inside the frame."""
    # A file of ours: Streamlit fetches the picture of an icon name from the network.
    st.set_page_config(page_title="icp-metrics", page_icon=str(_ICON), layout="wide")
    found = pages.discover(folder)
    pages.remember(found)
    st.html(_STYLE)
    page = st.navigation(list(found.values()), position="top")
    pages.rerouted(found)
    warm.once()
    _guarded(page.run)
    _keep_seeded()
    warm.freeze_once()


def page(draw: Callable[[Context], None], *, on_empty: Callable[[], None] = empty.offer) -> None:
    """Draw a page that needs data: with its context, or what there is to do without data."""
    here = source.store()
    current = here.current()
    if current is None:
        on_empty()
        return
    with st.sidebar:
        chosen = pins.pins(here, current)
        view = source.view(chosen)
        asked = filters.sidebar(view, chosen)
    jump.land()
    _freshness(current, view)
    draw(Context(chosen, view, asked))


def look() -> Look:
    """The colours of the reader's theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def _freshness(current: Version, view: View) -> None:
    version = view.version
    warnings = source.warnings(version.number)
    said = [
        _reach(version),
        f"loaded {version.published_at[:10]}",
        f"Data {version.number}",
        *tie_out.in_a_word(version),
    ]
    if view.profile is not None:
        said.append(f"ICP {view.profile.name} v{view.profile_version}")
    if warnings:
        said.append(f"{warnings} {'warning' if warnings == 1 else 'warnings'}")
    st.caption(wording.plain(" · ".join(said)))
    if version.number != current.number:
        left, right = st.columns([4, 1], vertical_alignment="center")
        left.info(
            f"You see Data {version.number}, as sent. Data {current.number} is there.",
            icon=":material/history:",
        )
        right.button("Switch to the latest", on_click=pins.follow)


def _reach(version: Version) -> str:
    """How far the data reaches, by the system it comes from where that differs."""
    areas: dict[str, date] = {}
    for table in (t for kpi in KPIS.values() for k in kpi.every() for t in k.tables):
        if table in version.data_through:
            area, day = TABLES[table].area, version.data_through[table]
            areas[area] = min(day, areas.get(area, day))
    if not areas:
        return "No deals loaded yet"
    if len(set(areas.values())) == 1:
        return f"Data through {wording.day(next(iter(areas.values())))}"
    return f"Data through {', '.join(f'{a} {wording.day(d)}' for a, d in areas.items())}"


def _keep_seeded() -> None:
    """Settle what the address gave to widgets in this run.

    Streamlit settles it at the next interaction only. If that is a link to another page, filters
    and KPI of the link one came by are lost, and a count opens other rows than it counts.
    """
    context = get_script_run_ctx()
    if context is not None:
        context.session_state.on_script_will_rerun(None)


def _guarded(draw: Callable[[], Any]) -> None:
    """Errors reach people as a sentence with a code; details go to the log."""
    try:
        draw()
    except IcpError as error:
        _LOG.warning("%s: %s", error.code, error.message)
        st.title("This cannot be answered", anchor=False)
        st.error(wording.plain(f"{error.message} ({error.code})"), icon=":material/error:")
        st.button("Clear the filters", on_click=filters.clear)
