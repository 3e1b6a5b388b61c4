"""Texts to integers, numbers and money, exactly or not at all.

A number may carry a currency sign or code, groups of three between the same sign, accounting
brackets or an exponent. Money never passes through a float: digits, exponent and sign are taken
apart as text and handed to a decimal cast whose result is known to be exact.
"""

from __future__ import annotations

import polars as pl

from icp_metrics.schema import INTEGER, MONEY, Kind

MONEY_DECIMALS = 4
_SPACES = "  \u00a0\u2009\u202f"
_CODES = (
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CRC CZK DKK EGP EUR GBP GEL GHS HKD HRK HUF IDR ILS "
    "INR ISK JPY KES KRW KWD KZT LKR MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR "
    "SEK SGD THB TND TRY TWD UAH USD UYU VND XAF XOF ZAR"
)
_CURRENCY = rf"(?:(?:[A-Z]{{1,3}})?[$€£¥]|(?i:{'|'.join(_CODES.split())}))"
_INT64_DIGITS = 19


def _pattern(decimal: str) -> str:
    group = "," if decimal == "." else "."
    groups = "|".join(
        rf"[0-9]{{1,3}}(?:[{mark}][0-9]{{3}})+" for mark in (rf"\{group}", _SPACES, "'’")
    )
    gap = rf"[{_SPACES}]*"
    return (
        rf"^(?P<open>\()?{gap}(?P<before>[+\-−])?{gap}{_CURRENCY}?{gap}(?P<after>[+\-−])?"
        rf"(?P<whole>{groups}|[0-9]+)?(?:\{decimal}(?P<fraction>[0-9]*))?"
        rf"(?:[eE](?P<exponent>[+\-]?[0-9]{{1,3}}))?{gap}{_CURRENCY}?{gap}(?P<close>\))?$"
    )


def numbers(
    text: pl.Series, kind: Kind, *, decimal: str = ".", divide_power: int = 0
) -> tuple[pl.Series, pl.Series]:
    """Trimmed texts as values of `kind`, and per value what is wrong (null: nothing).

    `decimal` is the decimal mark; `divide_power` shifts the point left (2 for cents). Refused:
    what is no number, what does not fit the kind, and what would have to be rounded.
    """
    parts = _parts(text, decimal, divide_power)
    value, wrong = _integer() if kind is INTEGER else _money() if kind is MONEY else _float()
    other = "," if decimal == "." else "."
    fits_other = pl.col("text").str.contains(_pattern(other)) & pl.col("text").str.contains(
        rf"\{other}[0-9]"
    )
    problem = (
        pl.when(pl.col("text").is_null())
        .then(None)
        .when(pl.col("digits").is_not_null())
        .then(wrong)
        .when(fits_other)
        .then(pl.lit(f"is not a number with decimal mark '{decimal}'; say decimal: \"{other}\""))
        .otherwise(pl.lit("is not a number"))
    )
    done = parts.with_columns(value=value).with_columns(problem=problem)
    # A blank has no digits and stays a blank: it is not a zero.
    is_number = pl.col("digits").is_not_null() & pl.col("problem").is_null()
    clean = pl.when(is_number).then(pl.col("value"))
    return done.select(clean.cast(kind.polars)).to_series(), done["problem"]


def doubtful(text: pl.Series, *, decimal: str) -> str | None:
    """An example, where every value with a decimal mark could as well have it between thousands.

    `12.500` may be twelve and a half or twelve thousand five hundred; `12.50` beside it decides.
    """
    marked = text.drop_nulls().unique(maintain_order=True)
    marked = marked.filter(marked.str.contains(rf"[0-9]\{decimal}[0-9]"))
    grouped = marked.str.contains(rf"^[^0-9]*[0-9]{{1,3}}\{decimal}[0-9]{{3}}[^0-9]*$")
    return marked[0] if marked.len() and grouped.all() else None


def _parts(text: pl.Series, decimal: str, divide_power: int) -> pl.DataFrame:
    """Per text: `digits` (null: no number), `decimals` in use, `size` before the point, `exact`."""
    c = pl.col
    found = (
        text.alias("text")
        .to_frame()
        .with_columns(c("text").str.extract_groups(_pattern(decimal)).alias("parts"))
    )
    found = found.unnest("parts").with_columns(
        c("whole").str.replace_all(r"[^0-9]", "").fill_null(""), c("fraction").fill_null("")
    )
    signs = c("before").is_not_null().cast(pl.Int8) + c("after").is_not_null().cast(pl.Int8)
    brackets = c("open").is_not_null()
    good = (
        (c("whole") + c("fraction") != "")
        & (brackets == c("close").is_not_null())
        & (signs + brackets.cast(pl.Int8) <= 1)
    )
    minus = brackets | pl.coalesce("before", "after", pl.lit("+")).is_in(["-", "−"])
    digits = c("whole") + c("fraction")
    shift = c("exponent").cast(pl.Int32).fill_null(0) - divide_power
    used = digits.str.strip_chars_end("0").str.len_chars().cast(pl.Int32)
    leading = digits.str.len_chars() - digits.str.strip_chars_start("0").str.len_chars()
    point = c("whole").str.len_chars().cast(pl.Int32) + shift
    return found.select(
        "text",
        digits=pl.when(good).then(digits),
        zero=used == 0,
        decimals=pl.when(used == 0).then(0).otherwise(used - point),
        size=pl.when(used == 0).then(0).otherwise(point - leading.cast(pl.Int32)),
        exact=pl.concat_str(
            pl.when(minus).then(pl.lit("-")).otherwise(pl.lit("")),
            pl.when(c("whole") == "").then(pl.lit("0")).otherwise("whole"),
            pl.lit("."),
            pl.when(c("fraction") == "").then(pl.lit("0")).otherwise("fraction"),
            pl.lit("e"),
            shift.cast(pl.String),
        ),
    )


def _integer() -> tuple[pl.Expr, pl.Expr]:
    fits = (pl.col("decimals") <= 0) & (pl.col("size") <= _INT64_DIGITS)
    whole = pl.when(fits).then("exact").cast(pl.Decimal(38, 0), strict=False)
    value = whole.cast(pl.Int64, strict=False)
    wrong = (
        pl.when(pl.col("decimals") > 0)
        .then(pl.lit("is not a whole number"))
        .when(value.is_null())
        .then(pl.lit("is too large for a whole number"))
    )
    return value, wrong


def _money() -> tuple[pl.Expr, pl.Expr]:
    fits = pl.col("decimals") <= MONEY_DECIMALS
    value = pl.when(fits).then("exact").cast(pl.Decimal(18, MONEY_DECIMALS), strict=False)
    wrong = (
        pl.when(~fits)
        .then(pl.lit(f"has more than {MONEY_DECIMALS} decimals; money is never rounded in silence"))
        .when(value.is_null())
        .then(pl.lit("is too large for an amount of money"))
    )
    return value, wrong


def _float() -> tuple[pl.Expr, pl.Expr]:
    value = pl.col("exact").cast(pl.Float64, strict=False) + 0.0  # no -0.0
    lost = value.is_null() | ~value.is_finite() | ((value == 0) & ~pl.col("zero"))
    return value, pl.when(lost).then(pl.lit("is too large or too small for a number"))
