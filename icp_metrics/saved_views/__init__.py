"""Saved views: a page with its filters under a name, for all who use the store.

A live view follows the newest data, and a period such as "Last 4 quarters" moves on with it. A
frozen one names its data, settings, ICP definition and dates: it never changes.
"""

from icp_metrics.saved_views.frozen import frozen, view_of
from icp_metrics.saved_views.keep import (
    delete,
    keep,
    named,
    numbered,
    rename,
    saved_views,
)
from icp_metrics.saved_views.link import VIEW, link
from icp_metrics.saved_views.live import live, shown
from icp_metrics.saved_views.view import FROZEN, LIVE, Kind, SavedView

__all__ = [
    "FROZEN",
    "LIVE",
    "VIEW",
    "Kind",
    "SavedView",
    "delete",
    "frozen",
    "keep",
    "link",
    "live",
    "named",
    "numbered",
    "rename",
    "saved_views",
    "shown",
    "view_of",
]
