"""Where the tables of a load find their accounts: by name, by domain, by the key of a customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from icp_metrics.extracts.account_match import matched
from icp_metrics.extracts.column_map import AccountMatch, KeyMatch
from icp_metrics.extracts.draft import read_by
from icp_metrics.extracts.key_match import all_keys, decide, with_decisions
from icp_metrics.extracts.mapping import Mapping as ExtractMapping
from icp_metrics.extracts.origins import with_joined
from icp_metrics.extracts.settle import Settled

Lookups = Mapping[str, pl.DataFrame]


def with_accounts(
    mapping: ExtractMapping, tables: dict[str, pl.DataFrame], accounts: pl.DataFrame
) -> tuple[dict[str, pl.DataFrame], tuple[str, ...]]:
    """The tables, with the account that each row's name or domain fits; and what fits none."""
    done = dict(tables)
    warnings: tuple[str, ...] = ()
    for table in mapping.tables:
        for made in table.columns:
            if isinstance(made.origin, AccountMatch):
                name, origin = table.table.name, made.origin
                done[name], more = matched(
                    done[name], accounts, on=origin.on, table=name, column=origin.column
                )
                warnings += more
    return done, warnings


def with_keys(
    mapping: ExtractMapping,
    tables: dict[str, pl.DataFrame],
    accounts: pl.DataFrame,
    stored: pl.DataFrame | None,
    settled: Sequence[Settled],
    lookups: Lookups,
) -> tuple[dict[str, pl.DataFrame], tuple[str, ...]]:
    """The tables, with an account_keys row for every customer whose account is found now."""
    done = dict(tables)
    warnings: tuple[str, ...] = ()
    for table in mapping.tables:
        for made in table.columns:
            if isinstance(made.origin, KeyMatch) and len(made.origin.steps) > 1:
                keys = all_keys(done.get("account_keys"), stored)
                source = next(s for s in settled if s.records.source == table.source)
                taken = pl.col("_record").is_in(source.accepted.implode())
                name = table.table.name
                frame = source.records.frame.filter(taken)
                customers = read_by(table, with_joined(table.joined, frame, lookups, name)[0])
                decided, more = decide(made.origin, customers, accounts, keys, name)
                if decided.height:
                    done["account_keys"] = with_decisions(done.get("account_keys"), decided)
                warnings += more
    return done, warnings
