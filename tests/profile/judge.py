"""A judge of accounts in plain Python, written from the contract and not from the product.

Order: any exclude met or required failed = not_fit; else a required that cannot be judged =
unknown; else judged weight < min_judged = unknown; else score >= fit_at.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def meets(op: str, value: Any, cell: Any) -> bool | None:
    """Whether a cell meets a criterion; None when it is blank. Text is compared without case."""
    if cell is None or cell == []:
        return None if cell is None else False
    wanted = [_plain(v) for v in (value if isinstance(value, list) else [value])]
    if isinstance(cell, list):
        return any(_plain(item) in wanted for item in cell)
    cell = _plain(cell)
    return {
        "is": lambda: cell == wanted[0],
        "in": lambda: cell in wanted,
        "not_in": lambda: cell not in wanted,
        "between": lambda: wanted[0] <= cell <= wanted[1],
        "at_least": lambda: cell >= wanted[0],
        "at_most": lambda: cell <= wanted[0],
    }[op]()


def _plain(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def judge(
    profile: dict[str, Any], cells: dict[str, Any]
) -> tuple[str, Fraction | None, str | None]:
    """fit, score and tier of one account for a profile as its YAML is read."""
    met = [
        (
            c.get("mode", "weight"),
            c.get("weight", 0),
            meets(c["op"], c["value"], cells[c["attribute"]]),
        )
        for c in profile["criteria"]
    ]
    weighted = [(Fraction(str(w)), m) for mode, w, m in met if mode == "weight"]
    judged = sum((w for w, m in weighted if m is not None), Fraction(0))
    points = sum((w for w, m in weighted if m), Fraction(0))
    score = 100 * points / judged if judged else None
    fit = _fit(profile, met, weighted, judged, score)
    failed = any(m for mode, _, m in met if mode == "exclude") or any(
        m is False for mode, _, m in met if mode == "required"
    )
    reached = [t for t, at in _tiers(profile) if score is not None and score >= Fraction(str(at))]
    tier = None if failed or fit == "unknown" or not reached else reached[0]
    return fit, score, tier


def _tiers(profile: dict[str, Any]) -> list[tuple[str, Any]]:
    tiers = profile.get("tiers", {"A": 80, "B": 60, "C": 40})
    return sorted(tiers.items(), key=lambda t: -t[1])


def _fit(
    profile: dict[str, Any],
    met: list[tuple[str, Any, bool | None]],
    weighted: list[tuple[Fraction, bool | None]],
    judged: Fraction,
    score: Fraction | None,
) -> str:
    if any(m for mode, _, m in met if mode == "exclude"):
        return "not_fit"
    if any(m is False for mode, _, m in met if mode == "required"):
        return "not_fit"
    if any(m is None for mode, _, m in met if mode == "required"):
        return "unknown"
    if not weighted:
        return "fit"
    whole = sum((w for w, _ in weighted), Fraction(0))
    if judged < Fraction(str(profile.get("min_judged", 0.6))) * whole or score is None:
        return "unknown"
    return "fit" if score >= Fraction(str(profile.get("fit_at", 60))) else "not_fit"
