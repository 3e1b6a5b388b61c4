"""Stores of customers that are billed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from icp_metrics.compare import View, open_view
from icp_metrics.settings import Settings
from icp_metrics.store import Store
from tests.builders import ICP, account, load_rows, new_store, pays


def billed(
    folder: Path, rows: list[dict[str, Any]], through: str = "2025-12-31", **settings: Any
) -> tuple[Store, View]:
    """A store of customers that all fit, with data to the end of 2025 unless told otherwise."""
    store = new_store(folder, ICP)
    saved = Settings().with_values(settings, version=1)
    store.save_settings(saved, author="", reason="")
    names = {r["account_id"] for r in rows}
    late = pays("last", 1, "2025-12-31")
    load_rows(
        store,
        accounts=[account(n, industry="software") for n in sorted(names)],
        subscriptions=[*rows, late],
        data_through=through,
    )
    return store, open_view(store)
