"""Mapping files that no preset knows: suggested, looked through, corrected, kept for next time.

What counts is the mapping's text. Every widget shows what the text says now and writes into it;
the text can be edited too. Files are read once per choice of files, by processes of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from icp_metrics import wording
from icp_metrics.errors import IcpError
from icp_metrics.store import Store
from icp_metrics.suggest import save
from icp_metrics.ui.mapping_accounts import draw_joins
from icp_metrics.ui.mapping_columns import draw_columns
from icp_metrics.ui.mapping_state import (
    KEPT,
    PRESET,
    MappingState,
    Seen,
    beginnings,
    edit,
    start,
    state_of,
)
from icp_metrics.ui.mapping_values import draw_questions, draw_values


def draw_mapping(
    store: Store, files: Sequence[UploadedFile], text: str | None, turn: int
) -> str | None:
    """Draw the mapping of these files; return its text as it stands.

    `text`: the mapping to begin with (a preset's, one of the user's own); None: one that is kept
    for such files, else what is suggested. `turn`: another number lets go of what was chosen.
    None is returned while there is no text, because the files cannot be read.
    """
    state = state_of(store, files, text, turn)
    if state.wrong:
        st.warning(wording.plain(state.wrong))
    if not state.readings:
        return None
    if text is None:
        _draw_beginnings(state)
    if not state.text and state.wrong:
        st.caption("Write it by hand: which table the files are, and which column is which.")
        _draw_text(state)
    if not state.text:
        return None
    seen = state.seen()
    if isinstance(seen, str):
        st.error(wording.plain(seen), icon=":material/edit:")
    else:
        _draw_parts(state, seen)
    _draw_text(state)
    _draw_keep(store, state)
    return state.text


def _draw_parts(state: MappingState, seen: Seen) -> None:
    open_ = len(seen.understood.missing) + len(seen.understood.wrong) + len(seen.questions)
    rejected = sum(v.rejected for v in seen.values)
    if open_ or rejected:
        st.info(
            f"{wording.counted(open_, 'questions')} and {wording.counted(rejected, 'values')} "
            "wait for a decision.",
            icon=":material/help:",
        )
    for sentence in seen.wrong:
        st.error(wording.plain(sentence))
    draw_questions(state, seen)
    draw_values(state, seen)
    draw_joins(state, seen)
    draw_columns(state, seen)


def _draw_beginnings(state: MappingState) -> None:
    """Which mapping to begin with, where there is a choice."""
    options = beginnings(state)
    if len(options) == 1:
        st.caption("No preset knows these files: the mapping begins with what is suggested.")
        return
    st.selectbox(
        "Read these files as",
        options,
        # Looks as one, but is not applied before somebody says so.
        index=0 if state.saved else None,
        placeholder="Choose how to read these files",
        format_func=partial(_words, state),
        key=f"map_begin_{state.key}",
        on_change=_begin,
        args=(state,),
        help="A mapping that was kept fits their names and columns. A preset knows the exports of "
        "a system by their headers. A suggestion goes by names and values alone.",
    )
    if state.preset is not None and state.text == state.preset[1].text:
        for note in state.preset[1].notes:
            st.caption(wording.plain(note))


def _words(state: MappingState, beginning: str) -> str:
    if beginning.startswith(KEPT):
        return f"The mapping that was kept as {beginning.removeprefix(KEPT)}"
    if beginning == PRESET and state.preset is not None:
        score, _ = state.preset
        points = wording.digits(100 * score.score)
        return f"{score.preset.title}, as they look (score {points} of 100)"
    return "What their names and values suggest"


def _begin(state: MappingState) -> None:
    start(state, st.session_state[f"map_begin_{state.key}"] or "")


def _draw_text(state: MappingState) -> None:
    with st.expander("The mapping as text", icon=":material/code:"):
        key = f"map_text_{state.key}_{state.edition}"
        st.text_area(
            "Mapping (YAML)",
            state.text,
            height=420,
            key=key,
            on_change=_edited,
            args=(state, key),
            help="What is written here counts; see docs/using/mapping.md.",
        )
        st.download_button(
            "Download the mapping",
            state.text,
            file_name="mapping.yaml",
            mime="application/yaml",
            on_click="ignore",
        )


def _edited(state: MappingState, key: str) -> None:
    edit(state, lambda _: str(st.session_state[key]))


def _draw_keep(store: Store, state: MappingState) -> None:
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    name = left.text_input(
        "Keep the mapping as",
        state.name(),
        key=f"map_name_{state.key}",
        help="Next time it is offered for files with such names and columns.",
    )
    if right.button("Keep it", key=f"map_keep_{state.key}", width="stretch"):
        try:
            kept = save(store, state.text, name=name.strip() or None)
        except IcpError as error:
            st.error(wording.plain(f"{error.message} ({error.code})"))
        else:
            st.success(wording.plain(f"Kept as {kept.name}, version {kept.version}."))
