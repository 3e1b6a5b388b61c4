"""Tie-out: our figures of a month beside those that the CRM and finance state themselves."""

from icp_metrics.tie_out.explain import Explained, Group, explain
from icp_metrics.tie_out.figure import Figure, Problem, asked, figures
from icp_metrics.tie_out.kept import Stated, keep, stated
from icp_metrics.tie_out.line import Line, lines
from icp_metrics.tie_out.measures import Measure, measure, measures, reached
from icp_metrics.tie_out.rejected import rejected
from icp_metrics.tie_out.state import State, state
from icp_metrics.tie_out.theirs import Theirs, read_list
from icp_metrics.tie_out.written import read_figures, template, written

__all__ = [
    "Explained",
    "Figure",
    "Group",
    "Line",
    "Measure",
    "Problem",
    "State",
    "Stated",
    "Theirs",
    "asked",
    "explain",
    "figures",
    "keep",
    "lines",
    "measure",
    "measures",
    "reached",
    "read_figures",
    "read_list",
    "rejected",
    "state",
    "stated",
    "template",
    "written",
]
