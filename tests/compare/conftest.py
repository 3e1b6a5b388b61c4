"""One small company with every kind of attribute, read by many tests."""

from __future__ import annotations

from typing import Any

import pytest

from icp_metrics.compare import View
from tests.builders import ICP, account, deal, small_company

# name: industry, employees, tools, vip, since, score, region
ACCOUNTS: dict[str, dict[str, Any]] = {
    "A": {"industry": "software", "employees": 200, "tools": ["SAP", "Kafka"], "region": "North"},
    "B": {"industry": "software", "employees": 201, "tools": ["SAP"], "region": "South"},
    "C": {"industry": "retail", "employees": 1000, "tools": ["Excel"], "region": "North"},
    "D": {"industry": "retail", "employees": 5001, "region": "South"},
    "E": {"employees": 1, "tools": ["Kafka", "kafka", "Kafka"]},
    "F": {"industry": "banking", "vip": False, "since": "2024-01-31", "rating": 0.5},
}
MORE: dict[str, dict[str, Any]] = {
    "A": {"vip": True, "since": "2020-12-31", "rating": 0.25},
    "B": {"vip": True, "since": "2021-01-01", "rating": 0.75},
    "C": {"vip": False, "since": "2024-06-30", "rating": 1.5},
}
KINDS = {
    "accounts": {"tools": "list", "vip": "flag", "since": "date", "rating": "number"},
    "opportunities": {"rival": "text"},
}
DEALS = [
    deal("a1", "A", "won", "2025-02-10", amount=100, source="Web", rival="Nix"),
    deal("a2", "A", "lost", "2025-05-10", amount=50, source="Event"),
    deal("b1", "B", "won", "2025-08-10", amount=300, source="Web"),
    deal("c1", "C", "lost", "2025-11-10", source="Web", rival="Nix"),
    deal("d1", "D", "won", "2025-02-11", amount=200, source="Event"),
    deal("e1", "E", "won", "2025-05-11", amount=400),
    deal("f1", "F", "lost", "2025-08-11"),
    deal("x1", None, "won", "2025-11-11", amount=700, source="Web"),
    deal("y1", "nobody", "lost", "2025-12-31"),
    deal("o1", "A", "open", "2025-11-11"),
    deal("q1", "A", "disqualified", "2025-11-11"),
]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Six accounts, eleven deals, of which nine were decided in 2025."""
    return small_company(
        tmp_path_factory.mktemp("shop"),
        profiles=(ICP,),
        accounts=[account(n, **cells, **MORE.get(n, {})) for n, cells in ACCOUNTS.items()],
        deals=[{**d, "currency": "EUR" if d.get("amount") else None} for d in DEALS],
        attributes=KINDS,
    )
