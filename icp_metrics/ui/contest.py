"""ICP definitions against one another on the page of the ICP, asked for only when opened."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice
from icp_metrics.compare.contest import Contest, Definition, Pair, contest
from icp_metrics.compare.states import definition
from icp_metrics.errors import SliceError
from icp_metrics.profile.document import parse
from icp_metrics.store import Store
from icp_metrics.ui import cards, frame, source, tables
from icp_metrics.ui.jump import ask, leave
from icp_metrics.ui.told import guarded
from icp_metrics.wording import contest as words

_MOST = 4
"""Definitions at once: each is compared with each."""


@st.fragment
@guarded
def draw_contest(context: frame.Context) -> None:
    """The headline KPIs by every definition that the reader chooses, and who changes side."""
    with st.expander("Compare definitions", key="contest", bind="query-params") as opened:
        if not opened.open:
            return
        saved = _saved(source.store())
        if len(saved) < 2:
            st.caption("There is one ICP definition, in one version: save another to compare.")
            return
        picked = st.multiselect(
            "ICP definitions",
            list(saved),
            default=_usual(context, list(saved)),
            key="definitions",
            bind="query-params",
            max_selections=_MOST,
            help="Any versions of any definitions; each divides the same rows into its groups.",
        )
        if len(picked) < 2:
            st.caption("Choose at least two.")
            return
        chosen = tuple(saved[title] for title in picked)
        with st.skeleton(height=200):
            found = _contests(context, chosen)
        for said in words.notes(found):
            st.caption(wording.plain(said))
        _draw_tables(found)
        _draw_sides(found)
        leave()


def _saved(here: Store) -> dict[str, tuple[str, int]]:
    """Every version of every definition by its title, the newest of each first."""
    newest = [d for name in here.profile_names() if (d := here.profile(name)) is not None]
    every = [(d.name, version) for d in newest for version in range(d.version, 0, -1)]
    return {f"{name} v{version}": (name, version) for name, version in every}


def _usual(context: frame.Context, titles: list[str]) -> list[str]:
    """The definition of the page, and the newest other."""
    profile = context.view.profile
    own = f"{profile.name} v{context.view.profile_version}" if profile else titles[0]
    return [own, next(t for t in titles if t != own)]


def _contests(context: frame.Context, chosen: tuple[tuple[str, int], ...]) -> list[Contest]:
    """A contest for each headline KPI; none for one that does not know a filter."""
    root = str(source.store().root.resolve())
    found = []
    for kpi in cards.HEADLINE:
        try:
            found.append(_contest(root, context.pin, kpi.id, context.asked, chosen))
        except SliceError:
            continue
    return found


# Not cache_data: a KPI holds functions, which are not copied.
@st.cache_resource(max_entries=64, show_spinner=False)
def _contest(
    root: str, pin: source.Pin, kpi: str, asked: Slice, chosen: tuple[tuple[str, int], ...]
) -> Contest:
    here = Store(Path(root))
    documents = [definition(here, name, version) for name, version in chosen]
    definitions = [
        Definition(parse(d.text), d.version, here.profile_saved_on(d.name, d.version))
        for d in documents
        if d is not None
    ]
    return contest(source.view(pin), KPIS[kpi], asked, definitions)


def _draw_tables(found: list[Contest]) -> None:
    entries = [
        {"KPI": wording.title(entry.row), **words.line(entry)} for c in found for entry in c.entries
    ]
    tables.show(
        pl.DataFrame(entries),
        alt="Each headline KPI by each definition, the one that separates best first.",
    )
    pairs = [
        {"KPI": wording.title(pair.first.row), **words.pair_line(pair)}
        for c in found
        for pair in c.pairs
    ]
    st.markdown("**Each against each**")
    tables.show(pl.DataFrame(pairs), alt="Each two definitions on each KPI.")


def _draw_sides(found: list[Contest]) -> None:
    """The accounts of one KPI that two definitions judge otherwise."""
    several = {_title(pair): pair for c in found for pair in c.pairs if pair.moved}
    if not several:
        return
    st.markdown("**Who changes side**")
    picked = st.selectbox("Of", list(several), key="sides", bind="query-params")
    pair = several.get(picked or "", next(iter(several.values())))
    shown = _sides(pair)
    st.session_state["sides_accounts"] = pair.sides["account_id"].to_list()
    tables.show(
        shown,
        key="sides_rows",
        on_select=_open,
        selection_mode="single-row",
        alt="The accounts that two definitions judge otherwise.",
    )
    st.caption("Click a row's box to open its account.")
    tables.download(shown, "change-side")


def _title(pair: Pair) -> str:
    names = " and ".join(e.definition.title for e in (pair.first, pair.second))
    return f"{wording.title(pair.first.row)}: {names} ({wording.counted(pair.moved, 'accounts')})"


def _sides(pair: Pair) -> pl.DataFrame:
    names = [e.definition.title for e in (pair.first, pair.second)]
    groups = wording.GROUP_WORDS
    heads = [f"By {names[0]}", f"By {names[1]}"]
    return pair.sides.select(
        pl.coalesce("account_name", "account_id").fill_null("(no account)").alias("Account"),
        pl.col("first").replace(groups).alias(heads[0]),
        pl.col("second").replace(groups).alias(heads[1]),
        pl.col("facts").alias(wording.capital(pair.first.row.kpi.fact_noun)),
    )


def _open() -> None:
    picked = st.session_state["sides_rows"]["selection"]["rows"]
    accounts = st.session_state["sides_accounts"]
    if picked and accounts[picked[0]] is not None:
        ask("accounts", account=accounts[picked[0]])
