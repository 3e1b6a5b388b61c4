"""More to say of a column: the same in every row, looked up elsewhere, cents, decimal mark."""

from __future__ import annotations

import streamlit as st

from icp_metrics import wording
from icp_metrics.extracts.dates import ORDERS
from icp_metrics.schema import DATE, INTEGER, MONEY, NUMBER, Table
from icp_metrics.suggest import says, with_column, with_key
from icp_metrics.suggest.suggested import Sheet
from icp_metrics.suggest.vocabulary import declared
from icp_metrics.ui.mapping_state import MappingState, Seen, edit
from icp_metrics.ui.mapping_values import key_of

_UNITS = {"1": "units, as they are", "100": "cents (÷ 100)", "1000000": "millionths (÷ 1,000,000)"}
_MARKS = {"": "found", ".": "the point", ",": "the comma"}


def draw_more(state: MappingState, seen: Seen, table: Table, sheet: Sheet) -> None:
    """A column chosen, and what can be said of it beside the column of the file."""
    with st.popover("Say more of a column", icon=":material/tune:"):
        name = st.selectbox(
            "Column",
            [c.name for c in table.columns],
            key=f"map_more_{table.name}_{state.key}",
        )
        column = table.column(name)
        if column is None:
            return
        _constant(state, table.name, name)
        _, said = says(state.text, table.name, name)
        keys = said if isinstance(said, dict) else {}
        from_file = isinstance(said, str) or "from" in keys or "lookup" in keys
        if column.kind in (INTEGER, NUMBER, MONEY) and from_file:
            _option(state, table.name, name, "divide", "Amounts are in", _UNITS, keys)
            _option(state, table.name, name, "decimal", "Decimal mark", _MARKS, keys)
        if column.kind is DATE and from_file and not isinstance(keys.get("dates"), list):
            orders = {"": "found", **{o: o.replace("_", " ") for o in ORDERS}}
            _option(state, table.name, name, "dates", "Dates have", orders, keys)
        if len(state.readings) > 1:
            _lookup(state, seen, table.name, name, sheet)


def _constant(state: MappingState, table: str, name: str) -> None:
    words = declared(table, name)
    key = key_of(state, "same", table, name)
    label = "The same in every row"
    if words:
        st.selectbox(
            label, words, index=None, key=key, on_change=_same, args=(state, table, name, key)
        )
    else:
        st.text_input(label, key=key, on_change=_same, args=(state, table, name, key))


def _same(state: MappingState, table: str, name: str, key: str) -> None:
    value = str(st.session_state[key] or "").strip()
    if value:
        edit(state, lambda text: with_column(text, table, name, {"value": value}))


def _option(
    state: MappingState,
    table: str,
    name: str,
    said: str,
    label: str,
    options: dict[str, str],
    keys: dict[str, object],
) -> None:
    key = key_of(state, said, "more", table, name)
    now = str(keys.get(said, next(iter(options))))
    known = options if now in options else {**options, now: now}
    st.radio(
        label,
        list(known),
        index=list(known).index(now),
        format_func=lambda o: wording.plain(known[o]),
        key=key,
        horizontal=True,
        on_change=_say,
        args=(state, table, name, said, next(iter(options)), key),
    )


def _say(state: MappingState, table: str, name: str, said: str, default: str, key: str) -> None:
    value = st.session_state[key]
    given = None if value == default else value
    edit(state, lambda text: with_key(text, table, name, said, given))


def _lookup(state: MappingState, seen: Seen, table: str, name: str, sheet: Sheet) -> None:
    """Ours, theirs and what is taken: chosen together, then said."""
    made = seen.understood.table(table)
    others = [s.name for s in seen.understood.mapping.sources if made and s.name != made.source]
    if not others or made is None:
        return
    st.caption("Looked up in another file of the load")
    where = st.selectbox("Source", others, key=key_of(state, "lookup", table, name))
    ours = st.selectbox(
        "Column here that names its row",
        state.headers(made.source),
        key=key_of(state, "ours", table, name),
    )
    there = state.headers(where)
    theirs = st.selectbox("Column there", there, key=key_of(state, "theirs", table, name, where))
    take = st.selectbox("Take", there, key=key_of(state, "take", table, name, where))
    says_so = {"lookup": where, "match": {ours: theirs}, "take": take}
    st.button(
        "Look it up",
        key=key_of(state, "look", table, name),
        on_click=_look_up,
        args=(state, table, name, says_so),
    )


def _look_up(state: MappingState, table: str, name: str, said: dict[str, object]) -> None:
    edit(state, lambda text: with_column(text, table, name, said))
