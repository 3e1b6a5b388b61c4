"""Saving settings: those that shape the data publish a new version, so that both agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from icp_metrics.catalog import check_settings
from icp_metrics.publish.publish import Progress, publish
from icp_metrics.settings import Settings
from icp_metrics.store import Store, Version


def save_settings(
    store: Store,
    changes: Mapping[str, Any],
    *,
    author: str,
    reason: str,
    progress: Progress = lambda _: None,
) -> tuple[Settings, Version | None]:
    """Keep the settings with some changed; the version published with them, if one was needed.

    Raises SettingError for a name or value that cannot be. If publishing fails the settings stay
    saved, and the next data update applies them.
    """
    with store.writing():
        before = store.settings()
        new = before.with_values(changes, version=before.version + 1)
        check_settings(new.values)
        saved = store.save_settings(new, author=author, reason=reason)
        current = store.current()
        if current is None:
            return saved, None
        # Not those before: after a rollback the data may have been made with older ones.
        made_with = store.settings(current.settings)
        if saved.on_data_of(made_with).values == saved.values:
            return saved, None
        return saved, publish(store, current.loads, progress)
