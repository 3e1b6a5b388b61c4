"""A way to another page that filters on the way.

A link cannot: the filters of this page go with the reader, and go before those of the link. So a
button sets them, and the page is left once they stand in the address: a whole run later, since a
part of a page does not write it.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from icp_metrics.ui import filters, pages

_ASKED = "jump"


def jump(
    page: str, label: str, *, key: str, tip: str, where: Sequence[str], **changes: str
) -> None:
    """A button that opens a page with the filters in force and those of `where`, as shown.

    `changes`: parameters of that page.
    """
    st.button(
        label,
        key=key,
        type="tertiary",
        icon=":material/arrow_forward:",
        icon_position="right",
        help=tip,
        on_click=ask,
        args=(page, where),
        kwargs=changes,
    )
    leave()


def ask(page: str, where: Sequence[str] = (), **changes: str) -> None:
    """Filter, and open a page in the next run; for callbacks."""
    filters.add_all(where)
    st.session_state[_ASKED] = (page, changes)


def leave() -> None:
    """Run the whole page, where this part of it was asked to open another."""
    if _ASKED in st.session_state:
        st.rerun()


def land() -> None:
    """Open the page that was asked for; after the filters are drawn."""
    if _ASKED in st.session_state:
        page, changes = st.session_state.pop(_ASKED)
        pages.go(page, **changes)
