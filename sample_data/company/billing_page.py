"""What TRUTH.md says of billing."""

from __future__ import annotations

from company.cells import counts, percent, pp, table

COUNTED = ("found_by", "cadence", "span_status", "span_currency", "line_kind", "line_status")


def after_sale(kpis: dict) -> str:
    rows = []
    for name, kpi in kpis.items():
        money = name == "cltv"
        said, gap = (amount, times) if money else (percent, pp)
        which = "ratio" if money else "gap"
        expected = kpi["expected"]
        cells = [
            f"{group['n']}, {said(group['realised'])} ({said(expected[g]['mean'])})"
            for g in ("fit", "not_fit")
            for group in [kpi["groups"][g]]
        ]
        level = expected.get("like_for_like")
        rows.append(
            (
                name,
                *cells,
                gap(kpi[which]),
                f"{gap(expected[which]['mean'])} (sd {gap(expected[which]['sd']).lstrip('+')})",
                gap(level["mean"]) if level else "",
            )
        )
    header = ["KPI", "fit (expected)", "not fit (expected)", "gap realised", "gap expected"]
    return table([*header, "like for like expected"], rows)


def amount(money: float) -> str:
    return f"{money:,.0f}"


def times(ratio: float) -> str:
    return f"{ratio:.2f}"


def to_date(periods: dict) -> str:
    """Margin brought by 24 months of age, by group."""
    rows = [
        (words, *(f"{g['n']}, {amount(g['realised'])}" for g in periods[name].values()))
        for name, words in (("default", "default"), ("all_time", "all time"))
    ]
    return table(["came to that age in", *periods["default"]], rows)


def quarter_ends(days: list[dict]) -> str:
    rows = [(d["day"], d["payers"], amount(d["mrr_usd"])) for d in days]
    return table(["day", "payers", "MRR"], rows)


def billing(part: dict) -> dict[str, object]:
    """What the page says of billing."""
    effects, numbers, last = part["effects"], part["counts"], part["last_day"]
    return {
        "term_days": effects["term_days"],
        "renews": shares(effects["renews"]),
        "leaves": shares(effects["leaves_per_month"]),
        "leaves_early": percent(effects["with_a_term_leaves_early"]),
        "adds": shares(effects["adds_seats_per_month"]),
        "drops": shares(effects["drops_seats_per_month"]),
        "drop_bands": counts(effects["drops_employees_times"]),
        "fails": shares(effects["payment_fails_per_term"]),
        "margin": percent(effects["gross_margin"]),
        "after_sale": after_sale(part["kpis"]),
        "to_date": to_date(part["to_date"]),
        "quarter_ends": quarter_ends(part["quarter_ends"]),
        "euro": numbers["euro_in_usd"],
        "billing_customers": numbers["customers"],
        "payers": part["payers"],
        **{name: numbers[name] for name in ("invoiced_only", "subscriptions", "spans", "lines")},
        **{name: counts(numbers[name]) for name in COUNTED},
        "last_mrr": counts({c: amount(m) for c, m in last["mrr"].items()}),
        "last_usd": amount(last["mrr_usd"]),
    }


def shares(by_fit: dict) -> str:
    """Of those that fit, and of those that do not."""
    return f"{percent(by_fit['fit'])} (fit) and {percent(by_fit['not_fit'])} (not fit)"
