"""What customers say when asked whether they would recommend: NPS, person by person.

Every half-year the survey tool asks the people of some customers who pay at the time. How content
somebody is, on a scale without ends, is the sum of what the account's fit on that day makes
likely, of the account, of the person and of the day; the answer is that, rounded, from 0 to 10.
Whether they answer at all depends on nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from company.billed import Customer
from company.calendar import LAST_DAY, to_workday
from company.fit import fits_on, judged_on
from company.subscriptions import pays

WAVES = (date(2024, 11, 4), date(2025, 5, 5), date(2025, 11, 3), date(2026, 5, 4))
WAVE_DAYS = 21
TAKES_PART = 0.35  # share of customers
ANSWERS = 0.42  # share of people asked, whatever the fit
PEOPLE = (1, 2, 3)
CONTENT = {True: 8.5, False: 7.4}  # by fit
OF_ACCOUNT, OF_PERSON, OF_DAY = 0.9, 0.9, 1.4  # standard deviations
PROMOTER, DETRACTOR = 8.5, 6.5  # from, below: what is rounded to 9 and more, to 6 and less
UNNAMED = 0.02  # share of people whom the tool knows without their customer
SAYS = 0.40  # share of answers with a comment
COMMENTS = {
    "promoter": (("Saves us a day a week", "Reporting"), ("Quick help", "Support")),
    "passive": (("Does its job", "Reporting"), ("Good, but not cheap", "Price")),
    "detractor": (("Hard to set up", "Onboarding"), ("Too dear", "Price"), ("Slow", "Speed")),
}


@dataclass(eq=False)
class Person:
    """Somebody at a customer. `named`: whether the survey tool knows the customer."""

    customer: Customer
    content: float
    named: bool
    person_id: str = ""


@dataclass(eq=False)
class Asked:
    """One person asked once. `day`: of the answer, else of the question; score None: no answer.

    second: of the day, in office hours.
    """

    person: Person
    day: date
    score: int | None
    second: int
    comment: str = ""
    theme: str = ""
    response_id: str = ""

    @property
    def customer(self) -> Customer:
        return self.person.customer

    @property
    def payer(self) -> str:
        """The cluster: the customer as the store knows it, or the answer itself."""
        return self.customer.payer if self.person.named else self.response_id

    @property
    def group(self) -> str:
        """Fit on the day, as the store can tell."""
        known = self.customer.known if self.person.named else None
        return judged_on(known, self.day) if known else "unknown"

    @property
    def fit(self) -> bool:
        return truly_fits(self.customer, self.day)


def truly_fits(customer: Customer, day: date) -> bool:
    """Also where nobody can tell; who never was in the CRM does not fit."""
    return customer.account is not None and fits_on(customer.account, day)


def paying(customer: Customer, day: date) -> bool:
    return any(
        pays(span) and span.starts <= day and (span.ends is None or day < span.ends)
        for subscription in customer.subscriptions
        for span in subscription.spans
    )


def survey(rng: np.random.Generator, customers: Sequence[Customer]) -> list[Asked]:
    """Everybody asked in any wave, by day."""
    people: list[Person] = []
    for customer in customers:
        if rng.random() >= TAKES_PART:
            continue
        of_account = float(rng.normal(0, OF_ACCOUNT))
        for _ in range(int(rng.choice(PEOPLE))):
            content = of_account + float(rng.normal(0, OF_PERSON))
            people.append(Person(customer, content, bool(rng.random() >= UNNAMED)))
    found = [asked(rng, p, wave) for wave in WAVES for p in people if paying(p.customer, wave)]
    found.sort(key=lambda each: each.day)
    for each in found:
        if not each.person.person_id:
            each.person.person_id = str(980_000_000 + int(rng.integers(10_000_000)))
    for number, each in zip(np.cumsum(rng.integers(1, 99, size=len(found))), found, strict=True):
        each.response_id = str(210_500_000 + int(number))
    return found


def asked(rng: np.random.Generator, person: Person, wave: date) -> Asked:
    day = to_workday(wave + timedelta(days=int(rng.integers(WAVE_DAYS))))
    draws, of_day = rng.random(3), float(rng.normal(0, OF_DAY))
    second = int(rng.integers(8 * 3600, 18 * 3600))
    if draws[0] >= ANSWERS:
        return Asked(person, day, None, second)
    day = min(to_workday(day + timedelta(days=int(8 * draws[1]))), LAST_DAY)
    content = CONTENT[truly_fits(person.customer, day)] + person.content + of_day
    score = min(max(math.floor(content + 0.5), 0), 10)
    said = ("", "")
    if draws[2] < SAYS:
        said = COMMENTS[kind(score)][int(rng.integers(len(COMMENTS[kind(score)])))]
    return Asked(person, day, score, second, *said)


def kind(score: int) -> str:
    return "promoter" if score >= 9 else "detractor" if score <= 6 else "passive"


def law(*, fit: bool) -> float:
    """P(promoter) - P(detractor) of an answer."""
    spread = math.sqrt(OF_ACCOUNT**2 + OF_PERSON**2 + OF_DAY**2)
    above, below = ((x - CONTENT[fit]) / spread for x in (PROMOTER, DETRACTOR))
    return 1 - normal(above) - normal(below)


def expected(each: Asked) -> float:
    """The same, of who fits as the account truly did on the day."""
    return law(fit=each.fit)


def normal(z: float) -> float:
    """The standard normal distribution function."""
    return 0.5 * (1 + math.erf(z / math.sqrt(2)))
