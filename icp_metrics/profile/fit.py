"""Judging: a profile compiled to one SQL expression over the spans of accounts.

Order: any exclude met or required failed = not_fit; else a required that cannot be judged =
unknown; else judged weight < min_judged = unknown; else score >= fit_at. A blank on an exclude
does not exclude, and is counted. The score is points met / points judged, 0 to 100.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlglot import exp

from icp_metrics.profile.document import Criterion, Profile

FIT, NOT_FIT, UNKNOWN = "fit", "not_fit", "unknown"
ALL = "all"
"""All accounts, whatever their fit: beside the three groups, never one of them."""


def fit_select(profile: Profile, attributes: Collection[str]) -> exp.Select:
    """SELECT span_id, score, tier, fit, reason, filled_later, blank_exclude FROM account_spans.

    `attributes`: those the data has; a criterion on another cannot be judged.
    `filled_later`: an attribute of the profile was blank at the time and filled later.
    `blank_exclude`: an exclude could not be judged, so it did not exclude.
    """
    criteria = criteria_select(profile, attributes).select(
        exp.alias_(_filled_later(profile), "filled_later")
    )
    met: Met = {c: exp.column(f"c{i}") for i, c in enumerate(profile.criteria, start=1)}
    points = exp.select(
        "*",
        exp.alias_(_points(profile, met), "points"),
        exp.alias_(_judged(profile, met), "judged"),
    ).from_(criteria.subquery("criteria"))
    scored = exp.select("*", exp.alias_(_score(profile), "score")).from_(points.subquery("points"))
    fit = _first(_rules(profile, met), last=_word(FIT))
    judged = exp.select("*", exp.alias_(fit, "fit")).from_(scored.subquery("scored"))
    return exp.select(
        "span_id",
        "score",
        exp.alias_(_tier(profile, met), "tier"),
        "fit",
        exp.alias_(_reason(profile, met), "reason"),
        "filled_later",
        exp.alias_(_any(_blank(profile, met, "exclude")), "blank_exclude"),
    ).from_(judged.subquery("judged"))


def criteria_select(profile: Profile, attributes: Collection[str]) -> exp.Select:
    """SELECT span_id, c1, c2, ... FROM account_spans: each criterion met, failed or NULL."""
    met = [
        exp.alias_(_met(c, attributes), f"c{i}") for i, c in enumerate(profile.criteria, start=1)
    ]
    return exp.select(exp.column("span_id"), *met).from_("account_spans")


Met = dict[Criterion, exp.Expression]
Branch = tuple[exp.Expression, exp.Expression]


def _rules(profile: Profile, met: Met) -> list[Branch]:
    rules: list[Branch] = [
        (_any(_failures(profile, met)), _word(NOT_FIT)),
        (_any(_blank(profile, met, "required")), _word(UNKNOWN)),
    ]
    if profile.weight:
        rules.append((_too_little_judged(profile), _word(UNKNOWN)))
        rules.append((_score_below(profile.fit_at), _word(NOT_FIT)))
    return rules


def _tier(profile: Profile, met: Met) -> exp.Expression:
    """The tier of the score; NULL when a must fails, fit is unknown or no tier is reached."""
    none: list[Branch] = [
        (_any(_failures(profile, met)), exp.null()),
        (exp.column("fit").eq(_word(UNKNOWN)), exp.null()),
    ]
    reached = [(exp.Not(this=_score_below(at)), _word(tier)) for tier, at in profile.tiers]
    return _first([*none, *reached], last=exp.null())


def _reason(profile: Profile, met: Met) -> exp.Expression:
    branches: list[Branch] = []
    for c in profile.criteria:
        if c.mode == "exclude":
            branches.append((_true(met[c]), _word(f"excluded: {c.sentence}")))
    for c in profile.criteria:
        if c.mode == "required":
            branches.append((_false(met[c]), _word(f"fails: {c.sentence}")))
    for c in profile.criteria:
        if c.mode == "required":
            branches.append((_null(met[c]), _word(f"{c.attribute} is blank")))
    if not profile.weight:
        return _first(branches, last=_word("meets every must"))
    share = f"{profile.min_judged:.0%}"
    too_little = f"under {share} of the weight can be judged: attributes are blank"
    branches.append((_too_little_judged(profile), _word(too_little)))
    branches.append((_score_below(profile.fit_at), _word(f"score under {profile.fit_at:g}")))
    return _first(branches, last=_word(f"score {profile.fit_at:g} or more"))


def _points(profile: Profile, met: Met) -> exp.Expression:
    return _sum([_case(_true(met[c]), c.weight) for c in profile.criteria if c.mode == "weight"])


def _judged(profile: Profile, met: Met) -> exp.Expression:
    weighted = [c for c in profile.criteria if c.mode == "weight"]
    return _sum([_case(exp.Not(this=_null(met[c])), c.weight) for c in weighted])


def _score(profile: Profile) -> exp.Expression:
    if not profile.weight:
        return exp.cast(exp.null(), "double")
    judged = exp.Nullif(this=exp.column("judged"), expression=_literal(0.0))
    points = exp.Mul(this=_literal(100.0), expression=exp.column("points"))
    return exp.Div(this=points, expression=judged)


def _score_below(least: float) -> exp.Expression:
    # Score is NULL where nothing can be judged: that is below every threshold.
    score = exp.Coalesce(this=exp.column("score"), expressions=[_literal(-1.0)])
    return exp.LT(this=score, expression=_literal(least))


def _too_little_judged(profile: Profile) -> exp.Expression:
    # A hair below, so that 3 x 0.2 of the weight counts as 0.6 of it; and never nothing at all.
    least = max(profile.min_judged * profile.weight * (1 - 1e-12), 1e-9)
    return exp.LT(this=exp.column("judged"), expression=_literal(least))


def _failures(profile: Profile, met: Met) -> list[exp.Expression]:
    excluded = [_true(met[c]) for c in profile.criteria if c.mode == "exclude"]
    failed = [_false(met[c]) for c in profile.criteria if c.mode == "required"]
    return excluded + failed


def _blank(profile: Profile, met: Met, mode: str) -> list[exp.Expression]:
    return [_null(met[c]) for c in profile.criteria if c.mode == mode]


def _filled_later(profile: Profile) -> exp.Expression:
    names = dict.fromkeys(c.attribute for c in profile.criteria)
    column = exp.column("filled_later")
    return _any(
        [
            exp.Anonymous(this="list_contains", expressions=[column.copy(), _literal(n)])
            for n in names
        ]
    )


def _met(criterion: Criterion, attributes: Collection[str]) -> exp.Expression:
    """TRUE, FALSE, or NULL when the attribute is blank. Text compares without case."""
    if criterion.attribute not in attributes:
        return exp.cast(exp.null(), "boolean")
    column = exp.column(criterion.attribute, quoted=True)
    values = [_literal(v.lower() if isinstance(v, str) else v) for v in criterion.values]
    of_text = isinstance(criterion.values[0], str)
    lowered = exp.Lower(this=column.copy()) if of_text else column
    match criterion.op:
        case "in" | "is":
            return exp.In(this=lowered, expressions=values)
        case "not_in":
            return exp.Not(this=exp.paren(exp.In(this=lowered, expressions=values)))
        case "between":
            return exp.Between(this=column, low=values[0], high=values[1])
        case "at_least":
            return exp.GTE(this=column, expression=values[0])
        case "at_most":
            return exp.LTE(this=column, expression=values[0])
        case _:
            return _has_any(column, values)


def _has_any(column: exp.Expression, values: Sequence[exp.Expression]) -> exp.Expression:
    item = exp.to_identifier("item")
    lowered = exp.Anonymous(
        this="list_transform",
        expressions=[
            column,
            exp.Lambda(this=exp.Lower(this=exp.column("item")), expressions=[item], colon=True),
        ],
    )
    wanted = exp.Array(expressions=list(values))
    return exp.Anonymous(this="list_has_any", expressions=[lowered, wanted])


def _literal(value: object) -> exp.Expression:
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    if isinstance(value, int | float):
        return exp.Literal.number(repr(value))
    return exp.Literal.string(str(value))


def _word(text: str) -> exp.Expression:
    return exp.Literal.string(text)


def _true(met: exp.Expression) -> exp.Expression:
    return exp.Coalesce(this=met.copy(), expressions=[exp.false()])


def _false(met: exp.Expression) -> exp.Expression:
    return exp.Not(this=exp.Coalesce(this=met.copy(), expressions=[exp.true()]))


def _null(met: exp.Expression) -> exp.Expression:
    return exp.Is(this=exp.paren(met.copy()), expression=exp.null())


def _case(condition: exp.Expression, points: float) -> exp.Expression:
    return exp.Case(ifs=[exp.If(this=condition, true=_literal(points))], default=_literal(0.0))


def _first(branches: Sequence[Branch], *, last: exp.Expression) -> exp.Expression:
    if not branches:
        return last
    return exp.Case(ifs=[exp.If(this=c.copy(), true=v.copy()) for c, v in branches], default=last)


def _any(conditions: Sequence[exp.Expression]) -> exp.Expression:
    return exp.paren(exp.or_(*[c.copy() for c in conditions])) if conditions else exp.false()


def _sum(terms: Sequence[exp.Expression]) -> exp.Expression:
    total: exp.Expression = _literal(0.0)
    for term in terms:
        total = exp.Add(this=total, expression=term)
    return total
