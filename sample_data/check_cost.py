"""Spend by month, to the cent, and CAC by deals worked, from the exports."""

from __future__ import annotations

from datetime import date

import polars as pl
from exported import TRUTH, fits, good_rows, same

MICROS = 10_000  # millionths of a dollar in a cent


def cents(column: str) -> pl.Expr:
    return (pl.col(column).cast(pl.Float64) * 100).round().cast(pl.Int64)


def spend() -> pl.DataFrame:
    """Every good cost: spend_id, month, cents, category, purpose, channel, campaign, account."""
    month = pl.col("date").str.to_date().alias("month")
    google = good_rows("google_ads.csv").select(
        month,
        cents=pl.col("cost_micros").cast(pl.Int64) // MICROS,
        channel=pl.lit("Paid search"),
        campaign="campaign_name",
    )
    facebook = good_rows("facebook_ads.csv").select(
        month, cents=cents("spend"), channel=pl.lit("Paid social"), campaign="campaign_name"
    )
    ads = pl.concat([google, facebook]).with_columns(category=pl.lit("Programs"))
    finance = good_rows("finance_spend.xlsx").select(
        pl.col("Month").str.head(10).str.to_date().alias("month"),
        cents=cents("Amount USD"),
        channel="Channel",
        campaign="Campaign",
        category="Kind",
        purpose="For",
        account=pl.col("Account").str.head(15),
    )
    return pl.concat([ads, finance], how="diagonal").with_row_index("spend_id")


def receivers(deals: pl.DataFrame) -> pl.DataFrame:
    """Deal, month and group of new business, once per scope: all, a campaign, a channel."""
    campaigns = good_rows("campaigns.csv").select(campaign_id="Id", campaign="Name", channel="Type")
    raw = good_rows("opportunities_2026-09-30.csv")
    own = raw.select(deal="Id", campaign_id="CampaignId").drop_nulls()
    led = good_rows("leads.csv").select(deal="ConvertedOpportunityId", campaign_id="Campaign__c")
    came = pl.concat([own, led.drop_nulls()]).join(campaigns, on="campaign_id")
    scopes = pl.concat(
        [
            deals.select("deal", scope=pl.lit("all")),
            came.select("deal", scope="campaign " + pl.col("campaign")),
            came.select("deal", scope="channel " + pl.col("channel")),
            raw.select(deal="Id", scope="channel " + pl.col("LeadSource")),
        ]
    ).unique()
    month = pl.col("created").dt.truncate("1mo").alias("month")
    return deals.filter("new").select("deal", month, group="sold").join(scopes, on="deal")


def borne(costs: pl.DataFrame, deals: pl.DataFrame) -> pl.DataFrame:
    """Month, group and cents of what is for new business, by deals worked."""
    new = costs.filter(pl.col("purpose").is_null() | (pl.col("purpose") == "New business"))
    tagged = fits(new.drop_nulls("account"), "month")
    there = receivers(deals)
    program = pl.col("category") == "Programs"
    wanted = pl.concat(
        [
            new.filter(~program).with_columns(place=0, scope=pl.lit("all")),
            new.filter(program).with_columns(place=1, scope="campaign " + pl.col("campaign")),
            new.filter(program).with_columns(place=2, scope="channel " + pl.col("channel")),
        ]
    ).filter(pl.col("account").is_null())
    found = wanted.join(there, on=["month", "scope"])
    found = found.filter(pl.col("place") == pl.col("place").min().over("spend_id"))
    part = pl.col("cents") / pl.len().over("spend_id")
    return pl.concat(
        [
            tagged.select("month", "group", cents=pl.col("cents").cast(pl.Float64)),
            found.select("month", "group", cents=part),
        ]
    )


def customers(deals: pl.DataFrame) -> pl.DataFrame:
    """The first won new business of each account; of none, each by itself."""
    won = deals.filter(pl.col("new") & (pl.col("status") == "won")).sort("closed", "deal")
    who = pl.coalesce("account", "deal").alias("who")
    return won.with_columns(who).unique("who", keep="first", maintain_order=True)


def main(deals: pl.DataFrame) -> None:
    """`deals`: as check.deals has them."""
    stated, costs = TRUTH["cost"], spend()
    for month in stated["months"]:
        inside = costs.filter(pl.col("month") == date.fromisoformat(month["month"]))
        total = inside["cents"].sum()
        same(f"spend of {month['month']}", f"{total // 100}.{total % 100:02d}", month["usd"])
    share, first = borne(costs, deals), customers(deals)
    lag = f"{stated['lag_months']}mo"
    for period, between in TRUTH["periods"].items():
        starts, ends = (date.fromisoformat(between[k]) for k in ("starts", "ends"))
        known = pl.lit(date.fromisoformat(stated["from_month"])).dt.offset_by(lag)
        counted = pl.col("month").dt.offset_by(lag).is_between(starts, ends, closed="left")
        inside = pl.col("closed").is_between(starts, ends, closed="left") & (
            pl.col("closed") >= known
        )
        for group in ("fit", "not_fit", "unknown"):
            won = first.filter(inside & (pl.col("sold") == group)).height
            cost = share.filter(counted & (pl.col("group") == group))["cents"].sum() / 100
            true = stated["periods"][period]
            found = (won, round(cost / won, 2))
            named = (true["customers"][group], round(true["realised"]["cac worked"][group], 2))
            same(f"{period} CAC {group} (customers, USD)", found, named)
