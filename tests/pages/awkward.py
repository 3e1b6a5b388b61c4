"""Stores that pages are seldom drawn over: nothing, next to nothing, one of all, far too many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from icp_metrics.store import Store
from tests.builders import ICP, account, crowd, deal, joined, load_rows, new_store, pays
from tests.explain.awkward import company
from tests.winning import END

HOSTILE = (
    "![x](http://evil.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "=1+1",
    ":material/home: :red[stop]",
    "$x$ [link](http://evil.example)",
    "Gesellschaft-mit-sehr-langem-Namen-" * 8,
    "naïve 東京 ‮abc",
    "{name} %s %(n)d",
)
"""Names that are markup somewhere, or do not fit."""


def nothing(folder: Path) -> Store:
    """A store that was never written to."""
    return Store(folder / "store")


def definition_alone(folder: Path) -> Store:
    """An ICP definition and no data."""
    return new_store(folder, ICP)


def accounts_alone(folder: Path) -> Store:
    """Accounts without a single deal."""
    return _loaded(folder, accounts=[account(f"A{i}", industry="software") for i in range(3)])


def one_account(folder: Path) -> Store:
    """One account with one deal that was won, and its one subscription."""
    return _loaded(
        folder,
        accounts=[account("A", name="Only", industry="software", region="North", employees=10)],
        deals=[deal("D", "A", "won", "2025-03-05", amount=100, currency="USD")],
        subscriptions=[pays("A", 10, "2025-03-05")],
    )


def open_alone(folder: Path) -> Store:
    """Deals of which none has closed."""
    accounts = [account(f"A{i}", industry=("software", "retail")[i % 2]) for i in range(30)]
    deals = [
        deal(f"D{i}", f"A{i}", "open", None, created_on=_day(i), amount=0, currency="USD")
        for i in range(30)
    ]
    return _loaded(folder, accounts=accounts, deals=deals)


def one_group(folder: Path) -> Store:
    """Every account fits, every deal was won on one day for the same amount; nobody left."""
    fit = crowd("f", 40, 40, industry="software", amount=100, currency="USD")
    kept = [pays(f"f{i:03d}", 10, "2024-01-01") for i in range(40)]
    return _loaded(folder, **joined(fit), subscriptions=kept)


def no_group(folder: Path) -> Store:
    """Of no account is it known whether it fits; all deals were lost."""
    return _loaded(folder, **joined(crowd("u", 40, 0, region="North", amount=5, currency="USD")))


def no_definition(folder: Path) -> Store:
    """Deals and revenue, and no ICP definition."""
    store = new_store(folder)
    crowded = crowd("a", 40, 20, industry="software", amount=100, currency="USD")
    crowded = ([*crowded[0]], [{**d, "created_on": _day(i)} for i, d in enumerate(crowded[1])])
    kept = [pays(f"a{i:03d}", 10, "2025-01-01") for i in range(20)]
    load_rows(store, **joined(crowded), subscriptions=kept, **END)
    return store


def forty_segments(folder: Path) -> Store:
    """Forty regions, hostile names among them, and deals in two currencies without rates."""
    accounts, deals = [], []
    for i in range(240):
        name = HOSTILE[i % 40] if i % 40 < len(HOSTILE) else f"Region {i % 40}"
        kind = ("software", "retail", "retail", None)[i % 4]
        accounts.append(account(f"A{i}", name=f"{name} {i}", industry=kind, region=name))
        status = ("won", "lost", "lost")[i % 3]
        money = {"amount": 1_000 + i, "currency": ("USD", "EUR")[i % 2]}
        created = f"2025-0{1 + i % 6}-0{1 + i % 9}"
        closed = f"2025-{7 + i % 5:02d}-0{1 + i % 9}"
        deals.append(deal(f"D{i}", f"A{i}", status, closed, **{**money, "created_on": created}))
    return _loaded(folder, accounts=accounts, deals=deals)


def everything_odd(folder: Path) -> Store:
    """Every table, with every reason for leaving a row out."""
    company(folder)
    return Store(folder / "store")


STORES: Mapping[str, Callable[[Path], Store]] = {
    made.__name__: made
    for made in (
        nothing,
        definition_alone,
        accounts_alone,
        one_account,
        open_alone,
        one_group,
        no_group,
        no_definition,
        forty_segments,
        everything_odd,
    )
}
"""How each is made, by its name."""


def _day(place: int) -> str:
    """Days apart: deals that all begin on one would be taken for an import."""
    return f"2025-{1 + place % 5:02d}-{1 + place // 5:02d}"


def _loaded(folder: Path, **rows: Any) -> Store:
    store = new_store(folder, ICP)
    load_rows(store, **rows, **END)
    return store
