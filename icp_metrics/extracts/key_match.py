"""Which account a customer of another system is: by what is decided, else by domain, else name."""

from __future__ import annotations

import polars as pl

from icp_metrics.extracts.account_match import domain_of, known_texts
from icp_metrics.extracts.column_map import KeyMatch
from icp_metrics.extracts.words import folded, trimmed

KEYS = pl.Schema(dict.fromkeys(("system", "source_id", "account_id", "matched_by"), pl.String))
"""The columns of account_keys."""

MAIL_PROVIDERS = (
    "aol.com",
    "gmail.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "web.de",
    "yahoo.com",
    "163.com",
)
"""Domains under which people of any company write: they say nothing about the account."""


def all_keys(loaded: pl.DataFrame | None, stored: pl.DataFrame | None) -> pl.DataFrame:
    """The account_keys there are: of this load and of the store, as `KEYS`."""
    parts = [frame.select("system", "source_id") for frame in (loaded, stored) if frame is not None]
    return pl.concat([KEYS.to_frame().select("system", "source_id"), *parts]).unique()


def decide(
    match: KeyMatch, customers: pl.DataFrame, accounts: pl.DataFrame, keys: pl.DataFrame, table: str
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """New account_keys rows (`KEYS`) for the customers that have no key yet; and what to say.

    `customers`: the records, as text. A step decides where it leaves one account; where it leaves
    several, the next one chooses among them; where it finds none, the next one looks at all.
    """
    told = customers.select(
        source_id=trimmed(pl.col(match.column)),
        domain=domain_of(pl.col(match.domain)) if match.domain else pl.lit(""),
        name=folded(pl.col(match.name)) if match.name else pl.lit(""),
    ).filter(pl.col("source_id").is_not_null())
    mine = keys.filter(pl.col("system") == match.system)
    told = told.unique(maintain_order=True).join(mine, on="source_id", how="anti")
    pairs = pl.Schema({"source_id": pl.String, "account_id": pl.String}).to_frame()
    decided = pairs.with_columns(matched_by=pl.lit(None, pl.String))
    candidates = pairs
    for step in match.steps[1:]:
        found = told.select("source_id", _text=step).join(
            known_texts(accounts, step), on="_text", how="inner"
        )
        if step == "domain":
            found = found.filter(~pl.col("_text").is_in(MAIL_PROVIDERS))
        found = found.select("source_id", "account_id").unique()
        found = found.join(decided, on="source_id", how="anti")
        narrowed = found.join(candidates, on=["source_id", "account_id"], how="semi")
        fresh = found.join(candidates, on="source_id", how="anti")
        found = pl.concat([narrowed, fresh])
        candidates = pl.concat([candidates.join(found, on="source_id", how="anti"), found])
        one = found.group_by("source_id").agg(pl.col("account_id").first(), n=pl.len())
        one = one.filter(pl.col("n") == 1).select(
            "source_id", "account_id", matched_by=pl.lit(step, pl.String)
        )
        decided = pl.concat([decided, one])
    torn = candidates.join(decided, on="source_id", how="anti").sort("source_id")
    decided = decided.sort("source_id").select(pl.lit(match.system).alias("system"), pl.all())
    return decided.select(KEYS.names()), _said(table, match, decided, torn)


def _said(
    table: str, match: KeyMatch, decided: pl.DataFrame, torn: pl.DataFrame
) -> tuple[str, ...]:
    said: tuple[str, ...] = ()
    if decided.height:
        counts = {s: decided.filter(pl.col("matched_by") == s).height for s in match.steps[1:]}
        told = " and ".join(f"{n:,} by {step}" for step, n in counts.items() if n)
        said += (
            f"{table}: of the customers of {match.system} without a key {told} are found among "
            "the accounts; account_keys keeps that, and rows by hand overrule it",
        )
    if torn.height:
        said += (
            f"{table}: {torn['source_id'].n_unique():,} customers of {match.system} fit several "
            f"accounts, for example '{torn['source_id'][0]}'; they wait for account_keys",
        )
    return said


def with_decisions(rows: pl.DataFrame | None, decided: pl.DataFrame) -> pl.DataFrame:
    """The account_keys rows of this load, those by hand and those decided."""
    if rows is None:
        return decided
    return pl.concat([rows, decided], how="diagonal")
