"""Amounts by currency, quantity and interval: what they come to per row, and per month."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import polars as pl

from icp_metrics.extracts.column_map import ColumnMap, Per
from icp_metrics.extracts.minor_units import minor_digits
from icp_metrics.extracts.numbers import MONEY_DECIMALS, numbers
from icp_metrics.extracts.words import folded, trimmed
from icp_metrics.schema import INTEGER, MONEY, Kind
from icp_metrics.statistics.mrr import monthly

_LAST_DIGIT = Decimal(1).scaleb(-MONEY_DECIMALS)
_LARGEST = Decimal(10) ** (18 - MONEY_DECIMALS)
_DIGITS = 60
"""Precision in between: only the last rounding shows."""


def scaled(
    values: pl.Series, problems: pl.Series, column: ColumnMap, frame: pl.DataFrame
) -> tuple[pl.Series, pl.Series]:
    """Amounts in units of their currency, times `column.times`, per month as `column.per` says.

    Also what is wrong with them, null where nothing is.

    `frame`: the records as text, in the order of `values`. Reckoned in decimals and rounded once,
    at the end, half to even, to 4 decimals. A blank amount stays blank; an amount whose quantity
    or interval is blank or not known is a problem.
    """
    if not column.times and not column.minor_units_of and column.per is None:
        return values, problems
    sound = pl.when(pl.lit(problems).is_null()).then(pl.lit(values))
    asked = frame.select("_record").with_columns(
        amount=sound,
        **_currency(column, frame),
        **_quantity(column, frame),
        **_interval(column, frame),
    )
    parts = asked.columns[1:]
    # Prices repeat: the arithmetic runs once per distinct combination.
    distinct = asked.filter(pl.col("amount").is_not_null()).select(parts).unique()
    answers = [_one(column, **row) for row in distinct.to_dicts()]
    result = pl.Series("result", [a for a, _ in answers], MONEY.polars)
    says = pl.Series("says", [s for _, s in answers], pl.String)
    done = asked.join(
        distinct.with_columns(result, says),
        on=parts,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    ).with_columns(problem=pl.coalesce(pl.lit(problems), "says"))
    return done["result"].alias(values.name), done["problem"]


def _currency(column: ColumnMap, frame: pl.DataFrame) -> dict[str, pl.Series]:
    if not column.minor_units_of:
        return {}
    code = trimmed(pl.col(column.minor_units_of))
    return {"currency": frame.select("_record", currency=code)["currency"]}


def _quantity(column: ColumnMap, frame: pl.DataFrame) -> dict[str, pl.Series]:
    if not column.times:
        return {}
    return _read(frame, column.times, "quantity", MONEY, column.decimal)


def _interval(column: ColumnMap, frame: pl.DataFrame) -> dict[str, pl.Series]:
    per = column.per
    found: dict[str, pl.Series] = {}
    if per is not None and per.column:
        text = _words(per, pl.col(per.column))
        found["interval"] = frame.select(interval=text).to_series()
    if per is not None and per.count:
        found |= _read(frame, per.count, "count", INTEGER, column.decimal)
    return found


def _words(per: Per, text: pl.Expr) -> pl.Expr:
    """The words for intervals that the mapping gives, else the text as it is."""
    theirs, ours = [t for t, _ in per.values], [o for _, o in per.values]
    return folded(text).replace_strict(theirs, ours, default=trimmed(text), return_dtype=pl.String)


def _read(
    frame: pl.DataFrame, column: str, name: str, kind: Kind, decimal: str
) -> dict[str, pl.Series]:
    """The numbers of a column, and what is wrong with them (blank: also wrong)."""
    text = frame.select(trimmed(pl.col(column))).to_series()
    value, problem = numbers(text, kind, decimal=decimal)
    blank = pl.when(pl.lit(text).is_null()).then(pl.lit("is blank"))
    wrong = frame.select("_record", wrong=pl.coalesce(pl.lit(problem), blank))["wrong"]
    return {name: value, f"{name}_wrong": wrong}


def _one(
    column: ColumnMap,
    amount: Decimal,
    currency: str | None = None,
    quantity: Decimal | None = None,
    quantity_wrong: str | None = None,
    interval: str | None = None,
    count: int | None = None,
    count_wrong: str | None = None,
) -> tuple[Decimal | None, str | None]:
    """One amount, or the sentence that says why there is none."""
    digits = minor_digits(currency or "") if column.minor_units_of else 0
    if digits is None:
        said = f"holds no currency, but '{currency}'" if currency else "is blank"
        return None, f"cannot be brought to units: '{column.minor_units_of}' {said}"
    if quantity_wrong:
        return None, f"cannot be multiplied: '{column.times}' {quantity_wrong}"
    per = column.per
    if per is not None and count_wrong:
        return None, f"cannot be brought to a month: '{per.count}' {count_wrong}"
    with localcontext(prec=_DIGITS):
        found = amount.scaleb(-digits)
        if quantity is not None:
            found *= quantity
        if per is not None:
            word = per.value or interval
            if word is None:
                return None, f"cannot be brought to a month: '{per.column}' is blank"
            try:
                found = monthly(found, word, 1 if count is None else count)
            except ValueError as error:
                return None, f"cannot be brought to a month: {error}"
        found = found.quantize(_LAST_DIGIT, ROUND_HALF_EVEN)
    if abs(found) >= _LARGEST:
        return None, "is too large for an amount of money"
    return found, None
