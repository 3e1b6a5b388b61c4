"""Finding the account of a fact by name or domain."""

from __future__ import annotations

import polars as pl

from icp_metrics.extracts.words import folded

_COLUMNS = ("account_id", "name", "domain")


def known(loaded: pl.DataFrame | None, stored: pl.DataFrame | None) -> pl.DataFrame:
    """`account_id, name, domain` of every account: of this load first, else as the store has it."""
    parts = [
        frame.select(
            (pl.col(c) if c in frame.columns else pl.lit(None)).cast(pl.String).alias(c)
            for c in _COLUMNS
        )
        for frame in (stored, loaded)
        if frame is not None
    ]
    empty = pl.DataFrame(schema=dict.fromkeys(_COLUMNS, pl.String))
    return (
        pl.concat([empty, *parts])
        .group_by("account_id", maintain_order=True)
        .agg(pl.col("name", "domain").drop_nulls().last())
    )


def matched(
    rows: pl.DataFrame, accounts: pl.DataFrame, *, on: str, table: str, column: str
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The rows with `account_id` (so far the text to match) as the id of the one account it fits.

    Without case; an account without name is named by its id; a domain may be written as an
    address (`https://www.x.example/`, `ann@x.example`). Rows that fit no account, or several,
    are kept without one, and said.
    """
    ids = (
        known_texts(accounts, on)
        .group_by("_text")
        .agg(_id=pl.col("account_id").first(), _several=pl.len() > 1)
    )
    asked = pl.col("account_id")
    text = domain_of(asked) if on == "domain" else folded(asked)
    joined = rows.with_columns(_text=text).join(ids, on="_text", how="left", maintain_order="left")
    given = joined.filter(asked.is_not_null())
    lost, torn = given.filter(pl.col("_id").is_null()), given.filter("_several")
    warnings: tuple[str, ...] = ()
    for some, says in ((lost, "fits no account"), (torn, "fits several accounts")):
        if some.height:
            example = some["account_id"][0]
            warnings += (
                f"{table}: '{column}' {says} by {on} in {some.height:,} of {given.height:,} rows, "
                f"for example '{example}'; they are kept without account",
            )
    clear = pl.when(~pl.col("_several")).then("_id").alias("account_id")
    return joined.with_columns(clear).select(rows.columns), warnings


def known_texts(accounts: pl.DataFrame, on: str) -> pl.DataFrame:
    """`account_id, _text`: the domain or name of each account that has one, as compared.

    An account without name is named by its id.
    """
    name = pl.coalesce("name", "account_id")
    text = domain_of(pl.col("domain")) if on == "domain" else folded(name)
    return accounts.select("account_id", _text=text).filter(pl.col("_text") != "")


def domain_of(text: pl.Expr) -> pl.Expr:
    """The bare domain of an address of the web or of mail, in lower case; `""` for a blank."""
    bare = folded(text).str.replace(r"^[a-z]+://", "").str.replace(r"^.*@", "")
    return bare.str.replace(r"[/?#:].*$", "").str.replace(r"^www\.", "")
