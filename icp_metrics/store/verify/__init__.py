"""Verifying a store: every version, load and document against the ledger and its checksum.

Nothing is taken from memory: every file is read from the disk again.
"""

from icp_metrics.store.verify.finding import Finding, Report
from icp_metrics.store.verify.verify import at_start, verify

__all__ = ["Finding", "Report", "at_start", "verify"]
