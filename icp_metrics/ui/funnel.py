"""From stage to stage: how many deals go on, and where the others are lost, in a fragment."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.charts.pairs import Line, pairs
from icp_metrics.compare.funnel import KPI, VARIANT, Funnel, Step
from icp_metrics.compare.row import Group, Row
from icp_metrics.statistics.estimate import Estimate
from icp_metrics.ui import choose, filters, frame, linked, source, tables
from icp_metrics.ui.draw import draw
from icp_metrics.ui.told import guarded

_COLUMNS = ("fit", "not_fit", "unknown", "all")


@st.fragment
@guarded
def draw_funnel(context: frame.Context, row: Row) -> None:
    """The share that goes on from each stage, by group; nothing without a stage history."""
    asked = replace(context.asked, by=None, every=None, variant=None)
    with st.skeleton(height=300):
        found = source.funnel(context.pin, asked)
    if found is None:
        return
    st.subheader("From stage to stage", anchor=False)
    if found.reason is not None or found.age is None:
        reason = wording.REASONS[found.reason or "immature"]
        st.info(wording.plain(f"{wording.capital(reason)}."), icon=":material/hourglass_empty:")
        return
    lines = [
        Line(wording.plain_html(s.stage), wording.plain_html(s.stage), _estimates(s), name=s.stage)
        for s in found.steps
    ]
    chart = pairs(lines, frame.look(), unit="share", currency=None)
    draw(chart, key="funnel", alt=_takeaway(found), on_select=_choose)
    st.caption(wording.plain(_rule(found)))
    tables.show(_table(found), alt="Deals by stage: went on, lost, still there")
    _lost(context, found)


def _lost(context: frame.Context, found: Funnel) -> None:
    """The rows behind the losses of a stage."""
    stages = [s.stage for s in found.steps if s.lost["all"]]
    stage = choose.among("Deals lost in", stages, key="lost_in", what="a stage")
    if stage is None:
        return
    asked = replace(context.asked, by=None, every=None, variant=None)
    rows = source.lost_in(context.pin, asked, stage)
    shown = tables.facts(rows, KPIS[KPI].of(VARIANT))
    accounts = rows["account_id"].to_list()
    linked.draw_linked(shown, accounts, key="lost_rows", alt=f"The deals lost in {stage}")


def _choose() -> None:
    """A click on a stage shows the deals that were lost in it."""
    for _, stage in filters.selection(st.session_state["funnel"])[:1]:
        st.session_state["lost_in"] = stage


def _estimates(step: Step) -> dict[str, Estimate]:
    return {name: step.groups[name].estimate for name in ("fit", "not_fit")}


def _rule(found: Funnel) -> str:
    said = (
        "Of the deals that reached a stage or a later one, the share that went on from it. Deals "
        f"created in the period and at least {wording.value(found.age, 'days')} old, each as it "
        "stood at that age; fit as it was judged when they were created."
    )
    if found.untold:
        said += (
            f" Left out: {wording.counted(found.untold, 'deals')} whose stage history does not "
            "begin with them."
        )
    return said


def _table(found: Funnel) -> pl.DataFrame:
    lines = []
    for step in found.steps:
        line = {"Stage": step.stage}
        for name in _COLUMNS[:2]:
            words, group = wording.GROUP_WORDS[name], step.groups[name]
            line[f"{words}: reached"] = _count(group)
            line[f"{words}: went on"] = _share(group)
            gone, there = (wording.digits(of[name]) for of in (step.lost, step.still_there))
            line[f"{words}: lost, still there"] = f"{gone}, {there}"
        line["Difference"] = _difference(step)
        lines.append(line)
    return pl.DataFrame(lines)


def _count(group: Group) -> str:
    return f"{wording.counted(group.facts, 'deals')} of {wording.counted(group.n, 'accounts')}"


def _share(group: Group) -> str:
    e = group.estimate
    if not wording.shown(e):
        return "too early" if group.facts else "–"
    return f"{wording.value(e.value, 'share')} ({wording.interval(e, 'share')})"


def _difference(step: Step) -> str:
    sides = (step.groups[name].estimate for name in ("fit", "not_fit"))
    if step.gap.value is None or not all(map(wording.shown, sides)):
        return "–"
    said = wording.difference(step.gap.value, "share")
    return f"{said} ({wording.interval(step.gap, 'share', signed=True)})"


def _takeaway(found: Funnel) -> str:
    """The stage at which most deals of the ICP are lost."""
    worst = max(found.steps, key=lambda s: s.lost["fit"])
    lost, reached = (wording.digits(n) for n in (worst.lost["fit"], worst.groups["fit"].facts))
    return (
        "The share of deals that go on from each stage, in ICP and outside. In ICP most are lost "
        f"in {worst.stage}: {lost} of {reached}."
    )
