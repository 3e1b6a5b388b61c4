"""The answers behind NPS and CSAT, in a fragment of its own."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.answers import BANDS, answers, band_shares, box_labels
from icp_metrics.compare.listing import outcomes
from icp_metrics.compare.row import Row
from icp_metrics.ui import drill, filters, frame, source, tables
from icp_metrics.ui.draw import draw
from icp_metrics.ui.jump import ask, leave
from icp_metrics.ui.told import guarded

_SIDE_BY_SIDE = ("fit", "not_fit")


@st.fragment
@guarded
def draw_answers(context: frame.Context, row: Row) -> None:
    """How many chose each answer, in ICP beside outside; one picture for each scale."""
    st.subheader("How they answered", anchor=False)
    with st.skeleton(height=350):
        found = source.answers(
            context.pin,
            row.kpi.id,
            replace(context.asked, every=None, by=None, variant=row.variant),
        )
    if found.is_empty():
        st.info("No answers in this selection.", icon=":material/filter_alt_off:")
        return
    least: int = context.view.settings["min_n"][0]
    scales = found.partition_by("low", "high", maintain_order=True)
    for scale in scales:
        if len(scales) > 1:
            st.markdown(f"**{_named(scale)}**")
        _draw_scale(row, scale, least, drill.way(context.view, row.kpi.id, row.variant))
    leave()
    latest = " Of each person, the latest answer in the period." if row.kpi.latest_by else ""
    st.caption(
        wording.plain("Share of the answers of each group, every answer counted once." + latest)
    )


def _open(key: str, row: Row, way: str) -> None:
    """The answers of a band of a group; `way`: the parameter for how they are counted."""
    for group, band in filters.selection(st.session_state[key])[:1]:
        words = wording.GROUP_WORDS[group]
        outcome = drill.BANDS.get(band, "") if outcomes(row.kpi) else ""
        ask("accounts", kpi=row.kpi.title, group=words, variant=way, outcome=outcome)


def _draw_scale(row: Row, scale: pl.DataFrame, least: int, way: str) -> None:
    shown = [g for g in _SIDE_BY_SIDE if _accounts(scale, g) >= least]
    if shown:
        chart = answers(scale, shown, frame.look())
        key = f"answers_{_named(scale)}"
        draw(chart, key=key, alt=_takeaway(scale, shown), on_select=partial(_open, key, row, way))
    else:
        st.info("Too early: too few accounts have answered.", icon=":material/hourglass_empty:")
    with st.expander("As a table"):
        tables.show(_table(scale, least), alt="Answers of each group")


def _named(scale: pl.DataFrame) -> str:
    return f"Scale {scale['low'][0]:g} to {scale['high'][0]:g}"


def _accounts(scale: pl.DataFrame, group: str) -> int:
    return int(scale.filter(pl.col("group") == group)["accounts"][0])


def _table(scale: pl.DataFrame, least: int) -> pl.DataFrame:
    """A line per answer, the highest first, with the count of each group and its share."""
    lines = []
    labels = box_labels(scale)
    for score, label in reversed(list(zip(scale["score"].unique().sort(), labels, strict=True))):
        of = scale.filter(pl.col("score") == score)
        line = {"Answer": label, "Band": BANDS[of["band"][0]]}
        for group, count, share in of.select("group", "answers", "share").rows():
            enough = _accounts(scale, group) >= least
            part = f" ({wording.value(share, 'share')})" if enough else ""
            line[wording.GROUP_WORDS[group]] = f"{wording.digits(count)}{part}"
        lines.append(line)
    return pl.DataFrame(lines)


def _takeaway(scale: pl.DataFrame, groups: list[str]) -> str:
    """`In ICP, of 40 answers: 50% promoters, 30% passives, 20% detractors.` and so on."""
    said = []
    for group in groups:
        count = int(scale.filter(pl.col("group") == group)["answers"].sum())
        shares = ", ".join(
            f"{wording.percent(share, 0)} {BANDS[band].lower()}"
            for band, share in band_shares(scale, group).items()
        )
        words = wording.counted(count, "answers")
        said.append(f"{wording.GROUP_WORDS[group]}, of {words}: {shares}.")
    return " ".join(said)
