"""A company that grows by one deal with each load, so that every load shows."""

from __future__ import annotations

import os
import random
from typing import Any

from icp_metrics.compare import View, open_view
from icp_metrics.store import Store
from icp_metrics.store.verify import verify
from tests.builders import deal, load_rows, rows_of
from tests.store.conftest import FIRST
from tests.store.folder import in_force


def one_more(i: int) -> dict[str, Any]:
    """The rows of the load that brings deal number `i`."""
    return {"deals": [deal(f"more-{i}", "A", "won", "2025-06-15")]}


def deals_of(view: View) -> int:
    """How many deals a view holds."""
    return int(rows_of(view, "SELECT COUNT(*) FROM opportunities")[0][0])


def expected(view: View) -> int:
    """How many it must hold: those of the first load, and one for each since."""
    return len(FIRST["deals"]) + len(view.version.loads) - 1


def assert_whole(store: Store, before: dict[str, str]) -> bool:
    """Whether the load after `before` landed; whichever, all is there and verified."""
    report = verify(store)
    assert report.findings == (), report.findings
    view = open_view(store)
    assert deals_of(view) == expected(view)
    landed = in_force(store) != before
    if landed:
        kept = {name: mark for name, mark in before.items() if name.startswith("loads/")}
        assert kept.items() < in_force(store).items()
    return landed


def seeded() -> random.Random:
    """Chance; its seed is printed, and `CHAOS_SEED` in the environment sets it."""
    seed = int(os.environ.get("CHAOS_SEED", random.randrange(2**32)))
    print(f"CHAOS_SEED={seed}")
    return random.Random(seed)


def assert_next_load_works(store: Store, i: int) -> None:
    """The next load is published and its deal is there."""
    before = deals_of(open_view(store))
    assert load_rows(store, **one_more(i)).published
    assert deals_of(open_view(store)) == before + 1
    assert verify(store).findings == ()
