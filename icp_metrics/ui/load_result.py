"""What became of every record of a load: errors, warnings, counts, rejected rows."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.extracts.repeats import comparable
from icp_metrics.loading import LoadResult
from icp_metrics.ui import tables

_FEW = 6
"""Sentences that are read at a glance; more are folded away."""

_MOST = 50
"""Sentences that are shown at all."""

_ICONS = {
    "refuse": ":material/block: Refused:",
    "reject": ":material/remove_circle: Not taken:",
    "warn": ":material/warning: Taken:",
}


def draw_result(result: LoadResult) -> None:
    """The result of a load, or of the preview of one."""
    for error in result.errors:
        st.error(
            wording.plain(f"Nothing was changed. {error['message']} ({error['code']})"),
            icon=":material/block:",
        )
    if result.published:
        st.success(
            f"Published as Data {result.version}. The pages show it from the next click on.",
            icon=":material/check_circle:",
        )
    _draw_checks(result)
    if result.files:
        tables.show(pl.DataFrame(result.files), alt="Records per file")
    if result.tables:
        counts = pl.DataFrame(result.counted(), infer_schema_length=None)
        tables.show(counts, alt="Rows per table")
    if result.problems.height:
        rows = result.problems.select("file", "row").unique().height
        st.write(f"{wording.counted(rows, 'rows')} not loaded, for these reasons:")
        tables.show(result.problems, alt="Rejected rows with the reason")
        download("Download the rejected rows", lambda: result.problems, "rejected.csv")


def _draw_checks(result: LoadResult) -> None:
    """What the checks say, graver first: rows rejected, then what to know of those taken."""
    told = {f["sentence"] for f in result.findings}
    said = [(f["severity"], f["sentence"]) for f in result.findings]
    said += [("warn", warning) for warning in result.warnings if warning not in told]
    if not said:
        return
    title = f"{wording.counted(len(said), 'checks')} with something to say"
    with st.expander(title, expanded=len(said) <= _FEW, icon=":material/checklist:"):
        for severity, sentence in said[:_MOST]:
            st.markdown(f"{_ICONS[severity]} {wording.plain(sentence)}")
        if len(said) > _MOST:
            st.caption(f"And {wording.digits(len(said) - _MOST)} more.")


def download(label: str, rows: Callable[[], pl.DataFrame], name: str) -> None:
    """A button that hands out rows as a CSV that no spreadsheet runs, made when it is asked for."""
    st.download_button(
        label,
        lambda: wording.harmless(comparable(rows(), ";")).write_csv(),
        file_name=name,
        mime="text/csv",
        on_click="ignore",
        key=f"download_{name}",
    )
