"""Export: a page hands on what it shows, as a report, a workbook or a few lines to paste.

Nothing is made while a page is drawn. What a report holds is asked for once, with its steps told,
when the reader asks for it; leaving the page, or any other click, ends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from icp_metrics import wording
from icp_metrics.catalog import kpi as kpi_named
from icp_metrics.compare import Slice
from icp_metrics.compare.question import variant_of
from icp_metrics.report import Answers, Report, collect, usual_break_down
from icp_metrics.report.paragraph import paragraph
from icp_metrics.ui import frame, selected, source
from icp_metrics.ui.told import guarded

_HELD = (
    "A report to print or to send, a workbook with every number, and a few lines to paste into a "
    "message. Each lists filters, dates, versions and definitions."
)


@st.fragment
@guarded
def draw_exports(context: frame.Context, kpis: Sequence[str] = ()) -> None:
    """A button that opens the exports: of these KPIs, or of the ICP as a whole."""
    with st.popover("Export", icon=":material/ios_share:", key="export", on_change="rerun") as box:
        if not box.open:
            return
        asked = _whole(context, kpis)
        made = _remembered(context, asked, tuple(kpis))
        if made is None:
            st.caption(wording.plain(_HELD))
            if st.button("Put the report together", type="primary", width="stretch"):
                _collect(context, asked, tuple(kpis))
                st.rerun(scope="fragment")
            return
        _draw_forms(made, kpis)


def _whole(context: frame.Context, kpis: Sequence[str]) -> Slice:
    """All that the page shows: of one KPI in the way of counting and by what is chosen there."""
    one = kpis[0] if len(kpis) == 1 else None
    by = None if one is None else _broken_down_by(context, one)
    return replace(
        context.asked,
        by=by or usual_break_down(context.view),
        every=None,
        variant=None if one is None else context.asked.variant,
    )


def _broken_down_by(context: frame.Context, kpi: str) -> str | None:
    """What the page of a KPI breaks it down by, which is chosen further below."""
    variant = variant_of(context.view, kpi_named(kpi), context.asked)
    filled = source.filled(context.pin, kpi, variant)
    names = {wording.attribute(name): name for name in filled}
    return names.get(st.session_state.get("by", st.query_params.get("by")) or "")


def _draw_forms(made: Report, kpis: Sequence[str]) -> None:
    st.caption("One file of 5 MB that opens without a network; or a sheet for each table.")
    what = kpi_named(kpis[0]).title if len(kpis) == 1 else "ICP report"
    st.download_button(
        "Report (HTML)",
        selected.made(partial(_page, made)),
        file_name=selected.file_name(what, "html"),
        mime="text/html",
        icon=":material/description:",
        on_click="ignore",
        width="stretch",
    )
    st.download_button(
        "Workbook (Excel)",
        selected.made(partial(_workbook, made)),
        file_name=selected.file_name(what, "xlsx"),
        mime=selected.EXCEL,
        icon=":material/table:",
        on_click="ignore",
        width="stretch",
    )
    st.caption("To paste into a message: copy at the top right of the text.")
    st.code(paragraph(made), language=None, wrap_lines=True, height=260)


def _page(made: Report) -> bytes:
    # Charts and workbooks are written by what no page waits for.
    from icp_metrics.report.page import page

    return page(made).encode()


def _workbook(made: Report) -> bytes:
    from icp_metrics.report.workbook import of_report

    return of_report(made)


Key = tuple[source.Pin, Slice, tuple[str, ...]]


def _key(context: frame.Context, asked: Slice, kpis: tuple[str, ...]) -> Key:
    return context.pin, asked, kpis


def _remembered(context: frame.Context, asked: Slice, kpis: tuple[str, ...]) -> Report | None:
    """The report of this session, if it is of what the page shows now."""
    key, made = st.session_state.get("report", (None, None))
    return made if key == _key(context, asked, kpis) else None


def _collect(context: frame.Context, asked: Slice, kpis: tuple[str, ...]) -> None:
    """Ask for everything, and keep it for the forms."""
    bar = st.progress(0.0)
    made = collect(
        context.view,
        asked,
        kpis=kpis,
        answers=_answers(context.pin),
        progress=lambda done, step: _tell(bar, done, step),
    )
    st.session_state["report"] = (_key(context, asked, kpis), made)


def _tell(bar: DeltaGenerator, done: float, step: str) -> None:
    bar.progress(done, wording.plain(step))


def _answers(pin: source.Pin) -> Answers:
    """What this server remembers of the answers."""
    return Answers(
        partial(source.answer, pin),
        partial(source.breakdown, pin),
        partial(source.curves, pin),
        partial(source.worse, pin),
        partial(source.blanks, pin),
    )
