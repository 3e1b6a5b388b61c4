"""The true answer to the question that the first screen asks: does the ICP work?

The rule is the one of the program (docs/reference), applied to what is to be expected instead of
to what was seen: nobody can be undecided who knows the truth.
"""

from __future__ import annotations

from company.sharing import ALLOCATIONS

# KPI -> when it shows, and whether more is better.
LOOKED_AT = {
    "win_rate": ("before", True),
    "cycle_length": ("before", False),
    "cac_payback": ("before", False),
    "grr": ("after", True),
    "cltv": ("after", True),
}
SIDES = ("before", "after")
WORDS = {("better", "better"): "working", ("worse", "worse"): "not working"}
SAID = {"better": "yes", "worse": "no", "mixed": "mixed"}


def truth(facts: dict) -> dict[str, object]:
    """The part `headline` of truth.json, from the others."""
    expected = pairs(facts)
    kpis = {
        name: {
            "sale": side,
            "fit": fit,
            "not_fit": other,
            "truly": "better" if (fit > other) == more_is_better else "worse",
        }
        for name, (side, more_is_better) in LOOKED_AT.items()
        for fit, other in [expected[name]]
    }
    sides = {side: side_of(kpis, side) for side in SIDES}
    return {"kpis": kpis, **sides, "word": word(sides), "sentence": sentence(sides)}


def pairs(facts: dict) -> dict[str, tuple[float, float]]:
    """KPI -> what to expect of fit and of not fit, in the default period."""
    rates = facts["win_rate"]["default"]["groups"]
    days = facts["cycle_length"]["default"]["groups"]
    after = facts["billing"]["kpis"]
    payback = facts["cost"]["periods"]["default"]["expected"]["cac_payback worked"]
    return {
        "win_rate": (rates["fit"]["expected"], rates["not_fit"]["expected"]),
        "cycle_length": (days["fit"]["expected"], days["not_fit"]["expected"]),
        "cac_payback": (payback["fit"]["mean"], payback["not_fit"]["mean"]),
        **{
            kpi: tuple(after[kpi]["expected"][group]["mean"] for group in ("fit", "not_fit"))
            for kpi in ("grr", "cltv")
        },
    }


def side_of(kpis: dict, side: str) -> str:
    found = {kpi["truly"] for kpi in kpis.values() if kpi["sale"] == side}
    return found.pop() if len(found) == 1 else "mixed"


def word(sides: dict[str, str]) -> str:
    return WORDS.get(tuple(sides[side] for side in SIDES), "mixed")


def sentence(sides: dict[str, str]) -> str:
    before, after = (SAID[sides[side]] for side in SIDES)
    if before == after:
        return f"{before.capitalize()}, before and after the sale."
    return f"{before.capitalize()} before the sale; {after} after it."


def payback_agrees(facts: dict) -> bool:
    """Whether payback is shorter whichever way spend is shared."""
    expected = facts["cost"]["periods"]["default"]["expected"]
    return all(expected[f"cac_payback {way}"]["ratio"]["mean"] < 1 for way in ALLOCATIONS)
