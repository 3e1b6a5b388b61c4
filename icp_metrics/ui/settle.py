"""Settling what widgets hold before Streamlit would."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx


def settle() -> None:
    """Settle what the address, or a callback, gave to the widgets of this run.

    Streamlit settles it at the next interaction only. If that is a link to another page, filters
    and KPI of the link one came by are lost, and a count opens other rows than it counts.
    """
    context = get_script_run_ctx()
    if context is not None:
        context.session_state.on_script_will_rerun(None)
