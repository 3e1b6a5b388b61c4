"""The stores of tests/store."""

from __future__ import annotations

from tests.store.conftest import one_load, store

__all__ = ["one_load", "store"]
