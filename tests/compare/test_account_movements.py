"""How one account's MRR moved so far."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from icp_metrics.compare.accounts import account, moved
from icp_metrics.wording.movements import movements
from tests.builders import account as an_account
from tests.builders import pays, small_company


def test_movements_of_an_account_that_grew_left_and_came_back(tmp_path: Path) -> None:
    view = small_company(
        tmp_path,
        accounts=[an_account("A", industry="software"), an_account("B"), an_account("C")],
        subscriptions=[
            pays("A", 100, "2024-01-01", "2024-07-01", subscription_id="s1"),
            pays("A", 160, "2024-07-01", "2024-10-01", subscription_id="s2"),
            # A week without is too short to be churn.
            pays("A", 120, "2024-10-08", "2024-12-01", subscription_id="s3"),
            pays("A", 90, "2025-06-01", subscription_id="s4"),
            pays("B", 50, "2024-01-01", "2024-03-01"),
        ],
    )
    how = moved(account(view, "A"))
    assert how == {
        "new": Decimal(100),
        "reactivation": Decimal(90),
        "expansion": Decimal(60),
        "contraction": Decimal(40),
        "churn": Decimal(120),
        "final_mrr": Decimal(90),
    }
    assert movements(how, "USD") == (
        "MRR moved by $100.00 new, $90.00 reactivation, $60.00 expansion, $40.00 contraction and "
        "$120.00 churn to $90.00."
    )
    left = moved(account(view, "B"))
    assert left is not None
    assert movements(left, "USD") == "MRR moved by $50.00 new and $50.00 churn to $0.00."
    assert moved(account(view, "C")) is None
