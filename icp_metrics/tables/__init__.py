"""The tables a store may hold: each module declares one `TABLE`; nothing central lists them."""

from __future__ import annotations

import importlib
import pkgutil

from icp_metrics.schema import Table


def _discover() -> dict[str, Table]:
    found: dict[str, Table] = {}
    for module in pkgutil.iter_modules(__path__):
        table = importlib.import_module(f"{__name__}.{module.name}").TABLE
        if table.name != module.name:
            raise ValueError(f"tables/{module.name}.py declares {table.name!r}; names must agree")
        found[table.name] = table
    return found


TABLES: dict[str, Table] = _discover()
