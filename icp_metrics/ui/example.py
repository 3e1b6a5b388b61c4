"""Examples for the guide, drawn from the reader's own data and never invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.groups import groups
from icp_metrics.compare import Row, Slice
from icp_metrics.errors import IcpError
from icp_metrics.ui import cards, frame, source
from icp_metrics.ui.draw import draw


def draw_example(chapter: str) -> None:
    """What a chapter says, in the newest data; nothing where it has no example, or no data."""
    if chapter not in _EXAMPLES:
        return
    row = next((row for row in _rows() if _EXAMPLES[chapter](row)), None)
    if row is None:
        return
    st.markdown("**In our data**")
    if chapter == "likely_range":
        draw(groups(row, frame.look()), key="example", alt=wording.sentence(row))
    st.write(wording.plain(_EXAMPLES[chapter](row)))
    st.caption(f"{wording.when(row)}.")


def _rows() -> Iterator[Row]:
    """The headline KPIs over the usual period, as far as they can be answered."""
    here = source.store()
    current = here.current()
    if current is None:
        return
    view = source.whole(current)
    name = None if view.profile is None else view.profile.name
    pin = source.Pin(current.number, here.settings().version, name, view.profile_version)
    for kpi in cards.HEADLINE:
        try:
            yield source.answer(pin, kpi.id, Slice())[0]
        except IcpError:
            continue


def _likely_range(row: Row) -> str:
    gap = wording.comparison(row)
    if gap.low is None or gap.high is None:
        return ""
    around = wording.interval(gap, row.kpi.unit, row.currency, signed=True)
    tells = "includes 0" if gap.low <= 0 <= gap.high else "leaves out 0"
    return f"{wording.sentence(row)} The range of the difference, {around}, {tells}."


def _cant_tell(row: Row) -> str:
    whole, missing = row.groups["all"].facts, row.groups["unknown"].facts
    if not whole:
        return ""
    of = wording.counted(whole, row.kpi.fact_noun)
    share = wording.percent(missing / whole)
    said = f"Of {of} {wording.digits(missing)} can't be told ({share}). {wording.unknown(row)}"
    return said.strip()


def _like_mix(row: Row) -> str:
    return f"{wording.title(row)}. {wording.like(row)}" if row.adjusted is not None else ""


def _too_early(row: Row) -> str:
    return wording.sentence(row) if wording.needed(row) else ""


_EXAMPLES: Mapping[str, Callable[[Row], str]] = {
    "likely_range": _likely_range,
    "cant_tell": _cant_tell,
    "like_mix": _like_mix,
    "too_early": _too_early,
}
"""What each chapter says of a KPI; `` where it does not serve as an example."""
