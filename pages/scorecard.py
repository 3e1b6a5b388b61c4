"""Scorecard: is our ICP working?"""

from dataclasses import replace

import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.coverage import coverage
from icp_metrics.compare import Row, Slice, periods
from icp_metrics.compare.headline import headline
from icp_metrics.compare.question import data_through
from icp_metrics.ui import (
    cards,
    every,
    exceptions,
    focus,
    frame,
    moved,
    nothing,
    report,
    this_week,
    tour,
    worth,
)
from icp_metrics.ui.draw import draw
from icp_metrics.ui.pages import PageInfo, reroute
from icp_metrics.wording.glossary import meaning

PAGE = PageInfo(
    title="Scorecard",
    icon=":material/target:",
    help="Is our ICP working? The answer, the figures behind it, and how much can be judged.",
    order=1,
)


def render() -> None:
    """Draw the page."""
    frame.page(_draw)


def _draw(context: frame.Context) -> None:
    answered = cards.answers(context, cards.HEADLINE)
    rows = [row for row in answered.values() if isinstance(row, Row)]
    tour.draw_tour()
    st.markdown("**Is our ICP working?**")
    st.title(headline(rows).sentence, anchor=False)
    said, hand_on = st.columns([6, 1], vertical_alignment="center")
    said.caption(f"{wording.when(rows[0])}.")
    with hand_on:
        report.draw_exports(context)
    worth.draw_worth(context)
    focus.draw_focus(context)
    cards.draw_cards(context, answered, _quarters(context, rows[0]))
    left, right = st.columns(2, gap="large")
    with left:
        exceptions.draw_exceptions(context)
    with right:
        this_week.draw_this_week(context)
    moved.draw_moved_all(context)
    every.draw_every(context)
    _coverage(rows[0])
    if (late := next((r for r in rows if "hindsight" in r.flags), None)) is not None:
        st.caption(wording.plain(wording.flag("hindsight", late)))
    st.caption(
        "A difference is not a cause: accounts were not drawn at random, and sales works ICP "
        "accounts harder."
    )


def _quarters(context: frame.Context, row: Row) -> Slice:
    """The eight quarters up to the end of the period; and the one after, where it has begun."""
    ends, fiscal = row.period.ends, context.view.settings["fiscal_year_start"]
    newest = periods.start_of(data_through(context.view, row.kpi), "quarter", fiscal)
    last = periods.add_months(newest, 3) if newest == ends else ends
    starts = periods.add_months(ends, -24)
    return replace(context.asked, starts=starts, ends=last, every="quarter")


def _coverage(row: Row) -> None:
    told = row.groups["fit"].facts + row.groups["not_fit"].facts
    total = row.groups["all"].facts
    st.subheader("How much can be judged", anchor=False, help=meaning("Can't tell"))
    # A filter may leave another figure as the first.
    noun = "closed deals" if row.kpi.id == "win_rate" else row.kpi.fact_noun
    if not total:
        nothing.say_nothing(noun, key="clear_scorecard")
        return
    judged, of, share = (*map(wording.digits, (told, total)), wording.percent(told / total, 0))
    takeaway = (
        f"For {judged} of {of} {noun} ({share}) it can be told whether the "
        "account fits; the others lack data and are never counted as outside."
    )
    st.write(takeaway)
    draw(coverage(row, frame.look()), key="coverage", alt=takeaway)


if __name__ == "__main__":
    reroute(__file__)
