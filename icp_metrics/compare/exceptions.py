"""Exceptions: where the ICP does not work, and what is missing to tell."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlglot import exp

from icp_metrics.catalog import KPIS
from icp_metrics.compare.compare import compare, segments
from icp_metrics.compare.row import Row
from icp_metrics.compare.slice import Slice
from icp_metrics.compare.tree import named
from icp_metrics.compare.view import View
from icp_metrics.derived.account_spans import EVER_AFTER
from icp_metrics.engine.sql import literal, parse
from icp_metrics.errors import SliceError
from icp_metrics.profile.fit import UNKNOWN


def worse(view: View, asked: Slice) -> list[Row]:
    """Segments in which a headline KPI is decided worse in ICP, the surest first.

    Looked at: the strata of the settings and the industry, one at a time; q is over the segments
    of one KPI and attribute.
    """
    known = view.account_attributes
    by = [n for n in dict.fromkeys((*view.settings["strata"], "industry")) if n in known]
    found = []
    for kpi in (k for k in KPIS.values() if k.headline):
        whole = replace(asked, by=None, every=None, variant=None, adjust=False)
        try:
            total = compare(view, kpi.id, whole)[0]
        except SliceError:  # a filter it does not know
            continue
        # Without a likely range for the whole there is none for its parts.
        for name in by if total.gap.p is not None else ():
            one = replace(whole, by=name, variant=total.variant)
            one = replace(one, starts=total.period.starts, ends=total.period.ends)
            # Other ways of counting only ever leave open what this one decides.
            if any(map(_worse, segments(view, kpi, one, alone=True)[0])):
                found += [r for r in compare(view, kpi.id, one) if r.by and _worse(r)]
    return sorted(found, key=lambda r: 1.0 if r.q is None else r.q)


def _worse(row: Row) -> bool:
    return row.segment is not None and row.verdict == "worse"


@dataclass(frozen=True)
class Blank:
    """How many accounts that cannot be judged lack an attribute the ICP asks for."""

    attribute: str
    accounts: int


def blanks(view: View) -> list[Blank]:
    """The attributes of the ICP that are blank in accounts it cannot judge today, the most first.

    An account can lack several.
    """
    fit = view.fit()
    if view.profile is None or fit is None:
        return []
    names = list(dict.fromkeys(c.attribute for c in view.profile.criteria))
    counts = [
        named(
            exp.Count(this=exp.Case(ifs=[exp.If(this=_blank(name), true=literal(1))])),
            f"n{i}",
        )
        for i, name in enumerate(names)
    ]
    query = (
        exp.select(*counts)
        .from_("account_spans AS s")
        .join(fit.subquery("g"), on="g.span_id = s.span_id")
        .where(exp.column("valid_to", table="s").eq(parse(EVER_AFTER)))
        .where(exp.column("fit", table="g").eq(literal(UNKNOWN)))
    )
    row = view.engine.run(query).row(0)
    found = [Blank(name, n) for name, n in zip(names, row, strict=True) if n]
    return sorted(found, key=lambda b: -b.accounts)


def _blank(name: str) -> exp.Expr:
    column = exp.column(name, table="s", quoted=True)
    return exp.Is(this=column, expression=exp.null())
