"""Words for codes: groups, verdicts, reasons, flags, companions and sources."""

from __future__ import annotations

from icp_metrics.kpis import Unit

GROUP_WORDS = {
    "fit": "In ICP",
    "not_fit": "Outside ICP",
    "unknown": "Can't tell",
    "all": "All",
}

VERDICT_HELP = {
    "better": "The whole likely range is on the good side.",
    "worse": "The whole likely range is on the bad side.",
    "equivalent": "The whole likely range is within the smallest difference that matters.",
    "no_clear_difference": "The likely range includes no difference.",
    "too_little_data": "The likely range is wider than the smallest difference that matters.",
}

REASONS = {
    "no_data": "no data in this selection",
    "zero_denominator": "nothing to divide by",
    "low_n": "too few accounts for a likely range",
    "boundary": "all the same: no likely range",
    "concentration": "hangs on a few accounts",
    "mixed_currency": (
        "several currencies ({currencies}) and no exchange rates; load fx_rates and set "
        "`reporting_currency`, or filter by currency"
    ),
    "missing_table": "its data was never loaded; load {tables}",
    "bulk_import": (
        "over a fifth of the deals were created on one day, as an import does, so how long they "
        "took is not known; load their true dates of creation"
    ),
    "no_events": "none was won in the time they were followed; choose a longer period",
    "median_not_reached": "not even half got that far; choose a longer period",
    "left_edge": "too few were seen from the start; choose a longer period",
    "right_edge": "too few were followed for long enough; choose a longer period, or wait",
    "few_renewals": (
        "three yearly renewals must have been seen, with enough customers up for each; wait, or "
        "choose a longer period"
    ),
    "immature": "too young to say; wait",
    "lost_without_amount": (
        "over a fifth of the lost deals have no amount, so that nearly all value would seem won; "
        "load their amounts"
    ),
    "no_margin": "no gross margin is set; set `gross_margin`",
    "mixed_scales": "answers on several scales cannot be added up; filter by one of them",
    "no_spend": "no spend is loaded; load spend",
    "no_definition": (
        "there is no ICP definition yet, so nothing can be in it; write one and save it with "
        "`icp-metrics profile set FILE`"
    ),
    "no_cost": "no spend fell on these",
    "no_mrr": (
        "of none of these customers is it known what they pay; load subscriptions, invoice lines, "
        "or deals with a value and a term"
    ),
    "only_answered": (
        "only answers are loaded, so how many were asked is not known; load those who did not "
        "answer too, with a blank score"
    ),
}
"""Why there is no number, and what to do, by reason code."""

OWN_REASONS = {
    ("cac", "zero_denominator"): "no customer won: what one costs is not known yet",
    ("cltv", "no_events"): "nobody left in the time they were followed: no end can be projected",
    ("cac_payback", "zero_denominator"): "never paid back: new customers bring no margin",
}
"""The same where a KPI has better words for a code."""

BLOCKING = frozenset(
    {
        "mixed_currency",
        "missing_table",
        "bulk_import",
        "no_spend",
        "only_answered",
        "no_definition",
    }
)
"""Reasons that hold for all groups: with them there is nothing to draw."""

FLAGS = {
    "projection": (
        "This is a projection: a model carried beyond what was seen. It decides nothing."
    ),
    "one_basis": (
        "Judged on one basis alone: of deals by closing date and by creation, one cannot tell."
    ),
    "bases_differ": (
        "By closing date and by creation the difference does not have the same sign, so there is "
        "no answer: see the bases below."
    ),
    "partly_immature": (
        "The youngest deals of this period are not in it: they are not old enough to be judged."
    ),
    "still_open": (
        "{share} of these deals were still open at the age at which all are judged: not won yet."
    ),
    "bulk_lost": (
        "{share} of these deals were lost on a day of mass losses, over ten times those of a usual "
        "day: a clean-up, it seems, and not a market."
    ),
    "derived": (
        "{share} of these deals state no type: whether they are new business was derived from the "
        "pipeline, or from earlier wins or revenue."
    ),
    "from_amount": (
        "{share} of these deals were won without an annual value or a term: their amount is taken "
        "for a year's revenue."
    ),
    "unknown_follows": (
        "Missing data follows the outcome: what cannot be judged is over 10 points more, or less, "
        "among those that have it than among the others."
    ),
    "variants_differ": (
        "The ways of counting it do not agree, so there is no answer: see all of them below."
    ),
    "empty_months": (
        "Some months have no spend at all: customers won in the months they win in look free."
    ),
    "circular": (
        "Every deal that a cost was shared over was won, so each customer costs the same by "
        "construction: this way of counting decides nothing. Load lost and open deals too."
    ),
    "reversal": (
        "At like {mix} the difference has the other sign: the groups consist of different kinds "
        "of accounts, and that makes what is seen here."
    ),
    "attenuation": (
        "At like {mix} less than half of the difference is left: the rest is there because the "
        "groups consist of different kinds of accounts."
    ),
    "heterogeneity": (
        "The difference is not the same in all strata of {mix}: see each of them below."
    ),
    "strata_dropped": (
        "Over a fifth of these have no counterpart of the same {mix}: the difference at like {mix} "
        "is of the others alone."
    ),
    "judged_later": "Most of these are judged by what was first known of the account later.",
    "hindsight": (
        "Most of these were decided before this ICP definition was written, on {saved_on}: they "
        "may have shaped it, so they cannot prove it. What is decided from then on can."
    ),
    "incomplete_period": "The data does not reach the end of this period.",
    "concentration": "A few accounts make up much of the sum: read the likely range with care.",
    "no_margin": (
        "This is revenue, not margin: no gross margin is set for all customers. Set "
        "`gross_margin`, 0.8 for 80 %."
    ),
}
"""What is said beside an answer, by flag."""

LEFT_OUT = {
    "no_created_on": "{count} without a creation date",
    "closed_before_created": "{count} closed before they were created",
    "too_young": "{count} that are not old enough yet to be judged",
    "amount_blank": "{count} without an amount, or with an amount of 0",
    "origin_unknown": (
        "{count} that were paying when the data begins: since when cannot be told from invoices"
    ),
    "no_amount": "{count} won without any amount",
    "no_scale": "{count} without the ends of their scale",
    "spend_unknown": "{count} won before or after the months whose spend is known",
    "margin_unknown": "{count} from the mean margin, since what they pay is not known",
    "no_boxes": "{count} on scales of more than eleven points: see the mean",
}
"""What publish left out of a KPI and why, by the name of its check."""

SOURCE_WORDS = {
    "subscription": "subscriptions",
    "contract": "contracts (won deals with a value and a term)",
    "lines": "recurring invoice lines",
}
"""Where MRR comes from."""

COMPANIONS: dict[str, tuple[str, Unit | None]] = {
    "median": ("Median", None),
    "median_won": ("Median of the won deals alone", "days"),
    "median_lost": ("Median of the lost deals", "days"),
    "median_any": ("Median of all closed deals", "days"),
    "lost_by_then": ("Lost by then", "share"),
    "open_by_then": ("Still open then", "share"),
    "revenue": ("Revenue in that time", "money"),
    "months": ("Paid for in that time", "months"),
    "followed": ("Customers that came to that age", "count"),
    "kept": ("Still there after five years", "share"),
    "cost": ("Spent", "money"),
    "customers": ("Customers won", "count"),
    "cac": ("CAC", "money"),
    "margin_a_month": ("Margin of a new customer a month", "money"),
    "rmst": ("Paid for on average, within the horizon", "days"),
}
"""Figures that stand beside a value, by their name in `extras`: words and unit (None: its own)."""

MISSING = "(blank)"
"""How a missing attribute is shown."""
