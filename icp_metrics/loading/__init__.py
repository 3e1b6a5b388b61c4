"""A data update: files and a mapping become a load and a new version, or nothing changes."""

from icp_metrics.loading.load import load
from icp_metrics.loading.preview import Preview, discard, preview, publish_preview
from icp_metrics.loading.result import LoadResult, refused
from icp_metrics.loading.stated import CHANGED, FULL, Scope, Stated

__all__ = [
    "CHANGED",
    "FULL",
    "LoadResult",
    "Preview",
    "Scope",
    "Stated",
    "discard",
    "load",
    "preview",
    "publish_preview",
    "refused",
]
