"""Who is in the store: what files that are not loaded yet are compared with."""

from __future__ import annotations

import polars as pl
from sqlglot import exp

from icp_metrics.compare.view import open_engine
from icp_metrics.store import Store


def known_accounts(store: Store) -> pl.DataFrame | None:
    """`account_id, name, domain` of the accounts in force; None while there is no data."""
    return _known(store, "accounts", "account_id", "name", "domain")


def known_keys(store: Store) -> pl.DataFrame | None:
    """`system, source_id` of the account_keys in force; None while there is no data."""
    return _known(store, "account_keys", "system", "source_id")


def _known(store: Store, table: str, *columns: str) -> pl.DataFrame | None:
    version = store.current()
    if version is None:
        return None
    engine = open_engine(store, version)
    try:
        return engine.run(exp.select(*columns).from_(table))
    finally:
        engine.close()
