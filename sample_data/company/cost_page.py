"""What TRUTH.md says of cost, and of the headline."""

from __future__ import annotations

from company.cells import counts, percent, table
from company.headline_truth import payback_agrees
from company.sharing import ALLOCATIONS

WAYS = {
    "worked": "by deals worked",
    "tagged": "by tags",
    "leads": "by leads",
    "pipeline": "by amounts",
}
SHOWN = {"cac": "{:,.0f}", "cac_payback": "{:.1f}"}


def acquisition(default: dict) -> str:
    """CAC and payback however spend is shared: realised, and expected."""
    rows = []
    for kpi, form in SHOWN.items():
        for way in ALLOCATIONS:
            realised = default["realised"][f"{kpi} {way}"]
            expected = default["expected"][f"{kpi} {way}"]
            cells = [
                f"{form.format(realised[name])} ({form.format(expected[name]['mean'])})"
                for name in ("fit", "not_fit", "all")
            ]
            ratio = expected["ratio"]
            cells.append(f"{realised['ratio']:.2f} ({ratio['mean']:.2f}, sd {ratio['sd']:.2f})")
            rows.append((f"{kpi} {WAYS[way]}", *cells))
    return table(["figure", "fit", "not fit", "all", "fit / not fit"], rows)


def years(months: list[dict]) -> str:
    """Spend by year: a sum of the months of truth.json."""
    rows = []
    for year in sorted({m["month"][:4] for m in months}):
        these = [m for m in months if m["month"].startswith(year)]
        sums = [sum(float(m.get(k, 0)) for m in these) for k in KINDS]
        rows.append((year, len(these), *(f"{s:,.2f}" for s in sums)))
    return table(["year", "months", "all", "for new business", *KINDS[2:]], rows)


KINDS = ("usd", "new_usd", "people", "tools", "overhead", "program")


def figure(value: float) -> str:
    """Shares with three decimals, others with one or none."""
    return f"{value:,.{0 if value >= 1000 else 1 if value >= 1 else 3}f}"


def answers(headline: dict) -> str:
    rows = [
        (name, kpi["sale"], figure(kpi["fit"]), figure(kpi["not_fit"]), kpi["truly"])
        for name, kpi in headline["kpis"].items()
    ]
    return table(["KPI", "shows", "fit", "not fit", "truly"], rows)


def cost(facts: dict) -> dict[str, object]:
    """What the page says of them."""
    part, headline = facts["cost"], facts["headline"]
    default, numbers = part["periods"]["default"], part["counts"]
    ltv = part["periods"]["all_time"]
    return {
        "headline": headline["sentence"],
        "headline_word": headline["word"],
        "headline_kpis": answers(headline),
        "payback_agrees": "whichever way" if payback_agrees(facts) else "in most of the ways",
        "acquisition": acquisition(default),
        "new_customers": counts(default["customers"]),
        "lag": part["lag_months"],
        "cost_usd": f"{float(default['spend_usd']):,.2f}",
        "nobody": counts(
            {WAYS[way]: percent(default["realised"][f"nobody {way}"]["all"]) for way in ALLOCATIONS}
        ),
        "ltv": ", ".join(
            f"{name} {ltv['realised']['ltv_to_cac'][name]:.2f}"
            f" ({ltv['expected']['ltv_to_cac'][name]['mean']:.2f})"
            for name in ("fit", "not_fit", "all", "ratio")
        ),
        "years": years(part["months"]),
        "spend_from": part["from_month"],
        "spend_rows": numbers["spend_rows"],
        "spend_paid_by": counts(numbers["spend_paid_by"]),
        "spend_purpose": counts(numbers["spend_purpose"]),
        "spend_on_accounts": numbers["spend_on_accounts"],
        "refunds": numbers["refunds"],
        "leads": numbers["leads"],
        "lead_source": counts(numbers["lead_source"]),
        "leads_nobodys": numbers["leads_without_account"],
        "leads_with_deal": numbers["leads_with_deal"],
        "campaigns": numbers["campaigns"],
        "campaign_deals": numbers["deals_with_campaign"],
    }
