"""The exports as text, read by another route (polars, no code of the generator)."""

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


def cells(name: str) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of an export, of a workbook's first sheet, all as text."""
    path = HERE / "exports" / name
    if path.suffix == ".xlsx":
        frame = pl.read_excel(path, infer_schema_length=0).with_columns(pl.all().fill_null(""))
        return frame.columns, [list(row) for row in frame.iter_rows()]
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def good_rows(name: str) -> pl.DataFrame:
    """The rows of an export that are neither bad nor deleted, repeats nor totals, as text."""
    header, rows = cells(name)
    bad = {b["row"] for b in TRUTH["bad_rows"] if b["file"] == name}
    kept = [row for at, row in enumerate(rows, start=2) if at not in bad]
    frame = pl.DataFrame(kept, schema=dict.fromkeys(header, pl.String), orient="row")
    stated = next(f for f in TRUTH["files"] if f["file"] == name)
    for flag in {"IsDeleted", "is_deleted"} & set(header):
        frame = frame.filter(~pl.col(flag).is_in(["1", "true"]))
    frame = frame.filter(pl.col(header[0]) != "Total").unique(maintain_order=True)
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


def fits(frame: pl.DataFrame, day: str) -> pl.DataFrame:
    """The frame with `group`: the fit of its `account` on its `day`, by the first export before."""
    known = spans().sort("since")
    first = known.group_by("account").agg(reach=pl.col("fit").sort_by("since").first())
    at = frame.sort(day).join_asof(
        known.select("account", "since", "fit"),
        left_on=day,
        right_on="since",
        by="account",
        check_sortedness=False,
    )
    judged = pl.coalesce("fit", "reach", pl.lit("unknown"))
    return at.join(first, on="account", how="left").with_columns(group=judged)


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


def accounts_of_customers() -> dict[str, str]:
    """Billing's customer -> account: as the CRM knows it, else by domain, else by name."""
    last = good_rows("accounts_2026-09-30.csv").select(
        pl.col("Id").str.head(15).alias("account"), "Website", pl.col("Name").str.to_lowercase()
    )
    domains, names = (
        dict(last.select(column, "account").iter_rows()) for column in ("Website", "Name")
    )
    keys = good_rows("account_keys.csv").select("stripe_customer_id", "crm_account_id")
    found = {customer: account[:15] for customer, account in keys.iter_rows()}
    customers = good_rows("stripe_subscription_history.csv").select(
        "customer_id", pl.col("customer_email").str.split("@").list.last(), "customer_name"
    )
    for customer, host, name in customers.unique(maintain_order=True).iter_rows():
        account = domains.get(host) or names.get(name.lower())
        if account:
            found.setdefault(customer, account)
    return found


def same(what: str, ours: object, stated: object) -> None:
    assert ours == stated, f"{what}: the exports give {ours}, truth.json says {stated}"
    print(f"same  {what}: {ours}")
