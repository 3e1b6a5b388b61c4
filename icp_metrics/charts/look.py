"""How every chart looks: colour by meaning in light and dark, and never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go


@dataclass(frozen=True)
class Look:
    """Colours of one theme. Okabe-Ito colours: told apart by the colour-blind too."""

    fit: str
    not_fit: str
    unknown: str
    text: str
    faint: str
    grid: str
    paper: str

    def of(self, group: str) -> str:
        """The colour of a group; all together is the colour of text."""
        return {"fit": self.fit, "not_fit": self.not_fit, "unknown": self.unknown}.get(
            group, self.text
        )


LIGHT = Look("#0072B2", "#D55E00", "#767676", "#1f2328", "#6b7280", "#e5e7eb", "#ffffff")
DARK = Look("#56B4E9", "#E69F00", "#999999", "#e6e6e6", "#a3a3a3", "#33373e", "#0e1117")

MARKERS = {"fit": "circle", "not_fit": "diamond", "unknown": "square", "all": "circle"}
DASHES = {"fit": "solid", "not_fit": "dash", "unknown": "dot", "all": "solid"}

CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d"]}
"""What every chart passes to Plotly: its toolbar has a PNG export and no outside link."""


def figure(look: Look, *, height: int) -> go.Figure:
    """An empty figure with the house style: no template, transparent, quiet grid."""
    axis = {"gridcolor": look.grid, "zerolinecolor": look.faint, "linecolor": look.grid}
    return go.Figure(
        layout={
            "template": None,
            "height": height,
            "margin": {"l": 8, "r": 16, "t": 12, "b": 8},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": look.text, "size": 13, "family": "Source Sans, sans-serif"},
            "xaxis": {**axis, "automargin": True},
            "yaxis": {**axis, "automargin": True},
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "hoverlabel": {"bgcolor": look.paper, "font": {"color": look.text}},
            "dragmode": False,
            "clickmode": "event+select",
        }
    )


def axis_format(unit: str) -> str:
    """Plotly's number format for a unit."""
    return {"share": ".0%", "money": "~s"}.get(unit, "~g")
