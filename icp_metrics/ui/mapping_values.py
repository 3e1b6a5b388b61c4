"""What a person must decide: order of dates, decimal marks, needed words, values no map lists."""

from __future__ import annotations

import hashlib
from itertools import groupby
from typing import Any

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.suggest import ColumnPreview, Value, assigned, held_back, with_column, with_key
from icp_metrics.suggest.vocabulary import declared
from icp_metrics.tables import TABLES
from icp_metrics.ui import tables
from icp_metrics.ui.mapping_state import MappingState, Seen, edit

_MOST = 30
_WIDTHS = [4, 1, 2, 3]


def key_of(state: MappingState, *names: str) -> str:
    """The key of a widget that shows what the text says now: another one after every change."""
    said = hashlib.sha256("\0".join(names).encode()).hexdigest()[:16]
    return f"map_{names[0]}_{said}_{state.edition}_{state.key}"


def draw_questions(state: MappingState, seen: Seen) -> None:
    """A radio per question; a list of words per needed column that nothing holds."""
    for preview in seen.questions:
        _question(state, preview)
    for table, column in seen.understood.missing:
        held = held_back(state.text, table, column)
        if isinstance(held, dict):
            _held(state, table, column, held)
            continue
        words = declared(table, column)
        found = TABLES[table].column(column)
        meaning = found.doc if found else ""
        if not words:
            st.warning(
                wording.plain(
                    f"{table} needs {column} ({meaning.rstrip('.')}): choose its column below."
                ),
                icon=":material/help:",
            )
            continue
        key = key_of(state, "constant", table, column)
        st.radio(
            wording.plain(f"{table} needs {column}, and no column holds it. What is every row?"),
            words,
            index=None,
            horizontal=True,
            key=key,
            on_change=_constant,
            args=(state, table, column, key),
            help=wording.plain(meaning),
        )


def _held(state: MappingState, table: str, column: str, held: dict[str, Any]) -> None:
    """A price that is suggested: what it is for, and whether it is in cents."""
    spans = [{}] if "per" in held else [{"per": {"value": w}} for w in ("month", "quarter", "year")]
    units = [{}] if "divide" in held else [{}, {"divide": "100"}]
    choices = [{**held, **u, **s} for s in spans for u in units]
    key = key_of(state, "held", table, column)
    st.radio(
        wording.plain(f"{table}.{column} is likely '{held.get('from')}'. What are its amounts?"),
        range(len(choices)),
        index=None,
        format_func=lambda i: wording.plain(_told(choices[i])),
        key=key,
        on_change=_take,
        args=(state, table, column, choices, key),
    )


def _told(said: dict[str, Any]) -> str:
    per = said.get("per", {})
    span = f"per {per['value']}" if "value" in per else f"per '{per.get('from')}'"
    times = f", times '{said['times']}'" if "times" in said else ""
    return f"{'in cents' if 'divide' in said else 'as they are'}, {span}{times}"


def _take(
    state: MappingState, table: str, column: str, choices: list[dict[str, Any]], key: str
) -> None:
    chosen = choices[st.session_state[key]]
    edit(state, lambda text: with_column(text, table, column, chosen))


def _question(state: MappingState, preview: ColumnPreview) -> None:
    question = preview.question
    if question is None:
        return
    key = key_of(state, question.key, preview.table, preview.column)
    means = dict(question.choices)
    st.radio(
        wording.plain(f"{preview.table}.{preview.column}: {question.sentence}"),
        list(means),
        index=None,
        format_func=lambda choice: wording.plain(means[choice]),
        key=key,
        on_change=_answer,
        args=(state, preview, question.key, key),
    )


def _answer(state: MappingState, preview: ColumnPreview, said: str, key: str) -> None:
    choice = st.session_state[key]
    edit(state, lambda text: with_key(text, preview.table, preview.column, said, choice))


def _constant(state: MappingState, table: str, column: str, key: str) -> None:
    word = st.session_state[key]
    edit(state, lambda text: with_column(text, table, column, {"value": word}))


def draw_values(state: MappingState, seen: Seen) -> None:
    """Per column the values that no map lists, each with a list of our words."""
    open_ = [v for v in seen.values if not v.listed]
    for (table, column), group in groupby(open_, key=lambda v: (v.table, v.column)):
        values = list(group)
        st.markdown(
            f"**{wording.plain(f'{table}.{column}')}**: "
            f"{wording.counted(len(values), 'values')} that the mapping does not list"
        )
        for value in values[:_MOST]:
            _value(state, value)
        if len(values) > _MOST:
            st.caption(f"and {len(values) - _MOST} more; list them in the text")
    listed = [v for v in seen.values if v.listed]
    if listed:
        with st.expander("Values that are listed, and their words"):
            tables.show(
                pl.DataFrame(
                    [
                        {
                            "column": f"{v.table}.{v.column}",
                            "value": v.value,
                            "rows": v.rows,
                            "amount": None if v.amount is None else float(v.amount),
                            "our word": v.word or "",
                        }
                        for v in listed
                    ],
                    infer_schema_length=None,
                ),
                alt="Values of the files with the word each becomes",
            )


def _value(state: MappingState, value: Value) -> None:
    name, rows, amount, word = st.columns(_WIDTHS, vertical_alignment="center")
    name.text(value.value)
    rows.text(wording.counted(value.rows, "rows"))
    amount.text("" if value.amount is None else wording.digits(float(value.amount), 2))
    key = key_of(state, "value", value.table, value.column, value.value)
    label = f"Our word for {value.value} in {value.table}.{value.column}"
    now = "its rows are rejected" if value.rejected else f"now: {value.word or 'blank'}"
    if not value.allowed:
        word.text_input(
            wording.plain(label),
            placeholder=now,
            key=key,
            on_change=_assign,
            args=(state, value, key),
            label_visibility="collapsed",
        )
        return
    likely = [value.likely] if value.likely else []
    options = [*likely, *(w for w in value.allowed if w not in likely)]
    word.selectbox(
        wording.plain(label),
        options,
        index=None,
        placeholder=f"{now}; likely {value.likely}" if value.likely else now,
        key=key,
        on_change=_assign,
        args=(state, value, key),
        label_visibility="collapsed",
    )


def _assign(state: MappingState, value: Value, key: str) -> None:
    word = st.session_state[key]
    if word:
        edit(state, lambda text: assigned(text, value.table, value.column, {value.value: word}))
