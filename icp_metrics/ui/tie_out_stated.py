"""Stating figures of tie-out: typed into a table, or as a CSV."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from icp_metrics.errors import IcpError
from icp_metrics.store import Store, Version
from icp_metrics.tie_out import (
    Figure,
    Stated,
    figures,
    keep,
    measures,
    reached,
    read_figures,
    stated,
    template,
    written,
)
from icp_metrics.ui.told import guarded
from icp_metrics.wording import capital, counted, day_of, plain

_COLUMNS = ("measure", "month", "value", "currency", "source", "tolerance")
_TURN = "tie_out_turn"


@st.fragment
@guarded
def draw_form(store: Store, version: Version) -> None:
    """The table of stated figures to type into, and the file that states them."""
    try:
        before = stated(store)
    except IcpError:
        # Said above; stating them anew is the cure.
        before = Stated()
    words = "State figures" if not before.figures else "Change the stated figures"
    with st.expander(words, icon=":material/edit:"):
        _draw_table(store, version, before)
        _draw_file(store, version, before)
        if before.version:
            who = f" by {before.author}" if before.author else ""
            why = f": {before.reason}" if before.reason else ""
            st.caption(
                plain(f"Stated figures v{before.version}, kept {day_of(before.saved_at)}{who}{why}")
            )


def _draw_table(store: Store, version: Version, before: Stated) -> None:
    turn = st.session_state.setdefault(_TURN, 0)
    titles = {m.id: m.title for m in measures().values()}
    st.caption(
        "One line per measure and month; a line without a value states nothing. Blank currency: "
        "the reporting one. Tolerance: up to that much apart still ties, as 50 or 0.5%."
    )
    rows: Any = pl.DataFrame(_rows(version, before), schema=dict.fromkeys(_COLUMNS, pl.String))
    edited = st.data_editor(
        rows,
        num_rows="dynamic",
        hide_index=True,
        key=f"tie_out_table_{turn}",
        column_config={
            "measure": st.column_config.SelectboxColumn(
                "Measure", options=list(titles), format_func=lambda name: titles[str(name)]
            ),
            **{c: st.column_config.TextColumn(capital(c)) for c in _COLUMNS[1:]},
        },
        placeholder="",
        alt="Stated figures, to be typed in",
    )
    author, reason = _who(turn)
    if st.button("Keep these figures", type="primary", key="tie_out_keep"):
        named = ((f"Row {n}", cells) for n, cells in enumerate(edited.to_dicts(), start=1))
        read, problems = figures(named)
        for problem in problems:
            st.error(plain(problem.sentence), icon=":material/error:")
        if not problems:
            _keep(store, read, author=author, reason=reason, instead=True)


def _who(turn: int) -> tuple[str, str]:
    left, right = st.columns(2)
    return (
        left.text_input("Your name", key=f"tie_out_author_{turn}"),
        right.text_input("Where they are from", key=f"tie_out_reason_{turn}"),
    )


def _draw_file(store: Store, version: Version, before: Stated) -> None:
    turn = st.session_state[_TURN]
    st.caption("Or as a file. Figures stated before stay unless the file states them again.")
    with st.container(horizontal=True):
        _download("Template", template(reached(version.data_through)), "tie-out-template.csv")
        if before.figures:
            _download("What is stated", written(list(before.figures)), "tie-out.csv")
    file = st.file_uploader(
        "Stated figures (CSV)",
        type=["csv", "txt", "tsv"],
        max_upload_size=1,
        key=f"tie_out_file_{turn}",
    )
    if file is None:
        return
    try:
        read, problems = read_figures(file.getvalue())
    except IcpError as error:
        st.error(plain(f"{error.message} ({error.code})"), icon=":material/error:")
        return
    for problem in problems:
        st.error(plain(problem.sentence), icon=":material/error:")
    if problems:
        st.write("Nothing was kept. Correct the file and choose it again.")
    elif st.button(f"Keep the {counted(len(read), 'figures')} of the file", key="tie_out_take"):
        author = st.session_state.get(f"tie_out_author_{turn}", "")
        _keep(store, read, author=author, reason=file.name, instead=False)


def _keep(store: Store, read: list[Figure], *, author: str, reason: str, instead: bool) -> None:
    try:
        kept = keep(store, read, author=author, reason=reason, instead=instead)
    except IcpError as error:
        st.error(plain(f"Nothing was kept. {error.message} ({error.code})"))
        return
    # A new key lets go of what was typed and of the file.
    st.session_state[_TURN] += 1
    st.toast(f"{capital(counted(len(kept.figures), 'figures'))} stated.")
    st.rerun()


def _rows(version: Version, before: Stated) -> list[dict[str, str]]:
    """What is stated, the latest month first; then, to be filled in, each measure that nobody
    states for the last complete month."""
    latest = sorted(before.figures, key=lambda f: f.month, reverse=True)
    rows = [figure.to_cells() for figure in latest]
    blank = dict.fromkeys(_COLUMNS, "")
    for of in measures().values():
        through = of.reach(version.data_through)
        month = None if through is None else _last_month(through)
        said = any((f.measure, f.month) == (of, month) for f in latest)
        if month is not None and not said:
            mine = {"measure": of.id, "month": f"{month:%Y-%m}", "source": of.source}
            rows.append({**blank, **mine})
    return rows


def _last_month(through: date) -> date:
    """The first day of the last month that ends by then."""
    after = date.fromordinal(through.toordinal() + 1).replace(day=1)
    return date.fromordinal(after.toordinal() - 1).replace(day=1)


def _download(label: str, text: str, name: str) -> None:
    st.download_button(
        label,
        text,
        file_name=name,
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"download_{name}",
    )
