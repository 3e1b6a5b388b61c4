"""One table from one file: what each of its columns most likely is, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from icp_metrics.presets.headers import plain
from icp_metrics.schema import Column, Table
from icp_metrics.suggest.candidates import Candidate, candidates
from icp_metrics.suggest.flags import by_flags
from icp_metrics.suggest.forms import formed, must_say
from icp_metrics.suggest.links import link
from icp_metrics.suggest.look import Look
from icp_metrics.suggest.lookups import Key, account_there, looked_up
from icp_metrics.suggest.names import named, things, words_of
from icp_metrics.suggest.prices import units
from icp_metrics.suggest.suggested import Sheet, Suggested, SuggestedTable
from icp_metrics.suggest.together import names_a_row
from icp_metrics.suggest.vocabulary import allowed, known_share
from icp_metrics.suggest.written_as import written_as
from icp_metrics.tables import TABLES

_DELETED = ("isdeleted", "deleted", "fivetrandeleted", "isarchived")
_ACCOUNT_HEADERS = ("accountid", "customerid", "companyid", "organizationid", "clientid", "account")
_NEED, _EXPLAINED, _FILE, _ENTITY = 0.45, 0.25, 0.15, 0.15
_OTHER_THINGS = {
    *("contact", "user", "task", "event", "product", "order", "note", "call", "meeting", "payment"),
    *("vendor", "bill", "address", "page", "guide", "price", "refund", "charge", "card", "comment"),
    *("tag", "group", "role", "email", "activity", "journal", "deposit", "transfer", "schedule"),
    *("transaction", "estimate", "purchase", "type", "history"),
}
"""What files are called that hold none of our tables, unless they look very much like one."""

_SPANS = {
    "subscriptions": (("started_on", "ended_on"),),
    "invoice_lines": (("service_starts_on", "service_ends_on"),),
    "campaigns": (("started_on", "ended_on"),),
}
_ENDS = {"from": "to", "start": "end", "started": "ended", "starts": "ends", "begin": "end"}
_SURE = 0.9
_HALF = 0.5
"""What a needed word counts that a person can say in a line: it stands in no column."""


@dataclass(frozen=True, eq=False)
class Around:
    """What a file is looked at together with.

    `others`: the other files of the load; `keys`: by which their rows are found. `accounts`:
    `account_id, name, domain` of those known.
    `taken`: headers that another table of the same file reads.
    """

    others: dict[str, Sheet] = field(default_factory=dict)
    keys: tuple[Key, ...] = ()
    accounts: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(
            schema=dict.fromkeys(("account_id", "name", "domain"), pl.String)
        )
    )
    taken: frozenset[str] = frozenset()


def guess(table: Table, sheet: Sheet, around: Around, *, main: bool = True) -> SuggestedTable:
    """`table` as the rows of `sheet` may be; its score says whether they are.

    `main`: a row of the file is a row of the table; else its columns repeat, as those of an
    account do on every deal of a flat report.
    """
    looks = sheet.looks
    best = candidates(table, looks, main=main, taken=around.taken)
    linked = table.links_accounts and not _declared(table, "account_id").required
    if linked:
        best.pop("account_id", None)
    found = {c: _suggested(table, each, looks) for c, each in best.items()}
    _choose_status(table, found, looks)
    _choose_end(table, found, looks)
    _choose_key(table, found, sheet, main=main)
    if linked:
        account = link(table, looks, around.accounts, files=sheet.files)
        if account is not None:
            says, reason, score, headers = account
            found["account_id"] = Suggested("account_id", says, headers, round(score, 2), reason)
    for column in table.columns:
        if column.name not in found:
            form = formed(table, column, sheet, found)
            if form is not None:
                found[column.name] = form
    _from_others(table, found, sheet, around, linked=linked)
    missing = tuple(c.name for c in _needed(table) if c.name not in found)
    deleted = {
        h: ["1", "true"] for h, look in looks.items() if plain(h) in _DELETED and look.filled
    }
    guessed = SuggestedTable(
        table.name,
        sheet.name,
        0.0,
        "",
        tuple(found[c.name] for c in table.columns if c.name in found),
        missing,
        deleted if main else {},
    )
    return _scored(table, guessed, sheet, best)


def said_of(table: Table, column: str, header: str, looks: Mapping[str, Look]) -> Any:
    """What a mapping says where a person chose the column of the file: with how it is written."""
    return _suggested(table, Candidate(column, header, 1.0, ""), looks).says


def asks_of(table: Table, missing: Sequence[str]) -> list[str]:
    """The questions for needed columns that nothing in the files looks like."""
    return [f"{table.name}.{name}: {must_say(_declared(table, name))}" for name in missing]


def _declared(table: Table, name: str) -> Column:
    found = table.column(name)
    if found is None:
        raise ValueError(f"{table.name} has no column {name}")
    return found


def _needed(table: Table) -> list[Column]:
    return [c for c in table.columns if c.required or c.name in table.key]


def _suggested(table: Table, each: Candidate, looks: Mapping[str, Look]) -> Suggested:
    look = looks[each.header]
    column = _declared(table, each.column)
    how = written_as(table.name, column, look, looks)
    says: dict[str, Any] = {"from": each.header, **how.says}
    if column.kind.name in ("money", "number", "integer"):
        says |= units(each.header)
    short = each.header if len(says) == 1 else says
    return Suggested(each.column, short, (each.header,), each.score, each.reason, how.asks)


def _choose_status(table: Table, found: dict[str, Suggested], looks: Mapping[str, Look]) -> None:
    """How a deal stands: by flags where there are, else by the column whose words say more."""
    if table.name != "opportunities":
        return
    flags = by_flags(table.name, looks)
    if flags is not None:
        found["status"] = flags
        return
    status, stage = found.get("status"), found.get("stage")
    if stage is None or (status and status.headers == stage.headers):
        return
    known = {
        s.column: known_share("opportunities", "status", looks[s.headers[0]].distinct.iter_rows())
        for s in (status, stage)
        if s is not None and looks[s.headers[0]].few
    }
    if known.get("stage", 0.0) > known.get("status", 0.0):
        words = known["stage"]
        by_stage = Candidate(
            "status", stage.headers[0], round(0.6 + 0.3 * words, 2), "by the words of the stage"
        )
        found["status"] = _suggested(table, by_stage, looks)


def _choose_end(table: Table, found: dict[str, Suggested], looks: Mapping[str, Look]) -> None:
    """The end that goes with the start: `valid_to` with `valid_from`."""
    for start, end in _SPANS.get(table.name, ()):
        if start not in found:
            continue
        begins = words_of(found[start].headers[0])
        partner = tuple(_ENDS.get(w, w) for w in begins)
        header = next((h for h in looks if words_of(h) == partner and partner != begins), None)
        if header and found.get(end, found[start]).headers[0] != header and looks[header].dates:
            reason = f"goes with '{found[start].headers[0]}'; all are dates"
            candidate = Candidate(end, header, found[start].score, reason)
            found[end] = _suggested(table, candidate, looks)


def _choose_key(table: Table, found: dict[str, Suggested], sheet: Sheet, *, main: bool) -> None:
    """What names a row where no column is its identifier: its name, or several columns together."""
    key = table.key[0]
    if len(table.key) != 1 or key in found or (key == "account_id" and table.links_accounts):
        return
    name = found.get("name")
    if name is not None and (sheet.looks[name.headers[0]].unique == 1 or not main):
        header = name.headers[0]
        bare = main and words_of(header) in things(table.name)
        reason = "it names each row; none comes twice" if main else "no identifier but the name"
        found[key] = Suggested(key, header, (header,), 0.85 if bare else 0.6, reason)
        if bare and table.name != "accounts" and not sheet.looks[header].share_like(r"\s"):
            # `Deal` with D-001, D-002, ...: an identifier, and no name.
            found.pop("name")
        return
    if table.name == "accounts":
        return
    headers = [h for c in found.values() for h in c.headers if h in sheet.looks]
    together = names_a_row(sheet.readings, list(dict.fromkeys(headers)))
    if together:
        says: Any = {"together": list(together)} if len(together) > 1 else together[0]
        reason = "no identifier; together they name a row"
        found[key] = Suggested(key, says, together, 0.5, reason)


def _from_others(
    table: Table, found: dict[str, Suggested], sheet: Sheet, around: Around, *, linked: bool
) -> None:
    """Columns that stand in other files of the load."""
    others = {name: other.looks for name, other in around.others.items()}
    missing = [c.name for c in table.columns if c.name not in found and c.name != "account_id"]
    for name, (says, best) in looked_up(table, missing, around.keys, others).items():
        look = others[says["lookup"]][best.header]
        how = written_as(table.name, _declared(table, name), look, others[says["lookup"]])
        ours = tuple(says["match"])
        reason = f"'{best.header}' of {says['lookup']}, {best.reason}"
        full = {**says, **how.says, **units(best.header)}
        found[name] = Suggested(name, full, ours, round(0.9 * best.score, 2), reason, how.asks)
    campaign = found.get("campaign_id")
    if campaign is not None and table.name != "campaigns":
        found["campaign_id"] = _campaign(campaign, around, others) or campaign
    if linked and "account_id" not in found:
        there = account_there(around.keys, others, around.accounts, _ACCOUNT_HEADERS)
        if there is not None:
            says, header = there
            reason = f"'{header}' of {says['lookup']}"
            found["account_id"] = Suggested("account_id", says, tuple(says["match"]), 0.7, reason)


def _campaign(
    campaign: Suggested, around: Around, others: Mapping[str, Mapping[str, Look]]
) -> Suggested | None:
    """A campaign that is told by its name gets the identifier that another file has for it."""
    for key in around.keys:
        name = named(key.theirs, "campaigns", "name", main=True).score
        if key.ours != campaign.headers[0] or name < _SURE:
            continue
        for header in others[key.there]:
            if named(header, "campaigns", "campaign_id", main=True).score >= _SURE:
                says = {"lookup": key.there, "match": {key.ours: key.theirs}, "take": header}
                reason = f"its cells are '{key.theirs}' of {key.there}"
                return Suggested("campaign_id", says, (key.ours,), 0.85, reason)
    return None


def _scored(
    table: Table, guessed: SuggestedTable, sheet: Sheet, best: Mapping[str, Candidate]
) -> SuggestedTable:
    needed = _needed(table)
    given = {c.column: c for c in guessed.columns}
    worth = [
        given[c.name].score if c.name in given else _HALF if allowed(c) else 0.0 for c in needed
    ]
    need = sum(worth) / len(worth)
    explained = sum(given[c].score for c in best if c in given) / max(len(sheet.looks), 1)
    names = [words_of(f.rsplit(".", 1)[0]) for f in sheet.files]
    file = max(
        (c for t, c in things(table.name).items() if any(_holds(n, t) for n in names)), default=0.0
    )
    keys = {h for name in table.key if name in given for h in given[name].headers}
    entity = max((c.entity for c in best.values() if c.header in keys), default=0.0)
    score = _NEED * need + _EXPLAINED * min(1.0, 1.3 * explained) + _FILE * file + _ENTITY * entity
    others = {w for t in TABLES if t != table.name for w, clear in things(t).items() if clear == 1}
    strange = not file and any(
        set(n) & _OTHER_THINGS or any(_holds(n, other) for other in others) for n in names
    )
    score -= _FILE * strange
    words = [f"{len(given)} of its {len(table.columns)} columns are found"]
    words += ["the file's name says so"] * (file > 0)
    words += ["its identifier says so"] * (entity > 0)
    return replace(guessed, score=round(score, 2), reason="; ".join(words))


def _holds(words: tuple[str, ...], some: tuple[str, ...]) -> bool:
    return any(words[i : i + len(some)] == some for i in range(len(words) - len(some) + 1))
