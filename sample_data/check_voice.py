"""NPS, CSAT, who answered, tickets and use, from the exports."""

from __future__ import annotations

from datetime import date

import polars as pl
from exported import TRUTH, accounts_of_customers, fits, good_rows, same

GROUPS = ("fit", "not_fit", "unknown")


def answers() -> pl.DataFrame:
    """NPS: person, day, score and group of everybody asked."""
    raw = good_rows("delighted_responses.csv")
    accounts = accounts_of_customers()
    customer = pl.col("person_properties.customer_id")
    account = customer.replace_strict(accounts, default=None, return_dtype=pl.String)
    seconds = pl.col("created_at").cast(pl.Int64)
    return fits(
        raw.select(
            "id",
            "person",
            pl.col("score").cast(pl.Int64),
            pl.from_epoch(seconds, time_unit="s").dt.date().alias("day"),
            account=account,
        ),
        "day",
    )


def tickets() -> pl.DataFrame:
    """CSAT: day, score and group of everybody asked."""
    names = good_rows("accounts_2026-09-30.csv").select(
        organization_name="Name", account=pl.col("Id").str.head(15)
    )
    organizations = (
        good_rows("support_tickets.csv")
        .join(names, on="organization_name", how="left")
        .select("organization_id", "account")
        .unique()
    )
    raw = good_rows("csat_export.csv").join(organizations, on="organization_id", how="left")
    return fits(
        raw.select(
            "account",
            pl.col("score").cast(pl.Int64),
            pl.col("created_at").str.to_date().alias("day"),
        ),
        "day",
    )


def main() -> None:
    stated = TRUTH["voice"]
    asked = {"nps": answers(), "csat": tickets()}
    for period, between in TRUTH["periods"].items():
        starts, ends = (date.fromisoformat(between[k]) for k in ("starts", "ends"))
        inside = pl.col("day").is_between(starts, ends, closed="left")
        for kind, frame in asked.items():
            there = frame.filter(inside)
            counted = there.drop_nulls("score")
            if kind == "nps":
                counted = counted.sort("day", "id").unique("person", keep="last")
                value = 100 * ((pl.col("score") >= 9).mean() - (pl.col("score") <= 6).mean())
            else:
                value = (pl.col("score") >= 4).mean()
            for group in GROUPS:
                of_group = pl.col("group") == group
                mine = counted.filter(of_group)
                true = stated[kind][period]["groups"][group]
                found = (mine.height, round(mine.select(value).item(), 6))
                same(f"{period} {kind} {group}", found, (true["facts"], true["realised"]))
                rate = stated["response_rate"][period][kind]["groups"][group]
                replied = there.filter(of_group)
                counts = (replied.height, replied["score"].count())
                same(f"{period} {kind} asked {group}", counts, (rate["asked"], rate["answered"]))
    use = good_rows("usage.csv")
    same("events", use["events"].cast(pl.Int64).sum(), stated["usage"]["events"])
    cost = good_rows("support_tickets.csv")["handling_cost_usd"].cast(pl.Int64).sum()
    same("cost of tickets", cost, stated["tickets"]["cost_usd"])
