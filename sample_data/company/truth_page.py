"""TRUTH.md: the figures of `truth.json`, for a reader."""

from __future__ import annotations

from pathlib import Path
from string import Template

from company.billing_page import billing
from company.cells import counts, percent, pp, table
from company.cost_page import cost
from company.voice_page import voice

PERIOD_WORDS = {
    "default": "default period (last four complete quarters)",
    "year_before": "the four quarters before",
    "all_time": "all time",
}


def interval(figure: dict) -> str:
    return f"{pp(figure['realised'])} ({pp(figure['low'])} .. {pp(figure['high'])})"


def win_rates(periods: dict) -> str:
    rows = [
        (
            PERIOD_WORDS[name],
            *(
                f"{g[k]['deals']}, {percent(g[k]['expected'])}"
                for k in ("fit", "not_fit", "unknown")
            ),
            pp(p["gap"]["expected"]),
            interval(p["gap"]),
            pp(p["like_for_like"]["expected"]),
            interval(p["like_for_like"]),
        )
        for name, p in periods.items()
        for g in [p["groups"]]
    ]
    header = ["period", "fit", "not fit", "unknown", "gap expected", "gap realised"]
    return table([*header, "like for like expected", "like for like realised"], rows)


def today(periods: dict, sold: dict) -> str:
    rows = [
        (
            PERIOD_WORDS[name],
            pp(sold[name]["gap"]["realised"]),
            interval(p["gap"]),
            f"{pp(p['gap_sold']['mean'])} (sd {100 * p['gap_sold']['sd']:.1f})",
            f"{pp(p['expected']['mean'])} (sd {100 * p['expected']['sd']:.1f})",
        )
        for name, p in periods.items()
    ]
    header = ["period", "realised as sold", "realised as today"]
    return table([*header, "expected as sold", "expected as today"], rows)


def deal_sizes(periods: dict) -> str:
    rows = [
        (
            PERIOD_WORDS[name],
            *(
                f"{p['groups'][g]['won']}, {p['groups'][g]['expected']:,.0f}"
                for g in ("fit", "not_fit")
            ),
            f"{p['ratio']['expected']:.2f}",
            f"{p['ratio']['realised']:.2f} ({p['ratio']['low']:.2f} .. {p['ratio']['high']:.2f})",
        )
        for name, p in periods.items()
    ]
    return table(["period", "fit", "not fit", "ratio expected", "ratio realised"], rows)


def bands(by_band: dict) -> str:
    rows = [
        (band, *(f"{g[k]['deals']}, {percent(g[k]['expected'])}" for k in ("fit", "not_fit")))
        for band, g in by_band.items()
    ]
    return table(["employees", "fit", "not fit"], rows)


def quarter_rates(quarters: list[dict]) -> str:
    rows = []
    for q in quarters:
        g = q["groups"]
        rates = (percent(g[k]["realised"]) for k in ("fit", "not_fit"))
        share = g["fit"]["deals"] / (g["fit"]["deals"] + g["not_fit"]["deals"])
        rows.append((q["starts"], g["all"]["deals"], percent(share), *rates))
    return table(["quarter from", "closed", "fit share of judged", "fit", "not fit"], rows)


def cycles(periods: dict) -> str:
    rows = [
        (
            PERIOD_WORDS[name],
            p["horizon"],
            *(
                "{deals}, {expected}, {realised}".format(**p["groups"][g])
                for g in ("fit", "not_fit", "unknown")
            ),
        )
        for name, p in periods.items()
    ]
    return table(["period", "horizon", "fit", "not fit", "unknown"], rows)


def page(truth: dict) -> str:
    """The page; its words are in truth_page.md."""
    deals, accounts, effects = truth["opportunities"], truth["accounts"], truth["effects"]
    closed = truth["win_rate"]["all_time"]["groups"]["all"]
    unknown = truth["win_rate"]["all_time"]["groups"]["unknown"]
    words = Template(Path(__file__).with_name("truth_page.md").read_text(encoding="utf-8"))
    return words.substitute(
        data_through=truth["data_through"],
        seed=truth["seed"],
        fit_logit=effects["win_logit"]["fit"],
        band_logits=counts(effects["win_logit"]["employees"]),
        region_logits=counts(effects["win_logit"]["region"]),
        effect=pp(truth["win_rate"]["all_time"]["effect"]),
        effect_default=pp(truth["win_rate"]["default"]["effect"]),
        win_rates=win_rates(truth["win_rate"]),
        region=truth["reversal"]["region"],
        reversal=win_rates(truth["reversal"]["win_rate"]),
        bands=bands(truth["reversal"]["bands"]),
        today=today(truth["win_rate_today"], truth["win_rate"]),
        companies=truth["win_rate_today"]["default"]["expected"]["companies"],
        adopts=percent(effects["adoption"]["per_export"]),
        also_sales_led=percent(effects["adoption"]["also_sales_led"]),
        adopted=accounts["adopted"],
        became_fit=accounts["became_fit"],
        customers=accounts["customers"],
        changed=accounts["accounts_changed"],
        amount_times=effects["amount"]["fit_times"],
        amount_sigma=effects["amount"]["sigma"],
        deal_sizes=deal_sizes(truth["deal_size"]),
        days_won=effects["days"]["median_won"],
        days_lost=effects["days"]["median_lost"],
        days_times=effects["days"]["fit_times_won"],
        days_bands=counts(effects["days"]["employees_times"]),
        accounts=accounts["rows"],
        seen_first=min(accounts["seen_by"].values()),
        blank_share=percent(accounts["with_blank_today"] / accounts["rows"]),
        blank_today=counts(accounts["blank_today"]),
        filled_share=percent(accounts["accounts_filled_later"] / accounts["rows"]),
        filled_later=counts(accounts["filled_later"]),
        unknown_share=percent(unknown["deals"] / closed["deals"]),
        judged_later=closed["judged_later"],
        deals_filled_later=closed["filled_later"],
        closed=closed["deals"],
        case_twins=accounts["ids_differing_in_case_only"],
        rows=deals["rows"],
        status=counts(deals["status"]),
        kind=counts(deals["kind"]),
        new_status=counts(deals["new_business_status"]),
        type_blank=counts(deals["type_blank"]),
        without_account=deals["without_account"],
        amount_blank=deals["amount_blank"],
        amount_zero=deals["amount_zero"],
        won_amount=f"{deals['won_amount']:,.0f}",
        open_past=deals["open_with_past_close"],
        files=table(truth["files"][0], (f.values() for f in truth["files"])),
        bad_rows=table(truth["bad_rows"][0], (b.values() for b in truth["bad_rows"])),
        quarters=quarter_rates(truth["quarters"]),
        cycles=cycles(truth["cycle_length"]),
        **billing(truth["billing"]),
        **voice(truth["voice"]),
        **cost(truth),
    )
