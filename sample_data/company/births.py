"""How accounts come into being: their first traits, and which of them the CRM leaves blank."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import numpy as np

from company.accounts import BANDS, REGIONS, Account, Traits
from company.calendar import FIRST_DAY, LAST_DAY, SNAPSHOTS, workdays
from company.names import OWNERS, company_names, record_ids
from company.profile import INDUSTRIES, TECHNOLOGY, judge

# (accounts, first day, last day): 800 by the first export, 2,000 by the last.
WAVES = (
    (690, date(2020, 3, 2), date(2023, 6, 30)),
    (110, FIRST_DAY, date(2023, 12, 29)),
    (1200, date(2024, 1, 1), LAST_DAY),
)
OTHER_INDUSTRIES = ("Manufacturing", "Retail", "Education")
OTHER_TECHNOLOGIES = ("Event Streaming", "Legacy ERP", "Mobile Apps", "Spreadsheets")
STAGES = ("Seed", "Series A", "Series B", "Series C", "Listed")
REGION_SHARES = {"North": 0.25, "South": 0.21, "East": 0.23, "West": 0.31}
# Shares of the size bands. In the South the companies that fit are the large ones: this is the
# mix that turns the crude gap round there.
BAND_SHARES = {
    ("South", "fit"): (0.03, 0.09, 0.27, 0.61),
    ("South", "not_fit"): (0.72, 0.20, 0.06, 0.02),
    ("elsewhere", "fit"): (0.37, 0.36, 0.18, 0.09),
    ("elsewhere", "not_fit"): (0.28, 0.31, 0.24, 0.17),
}
PULL_SD = 0.5
# (attributes, share blank for ever, share filled by a later export); at most one line applies.
BLANKS = (
    (("industry",), 0.050, 0.040),
    (("tech_stack", "funding_stage"), 0.050, 0.030),
    (("funding_stage", "sales_led"), 0.030, 0.015),
    (("tech_stack",), 0.030, 0.020),
    (("sales_led",), 0.030, 0.010),
    (("country",), 0.015, 0.0),
    (("employees",), 0.015, 0.0),
)


def accounts(rng: np.random.Generator) -> list[Account]:
    """All accounts, oldest first, as they are when they enter the CRM."""
    days: list[date] = []
    for count, starts, last in WAVES:
        possible = workdays(starts, last + timedelta(days=1))
        days += sorted(possible[i] for i in rng.integers(len(possible), size=count))
    days[-1] = LAST_DAY  # so that the data reaches its last day
    ids = record_ids(rng, "001", len(days))
    names = company_names(rng, len(days))
    return [account(rng, *who) for who in zip(days, ids, names, strict=True)]


def account(rng: np.random.Generator, day: date, account_id: str, name: str) -> Account:
    region = str(rng.choice(list(REGION_SHARES), p=list(REGION_SHARES.values())))
    traits = first_traits(rng, region)
    employees = traits.employees or 0
    first_seen = next(d for d in SNAPSHOTS if d >= day)
    revenue = employees * 140_000 * rng.lognormal(0, 0.4)
    legal = rng.choice(
        ["Private limited", "Public limited", "Partnership", ""], p=[0.6, 0.2, 0.12, 0.08]
    )
    founded = day - timedelta(days=int(rng.integers(700, 14_000)))
    return Account(
        account_id=account_id,
        name=name,
        region=region,
        owner=str(rng.choice(OWNERS)),
        created_at=moment(rng, day),
        founded_on=None if rng.random() < 0.1 else founded,
        annual_revenue=None if rng.random() < 0.3 else int(round(revenue, -5)) or 100_000,
        legal_structure=str(legal) or None,
        pull=float(rng.normal(0, PULL_SD)),
        activity=float(rng.gamma(1.5)),
        first_seen=first_seen,
        states=[(first_seen, traits)],
        blank=blanks(rng, first_seen),
    )


def first_traits(rng: np.random.Generator, region: str) -> Traits:
    inside = rng.random() < 0.80
    tech = {str(t) for t in rng.choice(OTHER_TECHNOLOGIES, size=rng.integers(1, 3), replace=False)}
    if rng.random() < 0.34:
        tech.add(TECHNOLOGY)
    shares = [0.38, 0.32, 0.22, 0.08] if region == "North" else [0.4, 0.35, 0.25]
    traits = Traits(
        industry=str(rng.choice(INDUSTRIES if inside else OTHER_INDUSTRIES)),
        country=str(rng.choice(REGIONS[region], p=shares)),
        funding_stage=str(rng.choice(STAGES, p=[0.18, 0.26, 0.26, 0.22, 0.08])),
        sales_led=bool(rng.random() < 0.54),
        tech_stack=tuple(sorted(tech)),
        employees=None,
    )
    where = region if region == "South" else "elsewhere"
    band = rng.choice(len(BANDS), p=BAND_SHARES[where, judge(traits)])
    lower, upper = [(10, 200), (201, 1000), (1001, 5000), (5001, 40_000)][band]
    employees = int(np.exp(rng.uniform(np.log(lower), np.log(upper + 1))))
    return Traits(**{**traits.__dict__, "employees": max(lower, min(upper, employees))})


def blanks(rng: np.random.Generator, first_seen: date) -> dict[str, date | None]:
    """attribute -> the snapshot that fills it, or None: blank for ever."""
    draw = rng.random()
    later = [d for d in SNAPSHOTS if d > first_seen]
    filled = later[min(int(rng.integers(6)), len(later) - 1)] if later else None
    for names, never, some_day in BLANKS:
        if draw < never:
            return dict.fromkeys(names)
        if draw < never + some_day:
            return dict.fromkeys(names, filled)
        draw -= never + some_day
    return {}


def moment(rng: np.random.Generator, day: date) -> datetime:
    """Office hours, UTC: the day is the same in any European or American time zone."""
    return datetime.combine(
        day, time(int(rng.integers(8, 18)), *map(int, rng.integers(60, size=2)))
    )
