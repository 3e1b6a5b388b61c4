"""Links to the accounts that a sum hangs on."""

from __future__ import annotations

from icp_metrics import wording
from icp_metrics.compare.row import Row
from icp_metrics.ui import pages


def draw_largest(row: Row) -> None:
    """A link to the largest account of each group that hangs on few; nothing without one."""
    accounts = {t["account_id"]: t["name"] for t in row.extras.get("largest", {}).values()}
    for account_id, name in accounts.items():
        # A deal without account is a customer of its own, and has no page.
        if name is not None:
            tip = "The account that holds most of this sum"
            pages.link("accounts", wording.plain(name), tip=tip, account=account_id)
