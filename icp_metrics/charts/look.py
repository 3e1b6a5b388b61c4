"""How every chart looks: colour by meaning in light and dark, and never by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plotly.graph_objects import Figure as Figure

from icp_metrics.statistics.estimate import Difference, Estimate
from icp_metrics.wording import currency_marks
from icp_metrics.wording.region import current


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

    def words(self, group: str) -> str:
        """The colour of a group's words: that of its marks, and dark enough to read."""
        return _READ.get(self.of(group), self.of(group))

    def upon(self, group: str) -> str:
        """The colour of words upon a bar of a group."""
        return _UPON.get(self.of(group), self.paper)


_READ = {"#D55E00": "#B85000"}
_UPON = {"#D55E00": "#000000"}
"""Where a colour of marks has less than the 4.5:1 that WCAG's AA asks of words."""

LIGHT = Look("#0072B2", "#D55E00", "#767676", "#1f2328", "#6b7280", "#e5e7eb", "#ffffff")
DARK = Look("#56B4E9", "#E69F00", "#999999", "#e6e6e6", "#a3a3a3", "#33373e", "#0e1117")

MARKERS = {"fit": "circle", "not_fit": "diamond", "unknown": "square", "all": "circle"}
DASHES = {"fit": "solid", "not_fit": "dash", "unknown": "dot", "all": "solid"}

CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d"]}
"""What every chart passes to Plotly: its toolbar has a PNG export and no outside link."""


def figure(look: Look, *, height: int) -> Figure:
    """An empty figure with the house style: no template, quiet grid, and the theme's own paper: a
    picture of it can be read on a slide of the other theme."""
    axis = {"gridcolor": look.grid, "zerolinecolor": look.faint, "linecolor": look.grid}
    return Figure(
        layout={
            "template": "none",
            "height": height,
            "margin": {"l": 8, "r": 16, "t": 12, "b": 8},
            "paper_bgcolor": look.paper,
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": look.text, "size": 13, "family": "Source Sans, sans-serif"},
            "xaxis": {**axis, "automargin": True},
            "yaxis": {**axis, "automargin": True},
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "hoverlabel": {"bgcolor": look.paper, "font": {"color": look.text}},
            "separators": current().decimal + current().group,
            "dragmode": False,
            "clickmode": "event+select",
        }
    )


def clear(colour: str, opacity: float) -> str:
    """A colour `#rrggbb` as one that lets through what lies beneath."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


def axis_format(unit: str, currency: str | None) -> dict[str, str]:
    """How Plotly writes the values of a unit on an axis."""
    if unit == "money":
        before, after = currency_marks(currency)
        return {"tickformat": "~s", "tickprefix": before, "ticksuffix": after}
    return {"tickformat": ".0%" if unit == "share" else "~g"}


def gap_format(unit: str, currency: str | None) -> dict[str, Any]:
    """How Plotly writes differences; those of shares are drawn in percentage points."""
    if unit == "share":
        return {"tickformat": "+~g", "ticksuffix": " pp"}
    # A sign goes before the currency, which Plotly cannot write for all: it stands in the title.
    title = f"Difference in {currency}" if unit == "money" and currency else "Difference"
    return {"tickformat": "+~s", "title": {"text": title, "standoff": 4}}


def say_early(chart: Figure, look: Look) -> None:
    """Say so where no figure may be shown: its axis would bear values of nothing."""
    if any(x is not None for trace in chart.data for x in trace.x):
        return
    chart.update_xaxes(range=[0, 1], showticklabels=False)
    place = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    chart.add_annotation(text="too early", showarrow=False, font={"color": look.faint}, **place)


def whiskers(
    of: Sequence[Estimate | Difference],
    colour: str,
    *,
    thickness: float,
    width: float,
    scale: float = 1.0,
) -> dict[str, Any]:
    """Plotly's error bars for likely ranges; of no length where there is none."""
    above, below = [], []
    for each in of:
        known = each.value is not None and each.low is not None and each.high is not None
        above.append(scale * ((each.high or 0.0) - (each.value or 0.0)) if known else 0.0)
        below.append(scale * ((each.value or 0.0) - (each.low or 0.0)) if known else 0.0)
    return {
        "type": "data",
        "symmetric": False,
        "array": above,
        "arrayminus": below,
        "color": colour,
        "thickness": thickness,
        "width": width,
    }
