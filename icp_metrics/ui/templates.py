"""Templates to fill in: of each table a CSV, a workbook, and the mapping to load it with."""

from __future__ import annotations

import streamlit as st

from icp_metrics.projections import mapping, template
from icp_metrics.tables import TABLES
from icp_metrics.templates import workbook


def draw_templates() -> None:
    """Choose a table and take its template."""
    st.subheader("Templates", anchor=False)
    st.caption(
        "Where a system has no export, fill in a template: a header and an example row. The "
        "workbook says of each column what it means and what it may hold. A filled-in template is "
        "recognised when it is loaded."
    )
    name = st.selectbox(
        "Table",
        list(TABLES),
        format_func=lambda n: f"{n}: {TABLES[n].doc.split('.')[0]}",
        key="template_of",
    )
    table = TABLES[name]
    with st.container(horizontal=True):
        _download(f"{name}.csv", lambda: template(table), "text/csv")
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        _download(f"{name}.xlsx", lambda: workbook(table), kind)
        _download(f"{name}.yaml", lambda: mapping(table), "application/yaml")


def _download(name: str, made: object, mime: str) -> None:
    st.download_button(
        name,
        made,  # type: ignore[arg-type]
        file_name=name,
        mime=mime,
        icon=":material/download:",
        on_click="ignore",
        key=f"template_{name}",
    )
