"""Texts to dates: by the formats the mapping gives, else by one found from the whole column.

A format is found, never guessed: if day first and month first both explain the column and
disagree, the load stops and asks.
"""

from __future__ import annotations

import datetime as dt
import re

import polars as pl

from icp_metrics.errors import MappingError

ORDERS = {"month_first": "%m", "day_first": "%d"}
"""Words for a format found from the column among those that begin so."""

NAMED = ("iso", "epoch")
"""Words for formats: ISO dates and times; seconds (or milliseconds) since 1970 began in UTC."""

ENOUGH = 0.9
"""A format is the column's when it reads this share of its values; the rest become problems."""

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)

_ISO = (
    r"^(?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})"
    r"(?:[T ]+(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?::?[.,][0-9]+)?"
    r" ?(?P<offset>Z|z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$"
)
_TIME = r"(?:[T ,]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]+)?)?(?: ?[AaPp][Mm])?)?"
_DAY_AND_MONTH = {
    "%m{0}%d{0}%Y": r"^([0-9]{{1,2}}{0}[0-9]{{1,2}}{0}[0-9]{{4}})",
    "%d{0}%m{0}%Y": r"^([0-9]{{1,2}}{0}[0-9]{{1,2}}{0}[0-9]{{4}})",
    "%m{0}%d{0}%y": r"^([0-9]{{1,2}}{0}[0-9]{{1,2}}{0}[0-9]{{2}})",
    "%d{0}%m{0}%y": r"^([0-9]{{1,2}}{0}[0-9]{{1,2}}{0}[0-9]{{2}})",
}
_SHAPES: dict[str, str] = {
    **{
        form.format(mark): shape.format(re.escape(mark)) + _TIME + "$"
        for mark in "/-."
        for form, shape in _DAY_AND_MONTH.items()
    },
    "%Y/%m/%d": r"^([0-9]{4}/[0-9]{1,2}/[0-9]{1,2})" + _TIME + "$",
    "%Y%m%d": r"^([0-9]{8})$",
    "%d %b %Y": r"^([0-9]{1,2} [A-Za-z]{3,9} [0-9]{4})$",
    "%d %B %Y": r"^([0-9]{1,2} [A-Za-z]{3,9} [0-9]{4})$",
    "%d-%b-%Y": r"^([0-9]{1,2}-[A-Za-z]{3,9}-[0-9]{4})$",
    "%d-%b-%y": r"^([0-9]{1,2}-[A-Za-z]{3,9}-[0-9]{2})$",
    "%B %d, %Y": r"^([A-Za-z]{3,9} [0-9]{1,2}, [0-9]{4})$",
    "%b %d, %Y": r"^([A-Za-z]{3,9} [0-9]{1,2}, [0-9]{4})$",
}
_HAS_TIME = re.compile(r"%[-_0]?[HIMSTRzZ]|%\.?[0-9]?f|%[scp+]|%:z")


def dates(
    text: pl.Series,
    *,
    formats: tuple[str, ...],
    timezone: str,
    where: str,
    column: str,
    inclusive: bool = False,
) -> tuple[pl.Series, pl.Series]:
    """Trimmed texts as dates, and per value what is wrong (null: nothing).

    Timestamps with an offset become the date in `timezone`; others are taken as written.
    `inclusive`: the date is the last day covered, so the day after is kept. Raises MappingError
    when no format fits, or (E_DATE_ORDER) when two do and disagree.
    """
    # Dates repeat: what follows runs once per distinct text.
    given = text.alias("text").to_frame()
    distinct = given.drop_nulls().group_by("text", maintain_order=True).agg(n=pl.len())
    texts = distinct["text"]
    if formats and formats[0] in ORDERS:
        wanted, read = _found(distinct, timezone, where, column, first=ORDERS[formats[0]])
    elif formats:
        read = _by_formats(texts, formats, timezone, where)
        wanted = " or ".join(formats)
    else:
        wanted, read = _found(distinct, timezone, where, column)
    table = distinct.select("text", date=read)
    # Warehouses write 9999-12-31 for "not ended yet".
    never = pl.col("date").dt.year() == 9999
    sane = pl.col("date").is_between(EARLIEST, LATEST)
    shifted = pl.col("date") + pl.duration(days=1) if inclusive else pl.col("date")
    table = table.select(
        "text",
        date=pl.when(sane).then(shifted),
        problem=pl.when(pl.col("date").is_null())
        .then(pl.lit(f"is not a date like {wanted}"))
        .when(~sane & ~never)
        .then(pl.lit(f"is not between {EARLIEST} and {LATEST}")),
    )
    joined = given.join(table, on="text", how="left", maintain_order="left")
    return joined["date"], joined["problem"]


def _by_formats(texts: pl.Series, formats: tuple[str, ...], timezone: str, where: str) -> pl.Series:
    read = []
    for form in formats:
        if form in NAMED:
            read.append(iso(texts, timezone) if form == "iso" else _epoch(texts, timezone))
            continue
        try:
            if _HAS_TIME.search(form):
                at = texts.str.to_datetime(form, strict=False)
                zoned = isinstance(at.dtype, pl.Datetime) and at.dtype.time_zone is not None
                read.append((at.dt.convert_time_zone(timezone) if zoned else at).dt.date())
            else:
                read.append(texts.str.to_date(form, strict=False))
        except pl.exceptions.PolarsError as error:
            raise MappingError(f"{where}: dates '{form}' is not a date format.") from error
    return pl.select(pl.coalesce(read)).to_series()


def _epoch(texts: pl.Series, timezone: str) -> pl.Series:
    """Seconds since 1970, as dates in `timezone`; of 12 digits or more, milliseconds."""
    parts = texts.str.extract_groups(r"^(-?[0-9]{1,15})(?:\.[0-9]+)?$").struct.field("1")
    number = parts.cast(pl.Int64, strict=False)
    thousand = parts.str.len_chars() >= 12
    at = pl.select(pl.when(thousand).then(number).otherwise(number * 1000)).to_series()
    return at.cast(pl.Datetime("ms", "UTC")).dt.convert_time_zone(timezone).dt.date()


def orders_of(text: pl.Series) -> frozenset[str]:
    """Which of `ORDERS` a column of dates allows, where it is written in neither other way."""
    found = set()
    for name, first in ORDERS.items():
        for form, shape in _SHAPES.items():
            if form.startswith(first) and "%m" in form:
                read = text.str.extract(shape).str.to_date(form, strict=False)
                if len(text) and read.null_count() <= (1 - ENOUGH) * len(text):
                    found.add(name)
    return frozenset(found)


def _found(
    distinct: pl.DataFrame, timezone: str, where: str, column: str, *, first: str = ""
) -> tuple[str, pl.Series]:
    """The name of the format that fits the column, and its reading of the distinct texts.

    `first`: only formats that begin with it.
    """
    total = int(distinct["n"].sum())
    if not total:
        return "ISO", pl.Series("date", [], pl.Date)
    texts, n = distinct["text"], distinct["n"]
    readings = {"%Y-%m-%d": iso(texts, timezone)}
    for form, shape in _SHAPES.items():
        readings[form] = texts.str.extract(shape).str.to_date(form, strict=False)
    readings = {form: read for form, read in readings.items() if form.startswith(first)}
    counts = {form: int(n.filter(read.is_not_null()).sum()) for form, read in readings.items()}
    fitting = [form for form, count in counts.items() if count >= ENOUGH * total]
    if not fitting:
        misfit = texts.filter(readings[max(counts, key=lambda f: counts[f])].is_null())
        raise MappingError(
            f"{where}: no date format fits '{column}' (for example '{misfit[0]}'); "
            'say it, for example dates: "%d.%m.%Y".'
        )
    best = max(fitting, key=lambda f: counts[f])
    for other in fitting:
        if other != best:
            _refuse_two_readings(texts, (best, other), readings, where, column)
    return best, readings[best]


def _refuse_two_readings(
    texts: pl.Series,
    forms: tuple[str, str],
    readings: dict[str, pl.Series],
    where: str,
    column: str,
) -> None:
    """Stop unless one of two readings explains all that the other does, and more."""
    one, two = (readings[f] for f in forms)
    differ = (one != two).fill_null(False)
    if not differ.any():
        return
    one_alone = (one.is_not_null() & two.is_null()).any()
    two_alone = (two.is_not_null() & one.is_null()).any()
    if one_alone and not two_alone:
        return
    i = differ.arg_true()[0]
    raise MappingError(
        f"{where}: '{column}' can be read in two ways: '{texts[i]}' is {one[i]} or {two[i]}. "
        f'Say dates: "{forms[0]}" or dates: "{forms[1]}".',
        code="E_DATE_ORDER",
    )


def iso(texts: pl.Series, timezone: str) -> pl.Series:
    """ISO dates and timestamps as dates; with an offset, the date in `timezone`."""
    parts = texts.alias("text").to_frame().select(pl.col("text").str.extract_groups(_ISO))
    parts = parts.unnest("text")
    offset = pl.col("offset")
    digits = offset.str.replace_all(r"[^0-9]", "").str.pad_end(4, "0")
    minutes = digits.str.slice(0, 2).cast(pl.Int32) * 60 + digits.str.slice(2, 2).cast(pl.Int32)
    minutes = pl.when(offset.str.starts_with("-")).then(-minutes).otherwise(minutes)
    minutes = pl.when(offset.is_in(["Z", "z", "UTC"])).then(0).otherwise(minutes)
    seconds = pl.when(pl.col("time").str.count_matches(":") == 1).then(pl.lit(":00"))
    written = pl.concat_str("date", pl.lit(" "), "time", seconds.fill_null(""))
    local = written.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)
    utc = (local - pl.duration(minutes=minutes)).dt.replace_time_zone("UTC")
    return parts.select(
        pl.when(pl.col("time").is_null())
        .then(pl.col("date").str.to_date("%Y-%m-%d", strict=False))
        .when(offset.is_null())
        .then(local.dt.date())
        .when(minutes.abs() <= 18 * 60)
        .then(utc.dt.convert_time_zone(timezone).dt.date())
    ).to_series()
