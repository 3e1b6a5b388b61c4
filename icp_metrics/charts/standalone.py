"""Charts outside the dashboard: in a file that is opened without a network."""

from __future__ import annotations

import json
from typing import Any

from plotly.offline import get_plotlyjs

from icp_metrics.charts.look import Figure

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif"


def library() -> str:
    """The JavaScript that draws charts: 4.8 MB, once for all charts of a file."""
    return str(get_plotlyjs())


def drawn(chart: Figure) -> dict[str, Any]:
    """A chart as plain data, set in a font that every machine has; nothing in it can be dragged."""
    chart.update_layout(font={"family": _FONT}, clickmode="none")
    made: dict[str, Any] = json.loads(chart.to_json())
    for trace in made["data"]:
        # What a click on a mark would filter by: labels as the data has them, not fit to be shown.
        trace.pop("customdata", None)
    return {"data": made["data"], "layout": made["layout"]}
