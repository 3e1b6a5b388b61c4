"""Which account a row of a fact is with: the column that says it, and by id, domain or name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from icp_metrics.extracts.account_match import domain_of, known_texts
from icp_metrics.extracts.key_match import MAIL_PROVIDERS
from icp_metrics.extracts.words import folded
from icp_metrics.schema import Column, Table
from icp_metrics.suggest.fits import fits
from icp_metrics.suggest.look import Look
from icp_metrics.suggest.names import named, words_of
from icp_metrics.tables import TABLES

LEAST_FOUND = 0.3
"""The share of a column's cells that must be found among the accounts known."""

_OFTEN_OTHERS = ("spend",)
"""Tables whose account is seldom a customer: in an ad platform it is the one that advertises."""
_ADVERTISERS = 5

_SYSTEMS = (
    *("stripe", "chargebee", "recurly", "zuora", "paddle", "quickbooks", "xero", "netsuite"),
    *("zendesk", "intercom", "freshdesk", "delighted", "qualtrics", "surveymonkey", "pendo"),
    *("hubspot", "salesforce", "pipedrive", "marketo"),
)
_WAYS = {"account_id": "id", "domain": "domain", "name": "name"}
_ACCOUNTS = TABLES["accounts"]
_MAIL = Column("email", _ACCOUNTS.columns[1].kind, "")


@dataclass(frozen=True)
class Way:
    """One way to find the account: by `on` (id, domain, name), the cells of `header`.

    `found`: the share of filled cells that are found among the accounts known; None: none known.
    """

    on: str
    header: str
    score: float
    found: float | None

    @property
    def says(self) -> Any:
        """What a mapping says of account_id."""
        if self.on == "id":
            return self.header
        return {"match": "accounts", "on": self.on, "from": self.header}


def ways(table: Table, looks: Mapping[str, Look], accounts: pl.DataFrame) -> list[Way]:
    """The ways for the rows of `table`, the best first.

    `accounts`: `account_id, name, domain` of every account known, of the files and of the store.
    """
    own = {words_of(w) for w in ("owner", "campaign", "user")}
    found = [
        Way(on, header, round(score, 2), _found(on, look, accounts))
        for header, look in looks.items()
        if look.filled and words_of(header) not in own
        for on, score in _named(table, header, look)
    ]
    return sorted(found, key=lambda w: (-round(w.found or 0.0, 1), w.on != "id", -w.score))


def _named(table: Table, header: str, look: Look) -> list[tuple[str, float]]:
    found = {}
    for column, on in _WAYS.items():
        declared = _ACCOUNTS.column(column)
        if declared is None:
            continue
        score = named(header, "accounts", column, main=False).score
        if column == "account_id":
            score = max(score, named(header, table.name, column, main=False).score)
        if column == "domain":
            score = max(score, 0.9 * named(header, "leads", "domain", main=False).score)
        fit = fits(_ACCOUNTS, declared, look, main=False)
        if score >= 0.6 and score * fit.share >= 0.5:
            found[on] = score * fit.share
    if "name" in found and "id" not in found:
        # `Account` is as often an identifier as a name: the cells tell.
        found["id"] = 0.8 * found["name"]
    return list(found.items())


def _found(on: str, look: Look, accounts: pl.DataFrame) -> float | None:
    if not accounts.height:
        return None
    text = pl.col("text")
    if on == "id":
        cells, known = look.distinct, accounts["account_id"]
    else:
        asked = domain_of(text) if on == "domain" else folded(text)
        cells = look.distinct.with_columns(text=asked)
        cells = cells.filter(~text.is_in(MAIL_PROVIDERS)) if on == "domain" else cells
        known = known_texts(accounts, on)["_text"]
    there = cells.filter(text.is_in(known.unique().implode()))
    return float(there["n"].sum() or 0) / look.filled


def link(
    table: Table, looks: Mapping[str, Look], accounts: pl.DataFrame, *, files: Sequence[str]
) -> tuple[Any, str, float, tuple[str, ...]] | None:
    """What a mapping says of account_id, why, how sure, and the headers; None where none names it.

    Where accounts are known and the identifier is none of theirs, it is another system's: its
    account is then found by key, and by domain and name where columns hold them.
    """
    every = ways(table, looks, accounts)
    if not every:
        return None
    best = every[0]
    if table.name in _OFTEN_OTHERS:
        one_s_own = looks[best.header].distinct.height <= _ADVERTISERS
        if one_s_own if best.found is None else best.found < LEAST_FOUND:
            return None
    if best.found is None:
        first = max(every, key=lambda w: (w.score, w.on == "id"))
        ids = [w for w in every if w.on == "id" and w.score >= 0.9]
        first = max(ids, key=lambda w: w.score) if ids else first
        says = first.says if first.on == "domain" else first.header
        return (
            says,
            "by its name; no accounts are known to compare with",
            first.score,
            (first.header,),
        )
    told = f"{best.found:.0%} are found among the accounts by {best.on}"
    names = {w.header for w in every if w.on == "name"}
    ids = [w for w in every if w.on == "id" and w.score >= 0.7 and w.header not in names]
    own_id = next(iter(ids), None)
    if best.on == "id" and best.found >= LEAST_FOUND:
        return best.says, told, max(best.score, 0.9), (best.header,)
    if own_id is not None:
        return _by_key(own_id, every, system_of(own_id.header, files) or table.area)
    if best.found < LEAST_FOUND:
        return best.says, f"by its name; only {told}", 0.5 * best.score, (best.header,)
    return best.says, told, best.score, (best.header,)


def system_of(header: str, files: Sequence[str]) -> str | None:
    """The system that a header or a file's name names, if one does."""
    names = [header, *files]
    return next((s for n in names for s in _SYSTEMS if s in n.lower()), None)


def _by_key(own_id: Way, every: list[Way], system: str) -> tuple[Any, str, float, tuple[str, ...]]:
    steps = {
        on: way.header
        for on in ("domain", "name")
        if (way := next((w for w in every if w.on == on and w.header != own_id.header), None))
    }
    on: Any = ["key", *steps] if steps else "key"
    says = {"match": "accounts", "on": on, "system": system, "from": own_id.header, **steps}
    told = "its identifiers are none of the accounts': account_keys say which account each is"
    return says, told, own_id.score, (own_id.header, *steps.values())
