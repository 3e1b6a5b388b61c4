"""The record of an account in the CRM, where the settings say how it is addressed."""

from __future__ import annotations

from urllib.parse import quote

from icp_metrics.compare import View


def known(view: View) -> bool:
    """Whether the settings hold an address a browser opens as a page."""
    return str(view.settings["crm_url"] or "").lower().startswith(("https://", "http://"))


def address(view: View, account_id: str) -> str:
    """Where the CRM shows an account. `known` must hold."""
    return str(view.settings["crm_url"]).replace("{account_id}", quote(account_id, safe=""))
