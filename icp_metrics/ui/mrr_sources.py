"""Where MRR comes from: by source, and the accounts whose sources disagree."""

from __future__ import annotations

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.derived.mrr_pieces import SOURCES
from icp_metrics.errors import IcpError
from icp_metrics.store import Store
from icp_metrics.ui import source, tables


def draw_sources(store: Store) -> None:
    """MRR at the end of the data by the source it is taken from; nothing without any."""
    current = store.current()
    if current is None:
        return
    try:
        found, differ = source.mrr_sources(current)
    except IcpError:
        # A version that cannot be read must not keep anybody from going back to another.
        return
    if found.is_empty():
        return
    st.subheader("Where MRR comes from", anchor=False)
    tables.show(_by_source(found), alt="MRR at the end of the data by source")
    st.caption(
        "An account has one source: subscriptions before contracts before invoice lines. MRR at "
        "the end of the data, at constant currency."
    )
    if differ.is_empty():
        st.caption("No account has sources that differ by more than 5 %.")
        return
    st.write(
        f"{wording.counted(differ.height, 'accounts')} whose sources differ by more than 5 %, "
        "the widest first:"
    )
    tables.show(_disagreeing(differ), alt="Accounts whose sources differ")


def _by_source(found: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "Source": wording.SOURCE_WORDS[row["source"]],
                "Accounts": row["accounts"],
                "MRR": wording.full_money(float(row["mrr"]), row["currency"]),
            }
            for row in found.iter_rows(named=True)
        ]
    )


def _disagreeing(differ: pl.DataFrame) -> pl.DataFrame:
    def money(amount: float | None, currency: str) -> str:
        return "–" if amount is None else wording.full_money(float(amount), currency)

    return pl.DataFrame(
        [
            {
                "Account": row["name"] or row["account_id"],
                **{s.capitalize(): money(row[s], row["currency"]) for s in SOURCES},
                "Taken from": row["chosen"],
                "Difference": "–"
                if row["difference"] is None
                else wording.percent(row["difference"], 0),
                "Account id": row["account_id"],
            }
            for row in differ.iter_rows(named=True)
        ]
    )
