"""How long customers stay as the literature has it: models of retention, by yearly renewals."""

from __future__ import annotations

from icp_metrics.compare.textbook.line import Line, Part
from icp_metrics.statistics.estimate import Rules, Sums
from icp_metrics.statistics.sbg import Sbg, fit_counts, margin_multiple

DISCOUNT = 0.10
"""The rate a year that both papers take."""

_SBG = "Fader & Hardie (2007) J Interactive Marketing 21(1):76-90"
_VALUATION = "Fader & Hardie (2010) Marketing Science 29:85-93"
_MULTIPLE = "Gupta & Lehmann (2003) J Interactive Marketing 17(1):9-24"


def lifetimes(fit: Sums, not_fit: Sums, rules: Rules) -> list[Line]:
    """Of each group the model's retention and lifetimes, and the multiple of one retention."""
    groups: tuple[tuple[Part, Sums], ...] = (("fit", fit), ("not_fit", not_fit))
    return [line for part, sums in groups for line in _of(part, sums)]


def _of(part: Part, sums: Sums) -> list[Line]:
    """Columns at risk and lost, by number of the renewal from 1 on without a gap."""
    at_risk, lost = sums.values.sum(axis=0)[:, :2].T
    lines = []
    if at_risk.sum() > 0 and 0 < lost.sum() < at_risk.sum():
        kept = 1 - float(lost.sum() / at_risk.sum())
        given = f"{kept:.1%} of all renewals, at {DISCOUNT:.0%} a year"
        name = "Margin multiple of one retention for all, r / (1 + i - r)"
        multiple = margin_multiple(kept, DISCOUNT)
        lines.append(Line(part, name, "times", given, _MULTIPLE, multiple))
    whole = sums.keys is not None and list(sums.keys) == list(range(1, len(sums.keys) + 1))
    model = fit_counts(at_risk, lost) if whole else None
    return [*lines, *_modelled(part, model, len(at_risk))] if model else lines


def _modelled(part: Part, model: Sbg, seen: int) -> list[Line]:
    given = f"alpha {model.alpha:.3g}, beta {model.beta:.3g}, fitted to {seen} renewals"
    discounted = f"{given}; at {DISCOUNT:.0%} a year"
    first, last = model.retention(1), model.retention(seen)
    years = model.lifetime(DISCOUNT), model.residual(DISCOUNT, seen)
    return [
        Line(part, "Retention at the first renewal, sBG", "share", given, _SBG, first),
        Line(part, f"Retention at renewal {seen}, sBG", "share", given, _SBG, last),
        Line(
            part,
            f"Share there after {seen} renewals, sBG",
            "share",
            given,
            _SBG,
            model.survival(seen),
        ),
        Line(part, "Discounted expected lifetime, sBG", "years", discounted, _VALUATION, years[0]),
        Line(
            part,
            f"The same of one still there after {seen} renewals",
            "years",
            discounted,
            _VALUATION,
            years[1],
        ),
    ]
