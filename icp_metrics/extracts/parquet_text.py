"""Typed columns of Parquet as exact text, as one would type the values into a CSV."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc


def flat(table: pa.Table) -> pa.Table:
    """`table` with the fields of structs as columns of their own: `person.email`."""
    while any(pa.types.is_struct(t) for t in table.schema.types):
        table = table.flatten()
    return table


def has_text(kind: pa.DataType) -> bool:
    """Whether values of this type can be written in one cell."""
    types = pa.types
    if _is_list(kind):
        return has_text(kind.value_type) and not _is_list(kind.value_type)
    if types.is_dictionary(kind):
        return has_text(kind.value_type)
    return (
        _is_text(kind)
        or types.is_boolean(kind)
        or types.is_integer(kind)
        or types.is_floating(kind)
        or types.is_decimal(kind)
        or types.is_date(kind)
        or types.is_timestamp(kind)
        or types.is_time(kind)
        or types.is_null(kind)
    )


def as_text(values: pa.Array) -> pa.Array:
    """`values` as text, null where there is none or the text is empty.

    Numbers have all their digits, no exponent and no `.0`; NaN and infinity are words, which no
    number is read from. A timestamp with a zone is UTC and ends in Z; fractions of a second are
    written where there are any. Lists are joined by `;`.
    """
    kind = values.type
    if pa.types.is_dictionary(kind):
        return as_text(values.cast(kind.value_type))
    if _is_list(kind):
        text = _joined(values)
    elif pa.types.is_floating(kind):
        text = _plain(pc.cast(_single(values), pa.string()), "e")
    elif pa.types.is_decimal(kind):
        text = _plain(pc.cast(values, pa.string()), "E")
    elif pa.types.is_timestamp(kind):
        utc = values if kind.tz is None else values.cast(pa.timestamp(kind.unit, "UTC"))
        text = _without_zeros(pc.replace_substring(pc.cast(utc, pa.string()), " ", "T"))
    elif pa.types.is_time(kind):
        text = _without_zeros(pc.cast(values, pa.string()))
    else:
        text = pc.cast(values, pa.string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _is_text(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _is_list(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def _single(values: pa.Array) -> pa.Array:
    return values.cast(pa.float32()) if pa.types.is_float16(values.type) else values


def _plain(text: pa.Array, exponent: str) -> pa.Array:
    """Numbers as text without exponent; there are few, so they are written one by one."""
    if not pc.any(pc.match_substring(text, exponent)).as_py():
        return text
    plain = [f"{Decimal(t):f}" if t and exponent in t else t for t in text.to_pylist()]
    return pa.array(plain, pa.string())


def _without_zeros(text: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(text, r"\.0+(Z?)$", r"\1")


def _joined(values: pa.Array) -> pa.Array:
    """Lists as text; a null in one is left out, as it is nobody's value."""
    words = iter(as_text(pc.list_flatten(values)).to_pylist())
    joined = [
        None if n is None else ";".join(w for w in islice(words, n) if w)
        for n in pc.list_value_length(values).to_pylist()
    ]
    return pa.array(joined, pa.string())
