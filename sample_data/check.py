"""Read the exports back by another route (polars, no code of the generator) and compare.

`python sample_data/check.py` prints what it compared and fails on the first difference.
"""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import polars as pl

HERE = Path(__file__).parent
TRUTH = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
JUDGED = ["Industry", "BillingCountry", "Tech_Stack__c", "Funding_Stage__c", "Sales_Led__c"]
KEPT = [*JUDGED, "Region__c"]


def good_rows(name: str) -> pl.DataFrame:
    """The rows of an export that are neither in the list of bad rows nor deleted, as text."""
    with (HERE / "exports" / name).open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    bad = {b["row"] for b in TRUTH["bad_rows"] if b["file"] == name}
    kept = [row for at, row in enumerate(rows, start=2) if at not in bad]
    frame = pl.DataFrame(kept, schema=dict.fromkeys(header, pl.String), orient="row")
    stated = next(f for f in TRUTH["files"] if f["file"] == name)
    frame = frame.filter(pl.col("IsDeleted") != "1")
    assert (len(rows), frame.height) == (stated["records"], stated["accepted"]), name
    return frame.with_columns(pl.all().replace("", None))


def spans() -> pl.DataFrame:
    """One row per account and export: what was known, blanks filled from later exports."""
    days = [f["file"][9:19] for f in TRUTH["files"] if f["file"].startswith("accounts_")]
    seen = pl.concat(
        good_rows(f"accounts_{day}.csv").select(
            pl.col("Id").str.head(15).alias("account"),
            pl.lit(date.fromisoformat(day)).alias("since"),
            *KEPT,
        )
        for day in days
    ).sort("account", "since")
    filled = [pl.col(c).backward_fill().over("account") for c in JUDGED]
    return seen.with_columns(filled).with_columns(fit().alias("fit"))


def fit() -> pl.Expr:
    """icp.yaml, by hand."""
    weighted = [
        (40, pl.col("Tech_Stack__c").str.split(";").list.contains("Data Warehouse")),
        (30, pl.col("Funding_Stage__c").is_in(["Series B", "Series C"])),
        (30, pl.col("Sales_Led__c") == "true"),
    ]
    points = pl.sum_horizontal(met.cast(pl.Int32).fill_null(0) * w for w, met in weighted)
    judged = pl.sum_horizontal(met.is_not_null().cast(pl.Int32) * w for w, met in weighted)
    inside = pl.col("Industry").is_in(["Software", "Fintech", "Logistics", "Healthcare"])
    failed = (pl.col("BillingCountry") == "NO").fill_null(False) | ~inside.fill_null(True)
    return (
        pl.when(failed)
        .then(pl.lit("not_fit"))
        .when(inside.is_null() | (judged < 50))
        .then(pl.lit("unknown"))
        .when(100 * points >= 60 * judged)
        .then(pl.lit("fit"))
        .otherwise(pl.lit("not_fit"))
    )


def deals() -> pl.DataFrame:
    """All good deals with status, whether new business, and fit as sold and as today."""
    raw = good_rows("opportunities_2026-09-30.csv").select(
        pl.col("Id").alias("deal"),
        pl.col("AccountId").str.head(15).alias("account"),
        pl.col("CreatedDate").str.head(10).str.to_date().alias("created"),
        pl.col("CloseDate").str.to_date().alias("closed"),
        pl.col("Amount").cast(pl.Float64),
        "Type",
        pl.when(pl.col("IsWon") == "1")
        .then(pl.lit("won"))
        .when(pl.col("IsClosed") == "1")
        .then(pl.lit("lost"))
        .otherwise(pl.lit("open"))
        .alias("status"),
    )
    wins = (
        raw.filter(pl.col("status") == "won").group_by("account").agg(first=pl.col("closed").min())
    )
    known = spans().sort("since")
    first = known.group_by("account").agg(pl.all().sort_by("since").first())
    last = known.group_by("account").agg(pl.col("fit").sort_by("since").last().alias("today"))
    at = (
        raw.filter(pl.col("account").is_not_null())
        .sort("created")
        .join_asof(
            known.select("account", "since", "fit"),
            left_on="created",
            right_on="since",
            by="account",
            check_sortedness=False,
        )
    )
    return (
        raw.join(wins, on="account", how="left")
        .join(at.select("deal", "fit"), on="deal", how="left")
        .join(first.select("account", "Region__c", reach="fit"), on="account", how="left")
        .join(last, on="account", how="left")
        .with_columns(
            sold=pl.coalesce("fit", "reach", pl.lit("unknown")),
            today=pl.col("today").fill_null("unknown"),
            later=pl.col("fit").is_null() & pl.col("reach").is_not_null(),
            new=(pl.col("Type") == "New Business").fill_null(
                ~(pl.col("first") < pl.col("created")).fill_null(False)
            ),
        )
    )


def same(what: str, ours: object, stated: object) -> None:
    assert ours == stated, f"{what}: the exports give {ours}, truth.json says {stated}"
    print(f"same  {what}: {ours}")


def main() -> None:
    every = deals()
    stated = TRUTH["opportunities"]
    same("deals", every.height, stated["rows"])
    same(
        "by status",
        dict(sorted(every["status"].value_counts().iter_rows())),
        dict(sorted(stated["status"].items())),
    )
    same(
        "won amount", every.filter(pl.col("status") == "won")["Amount"].sum(), stated["won_amount"]
    )
    new = every.filter(pl.col("new"))
    same("new business", new.height, stated["kind"]["new"])
    for period, between in TRUTH["periods"].items():
        starts, ends = (date.fromisoformat(between[k]) for k in ("starts", "ends"))
        inside = pl.col("closed").is_between(starts, ends, closed="left")
        closed = new.filter(inside & (pl.col("status") != "open"))
        south = closed.filter(pl.col("Region__c") == TRUTH["reversal"]["region"])
        for what, frame, by, source in (
            ("as sold", closed, "sold", TRUTH["win_rate"]),
            ("as today", closed, "today", TRUTH["win_rate_today"]),
            ("reversal", south, "sold", TRUTH["reversal"]["win_rate"]),
        ):
            groups = source[period]["groups"]
            for group in ("fit", "not_fit", "unknown"):
                members = frame.filter(pl.col(by) == group)
                found = (members.height, (members["status"] == "won").sum(), members["later"].sum())
                named = tuple(groups[group][k] for k in ("deals", "won", "judged_later"))
                same(f"{period} {what} {group} (deals, won, judged later)", found, named)


if __name__ == "__main__":
    main()
