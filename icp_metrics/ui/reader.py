"""Who reads: the region of the browser that a run draws for."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx

from icp_metrics.wording import region


def follow() -> None:
    """Write numbers and dates as the reader's region does, in whole runs and in parts of a page.

    A part that runs alone passes no frame, and parts may run in threads of their own: so the tag is
    asked for where something is written, and is not set for a thread.
    """
    region.follow(_tag)


def _tag() -> str | None:
    """The browser's language tag, as `de-DE`; None outside a run, or where none is said."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or context.context_info is None:
        return None
    return context.context_info.locale or None
