"""A company in which every reason for leaving a row out occurs, and whose names are hostile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from icp_metrics.compare import View, open_view
from tests.builders import ICP, YEAR, account, deal, load_rows, new_store, pays
from tests.winning import cost

Rows = list[dict[str, Any]]

HOSTILE = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "{=1+1}", "http://x.example")
"""Names that a spreadsheet would run."""

FILTERED = replace(YEAR, where=(("region", ("North",)), ("industry", ("software", "retail"))))

_ACCOUNTS = 36


def company(folder: Path) -> View:
    """Accounts of three kinds with deals, revenue, surveys and spend, some of each left out."""
    store = new_store(folder, ICP)
    changed = store.settings().with_values({"gross_margin": 0.8}, version=1)
    store.save_settings(changed, author="test", reason="margin is known")
    load_rows(
        store,
        accounts=_accounts(),
        deals=[*_deals(), *_odd_deals()],
        subscriptions=[*_subscriptions(), *_odd_subscriptions()],
        survey_responses=_answers(),
        spend=_spend(),
        leads=[
            {"lead_id": f"l{i}", "account_id": f"A{i}", "created_on": f"2025-0{1 + i % 6}-10"}
            for i in range(0, _ACCOUNTS, 2)
        ],
        invoice_lines=[
            {
                "line_id": f"i{m}",
                "account_id": "A35",
                "amount": 40,
                "currency": "EUR",
                "kind": "recurring",
                "status": "paid",
                "issued_on": f"2025-{m:02d}-01",
                "service_starts_on": f"2025-{m:02d}-01",
                "service_ends_on": f"2025-{m + 1:02d}-01",
            }
            for m in range(1, 12)
        ],
        as_of="2026-01-31",
        data_through="2025-12-31",
    )
    return open_view(store)


def _accounts() -> Rows:
    kinds = ("software", "retail", None)
    return [
        account(
            f"A{i}",
            name=HOSTILE[i] if i < len(HOSTILE) else f"Account {i}",
            industry=kinds[i % 5 % 3],
            region=("North", "South")[i % 2],
        )
        for i in range(_ACCOUNTS)
    ]


def _deals() -> Rows:
    """Two deals of each account, at many ages, won, lost and open in turn."""
    made = []
    for i in range(2 * _ACCOUNTS):
        status = ("won", "lost", "won", "lost", "open")[i % 5]
        month, day = 1 + i % 10, 1 + (7 * i) % 28
        closed = None if status == "open" else f"2025-{month + 2:02d}-{1 + (5 * i) % 28:02d}"
        made.append(
            deal(
                f"D{i}",
                f"A{i % _ACCOUNTS}",
                status,
                closed,
                name=HOSTILE[i % len(HOSTILE)],
                created_on=f"2025-{month:02d}-{day:02d}",
                amount=1000 + 37.25 * i,
                currency="EUR",
            )
        )
    return made


def _odd_deals() -> Rows:
    euro = {"currency": "EUR"}
    return [
        deal("renewed", "A1", "won", "2025-04-01", type="renewal", amount=5, **euro),
        deal("bad", "A2", "disqualified", "2025-04-01", amount=5, **euro),
        deal("open, bad", "A2", "disqualified", None, created_on="2025-04-01", amount=5, **euro),
        deal("unknown", "A3", "won", "2025-04-01", created_on=None, amount=5, **euro),
        deal("open, unknown", "A3", "open", None, created_on=None, amount=5, **euro),
        deal("backward", "A4", "lost", "2025-04-01", created_on="2025-05-01", amount=5, **euro),
        deal("unpriced", "A5", "won", "2025-04-01", **euro),
        deal("open, unpriced", "A5", "open", None, created_on="2025-12-30", **euro),
        deal("early", "A6", "lost", "2024-06-01", created_on="2024-05-01", amount=7, **euro),
        deal("planned", "A6", "open", None, created_on="2026-01-05", amount=7, **euro),
        deal("nobody's", None, "won", "2025-07-01", created_on="2025-05-01", amount=9, **euro),
    ]


def _subscriptions() -> Rows:
    """Running for up to two years, some ended, with ends of terms in the year and after it."""
    made = []
    for i in range(_ACCOUNTS - 6):
        ended = f"2025-{3 + i % 8:02d}-10" if i % 4 == 3 else None
        made.append(
            pays(
                f"A{i}",
                100 + i,
                f"202{3 + i % 2}-{1 + i % 12:02d}-15",
                ended,
                currency="EUR",
                term_ends_on=f"202{5 + i % 2}-0{1 + i % 9}-15",
            )
        )
    return made


def _odd_subscriptions() -> Rows:
    euro = {"currency": "EUR"}
    odd = {"term_ends_on": "2025-05-01", **euro}
    return [
        pays("A0", 10, "2025-01-01", subscription_id="trial", status="trialing", **odd),
        pays("A1", 10, "2025-01-01", subscription_id="paused", status="paused", **odd),
        pays("A2", 0, "2025-01-01", subscription_id="free", **odd),
        pays("A3", 10, "2026-03-01", subscription_id="later", **euro),
        pays("A4", 10, "2025-02-01", subscription_id="endless", **euro),
        pays("A31", 50, "2025-06-03", "2025-06-20", **euro),
        pays("A32", 50, "2025-02-01", "2025-04-01", **euro),
        pays("A32", 60, "2025-08-01", subscription_id="back", **euro),
        pays("A5", 10, "2025-01-01", "2025-03-01", subscription_id="over", status="active", **odd),
        pays("A34", 50, "2022-05-01", "2023-06-01", **euro),
        pays("A33", 50, "2025-12-01", **{**euro, "term_ends_on": "2026-02-01"}),
    ]


def _answers() -> Rows:
    """Answers of both kinds, some blank, some given twice, some on a slider or on no scale."""
    made: Rows = []
    for i in range(60):
        who = {"account_id": f"A{i % _ACCOUNTS}", "answered_on": f"2025-{1 + i % 12:02d}-05"}
        nps = None if i % 6 == 5 else (10, 9, 8, 3, 0)[i % 5]
        made.append(
            {"response_id": f"n{i}", "kind": "nps", "respondent": f"p{i % 50}", "score": nps, **who}
        )
        stars = None if i % 7 == 6 else 1 + i % 5
        ends = {"scale_min": 1, "scale_max": 5}
        made.append({"response_id": f"c{i}", "kind": "csat", "score": stars, **ends, **who})
    who = {"account_id": "A7", "answered_on": "2024-02-05", "kind": "csat"}
    made.append({"response_id": "s", "score": 70, "scale_min": 0, "scale_max": 100, **who})
    made.append({"response_id": "u", "score": 4, **who})
    return made


def _spend() -> Rows:
    monthly = [cost(f"m{m}", f"2025-{m:02d}-03", 900 + m) for m in range(1, 11)]
    return [
        *monthly,
        cost("kept", "2025-04-01", 500, purpose="retention"),
        cost("plan", "2026-02-01", 500),
        cost("tagged", "2025-04-01", 70, category="program", account_id="A1"),
    ]
