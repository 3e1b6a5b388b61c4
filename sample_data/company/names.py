"""Invented names and Salesforce-like ids.

Names are made of syllables, domains end in `.example` (a reserved ending that no one can own), so
nothing here is a company or a person.
"""

from __future__ import annotations

import string

import numpy as np

BEGINNINGS = (
    "Vor",
    "Zel",
    "Qua",
    "Tren",
    "Bry",
    "Ombri",
    "Klu",
    "Dax",
    "Fen",
    "Ulv",
    "Ostra",
    "Pim",
    "Ryx",
    "Sol",
    "Wex",
    "Yar",
)
MIDDLES = ("ka", "lu", "vi", "mo", "ne", "ro", "tha", "zi", "du", "pe", "ri")
ENDINGS = ("dix", "nor", "tel", "vex", "lum", "quet", "zan", "bril", "moth", "garn", "sip", "wend")
OWNERS = (
    "Kovru Tesnal",
    "Mivrel Oxband",
    "Zanju Quorl",
    "Bexa Tumrin",
    "Ilvo Varnesh",
    "Dorun Plix",
    "Wenzu Ostrim",
    "Jarvu Zelk",
    "Pirra Munt",
    "Tolve Grasno",
)
COMPETITORS = ("Vantriq", "Ozmund", "Kelphor", "Brixal")
DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase


def company_names(rng: np.random.Generator, count: int) -> list[str]:
    """`count` different names, in random order."""
    every = [b + m + e for b in BEGINNINGS for m in MIDDLES for e in ENDINGS]
    return [every[i] for i in rng.permutation(len(every))[:count]]


def unused_names(used: set[str]) -> list[str]:
    """The names that no account has, in order."""
    every = (b + m + e for b in BEGINNINGS for m in MIDDLES for e in ENDINGS)
    return [name for name in every if name not in used]


def domain(name: str) -> str:
    return f"{name.lower()}.example"


def record_id(prefix: str, number: int) -> str:
    """The 18 characters of a Salesforce id: `prefix`, an instance, a counter, a checksum.

    The counter has 62 digits, so some ids differ in case only; the last three characters tell
    them apart for tools that ignore case. The first 15 decide.
    """
    counter = ""
    for _ in range(5):
        number, digit = divmod(number, 62)
        counter = DIGITS[digit] + counter
    short = f"{prefix}5g00000{counter}"
    return short + checksum(short)


def checksum(short: str) -> str:
    """One letter per five characters: which of them are upper case, as a number of base 32."""
    letters = string.ascii_uppercase + "012345"
    parts = (short[i : i + 5] for i in (0, 5, 10))
    return "".join(letters[sum(c.isupper() << i for i, c in enumerate(part))] for part in parts)


def record_ids(rng: np.random.Generator, prefix: str, count: int) -> list[str]:
    """`count` ids in the order in which the records were made."""
    numbers = 60_000 + np.cumsum(rng.integers(1, 30, size=count))
    return [record_id(prefix, int(n)) for n in numbers]
