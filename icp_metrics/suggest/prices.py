"""What a subscription brings per month, from a price, an interval and a quantity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from icp_metrics.statistics.mrr import months_of
from icp_metrics.suggest.look import Look
from icp_metrics.suggest.names import UNITS, currency_in, words_of
from icp_metrics.suggest.suggested import Suggested

_PRICES = (
    "unit amount", "amount", "price", "plan amount", "unit price", "recurring amount", "fee",
    "price per period", "plan price", "total", "value", "total amount", "subscription amount",
    "total value", "contract value", "segment value",
)  # fmt: skip
_YEARLY = ("arr", "annual amount", "annual price", "annual recurring revenue", "acv", "arr amount",
           "annual value", "yearly price", "annual contract value")  # fmt: skip
_INTERVALS = (
    "interval", "billing interval", "billing period", "billing frequency", "frequency",
    "billing cycle", "recurring interval", "plan interval", "billing period unit", "term unit",
    "period unit", "interval unit", "billed",
)  # fmt: skip
_COUNTS = ("interval count", "recurring interval count", "plan interval count", "period length")
_MONTHS = ("billing period months", "months", "interval months", "period months", "term months")
_QUANTITIES = ("quantity", "qty", "seats", "units", "licenses")


def units(header: str) -> dict[str, str]:
    """`divide` where the header says that it holds cents or millionths."""
    found = next((by for word, by in UNITS.items() if word in words_of(header)), None)
    return {"divide": found} if found else {}


def _header(looks: Mapping[str, Look], names: tuple[str, ...]) -> str | None:
    wanted = [words_of(n) for n in names]
    there = {tuple(w for w in words_of(h) if w not in UNITS): h for h in reversed(list(looks))}
    for words in wanted:
        for have, header in there.items():
            bare = tuple(w for w in have if currency_in(w) is None)
            if bare == words and looks[header].filled:
                return header
    return None


def price(looks: Mapping[str, Look]) -> Suggested | None:
    """The column of a price and what it is for; held back while that is not sure."""
    yearly = _header(looks, _YEARLY)
    if yearly and looks[yearly].numbers >= 0.8:
        per_year = {"from": yearly, **units(yearly), "per": {"value": "year"}}
        return Suggested("mrr", per_year, (yearly,), 0.8, "an amount per year, by its name")
    amount = _header(looks, _PRICES)
    if amount is None or looks[amount].numbers < 0.8:
        return None
    interval, months = _header(looks, _INTERVALS), _header(looks, _MONTHS)
    says: dict[str, Any] = {"from": amount, **units(amount)}
    headers = [amount]
    quantity = _header(looks, _QUANTITIES)
    if "unit" in words_of(amount) and quantity and looks[quantity].numbers >= 0.8:
        says["times"] = quantity
        headers.append(quantity)
    asks = _cents(amount, looks[amount], says)
    if interval is None and months is None:
        ask = (
            f"'{amount}' is an amount for an interval: say per: {{value: month}}, quarter or year."
        )
        return Suggested(
            "mrr", says, tuple(headers), 0.5, "a price, by its name", (*asks, ask), held=True
        )
    if interval is None:
        says["per"] = {"value": "month", "count": months}
        reason = "a price for so many months"
        return Suggested("mrr", says, (*headers, str(months)), 0.75, reason, asks, held=bool(asks))
    count = _header(looks, _COUNTS)
    says["per"] = {"from": interval, **({"count": count} if count else {})}
    held = bool(asks)
    asks += tuple(
        f"'{word}' of '{interval}' is no interval: add it to values of per, such as month."
        for word in looks[interval].distinct["text"]
        if not _known(word)
    )
    headers += [interval, *([count] if count else [])]
    return Suggested("mrr", says, tuple(headers), 0.75, "a price and its interval", asks, held=held)


def _cents(price: str, look: Look, says: Mapping[str, Any]) -> tuple[str, ...]:
    """The API of billing systems writes unit amounts in cents, their dashboard does not."""
    if "divide" in says or look.whole < look.numbers or "unit" not in words_of(price):
        return ()
    return (f"'{price}' are whole numbers: add divide: 100 if they are cents.",)


def _known(word: str) -> bool:
    try:
        months_of(word)
    except ValueError:
        return False
    return True
