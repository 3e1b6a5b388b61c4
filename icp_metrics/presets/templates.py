"""The preset for our own upload templates: made of the tables' declarations, not written down."""

from __future__ import annotations

import yaml

from icp_metrics.tables import TABLES

NAME = "templates"


def template() -> str:
    """The YAML of the preset: per table a source with the table's own columns for headers."""
    sources, tables = {}, {}
    for table in TABLES.values():
        must = [c.name for c in table.columns if c.required or c.name in table.key]
        some = [c.name for c in table.columns if c.name not in must]
        sources[table.name] = {
            "file": f"*{table.name}*",
            "must": must,
            "some": some,
            # Names such as `account_id` and `country` are in files of many systems.
            "at_least": str(-(-len(some) // 3)),
            "exact": "true",
        }
        tables[table.name] = {
            "from": table.name,
            "columns": {c.name: c.name for c in table.columns},
        }
    said = {
        "title": "Our own templates (headers are the names of our columns)",
        "built_from": "the declarations of the tables, from which the templates are written too",
        "notes": [
            "Cells are taken as they are; further columns become attributes of accounts and deals."
        ],
        "sources": sources,
        "custom": {t.name: ["*"] for t in TABLES.values() if t.custom},
    }
    return yaml.safe_dump(
        {"preset": said, "name": NAME, "tables": tables}, sort_keys=False, width=98
    )
