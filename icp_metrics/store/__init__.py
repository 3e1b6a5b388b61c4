"""The folder on disk: loads for ever, versions built from them, a pointer to what is in force."""

from icp_metrics.store.documents import Document
from icp_metrics.store.loads import Load
from icp_metrics.store.store import Store
from icp_metrics.store.versions import Version

__all__ = ["Document", "Load", "Store", "Version"]
