"""The demo company's ICP, judged the plain way: the generator's own judge, used for the truth.

It states the same thing as `../icp.yaml`, on purpose a second time: the program under test must
come to the same answer by its own route.
"""

from __future__ import annotations

from company.accounts import Traits

INDUSTRIES = ("Software", "Fintech", "Logistics", "Healthcare")
TECHNOLOGY = "Data Warehouse"
FUNDING = ("Series B", "Series C")
EXCLUDED = ("NO",)
WEIGHTS = {"tech_stack": 40, "funding_stage": 30, "sales_led": 30}
FIT_AT = 60
MIN_JUDGED = 0.5
# The attributes the profile reads, as the store calls them.
ATTRIBUTES = ("industry", "country", *WEIGHTS)


def judge(traits: Traits) -> str:
    """`fit`, `not_fit` or `unknown`; None among the traits is a blank cell."""
    if traits.country in EXCLUDED:
        return "not_fit"
    if traits.industry is not None and traits.industry not in INDUSTRIES:
        return "not_fit"
    if traits.industry is None:
        return "unknown"
    met = {
        "tech_stack": None if traits.tech_stack is None else TECHNOLOGY in traits.tech_stack,
        "funding_stage": None if traits.funding_stage is None else traits.funding_stage in FUNDING,
        "sales_led": traits.sales_led,
    }
    judged = sum(WEIGHTS[name] for name, answer in met.items() if answer is not None)
    if judged < MIN_JUDGED * sum(WEIGHTS.values()):
        return "unknown"
    points = sum(WEIGHTS[name] for name, answer in met.items() if answer)
    return "fit" if 100 * points / judged >= FIT_AT else "not_fit"
