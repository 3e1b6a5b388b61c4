"""A preview: what a data update would change, row by row and figure by figure, before it does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.checks import checks
from icp_metrics.errors import IcpError
from icp_metrics.extracts.repeats import comparable
from icp_metrics.loading import LoadResult, Preview, publish_preview
from icp_metrics.loading.job import Job
from icp_metrics.profile.fit import FIT, NOT_FIT
from icp_metrics.store import Store
from icp_metrics.tables import TABLES
from icp_metrics.ui import tables
from icp_metrics.ui.load_result import download, draw_result

_WAIT_S = 10.0
"""How long a click waits for another data update."""

_SHOWN_ROWS = 1000
"""Rows of each kind that the page shows; the download has all."""

_WORDS = {
    "new": "New",
    "changed": "Changed",
    "missing": "Missing since the last update",
    "removed": "Removed, deleted where they came from",
    "contradiction": "In contradiction",
    "history": "History that cannot be used",
}
_STEPS = {
    "removed": "Rows removed",
    "changed": "Rows changed",
    "new": "Rows new",
    "unsplit": "Cannot be told apart",
}


End = Callable[[Store, Job, LoadResult | None], None]
"""Ends a preview with the result to show, and draws the page anew."""


def draw_preview(store: Store, job: Job, end: End) -> None:
    """What the update would do, and the choice: publish it or leave everything as it is."""
    preview = job.preview
    if not preview.can_publish:
        # Refused, nothing new, or published by a click that this run follows.
        end(store, job, preview.result)
    st.info("This is a preview: nothing is published yet.", icon=":material/visibility:")
    _draw_decision(store, job, end)
    draw_result(preview.result)
    _draw_moved(preview)
    _draw_rows(preview)


def _draw_decision(store: Store, job: Job, end: End) -> None:
    left, right, _ = st.columns([1, 1, 3])
    if left.button("Publish", type="primary", icon=":material/publish:", width="stretch"):
        try:
            done = publish_preview(store, job.folder, wait_s=_WAIT_S)
        except IcpError as error:
            st.error(wording.plain(f"Nothing was changed. {error.message} ({error.code})"))
            return
        end(store, job, done)
    if right.button("Discard", icon=":material/delete:", width="stretch"):
        st.toast("Discarded. Nothing was changed.")
        end(store, job, None)


def _draw_moved(preview: Preview) -> None:
    if not preview.moved:
        return
    st.subheader("What it does to the headline figures", anchor=False)
    st.caption(
        "In the last four complete quarters as they would be. The parts add up to the change: what "
        "removed rows took away, what changed rows altered, what new rows added."
    )
    lines = [line for moved in preview.moved for line in _lines(moved)]
    if lines:
        tables.show(pl.DataFrame(lines), alt="Headline KPIs before and after")
    else:
        st.write("None of them can be measured, before or after.")


def _lines(moved: dict[str, Any]) -> list[dict[str, str]]:
    kpi = KPIS[moved["kpi"]]
    unit, currency = moved["unit"], moved["currency"]
    named = {wording.GROUP_WORDS[name]: moved["groups"][name] for name in (FIT, NOT_FIT)}
    lines = []
    for name, steps in {**named, "Difference": moved["gap"]}.items():
        if steps["before"] is None and steps["after"] is None:
            continue
        say = wording.difference if name == "Difference" else wording.value
        lines.append(
            {
                "KPI": kpi.title,
                "Of": name,
                "Now": say(steps["before"], unit, currency),
                "After": say(steps["after"], unit, currency),
                **{
                    words: wording.difference(steps[step], unit, currency)
                    for step, words in _STEPS.items()
                    if step != "unsplit" or steps[step]
                },
            }
        )
    return lines


def _draw_rows(preview: Preview) -> None:
    for (table, kind), file in preview.rows.items():
        words = _WORDS.get(kind) or checks()[kind].words
        with st.expander(f"{words}: {table} ({_counted(file, table, kind)})"):
            shown = comparable(pl.scan_parquet(file).head(_SHOWN_ROWS).collect(), ";")
            tables.show(wording.harmless(shown), alt=f"{words}: rows of {table}")
            download("Download all of them", partial(pl.read_parquet, file), f"{table}-{kind}.csv")


def _counted(file: Path, table: str, kind: str) -> str:
    lines = pl.scan_parquet(file)
    n = lines.select(pl.len()).collect().item()
    if kind != "changed":
        return wording.counted(n, "rows")
    rows = lines.select(TABLES[table].key).unique().select(pl.len()).collect().item()
    return f"{wording.counted(rows, 'rows')}, {wording.counted(n, 'cells')}"
