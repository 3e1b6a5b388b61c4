"""What was chosen of the rows, while one of their accounts is shown: it stays in the address.

Streamlit takes a parameter out of the address once its widget is not drawn, so that a reload, Back
or a pasted link would lose it. The widgets are drawn, and the style sheet hides them.
"""

from __future__ import annotations

from icp_metrics.compare.listing import outcomes
from icp_metrics.kpis import Kpi
from icp_metrics.ui import frame
from icp_metrics.ui.rows.choices import wanted
from icp_metrics.ui.rows.columns import columns
from icp_metrics.ui.rows.tally import choose_attributes


def keep_rows(context: frame.Context, kpi: Kpi) -> None:
    """Draw the controls of the rows of a KPI, as it is in its variant, with all it may tell."""
    if kpi.parts:
        return
    told = dict.fromkeys((name for name, _ in outcomes(kpi)), 0)
    wanted(columns(context.view, kpi), told)
    choose_attributes(context.view, kpi)
