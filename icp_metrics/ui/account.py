"""The rows behind a number, and one account: who it is, its criteria, its spans, its deals."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import quote

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.story import story
from icp_metrics.compare.accounts import AccountCard, account, moved
from icp_metrics.derived.account_spans import EVER_AFTER, EVER_BEFORE
from icp_metrics.ui import frame, tables, voice
from icp_metrics.ui.draw import draw
from icp_metrics.wording.movements import movements

_MET = {True: "met", False: "not met", None: "can't tell"}
_HIDDEN = {"span_id", "account_id", "known_from", "filled_later", "bucket"}


def draw_rows(shown: pl.DataFrame, kpi: str, group: str) -> None:
    """The rows, searchable and sortable; a click on one opens its account."""
    st.session_state["rows_accounts"] = shown["Account id"].to_list()
    st.dataframe(
        shown,
        hide_index=True,
        height=560,
        column_config=tables.dates(shown),
        key="rows",
        on_select=_open,
        selection_mode="single-row",
        alt="The rows behind the number.",
    )
    st.caption("Click a row's box to open its account.")
    tables.download(shown, f"{kpi}-{group}")


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
    address = context.view.settings["crm_url"]
    if address:
        there = str(address).replace("{account_id}", quote(account_id, safe=""))
        st.link_button("Open in the CRM", there, icon=":material/open_in_new:")
    fit = wording.GROUP_WORDS.get(str(now.get("fit")), "")
    if fit:
        score = "" if now["score"] is None else f", score {now['score']:.0f}"
        st.subheader(wording.plain(f"{fit}{score}: {now['reason']}"), anchor=False)
    _draw_story(card)
    if card.criteria:
        st.markdown("**Criteria**")
        st.dataframe(_criteria(card.criteria), hide_index=True, alt="Criteria and how they are met")
    if card.deals.height:
        st.markdown("**Deals**")
        deals = _deals(card.deals)
        st.dataframe(deals, hide_index=True, column_config=tables.dates(deals), alt="Its deals")
    voice.draw_voice(card)
    if card.spans.height:
        st.markdown("**What it was**")
        st.dataframe(_spans(card.spans), hide_index=True, alt="What it was, and from when to when")
    else:
        st.info(
            "A customer of billing that belongs to no account of the CRM: load account_keys to "
            "say whose it is.",
            icon=":material/link_off:",
        )
    st.markdown("**Who it is**")
    st.dataframe(_facts(card.account), hide_index=True, alt="What is known of the account")


def _draw_story(card: AccountCard) -> None:
    chart = story(card, frame.look())
    if chart is None:
        return
    st.markdown("**MRR and deals over time**" if card.mrr.height else "**Deals over time**")
    draw(chart, key="story", alt=_takeaway(card))
    if card.mrr.height:
        named = card.mrr["source"].unique(maintain_order=True)
        sources = ", ".join(wording.SOURCE_WORDS[name] for name in named)
        st.caption(wording.plain(f"MRR is taken from {sources}."))
        if (how := moved(card)) is not None:
            st.caption(wording.plain(movements(how, card.mrr["currency"][0])))


def _takeaway(card: AccountCard) -> str:
    said = f"{wording.counted(card.deals.height, 'deals')}"
    if not card.mrr.height:
        return f"{said}; never paid."
    first, last = card.mrr.row(0, named=True), card.mrr.row(-1, named=True)
    now = (
        f"pays {wording.full_money(float(last['mrr']), last['currency'])} a month"
        if last["ended_on"] is None
        else f"stopped paying {wording.day(last['ended_on'])}"
    )
    return f"{said}; paying since {wording.day(first['started_on'])}, {now}."


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
