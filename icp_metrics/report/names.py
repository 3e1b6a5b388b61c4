"""Names of files: they say what is in them, so that two downloads can be told apart."""

from __future__ import annotations

import re
from datetime import timedelta

from icp_metrics.compare import Slice, View
from icp_metrics.report.about import definition_name, period

_LONGEST = 140
_FILTER = 40


def selection(view: View, asked: Slice) -> str:
    """`core-icp-v1_data-20_2025-10-01-to-2026-09-30_Region-South`: ICP, data, dates, filters."""
    dates = period(view, asked)
    parts = [
        definition_name(view),
        f"data {view.version.number}",
        f"{dates.starts} to {dates.ends - timedelta(days=1)}",
        *(["judged as today"] if asked.fit_as_of == "today" else []),
        *(_cut(f"{name} {' or '.join(v or 'blank' for v in of)}") for name, of in asked.where),
    ]
    return "_".join(filter(None, map(_slug, parts)))


def file_name(what: str, chosen: str, ending: str = "") -> str:
    """The name of a file: what it is, the `selection` it is of, and its ending if any.

    A name that would be too long ends in `and-more`: the file itself, or the workbook beside it,
    lists every filter.
    """
    name = "_".join(filter(None, [_slug(what), chosen]))
    if len(name) > _LONGEST:
        name = f"{name[:_LONGEST].rpartition('_')[0] or name[:_LONGEST]}_and-more"
    return f"{name}.{ending}" if ending else name


def _cut(words: str) -> str:
    return words if len(words) <= _FILTER else f"{words[:_FILTER]} and more"


def _slug(words: str) -> str:
    """Letters and digits of any script joined by hyphens: no sign that a system reads otherwise."""
    return re.sub(r"[^\w]+", "-", words).strip("-_")
