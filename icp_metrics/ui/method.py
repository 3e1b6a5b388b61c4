"""How a number is made: rows in and out, formula, likely range, SQL. On demand, under every KPI."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.compare import Slice
from icp_metrics.compare.row import Row
from icp_metrics.explain import Explanation, explain, words
from icp_metrics.explain.explanation import RowsInAndOut
from icp_metrics.explain.workbook import as_bytes
from icp_metrics.explain.worked.worked import Column, Worked
from icp_metrics.ui import frame, source, tables
from icp_metrics.ui.told import guarded
from icp_metrics.wording.region import current

_GROUPS = {said: name for name, said in wording.GROUP_WORDS.items()}


@st.fragment
@guarded
def draw_method(context: frame.Context, row: Row) -> None:
    """How the number of a group was made; it is worked out only when opened."""
    with st.expander("How this number is made", key="made", bind="query-params") as opened:
        if not opened.open:
            return
        chosen = st.segmented_control(
            "Of which group",
            list(_GROUPS),
            default="In ICP",
            required=True,
            key="made_of",
            bind="query-params",
        )
        with st.skeleton(height=300):
            made = _explained(context.pin, row.kpi.id, context.asked, _GROUPS[chosen or "In ICP"])
        _draw(context, made)


def _explained(pin: source.Pin, kpi: str, asked: Slice, group: str) -> Explanation:
    """explain(), remembered."""
    # It holds sentences, so it is of one region.
    region = current().name
    return _remembered(str(source.store().root.resolve()), pin, kpi, asked, group, region)


@st.cache_resource(max_entries=32, show_spinner=False)
def _remembered(
    root: str, pin: source.Pin, kpi: str, asked: Slice, group: str, region: str
) -> Explanation:
    return explain(source.view(pin), kpi, asked, group)


def _draw(context: frame.Context, made: Explanation) -> None:
    said, button = st.columns([3, 1.2], vertical_alignment="center")
    said.markdown(f"**{wording.plain(words.headline(made))}**")
    with button:
        st.download_button(
            "Download workbook",
            partial(as_bytes, context.view, context.asked, made),
            file_name=f"{made.kpi}-{made.group}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            icon=":material/download:",
            help="Every row behind the number, and live formulas that add it up again.",
            on_click="ignore",
            width="stretch",
        )
    titles = ("In short", "Rows in and out", "Formula", "Likely range", "Settings", "SQL")
    short, rows, formula, likely, settings, sql = st.tabs(titles)
    every = made.parts or (made,)
    with short:
        _short(made)
    with rows:
        for part in every:
            _named(made, part)
            for said_of in part.rows:
                _in_and_out(said_of)
        for note in made.left_out:
            st.caption(wording.plain(note))
    with formula:
        _formula(made)
        for part in made.parts:
            _named(made, part)
            _formula(part)
    with likely:
        _likely(made)
    with settings:
        for part in every:
            _named(made, part)
            _pairs((s.name.replace("_", " "), words.setting(s)) for s in part.settings)
    with sql:
        for part in every:
            _named(made, part)
            _sql(part)


def _named(made: Explanation, part: Explanation) -> None:
    if made.parts:
        st.markdown(f"**{wording.plain(part.title)}**")


def _short(made: Explanation) -> None:
    st.markdown(made.definition)
    _pairs(words.about(made))
    for flag in made.flags:
        st.caption(f":material/info: {wording.plain(flag)}")
    for cited in made.sources:
        st.caption(wording.plain(cited))


def _in_and_out(said: RowsInAndOut) -> None:
    shown = []
    for line in said.lines:
        mark = "**" if line.total else ""
        shown.append(
            (f"{mark}{wording.plain(line.words)}{mark}", f"{mark}{wording.digits(line.rows)}{mark}")
        )
    _small(shown)
    if said.becomes:
        st.caption(wording.plain(f"These are {said.becomes}."))


def _formula(made: Explanation) -> None:
    worked = made.worked
    if worked is None:
        st.caption(wording.plain(wording.capital(words.why(made)) or "There is no formula here."))
        return
    lines = [worked.formula]
    if worked.value is not None:
        lines += [f"= {words.shortened(worked.put_in)}"]
        lines += [f"= {words.exact(worked.value)}, shown as {words.figure(made)}"]
    st.code("\n".join(lines), language=None, wrap_lines=True)
    if worked.value is None:
        st.caption(wording.plain(f"No number: {words.why(made)}."))
    beside = [t for t in worked.terms if f"{{{t.name}}}" not in worked.expression]
    if beside:
        _pairs((t.words, words.number(t.value)) for t in beside)
    if worked.columns:
        _steps(worked.columns)


def _steps(columns: tuple[Column, ...]) -> None:
    # A column that is blank here and there is there for the spreadsheet.
    shown = {c.words: c.values for c in columns if None not in c.values}
    table = pl.DataFrame(shown, strict=False)
    tables.show(
        table,
        height=min(36 * (table.height + 1) + 2, 360),
        alt="The steps of the formula, day by day or month by month.",
    )


def _likely(made: Explanation) -> None:
    _rule(made.worked)
    gap = made.gap
    said = words.of_gap(made)
    if gap is not None and said:
        st.markdown("**The difference between in ICP and outside**")
        _pairs(said)
        st.caption(wording.plain(gap.rule))
        _pairs(words.figures((*gap.figures, *gap.adjusted)))


def _rule(worked: Worked | None) -> None:
    if worked is None or not worked.rule:
        st.caption("This number has no likely range.")
        return
    st.markdown(wording.plain(worked.rule))
    _pairs(words.figures(worked.range))


def _sql(made: Explanation) -> None:
    if made.queries is None:
        return
    queries = made.queries
    st.caption(wording.plain(f"DuckDB, on the file {made.version_file} of the store."))
    for title, query in (
        ("The facts, as they were made when this data was published", queries.facts),
        (f"The sums of the answer; period {queries.period} is this one", queries.answer),
        ("The rows behind the number", queries.rows),
    ):
        st.markdown(f"**{wording.plain(title)}**")
        st.code(query, language="sql", height=260)


def _pairs(pairs: Iterable[tuple[str, str]]) -> None:
    _small([(wording.plain(a), wording.plain(b)) for a, b in pairs])


def _small(lines: list[tuple[str, str]]) -> None:
    """A small table of words and what is said of them, both fit for a page."""
    st.table(
        pl.DataFrame(lines, schema=["words", "said"], orient="row"),
        border="horizontal",
        width="content",
        hide_index=True,
        hide_header=True,
    )
