"""Accounts: how the ICP judges them, now and over time, and what is known of one."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from sqlglot import exp

from icp_metrics.compare.view import View
from icp_metrics.derived.account_spans import EVER_AFTER
from icp_metrics.engine.sql import literal, parse
from icp_metrics.errors import SliceError
from icp_metrics.profile.fit import criteria_select

_JUDGED = ("score", "tier", "fit", "reason", "filled_later", "blank_exclude")


def scores(view: View) -> pl.DataFrame:
    """Every account as it is at the end of the data: account_id, name, score, tier, fit, reason.

    Also filled_later and blank_exclude. Raises SliceError while there is no ICP definition.
    """
    query = (
        _judged_spans(view)
        .select(exp.column("account_id", table="a"), exp.column("name", table="a"), append=False)
        .select(*(exp.column(c, table="g") for c in _JUDGED))
        .where(exp.column("valid_to", table="s").eq(parse(EVER_AFTER)))
        .order_by(exp.column("account_id", table="a"))
    )
    return view.engine.run(query)


@dataclass(frozen=True, eq=False)
class AccountCard:
    """One account: its row, its spans with score and fit (newest first), its deals.

    `criteria`: (sentence, mode, weight, met) of the current span; met is None where blank.
    """

    account: dict[str, object]
    spans: pl.DataFrame
    criteria: list[tuple[str, str, float, bool | None]]
    deals: pl.DataFrame


def account(view: View, account_id: str) -> AccountCard:
    """What is known of one account. Raises SliceError for an id that is not there."""
    this = literal(account_id)
    found = view.engine.run(
        exp.select("*").from_("accounts").where(exp.column("account_id").eq(this))
    )
    if found.is_empty():
        raise SliceError(f"There is no account '{account_id}' in this data version.")
    deals = (
        exp.select("*")
        .from_("opportunities")
        .where(exp.column("account_id").eq(this.copy()))
        .order_by(exp.column("created_on").desc(), exp.column("opportunity_id"))
    )
    return AccountCard(
        account=found.row(0, named=True),
        spans=_spans(view, this.copy()),
        criteria=_criteria(view, this.copy()),
        deals=view.engine.run(deals),
    )


def _judged_spans(view: View) -> exp.Select:
    fit = view.fit()
    if fit is None:
        raise SliceError("There is no ICP definition yet: save one with `profile set FILE`.")
    return (
        exp.select()
        .from_("account_spans AS s")
        .join("accounts AS a", on="a.account_id = s.account_id")
        .join(fit.subquery("g"), on="g.span_id = s.span_id")
    )


def _spans(view: View, this: exp.Expression) -> pl.DataFrame:
    query = exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier("s"))).from_(
        "account_spans AS s"
    )
    fit = view.fit()
    if fit is not None:
        query = query.select(
            *(exp.column(c, table="g") for c in ("score", "tier", "fit", "reason"))
        ).join(fit.subquery("g"), on="g.span_id = s.span_id", join_type="left")
    query = query.where(exp.column("account_id", table="s").eq(this))
    return view.engine.run(query.order_by(exp.column("valid_from", table="s").desc()))


def _criteria(view: View, this: exp.Expression) -> list[tuple[str, str, float, bool | None]]:
    if view.profile is None:
        return []
    query = (
        exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier("c")))
        .from_(criteria_select(view.profile, view.account_attributes).subquery("c"))
        .join("account_spans AS s", on="s.span_id = c.span_id")
        .where(exp.column("account_id", table="s").eq(this))
        .where(exp.column("valid_to", table="s").eq(parse(EVER_AFTER)))
    )
    row = view.engine.run(query).row(0, named=True)
    return [
        (c.sentence, c.mode, c.weight, row[f"c{i}"])
        for i, c in enumerate(view.profile.criteria, start=1)
    ]
