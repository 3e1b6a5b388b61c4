"""What the chosen files look like, and the mapping a preset is for them: offered, shown, edited."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from icp_metrics import wording
from icp_metrics.errors import IcpError
from icp_metrics.presets import Fitted, Score, best_fit
from icp_metrics.ui.uploaded import on_disk

_SEEN = "preset_seen"
Offer = tuple[Score, Fitted] | str | None
"""The best preset fitted; a sentence why it cannot be; None where none knows the files."""


def draw_preset(files: Sequence[UploadedFile], turn: int) -> str | None:
    """Offer the preset that knows the files; return the mapping text if it is taken."""
    offer = _offer(files)
    if offer is None:
        st.caption("No preset knows these files: choose a mapping of your own.")
        return None
    if isinstance(offer, str):
        st.warning(wording.plain(offer))
        return None
    score, fitted = offer
    # A key per choice of files: the text is of those, and edits of others do not return.
    key = f"{turn}_{'_'.join(f.file_id for f in files)}"
    taken = st.checkbox(
        wording.plain(f"Looks like {score.preset.title}: use it"),
        key=f"preset_taken_{key}",
        help="No preset is used unless you say so. A mapping of your own goes before it.",
    )
    if not taken:
        return None
    for note in fitted.notes:
        st.caption(wording.plain(note))
    text: str = st.text_area(
        "Mapping, as the preset makes it for these files",
        fitted.text,
        height=360,
        key=f"preset_text_{key}",
        help="Correct what is wrong here before you load; see docs/using/mapping.md.",
    )
    st.download_button(
        "Download the mapping",
        text,
        file_name=f"{score.preset.name}.yaml",
        mime="application/yaml",
        on_click="ignore",
    )
    return text


def _offer(files: Sequence[UploadedFile]) -> Offer:
    """Looked up once per choice of files: reading them takes a while."""
    ids = tuple(f.file_id for f in files)
    seen = st.session_state.get(_SEEN)
    if seen is None or seen[0] != ids:
        with st.spinner("Looking at the files"), on_disk(files) as paths:
            st.session_state[_SEEN] = seen = (ids, _best(paths))
    offer: Offer = seen[1]
    return offer


def _best(paths: Sequence[Path]) -> Offer:
    try:
        return best_fit(paths)
    except IcpError as error:
        return f"{error.message} ({error.code})"
