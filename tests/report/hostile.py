"""A company whose names are made to do harm wherever they are shown."""

from __future__ import annotations

from pathlib import Path

from icp_metrics.compare import View, open_view
from tests.builders import ICP, crowd, joined, load_rows, new_store

SCRIPT = "<script>alert(1)</script>"
CLOSING = "</script><img src=http://evil.example/x onerror=alert(2)>"
RUNS = "=cmd|' /C calc'!A0"
LINK = "[x](http://evil.example)"
TURNED = "\u202egro.live"
QUOTED = '" onmouseover="alert(3)'
NAMES = (SCRIPT, CLOSING, RUNS, LINK, TURNED, QUOTED, "@SUM(1+1)")


def company(folder: Path) -> View:
    """Of each name 24 accounts in ICP with 16 deals won of 24, and 24 outside with 6."""
    store = new_store(folder, ICP)
    crowds = [
        crowd(f"{kind}{i}-", 24, won, industry=kind, name=name, region=name, amount=100 + i)
        for i, name in enumerate(NAMES)
        for kind, won in (("software", 16), ("retail", 6))
    ]
    rows = joined(*crowds)
    for i, deal in enumerate(rows["deals"]):
        deal["name"] = deal["owner"] = NAMES[i % len(NAMES)]
        deal["currency"] = "EUR"
    load_rows(store, **rows)
    return open_view(store)
