"""What a customer is worth, three ways: expected to the horizon, brought to date, projected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.pairs import Line, pairs
from icp_metrics.compare.row import Row
from icp_metrics.ui import drill, frame, source, tables
from icp_metrics.ui.draw import draw
from icp_metrics.ui.jump import leave
from icp_metrics.ui.told import guarded
from icp_metrics.wording.glossary import meaning


@st.fragment
@guarded
def draw_worths(context: frame.Context, row: Row) -> None:
    """The forms side by side, each with its horizon or age, what it is, and what it rests on."""
    st.subheader("What a customer is worth, three ways", anchor=False, help=meaning("A projection"))
    asked = replace(context.asked, by=None, every=None, adjust=False)
    with st.skeleton(height=320):
        ways = row.kpi.ways
        rows = [source.answer(context.pin, row.kpi.id, replace(asked, variant=v))[0] for v in ways]
    lines = [_line(each) for each in rows]
    chart = pairs(lines, frame.look(), unit=row.kpi.unit, currency=row.currency)
    draw(
        chart,
        key="worths",
        alt=_takeaway(rows),
        on_select=drill.opens(context.view, row, "worths"),
    )
    leave()
    tables.show(_table(rows), alt="What a customer is worth, in each form")
    for each in rows:
        st.caption(wording.plain(f"{wording.form(each)}: {wording.form_means(each)}"))
    if said := wording.by_churn(rows[0]):
        st.caption(wording.plain(said))


def _line(row: Row) -> Line:
    words = wording.form(row)
    head, _, rest = words.partition(" in " if " in " in words else " for ")
    return Line(
        label=f"{head}<br>{words.removeprefix(head).strip()}" if rest else words,
        words=words,
        groups={name: row.groups[name].estimate for name in ("fit", "not_fit")},
        hollow="projection" in row.flags,
        name=row.variant,
    )


def _table(rows: Sequence[Row]) -> pl.DataFrame:
    lines = []
    for row in rows:
        line = {"Form": wording.form(row)}
        for name in ("fit", "not_fit"):
            e = row.groups[name].estimate
            shown = wording.shown(e)
            said = wording.value(e.value if shown else None, row.kpi.unit, row.currency)
            around = wording.interval(e, row.kpi.unit, row.currency) if shown else ""
            line[wording.GROUP_WORDS[name]] = f"{said} ({around})" if around else said
        line["In ICP, of outside"] = wording.times(row) or "–"
        line["Answer"] = wording.verdict(row)
        lines.append(line)
    return pl.DataFrame(lines)


def _takeaway(rows: Sequence[Row]) -> str:
    """Every form that can be told, with both groups."""
    said = []
    for row in rows:
        fit, other = (row.groups[name].estimate for name in ("fit", "not_fit"))
        if wording.shown(fit) and wording.shown(other):
            figures = [wording.value(e.value, row.kpi.unit, row.currency) for e in (fit, other)]
            said.append(f"{wording.form(row)}: {figures[0]} in ICP, {figures[1]} outside.")
        else:
            said.append(f"{wording.form(row)}: none yet.")
    return " ".join(said)
