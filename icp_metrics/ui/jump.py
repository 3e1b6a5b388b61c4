"""A way to another page that filters on the way.

A link cannot: the filters of this page go with the reader, and go before those of the link.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from icp_metrics.ui import filters, pages


def jump(
    page: str, label: str, *, key: str, tip: str, where: Sequence[str], **changes: str
) -> None:
    """A button that opens a page with the filters in force and those of `where`, as shown.

    The address stays as it is but for `changes`; "" takes a parameter away.
    """
    if st.button(
        label,
        key=key,
        type="tertiary",
        icon=":material/arrow_forward:",
        icon_position="right",
        help=tip,
        on_click=filters.add_all,
        args=(where,),
    ):
        pages.go(page, where=filters.chosen(), **changes)
