"""The rows behind a number, and one account: who it is, its criteria, its spans, its deals."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare.accounts import account
from icp_metrics.derived.account_spans import EVER_AFTER, EVER_BEFORE
from icp_metrics.ui import frame, tables

_MET = {True: "met", False: "not met", None: "can't tell"}
_HIDDEN = {"span_id", "account_id", "known_from", "filled_later", "bucket"}


def draw_rows(shown: pl.DataFrame, kpi: str, group: str) -> None:
    """The rows, searchable and sortable; a click on one opens its account."""
    st.session_state["rows_accounts"] = shown["Account id"].to_list()
    st.dataframe(
        shown,
        hide_index=True,
        height=560,
        key="rows",
        on_select=_open,
        selection_mode="single-row",
        alt="The rows behind the number.",
    )
    st.caption("Click a row's box to open its account.")
    st.download_button(
        "Download as CSV",
        tables.harmless(shown).write_csv(),
        file_name=f"{kpi}-{group}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _open() -> None:
    chosen = st.session_state["rows"]["selection"]["rows"]
    accounts = st.session_state["rows_accounts"]
    if chosen and accounts[chosen[0]] is not None:
        st.query_params["account"] = accounts[chosen[0]]


def _close() -> None:
    del st.query_params["account"]


def draw_account(context: frame.Context, account_id: str) -> None:
    """One account."""
    st.button("Back to the rows", icon=":material/arrow_back:", on_click=_close)
    card = account(context.view, account_id)
    st.title(wording.plain(card.account["name"]), anchor=False)
    now = card.spans.row(0, named=True) if card.spans.height else {}
    fit = wording.GROUP_WORDS.get(str(now.get("fit")), "")
    if fit:
        score = "" if now["score"] is None else f", score {now['score']:.0f}"
        st.subheader(wording.plain(f"{fit}{score}: {now['reason']}"), anchor=False)
    st.markdown("**Criteria**")
    st.dataframe(_criteria(card.criteria), hide_index=True, alt="Criteria and how they are met")
    st.markdown("**Deals**")
    st.dataframe(_deals(card.deals), hide_index=True, alt="Its deals")
    st.markdown("**Over time**")
    st.dataframe(_spans(card.spans), hide_index=True, alt="What it was, and from when to when")
    st.markdown("**Who it is**")
    st.dataframe(_facts(card.account), hide_index=True, alt="What is known of the account")


def _criteria(criteria: list[tuple[str, str, float, bool | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "Criterion": sentence,
                "Mode": f"weight {weight:g}" if mode == "weight" else mode,
                "Now": _MET[met],
            }
            for sentence, mode, weight, met in criteria
        ],
        schema={"Criterion": pl.String, "Mode": pl.String, "Now": pl.String},
    )


def _facts(row: dict[str, object]) -> pl.DataFrame:
    shown = {_words(k): _text(v) for k, v in row.items() if k != "bucket"}
    return pl.DataFrame({"Attribute": list(shown), "Value": list(shown.values())})


def _text(value: object) -> str:
    if value is None:
        return wording.MISSING
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _spans(spans: pl.DataFrame) -> pl.DataFrame:
    ever, after = (day.split("'")[1] for day in (EVER_BEFORE, EVER_AFTER))
    first = [c for c in ("valid_from", "valid_to", "fit", "score", "reason") if c in spans.columns]
    rest = [c for c in spans.columns if c not in _HIDDEN and c not in first]
    shown = spans.select(*first, *rest).with_columns(
        pl.col("valid_from", "valid_to")
        .cast(pl.String)
        .replace({ever: "as far back as known", after: "today"})
    )
    return _readable(shown)


def _deals(deals: pl.DataFrame) -> pl.DataFrame:
    first = ["name", "status", "created_on", "closed_on", "amount", "currency", "type"]
    filled = [c for c in deals.columns if not deals[c].is_null().all()]
    rest = [c for c in filled if c not in first and c not in ("bucket", "account_id")]
    return _readable(deals.select([*(c for c in first if c in filled), *rest]))


def _readable(frame: pl.DataFrame) -> pl.DataFrame:
    """Headings and group names in words; amounts as plain numbers."""
    money = [c for c, kind in frame.schema.items() if isinstance(kind, pl.Decimal)]
    shown = frame.with_columns(pl.col(money).cast(pl.Float64))
    if "fit" in shown.columns:
        shown = shown.with_columns(pl.col("fit").replace(wording.GROUP_WORDS))
    return shown.rename({c: _words(c) for c in shown.columns})


def _words(name: str) -> str:
    return {"fit": "ICP", "reason": "Why"}.get(name, wording.attribute(name))
