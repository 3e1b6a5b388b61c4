"""Tie-out: ours beside what the CRM and finance state, and the rows that make a difference."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from icp_metrics.errors import IcpError
from icp_metrics.store import Store, Version
from icp_metrics.tie_out import (
    Explained,
    Group,
    Line,
    Theirs,
    explain,
    read_list,
    rejected,
    state,
)
from icp_metrics.ui import source, tables
from icp_metrics.ui.load_result import download
from icp_metrics.ui.tie_out_stated import draw_form
from icp_metrics.ui.told import guarded
from icp_metrics.wording import capital, counted, harmless, plain
from icp_metrics.wording import tie_out as wording

_FEW = 5
_LIST_MB = 20


def in_a_word(version: Version) -> list[str]:
    """What the line of freshness says of a version: one part of it, or none."""
    try:
        word = wording.in_a_word(state(source.tie_out(version)))
    except IcpError:
        # The page Data says what is wrong; no figure hangs on it.
        return ["tie-out cannot be read"]
    return [] if word is None else [word]


def draw_tie_out(store: Store) -> None:
    """The block of the page Data; nothing while nothing is loaded."""
    current = store.current()
    if current is None:
        return
    st.subheader("Tie-out", anchor=False)
    st.caption(
        "What the CRM and finance state themselves, beside the same figure drawn from the data in "
        "force."
    )
    try:
        found = source.tie_out(current)
    except IcpError as error:
        st.error(plain(f"{error.message} ({error.code})"), icon=":material/error:")
        found = []
    else:
        _draw_state(found)
    if found:
        shown = pl.DataFrame([_line(line) for line in _ordered(found)])
        tables.show(shown, alt="Stated figures beside ours, those off first")
        _draw_not_compared([line for line in found if wording.not_compared(line)])
        _draw_behind(store, current)
    draw_form(store, current)


def _draw_state(found: list[Line]) -> None:
    told = state(found)
    word = wording.in_a_word(told)
    if told is None or word is None:
        st.info(
            "Nothing is stated yet. State what the CRM or finance reports for a month: won deals, "
            "their amount, closing MRR, customers or spend.",
            icon=":material/balance:",
        )
        return
    said = plain(f"{capital(word)}.")
    if told.off:
        st.warning(said, icon=":material/rule:")
    elif told.sources:
        st.success(said, icon=":material/check_circle:")
    else:
        st.info(said, icon=":material/schedule:")


def _draw_not_compared(found: list[Line]) -> None:
    """Why some figures have nothing beside them: a sentence each, of many the first few."""
    for line in found[:_FEW]:
        st.caption(plain(wording.compared(line)))
    if found[_FEW:]:
        st.caption(f"{counted(len(found) - _FEW, 'figures')} more cannot be compared.")


def _ordered(found: list[Line]) -> list[Line]:
    """Those off first, then the latest month first."""
    latest = sorted(found, key=lambda x: x.figure.month, reverse=True)
    return sorted(latest, key=lambda x: x.status != "off")


def _line(line: Line) -> dict[str, str]:
    return {
        "Measure": line.measure.title,
        "Month": f"{line.figure.month:%Y-%m}",
        "Stated by": line.figure.source,
        "Ours": wording.amount(line.ours, line),
        "Theirs": wording.amount(line.figure.value, line),
        "Difference": wording.amount(line.difference, line, signed=True),
        "State": wording.STATUS[line.status],
    }


@st.fragment
@guarded
def _draw_behind(store: Store, version: Version) -> None:
    """The rows of one month, by what commonly makes two systems differ."""
    choices = [x for x in _ordered(source.tie_out(version)) if x.ours is not None]
    if not choices:
        return
    line = st.selectbox(
        "Rows behind",
        choices,
        format_func=_choice,
        key="tie_out_line",
        help="The rows our figure is made of, and which of them another system may see otherwise.",
    )
    given = st.file_uploader(
        "Their list of that month (CSV)",
        type=["csv", "txt", "tsv"],
        max_upload_size=_LIST_MB,
        key=f"tie_out_list_{line.measure.id}_{line.figure.month}",
        help="The rows they count, with the columns id and, of money, amount. Then the difference "
        "is told row by row. The list is not kept.",
    )
    try:
        theirs = None if given is None else read_list(given.getvalue(), line.measure)
        found = explain(source.whole(version), line, theirs)
    except IcpError as error:
        st.error(plain(f"{error.message} ({error.code})"), icon=":material/error:")
        return
    st.markdown(plain(wording.compared(line)))
    for sentence in wording.explained(found, rejected(store, version, line.measure)):
        st.markdown(f"- {plain(sentence)}")
    if theirs is not None:
        _draw_against(found, theirs)
    _draw_groups(found)
    _draw_rows(found)


def _choice(line: Line) -> str:
    what = f"{line.measure.title}, {line.figure.month:%Y-%m}, {line.figure.source}"
    what += f" ({line.figure.currency})" if line.figure.currency else ""
    if line.status == "off":
        return f"{what}: off by {wording.amount(line.difference, line, signed=True)}"
    return f"{what}: {wording.STATUS[line.status].lower()}"


def _draw_against(found: Explained, theirs: Theirs) -> None:
    for problem in theirs.problems:
        st.warning(plain(problem.sentence), icon=":material/rule:")
    rows = found.against
    if rows is None or rows.is_empty():
        return
    shown = harmless(
        rows.select(
            (pl.col("kind").str.head(1).str.to_uppercase() + pl.col("kind").str.slice(1)).alias(
                "What"
            ),
            pl.col("id").alias("Id"),
            pl.col("name").alias("Name"),
            pl.col("account_name").alias("Account"),
            pl.col("dated_on").alias("Dated"),
            *(pl.col(c).cast(pl.Float64).alias(c.capitalize()) for c in _FIGURES),
            pl.col("known").alias("In our data"),
        )
    )
    tables.show(shown, alt="Rows that differ from their list")
    download("Download the rows that differ", lambda: rows, "tie-out-difference.csv")


_FIGURES = ("ours", "theirs", "difference")


def _draw_groups(found: Explained) -> None:
    if not found.groups:
        return
    st.caption(
        "Rows that two systems often see otherwise. A figure above zero is what ours would fall "
        "by without them; below zero, what it would rise by with them."
    )
    shown = pl.DataFrame([_group(group, found.line) for group in found.groups])
    tables.show(shown, alt="Groups of rows that may explain the difference")


def _group(group: Group, line: Line) -> dict[str, Any]:
    return {
        "Rows": group.rows,
        "Would explain": wording.amount(group.worth, line, signed=True),
        "Which": capital(group.words),
        "Exactly the difference": "Yes" if group.exact else "",
    }


def _draw_rows(found: Explained) -> None:
    rows = found.rows
    inside = int(rows["counted"].sum())
    words = f"The {counted(inside, 'rows')} of {found.line.figure.month:%Y-%m}"
    if rows.height > inside:
        words = f"{words}, and {rows.height - inside} beside it"
    with st.expander(words):
        shown = harmless(rows.select(_columns(found.line)))
        tables.show(shown, alt="Rows behind our figure")
        download("Download the rows", lambda: rows, "tie-out-rows.csv")


def _columns(line: Line) -> list[pl.Expr]:
    """What a person finds a row by. An account has no other name; a count no currency."""
    of_accounts = not line.measure.by_day
    money = line.measure.unit == "money"
    who = pl.coalesce("account_name", "account_id").fill_null("(no account)")
    return [
        pl.when("counted").then(pl.lit("Yes")).otherwise(pl.lit("No")).alias("Counted"),
        *([] if of_accounts else [pl.col("name").alias("Name")]),
        who.alias("Account"),
        pl.col("dated_on").alias("Since" if of_accounts else "Dated"),
        *([pl.col("value").cast(pl.Float64).alias("Adds")] if money else []),
        *([pl.col("currency").alias("Currency")] if money else []),
        pl.col("reasons").alias("May be seen otherwise"),
        pl.col("row_id").alias("Id"),
    ]
