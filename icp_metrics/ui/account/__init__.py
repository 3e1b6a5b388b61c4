"""One account: who it is, how it fits and why, what it bought, paid and said, and when."""

from icp_metrics.ui.account.page import draw_account

__all__ = ["draw_account"]
