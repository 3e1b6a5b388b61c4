"""Read the exports back by another route (polars, no code of the generator) and compare.

`python sample_data/check.py` prints what it compared and fails on the first difference.
"""

from __future__ import annotations

from datetime import date, timedelta

import check_cost
import check_voice
import polars as pl
from exported import TRUTH, accounts_of_customers, fits, good_rows, same, spans


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


Paid = list[tuple[date, date, float]]


def paid() -> dict[str, Paid]:
    """Payer (an account, or a customer of none) -> what it paid: from, to, MRR in USD."""
    accounts = accounts_of_customers()
    found: dict[str, Paid] = {}
    rows = good_rows("stripe_subscription_history.csv").filter(
        pl.col("status").is_in(["active", "past_due", "canceled"])
    )
    rates = {"usd": 1.0, "eur": float(good_rows("fx_rates.csv")["usd_per_unit"][-1])}
    for row in rows.iter_rows(named=True):
        months = int(row["interval_count"]) * {"month": 1, "year": 12}[row["interval"]]
        mrr = int(row["unit_amount"]) * int(row["quantity"]) / 100 / months
        span = (date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_to"]))
        payer = accounts.get(row["customer_id"], row["customer_id"])
        found.setdefault(payer, []).append((*span, mrr * rates[row["currency"]]))
    subscribed = good_rows("stripe_subscription_history.csv")["customer_id"].unique()
    lines = good_rows("stripe_invoice_lines.csv").filter(
        ~pl.col("customer_id").is_in(subscribed.implode()),
        pl.col("type") == "subscription",
        pl.col("invoice_status") != "void",
    )
    for row in lines.iter_rows(named=True):
        starts, ends = (date.fromisoformat(row[c]) for c in ("period_start", "period_end"))
        mrr = int(row["amount"]) / 100 / (ends - starts).days * 365 / 12
        span = (starts, ends, mrr * rates[row["currency"]])
        found.setdefault(row["customer_id"], []).append(span)
    return found


def mrr_on(spans: Paid, day: date) -> float:
    """MRR of a payer on a day; in a gap of up to 30 days what it was before."""
    running = sum(mrr for starts, ends, mrr in spans if starts <= day < ends)
    before = max((ends for _, ends, _ in spans if ends <= day), default=None)
    after = min((starts for starts, _, _ in spans if starts > day), default=None)
    if running or before is None or after is None or (after - before).days > 30:
        return running
    return sum(mrr for starts, ends, mrr in spans if starts < before <= ends)


def kept(spans: Paid, then: date, now: date) -> float:
    """MRR now of who paid then, if no gap of more than 30 days lies between."""
    until = then
    for starts, ends, _ in sorted(spans):
        if (starts - until).days > 30:
            break
        until = max(until, ends)
    return mrr_on(spans, now) if until > now else 0.0


def over_on(spans: Paid) -> date:
    """The first day after which it paid nothing for more than 30 days, or nothing any more."""
    until = min(starts for starts, _, _ in spans)
    for starts, ends, _ in sorted(spans):
        if (starts - until).days > 30:
            break
        until = max(until, ends)
    return until


def month_ends(since: date, count: int) -> list[date]:
    """The last days of the month of a day and of the months after it."""
    first = since.year * 12 + since.month
    return [date(m // 12, m % 12 + 1, 1) - timedelta(1) for m in range(first, first + count)]


def check_to_date() -> None:
    """What customers had brought at 24 months, of those who came to that age in a period."""
    by_payer = paid()
    started = {payer: min(starts for starts, _, _ in its) for payer, its in by_payer.items()}
    frame = pl.DataFrame({"account": list(started), "day": list(started.values())})
    groups = dict(fits(frame, "day").select("account", "group").iter_rows())
    margin = TRUTH["billing"]["effects"]["gross_margin"]
    for period, stated in TRUTH["billing"]["to_date"].items():
        starts, ends = (date.fromisoformat(TRUTH["periods"][period][k]) for k in ("starts", "ends"))
        brought: dict[str, list[float]] = {}
        for payer, since in started.items():
            days = month_ends(since, 24)
            if starts <= days[-1] < ends:
                over = over_on(by_payer[payer])
                told = sum(mrr_on(by_payer[payer], day) for day in days if day < over)
                for name in (groups[payer], "all"):
                    brought.setdefault(name, []).append(margin * told)
        for name, group in stated.items():
            ours = (len(brought[name]), round(sum(brought[name]) / len(brought[name])))
            named = (group["n"], round(group["realised"]))
            same(f"{period} margin at 24 months {name} (customers, mean)", ours, named)


def check_billing() -> None:
    """Counts, the book of the last day, and GRR and NRR by group."""
    stated = TRUTH["billing"]
    by_payer = paid()
    now = date.fromisoformat(TRUTH["data_through"])
    then = date(now.year - 1, now.month, now.day)
    same("payers", len(by_payer), stated["payers"])
    on_last_day = sum(mrr_on(spans, now) for spans in by_payer.values())
    same("MRR", round(on_last_day), round(stated["quarter_ends"][-1]["mrr_usd"]))
    known = spans().sort("since")
    first = known.group_by("account").agg(pl.col("fit").sort_by("since").first())
    at = known.filter(pl.col("since") <= then).group_by("account")
    fits = dict(first.iter_rows()) | dict(at.agg(pl.col("fit").sort_by("since").last()).iter_rows())
    groups: dict[str, list[tuple[float, float]]] = {}
    for payer, its in by_payer.items():
        base = mrr_on(its, then)
        if base:
            pair = (base, kept(its, then, now))
            groups.setdefault(fits.get(payer, "unknown"), []).append(pair)
    for name, pairs in groups.items():
        base = sum(b for b, _ in pairs)
        for kpi, left in (("grr", sum(map(min, pairs))), ("nrr", sum(k for _, k in pairs))):
            ours = (len(pairs), round(left / base, 4))
            group = stated["kpis"][kpi]["groups"][name]
            same(f"{kpi} {name} (payers, value)", ours, (group["n"], round(group["realised"], 4)))


def days_until_most_have_closed(new: pl.DataFrame) -> int:
    """The first day by which nine in ten of the deals that close have closed.

    By the share of each month of creation that has had time to close: the months whose deals were
    all seen for as long as the slowest of them took, so that nothing is censored.
    """
    last = date.fromisoformat(TRUTH["data_through"])
    slowest = (new["closed"] - new["created"]).filter(new["status"] != "open").max()
    seen = new.filter(pl.lit(last) - pl.col("created") >= slowest, pl.col("status") != "open")
    took = (seen["closed"] - seen["created"]).dt.total_days()
    return int(took.quantile(0.9, "higher") or 0)


def check_cohorts(new: pl.DataFrame) -> None:
    """Deals created in each period and old enough: won, and still open, at one age."""
    stated = TRUTH["win_rate_by_creation"]
    age = timedelta(days=stated["age"])
    uncensored = days_until_most_have_closed(new)
    same("age within 5 days of the uncensored one", abs(uncensored - stated["age"]) <= 5, True)
    last = date.fromisoformat(TRUTH["data_through"])
    for period, between in TRUTH["periods"].items():
        starts, ends = (date.fromisoformat(between[k]) for k in ("starts", "ends"))
        old = new.filter(
            pl.col("created").is_between(starts, ends, closed="left"),
            pl.lit(last) - pl.col("created") >= age,
        )
        closed = (pl.col("status") != "open") & (pl.col("closed") - pl.col("created") <= age)
        for group in ("fit", "not_fit", "unknown"):
            by_then = old.filter(pl.col("sold") == group)
            done = by_then.filter(closed)
            won = (done["status"] == "won").sum()
            found = (by_then.height, won, by_then.height - done.height)
            named = tuple(stated[period][group][k] for k in ("deals", "won", "still_open"))
            same(f"{period} by creation {group} (deals, won, still open)", found, named)


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
    check_cohorts(new)
    check_billing()
    check_to_date()
    check_voice.main()
    check_cost.main(every)


if __name__ == "__main__":
    main()
