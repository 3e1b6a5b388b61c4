"""Refreshing: a saved plan says where extracts come to lie and how each is loaded."""

from icp_metrics.refresh.plan import Plan, Source, newest_plan, parse, save_plan
from icp_metrics.refresh.refresh import Outcome, Refreshed, refresh

__all__ = [
    "Outcome",
    "Plan",
    "Refreshed",
    "Source",
    "newest_plan",
    "parse",
    "refresh",
    "save_plan",
]
