"""Headers and what we call things: how alike two names are, and why."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from icp_metrics.extracts.grammar import document

_LITTLE = {"of", "the", "a", "an", "in", "and", "de", "du", "la", "utc", "gmt", "local", "c"}
_CURRENCIES = {"usd", "eur", "gbp", "chf", "cad", "aud", "jpy", "sek", "nok", "dkk", "pln"}
UNITS = {"cent": "100", "minor": "100", "micro": "1000000"}
"""Words of a header that say what its amounts must be divided by."""
_OTHERWISE = {
    *(
        "last",
        "modified",
        "update",
        "updated",
        "parent",
        "previous",
        "old",
        "max",
        "min",
        "weighted",
    ),
    *(
        "probability",
        "tax",
        "discount",
        "refund",
        "phone",
        "fax",
        "street",
        "postal",
        "zip",
        "count",
    ),
    *(
        "latitude",
        "longitude",
        "flag",
        "first",
        "resolution",
        "hour",
        "minute",
        "second",
        "duration",
    ),
    *("birth", "is", "has", "by", "url", "description", "priority", "synced", "deleted", "error"),
    *("per", "id"),
}
"""Words that make a name mean something else than the words beside them."""

_WHICH = {
    "start",
    "started",
    "end",
    "ended",
    "begin",
    "close",
    "closed",
    "create",
    "created",
    "open",
}
"""Words that tell one day of a thing from another: `contract date` is not its end date."""

_NO_PLURALS = {"has", "was", "sms", "aws", "gas", "bus", "plus", "this"}
_REMEMBERED = 2**16
"""Names whose likeness is kept; headers come from users, so there is no end of them."""

_SHORTEST_FUZZY = 5
_FUZZY = 0.86
_SAME = 0.9


@dataclass(frozen=True)
class Named:
    """How alike a header and one of our synonyms are, 0 to 1, and which synonym it is.

    `entity`: how clearly the header names the thing itself (`deal id`, not only `id`), 0 to 1.
    """

    score: float
    synonym: str
    entity: float = 0.0


@dataclass(frozen=True)
class Synonyms:
    """What exports call a table's rows and its columns. `*` in a synonym: any of the words.

    `words` mean the table's rows, `also` may.
    """

    words: tuple[str, ...]
    also: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]


@cache
def synonyms() -> dict[str, Synonyms]:
    """Per table of ours; from synonyms.yaml."""
    text = Path(__file__).with_name("synonyms.yaml").read_text(encoding="utf-8")
    return {t: _synonyms(said) for t, said in document(text).items()}


def _synonyms(said: dict[str, Any]) -> Synonyms:
    columns = {c: (*names, c.replace("_", " ")) for c, names in said["columns"].items()}
    return Synonyms(tuple(said["words"]), tuple(said.get("also", ())), columns)


def things(table: str) -> dict[tuple[str, ...], float]:
    """What a row of `table` is called, in words, and how much that says: 1, or a half."""
    said = synonyms().get(table, Synonyms((table.replace("_", " "),), (), {}))
    return {**{words_of(w): 0.5 for w in said.also}, **{words_of(w): 1.0 for w in said.words}}


@lru_cache(_REMEMBERED)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name: `AccountIds`, `account_id` and `Account ID` are (account, id)."""
    name = re.sub(r"IDs\b", "Ids", name)
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    spaced = re.sub(r"#", " number ", spaced)
    plain = unicodedata.normalize("NFKD", spaced.casefold()).encode("ascii", "ignore").decode()
    found = [_single(w) for w in re.findall(r"[a-z0-9]+", plain)]
    kept = [w for w in found if w not in _LITTLE]
    return tuple(kept or found)


def _single(word: str) -> str:
    if word in ("nr", "num", "no"):
        return "number"
    plural = len(word) > 2 and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural and word not in _NO_PLURALS else word


def currency_in(name: str) -> str | None:
    """The currency that a header names: USD of `amount_usd`."""
    return next((w.upper() for w in words_of(name) if w in _CURRENCIES), None)


@lru_cache(_REMEMBERED)
def named(header: str, table: str, column: str, *, main: bool) -> Named:
    """How alike `header` is to what `column` of `table` is called.

    `main`: a row of the file is a row of the table, so that `id` alone is its identifier.
    """
    said = synonyms().get(table, Synonyms((table.replace("_", " "),), (), {}))
    best = Named(0.0, "")
    for place, synonym in enumerate(said.columns.get(column, (column.replace("_", " "),))):
        for wanted, entity in _forms(synonym, table, main=main):
            # An earlier synonym is the better one where two fit as well.
            score = _alike(words_of(header), wanted) - 0.002 * place
            if (set(words_of(header)) - set(wanted)) & _things(table):
                score *= 0.5
            if "*" in synonym and not entity:
                # `id` alone is the row's identifier; somewhere in a longer name it may be any.
                score = 0.65 * score if score < _SAME and len(wanted) == 1 else score - 0.03
            if score > best.score:
                best = Named(round(score, 4), " ".join(wanted), entity)
    return best


@cache
def _things(table: str) -> frozenset[str]:
    """What rows of other tables are called: `lead id` is no identifier of an account."""
    own = {w for words in things(table) for w in words}
    others = {w for said in synonyms().values() for word in said.words for w in words_of(word)}
    return frozenset(others - own - {"line", "item", "response", "rate", "key", "field", "history"})


@cache
def _forms(synonym: str, table: str, *, main: bool) -> tuple[tuple[tuple[str, ...], float], ...]:
    if "*" not in synonym:
        return ((words_of(synonym), 0.0),)
    bare = words_of(synonym.replace("*", ""))
    before = synonym.startswith("*")
    forms = [(t + bare if before else bare + t, clear) for t, clear in things(table).items()]
    if main and bare:
        forms.append((bare, 0.0))
    return tuple(forms)


@lru_cache(_REMEMBERED)
def _alike(header: tuple[str, ...], wanted: tuple[str, ...]) -> float:
    """1 for the same words; less where one has words more, or letters are otherwise."""
    one, have = _letters(header)
    other, want = _letters(wanted)
    if one == other:
        return 1.0
    score = 0.0
    if have == want:
        score = 0.96
    elif want < have:
        score = (0.72 if len(want) == 1 else 0.9) - 0.08 * (len(have - want) - 1)
    elif have < want and len(have) > 1 and not (want - have) & _WHICH:
        score = 0.75 - 0.08 * (len(want - have) - 1)
    elif min(len(one), len(other)) >= _SHORTEST_FUZZY and not (have ^ want) & _WHICH:
        score = 0.85 * _ratio(one, other)
    return score * 0.5 ** len((have ^ want) & _OTHERWISE) if score else 0.0


@lru_cache(_REMEMBERED)
def _letters(words: tuple[str, ...]) -> tuple[str, frozenset[str]]:
    """The letters of a name on end, and its words; units are none where others are left."""
    rest = tuple(w for w in words if w not in _CURRENCIES and w not in UNITS) or words
    return "".join(rest), frozenset(rest)


def _ratio(one: str, other: str) -> float:
    """How many letters two names share in order, 0 to 1; 0 where that is too little to matter."""
    # Most names are too far apart to be compared in full: these bounds are cheap.
    if 2 * min(len(one), len(other)) < _FUZZY * (len(one) + len(other)) or one[0] != other[0]:
        return 0.0
    matcher = difflib.SequenceMatcher(None, one, other)
    ratio = matcher.ratio() if matcher.quick_ratio() >= _FUZZY else 0.0
    return ratio if ratio >= _FUZZY else 0.0
