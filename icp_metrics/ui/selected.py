"""What a page is drawn from, for files that are handed on from it: they say what they are of.

Kept for the session by the frame, since parts of a page that run alone pass no frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import streamlit as st

from icp_metrics.compare import Slice
from icp_metrics.kpis import Kpi
from icp_metrics.report import names
from icp_metrics.report.about import About, about
from icp_metrics.ui import source
from icp_metrics.wording import region

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""What Excel calls its files."""

_KEY, _TITLE = "selected", "selected_title"


@dataclass(frozen=True)
class Selected:
    """What is shown, and to whom: `locale` is the language tag of the reader."""

    pin: source.Pin
    asked: Slice
    locale: str | None

    def about(self, *kpis: Kpi) -> About:
        """What a file is of."""
        return about(source.view(self.pin), self.asked, kpis, made_on=date.today())

    @contextmanager
    def words(self) -> Iterator[None]:
        """Write as the reader's region does: files are made outside of any run of a page."""
        with region.using(self.locale):
            yield


def remember(pin: source.Pin, asked: Slice) -> None:
    """Keep what this run of the page is drawn from."""
    chosen = names.selection(source.view(pin), asked)
    st.session_state[_KEY] = (Selected(pin, asked, st.context.locale), chosen)
    st.session_state[_TITLE] = ""


def titled(title: str) -> None:
    """Say which figure the page is about: pictures of its charts are called by it."""
    st.session_state[_TITLE] = title


def selected() -> Selected | None:
    """What the page is drawn from; None of a page that shows no selection."""
    kept = st.session_state.get(_KEY)
    return None if kept is None else kept[0]


def file_name(what: str, ending: str = "") -> str:
    """The name of a file: what it is, the ICP definition, the data, dates and filters."""
    kept = st.session_state.get(_KEY)
    return names.file_name(what, "" if kept is None else kept[1], ending)


def picture_name(what: str) -> str:
    """The name of a picture of a chart: `Win-rate-trend_core-icp-v1_data-20_...`."""
    return file_name(f"{st.session_state.get(_TITLE, '')} {what}")


def made(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """What makes a file once it is asked for, in the words of the reader's region."""
    of = selected()

    def worded() -> bytes:
        if of is None:
            return make()
        with of.words():
            return make()

    return worded
