"""Texts, flags and lists. Blank is null; outer white space never counts."""

from __future__ import annotations

import polars as pl

_TRUE = ("true", "1", "yes", "y", "t")
_FALSE = ("false", "0", "no", "n", "f")


def trimmed(text: pl.Expr) -> pl.Expr:
    """The text without outer white space; null where nothing is left."""
    bare = text.str.strip_chars()
    return pl.when(bare != "").then(bare)


def folded(text: pl.Expr) -> pl.Expr:
    """The text as maps compare it: trimmed, lower case, a blank cell as `""`."""
    return text.fill_null("").str.strip_chars().str.to_lowercase()


def flags(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Trimmed texts as true or false, and per value what is wrong (null: nothing)."""
    low = pl.col("text").str.to_lowercase()
    value = pl.when(low.is_in(_TRUE)).then(True).when(low.is_in(_FALSE)).then(False)
    return _with_problems(text, value, "is neither true nor false (also 1/0, yes/no)")


def lists(text: pl.Series, separator: str) -> tuple[pl.Series, pl.Series]:
    """Trimmed texts split at `separator`: blanks dropped, repeats dropped, order kept."""
    each = pl.element().str.strip_chars()
    parts = pl.col("text").str.split(separator).list.eval(each.filter(each != ""))
    parts = parts.list.unique(maintain_order=True)
    return _with_problems(text, pl.when(parts.list.len() > 0).then(parts), "is no list")


def _with_problems(text: pl.Series, value: pl.Expr, sentence: str) -> tuple[pl.Series, pl.Series]:
    frame = text.alias("text").to_frame().select("text", value=value)
    if frame.schema["value"] == pl.List(pl.String):
        return frame["value"], pl.Series("problem", [None] * len(text), pl.String)
    wrong = pl.col("text").is_not_null() & pl.col("value").is_null()
    return frame["value"], frame.select(pl.when(wrong).then(pl.lit(sentence))).to_series()
