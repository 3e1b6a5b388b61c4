"""Loading from the browser: files and a mapping, a preview with progress, and then published."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from icp_metrics import wording
from icp_metrics.errors import IcpError
from icp_metrics.loading import LoadResult, Scope, Stated
from icp_metrics.loading.job import Job, new_folder
from icp_metrics.schema import DATE
from icp_metrics.store import Store
from icp_metrics.suggest import save
from icp_metrics.tables import TABLES
from icp_metrics.ui.load_result import draw_result
from icp_metrics.ui.mapping import draw_mapping
from icp_metrics.ui.preview import draw_preview
from icp_metrics.ui.told import guarded
from icp_metrics.ui.uploaded import copied

JOB = "load_job"
"""In the session: the preview being made, or the one that waits for a decision."""

_SCOPES = {
    "Not sure, or only what changed": "changed",
    "Everything there is (full)": "full",
    "A window of dates": "window",
}
_POLL_S = 0.5


def draw_upload(store: Store) -> None:
    """The form; while a preview is made, its progress; then what it would do, to be published.

    The files and their mapping stay as they are until they are published: what a preview shows to
    be wrong is corrected without another upload.
    """
    st.subheader("Load extracts", anchor=False)
    job: Job | None = st.session_state.get(JOB)
    if job is not None and job.state == "failed":
        _close(job)
        job = None
        st.error("Nothing was changed. The preview stopped at a fault of ours (E_INTERNAL).")
    if job is not None and job.state == "running":
        _draw_progress(job)
    elif job is not None:
        draw_preview(store, job, _end)
    elif (result := st.session_state.get("load_result")) is not None:
        draw_result(result)
    with st.expander("Files and mapping", expanded=job is None, icon=":material/upload_file:"):
        _draw_form(store, busy=job is not None)


def _draw_form(store: Store, *, busy: bool) -> None:
    # Uploads stay in memory as long as their widget does: a new key lets them go after a load.
    turn = st.session_state.setdefault("upload_turn", 0)
    left, right = st.columns(2)
    files = left.file_uploader(
        "Extracts",
        accept_multiple_files=True,
        key=f"extracts_{turn}",
        help="One or several files of one system, as exported: CSV, Excel, Parquet or JSON lines, "
        "also as gzip or zip.",
    )
    mapping = right.file_uploader(
        "Mapping (YAML)",
        type=["yaml", "yml"],
        key=f"mapping_{turn}",
        help="Says which column of the files is which; see docs/using/loading.md. Known systems "
        "need none: see docs/using/presets.md.",
    )
    with right:
        stated = _stated(turn)
    text = None if mapping is None else mapping.getvalue().decode("utf-8-sig", errors="replace")
    if files:
        text = draw_mapping(store, files, text, turn)
    ready = bool(files) and text is not None and stated is not None and not busy
    asked = st.button(
        "Preview",
        type="primary",
        disabled=not ready,
        icon=":material/visibility:",
        help="Reads and checks the files and shows what would change. Nothing is published yet.",
    )
    if asked and text is not None and stated is not None:
        st.session_state["load_result"] = None
        st.session_state[JOB] = _start(store, files, text, stated)
        st.rerun()


def _stated(turn: int) -> Stated | None:
    """What is said of the extract; None while it is not said whole."""
    left, right = st.columns(2)
    as_of = left.date_input(
        "The extract was true on",
        value=None,
        format="YYYY-MM-DD",
        key=f"as_of_{turn}",
        help="Attributes count from this day on. Blank: today.",
    )
    reaches = right.date_input(
        "The data reaches to",
        value=None,
        format="YYYY-MM-DD",
        key=f"data_through_{turn}",
        help="The last day the extract covers. Blank: that on which something happened last.",
    )
    chosen = st.selectbox(
        "The extract holds",
        list(_SCOPES),
        key=f"scope_{turn}",
        help="Of an extract that holds everything, or a whole window of dates, rows loaded before "
        "and not in it are shown as missing. They are never removed.",
    )
    scope = _SCOPES[chosen]
    if scope == "window":
        column = st.selectbox("The window is of", _dates(), index=None, key=f"window_{turn}")
        if column is None:
            return None
        scope = f"window {column}"
    return Stated(
        as_of=as_of if isinstance(as_of, date) else None,
        data_through=reaches if isinstance(reaches, date) else None,
        scope=Scope.parse(scope),
    )


def _dates() -> list[str]:
    """The columns that a window can be of."""
    names = (c.name for t in TABLES.values() for c in t.columns if c.kind is DATE)
    return sorted(set(names))


def _start(store: Store, files: list[UploadedFile], text: str, stated: Stated) -> Job:
    folder = new_folder(store)
    return Job.start(store, text, copied(files, folder / "files"), stated, folder=folder)


@st.fragment(run_every=_POLL_S)
@guarded
def _draw_progress(job: Job) -> None:
    """What the preview is at, and the way out of it."""
    if job.state != "running":
        st.rerun()
    with st.status("Making the preview", expanded=True):
        for word in job.progress or ["Starting"]:
            st.write(wording.plain(word))
    if st.button("Cancel", icon=":material/close:", help="Stops it; the store is as it was."):
        _close(job)
        st.toast("Cancelled. Nothing was changed.")
        st.rerun()


def _close(job: Job) -> None:
    """End a preview that is not published."""
    job.cancel()
    st.session_state.pop(JOB, None)


def _end(store: Store, job: Job, result: LoadResult | None) -> None:
    """End a preview with what is to be shown of it; a published one lets its files go.

    Its mapping is kept under its name, and offered for such files next time.
    """
    st.session_state["load_result"] = result
    if result is not None and result.published:
        st.session_state["upload_turn"] = st.session_state.get("upload_turn", 0) + 1
        with suppress(IcpError):  # a name that no mapping can be kept under
            save(store, job.mapping)
    _close(job)
    st.rerun()
