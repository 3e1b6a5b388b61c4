"""The columns of each table: which column of the file each is, its first values, its failures."""

from __future__ import annotations

from typing import Any

import streamlit as st

from icp_metrics import wording
from icp_metrics.presets.written import flow
from icp_metrics.schema import Column, Table
from icp_metrics.suggest import said_of, with_column
from icp_metrics.suggest.suggested import Sheet
from icp_metrics.ui.mapping_more import draw_more
from icp_metrics.ui.mapping_state import MappingState, Seen, edit
from icp_metrics.ui.mapping_values import key_of

_WIDTHS = [3, 3, 4]
_NOTHING = ""
_OWN_WAY = "\0"
"""Stands for what the text says of a column that is more than one column of the file."""


def draw_columns(state: MappingState, seen: Seen) -> None:
    """A part per table: the columns that are filled, and those that could be."""
    for made in seen.understood.mapping.tables:
        table = made.table
        said = seen.understood.says[table.name]
        sheet = state.sheet(made.source)
        if sheet is None:
            continue
        filled = [c for c in table.columns if c.name in said]
        rest = [c for c in table.columns if c.name not in said]
        files = ", ".join(sheet.files)
        title = wording.plain(f"{table.name}: {len(said)} columns from {files}")
        with st.expander(title, expanded=True, icon=":material/table:"):
            for column in filled:
                _row(state, seen, table, column, sheet)
            for name in [n for n in said if table.column(n) is None]:
                _own_row(seen, table, name)
            if rest:
                with st.expander(f"{wording.counted(len(rest), 'columns')} that nothing fills"):
                    for column in rest:
                        _row(state, seen, table, column, sheet)
            draw_more(state, seen, table, sheet)


def _row(state: MappingState, seen: Seen, table: Table, column: Column, sheet: Sheet) -> None:
    ours, theirs, cells = st.columns(_WIDTHS, vertical_alignment="center")
    needed = column.required or column.name in table.key
    ours.markdown(f"**{wording.plain(column.name)}**{' (needed)' if needed else ''}")
    ours.caption(wording.plain(column.doc))
    said = seen.understood.says[table.name].get(column.name)
    header = header_of(said)
    more = said is not None and header is None
    options = [_NOTHING, *([_OWN_WAY] if more else []), *state.headers(sheet_source(seen, table))]
    chosen = _OWN_WAY if more else header if header in options else _NOTHING
    key = key_of(state, "column", table.name, column.name)
    theirs.selectbox(
        f"Column of the file for {table.name}.{column.name}",
        options,
        index=options.index(chosen or _NOTHING),
        format_func=lambda o: {_NOTHING: "none", _OWN_WAY: _short(said)}.get(o, o),
        key=key,
        on_change=_choose,
        args=(state, table, column.name, sheet, key),
        label_visibility="collapsed",
    )
    with cells:
        _cells(seen, table.name, column.name)


def _own_row(seen: Seen, table: Table, name: str) -> None:
    ours, theirs, cells = st.columns(_WIDTHS, vertical_alignment="center")
    ours.markdown(f"**{wording.plain(name)}**")
    ours.caption("An attribute of your own.")
    theirs.text(_short(seen.understood.says[table.name][name]))
    with cells:
        _cells(seen, table.name, name)


def _cells(seen: Seen, table: str, column: str) -> None:
    """The first values, and what fails, as text."""
    wrong = seen.understood.wrong.get((table, column))
    if wrong:
        st.text(f"Wrong: {wrong}")
    shown = seen.previews.get((table, column))
    if shown is None:
        return
    pairs = [raw if raw == value or not value else f"{raw} → {value}" for raw, value in shown.first]
    if pairs:
        st.text(" · ".join(p if len(p) <= 40 else p[:39] + "…" for p in pairs))
    if shown.wrong:
        st.text(f"Wrong: {shown.wrong}")
    elif shown.rows:
        filled, rows = (wording.digits(n) for n in (shown.filled, shown.rows))
        st.caption(f"{filled} of {rows} cells are filled")
    if shown.told:
        st.text(f"⚠ {shown.told}")


def _choose(state: MappingState, table: Table, column: str, sheet: Sheet, key: str) -> None:
    chosen = st.session_state[key]
    if chosen == _OWN_WAY:
        return
    said: Any = None
    if chosen != _NOTHING:
        said = said_of(table, column, chosen, sheet.looks) if chosen in sheet.looks else chosen
    edit(state, lambda text: with_column(text, table.name, column, said))


def sheet_source(seen: Seen, table: Table) -> str:
    """The source that feeds a table."""
    made = seen.understood.table(table.name)
    return made.source if made else ""


def header_of(said: Any) -> str | None:
    """The one column of the file that a text says, where it says no other form."""
    if isinstance(said, str):
        return said
    plain = isinstance(said, dict) and "match" not in said and isinstance(said.get("from"), str)
    return str(said["from"]) if plain else None


def _short(said: Any) -> str:
    text = flow(said)
    return text if len(text) <= 60 else text[:59] + "…"
