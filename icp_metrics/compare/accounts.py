"""Accounts: how the ICP judges them, now and over time, and what is known of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl
from sqlglot import exp

from icp_metrics.compare.view import View
from icp_metrics.derived.account_spans import EVER_AFTER
from icp_metrics.derived.mrr_pieces import data_end
from icp_metrics.engine.sql import bind, literal, parse
from icp_metrics.errors import SliceError
from icp_metrics.profile.document import Criterion
from icp_metrics.profile.fit import criteria_select
from icp_metrics.statistics.movements import mrr_movements

_MRR = """
    SELECT started_on, ended_on, mrr, currency, source FROM mrr_spans
    WHERE account_id = $account ORDER BY started_on
"""
_RUNS = """
    SELECT started_on, ended_on FROM paid_runs WHERE account_id = $account ORDER BY run
"""
_STAGES = """
    SELECT h.opportunity_id, h.stage, h.entered_on
    FROM stage_history AS h JOIN opportunities AS o ON o.opportunity_id = h.opportunity_id
    WHERE o.account_id = $account ORDER BY h.entered_on, h.stage
"""
_ANSWERS = """
    SELECT answered_on, kind, score, scale_max, respondent, theme, comment FROM survey_responses
    WHERE account_id = $account ORDER BY answered_on DESC, response_id
"""
_TICKETS = """
    SELECT opened_on, closed_on, theme, cost, currency FROM support_tickets
    WHERE account_id = $account ORDER BY opened_on DESC, ticket_id
"""
_USAGE = """
    SELECT used_on, active_users, licensed_users, events FROM usage
    WHERE account_id = $account ORDER BY used_on
"""
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

    `criteria`: each with whether the current span meets it, None where that cannot be judged.
    `mrr`: started_on, ended_on, mrr, currency, source of each span of constant MRR. `runs`:
    started_on, ended_on of each stretch in which it paid without a break. `stages`:
    opportunity_id, stage, entered_on. `usage`: used_on, active_users, licensed_users, events. All
    oldest first. `answers`, `tickets`: as the tables have them, newest first. `through`: the last
    day MRR is known of.
    """

    account: dict[str, object]
    spans: pl.DataFrame
    criteria: list[tuple[Criterion, bool | None]]
    deals: pl.DataFrame
    mrr: pl.DataFrame
    runs: pl.DataFrame
    stages: pl.DataFrame
    usage: pl.DataFrame
    answers: pl.DataFrame
    tickets: pl.DataFrame
    through: date | None


def account(view: View, account_id: str) -> AccountCard:
    """What is known of one account, or of a billing customer that belongs to no account.

    Raises SliceError for an id that is not there.
    """
    this = literal(account_id)
    found = view.engine.run(
        exp.select("*").from_("accounts").where(exp.column("account_id").eq(this))
    )
    paid = view.engine.run(bind(_MRR, {"account": account_id}))
    if found.is_empty() and paid.is_empty():
        raise SliceError(f"There is no account '{account_id}' in this data version.")
    row: dict[str, object] = (
        {"account_id": account_id, "name": account_id}
        if found.is_empty()
        else found.row(0, named=True)
    )
    deals = (
        exp.select("*")
        .from_("opportunities")
        .where(exp.column("account_id").eq(this.copy()))
        .order_by(exp.column("created_on").desc(), exp.column("opportunity_id"))
    )
    return AccountCard(
        account=row,
        spans=_spans(view, this.copy()),
        criteria=_criteria(view, this.copy()),
        deals=view.engine.run(deals),
        mrr=paid,
        runs=view.engine.run(bind(_RUNS, {"account": account_id})),
        stages=view.engine.run(bind(_STAGES, {"account": account_id})),
        usage=view.engine.run(bind(_USAGE, {"account": account_id})),
        answers=view.engine.run(bind(_ANSWERS, {"account": account_id})),
        tickets=view.engine.run(bind(_TICKETS, {"account": account_id})),
        through=data_end(view.version.data_through),
    )


def moved(card: AccountCard) -> dict[str, Decimal] | None:
    """How the account's MRR moved so far, by kind (mrr_movements); None of one that never paid, or
    that paid in several currencies. A break too short to end a stretch of paying is no churn."""
    if card.mrr.is_empty() or card.mrr["currency"].n_unique() > 1:
        return None
    starts = set(card.runs["started_on"])
    states: list[Decimal] = []
    for started_on, amount in card.mrr.select("started_on", "mrr").rows():
        if states and started_on in starts:
            states.append(Decimal(0))
        states.append(amount)
    if card.runs["ended_on"][-1] is not None:
        states.append(Decimal(0))
    return mrr_movements(states)


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


def _criteria(view: View, this: exp.Expression) -> list[tuple[Criterion, bool | None]]:
    if view.profile is None:
        return []
    query = (
        exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier("c")))
        .from_(criteria_select(view.profile, view.account_attributes).subquery("c"))
        .join("account_spans AS s", on="s.span_id = c.span_id")
        .where(exp.column("account_id", table="s").eq(this))
        .where(exp.column("valid_to", table="s").eq(parse(EVER_AFTER)))
    )
    found = view.engine.run(query)
    if found.is_empty():
        return []
    row = found.row(0, named=True)
    return [(c, row[f"c{i}"]) for i, c in enumerate(view.profile.criteria, start=1)]
