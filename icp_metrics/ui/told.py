"""Errors reach people as a sentence with a code, where they happen; details go to the log."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from icp_metrics import wording
from icp_metrics.errors import IcpError

P = ParamSpec("P")
_LOG = logging.getLogger(__name__)


def guarded(draw: Callable[P, None]) -> Callable[P, None]:
    """A part of a page that fails alone: its place tells why, and the rest is drawn.

    Beneath every `st.fragment`: Streamlit ends the run where a fragment fails, and says no more
    than that there was an error.
    """

    @wraps(draw)
    def alone(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            draw(*args, **kwargs)
        except Exception as error:
            tell(error)

    return alone


def tell(error: Exception) -> None:
    """Say what went wrong. A fault of ours is named by a mark that stands in the log beside it."""
    if isinstance(error, IcpError):
        _LOG.warning("%s: %s", error.code, error.message)
        said = f"{error.message} ({error.code})"
    else:
        mark = secrets.token_hex(3)
        _LOG.error("E_INTERNAL %s", mark, exc_info=error)
        said = wording.fault(mark)
    st.error(wording.plain(said), icon=":material/error:")
