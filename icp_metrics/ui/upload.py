"""Loading from the browser: files and a mapping, real progress, and what became of every row."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from icp_metrics import wording
from icp_metrics.loading import LoadResult, Stated, load
from icp_metrics.store import Store
from icp_metrics.ui.preset import draw_preset
from icp_metrics.ui.tables import harmless
from icp_metrics.ui.uploaded import on_disk


def draw_upload(store: Store) -> None:
    """The form, and the result of the last load of this session."""
    st.subheader("Load extracts", anchor=False)
    # Uploads stay in memory as long as their widget does: a new key lets them go after a load.
    turn = st.session_state.setdefault("upload_turn", 0)
    left, right = st.columns(2)
    files = left.file_uploader(
        "Extracts (CSV, Excel, JSON lines)",
        accept_multiple_files=True,
        key=f"extracts_{turn}",
        help="One or several files of one system, as exported.",
    )
    mapping = right.file_uploader(
        "Mapping (YAML)",
        type=["yaml", "yml"],
        key=f"mapping_{turn}",
        help="Says which column of the files is which; see docs/using/loading.md. Known systems "
        "need none: see docs/using/presets.md.",
    )
    with right:
        as_of = st.date_input(
            "The extract was true on",
            value=None,
            format="YYYY-MM-DD",
            help="Attributes count from this day on. Blank: today.",
        )
    text = None if mapping is None else mapping.getvalue().decode("utf-8-sig", errors="replace")
    if files and text is None:
        text = draw_preset(files, turn)
    ready = bool(files) and text is not None
    if (
        st.button("Load", type="primary", disabled=not ready, icon=":material/upload:")
        and text is not None
    ):
        stated = Stated(as_of=as_of if isinstance(as_of, date) else None)
        st.session_state["load_result"] = _load(store, files, text, stated)
        st.session_state["upload_turn"] = turn + 1
        st.rerun()
    result = st.session_state.get("load_result")
    if result is not None:
        _draw_result(result)


def _load(store: Store, files: list[UploadedFile], text: str, stated: Stated) -> LoadResult:
    with st.status("Loading", expanded=True) as status, on_disk(files) as paths:
        result = load(store, text, paths, stated=stated, progress=st.write)
        status.update(label="Done" if not result.errors else "Refused", state="complete")
    return result


def _draw_result(result: LoadResult) -> None:
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
    for warning in result.warnings:
        st.warning(wording.plain(warning))
    if result.files:
        st.dataframe(pl.DataFrame(result.files), hide_index=True, alt="Records per file")
    if result.tables:
        counts = pl.DataFrame(result.counted(), infer_schema_length=None)
        st.dataframe(counts, hide_index=True, alt="Rows per table")
    if result.problems.height:
        rows = result.problems.select("file", "row").unique().height
        st.write(f"{wording.counted(rows, 'rows')} not loaded, for these reasons:")
        st.dataframe(result.problems, hide_index=True, alt="Rejected rows with the reason")
        st.download_button(
            "Download the rejected rows",
            harmless(result.problems).write_csv(),
            file_name="rejected.csv",
            mime="text/csv",
            on_click="ignore",
        )
