"""Days in each stage and where deals stall, in a fragment of its own."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.charts.stages import stages
from icp_metrics.compare.row import Row
from icp_metrics.compare.stages import KPI, Stages
from icp_metrics.ui import choose, filters, frame, source, tables
from icp_metrics.ui.draw import draw
from icp_metrics.ui.linked import draw_linked
from icp_metrics.ui.told import guarded
from icp_metrics.wording.glossary import meaning


@st.fragment
@guarded
def draw_stages(context: frame.Context, row: Row) -> None:
    """The median days in each stage by group, and what is stuck there now."""
    st.subheader("Where deals stall", anchor=False, help=meaning("Stalled"))
    with st.skeleton(height=300):
        found = source.stages(context.pin, replace(context.asked, every=None))
    if found is None:
        st.info(
            "No stage history is loaded: load `stage_history` to see how long deals stay in each "
            "stage.",
            icon=":material/info:",
        )
        return
    if found.rows.is_empty():
        st.info("No deal of this selection has a stage history.", icon=":material/info:")
        return
    chart = stages(found.rows, found.limits, frame.look())
    draw(chart, key="stages", alt=_takeaway(found), on_select=_choose)
    st.caption(
        "Median days in each stage, deals still in it counted for as long as they are. The line: "
        "three in four deals leave sooner; one that stays longer is stalled."
    )
    tables.show(_table(found), alt="What is in each stage now")
    st.caption(
        wording.plain(
            f"Open deals at the end of the data. Stalled: {_stalled(found)}. A deal counts if its "
            "history has more than one entry, or if it is still where it began."
        )
    )
    _now(context, found)


def _now(context: frame.Context, found: Stages) -> None:
    """The deals that are in a stage now."""
    there = found.rows.filter((pl.col("group") == "all") & (pl.col("now") > 0))
    names = there["stage"].to_list()
    stage = choose.among("Deals now in", names, key="now_in", what="a stage")
    if stage is None:
        return
    rows = source.now_in(context.pin, replace(context.asked, every=None), stage)
    shown = tables.facts(rows, KPIS[KPI])
    place = shown.columns.index("From day")
    shown = shown.drop("From day", "To day", "Left by")
    shown.insert_column(place, rows["days_there"].alias("Days there"))
    accounts = rows["account_id"].to_list()
    draw_linked(shown, accounts, key="now_rows", alt=f"The deals now in {stage}")


def _choose() -> None:
    """A click on a stage shows the deals that are in it now."""
    for (stage,) in filters.selection(st.session_state["stages"])[:1]:
        st.session_state["now_in"] = stage


def _of(found: Stages, stage: str, group: str) -> dict[str, int | float | None]:
    row = found.rows.filter((pl.col("stage") == stage) & (pl.col("group") == group))
    return row.row(0, named=True)


def _table(found: Stages) -> pl.DataFrame:
    lines = []
    for stage in found.rows["stage"].unique(maintain_order=True):
        limit = found.limits.get(stage)
        line: dict[str, str] = {"Stage": stage, "Stalled beyond": wording.value(limit, "days")}
        for group in ("fit", "not_fit", "all"):
            of, words = _of(found, stage, group), wording.GROUP_WORDS[group]
            stalled = "–" if of["stalled"] is None else wording.digits(of["stalled"])
            line[f"{words}: now, stalled"] = f"{wording.digits(of['now'] or 0)}, {stalled}"
        amount = _of(found, stage, "all")["stalled_amount"]
        line["Amount stalled"] = "–" if amount is None else wording.money(amount, found.currency)
        lines.append(line)
    return pl.DataFrame(lines)


def _stalled(found: Stages) -> str:
    """`121 deals, $3.7m`, over all stages."""
    whole = found.rows.filter(pl.col("group") == "all")
    count = int(whole["stalled"].fill_null(0).sum())
    said = wording.counted(count, "deals")
    if whole["stalled_amount"].null_count():
        return said
    return f"{said}, {wording.money(float(whole['stalled_amount'].sum()), found.currency)}"


def _takeaway(found: Stages) -> str:
    """The stage in which most deals are stalled."""
    whole = found.rows.filter((pl.col("group") == "all") & pl.col("stalled").is_not_null())
    if whole.is_empty():
        return "Median days in each stage, in ICP and outside."
    worst = whole.sort("stalled", descending=True, maintain_order=True).row(0, named=True)
    stalled, now = (wording.digits(worst[k]) for k in ("stalled", "now"))
    return (
        "Median days in each stage, in ICP and outside. Most deals are stalled in "
        f"{worst['stage']}: {stalled} of the {now} in it, longer than "
        f"{wording.value(found.limits[worst['stage']], 'days')}."
    )
