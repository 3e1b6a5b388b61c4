"""How numbers and dates are written where the reader is: CLDR's rules of a region, in English.

The texts are English everywhere; the region alone decides the decimal sign, how digits are
grouped, where a currency stands and in which order a date is written. Whoever asks from outside a
browser (the command line, reports, tests) gets the plain form: `$28.1k`, `1,234.5`, `30 Sep 2026`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_,;].*)?")
_DATE = re.compile(r"(?P<letter>[dMy])(?P=letter)*")
# Marks of writing direction: digits and texts here run from left to right.
_UNSEEN = str.maketrans("", "", "\u200e\u200f\u061c")
_JOINED = "\u00a0"


@dataclass(frozen=True)
class Region:
    """The rules of one region.

    `sizes`: digits of the last group and of those before it. `percent`: the sign with what is
    between. `money`: `{mark}` and `{size}` as they stand. `marks`: signs of currencies by their
    code; others stand as their code. `dated`: `{d}`, `{m}` and `{y}` in their order.
    """

    name: str = "plain"
    decimal: str = "."
    group: str = ","
    minus: str = "-"
    sizes: tuple[int, int] = (3, 3)
    percent: str = "%"
    money: str = "{mark}{size}"
    space: str = " "
    marks: Mapping[str, str] = field(
        default_factory=lambda: {"USD": "$", "EUR": "€", "GBP": "£"}, hash=False
    )
    dated: str = "{d} {m} {y}"

    def number(self, number: float, places: int = 0) -> str:
        """`1,234.5`"""
        return self.local(f"{number:,.{places}f}")

    def local(self, text: str) -> str:
        """A figure in the plain form, `-1,234.5`, as it is written here."""
        # What rounds to nothing has no sign.
        if text[0] == "-" and not text.strip("-0.,"):
            text = text[1:]
        if self.decimal == "." and self.group == "," and self.sizes == (3, 3) and self.minus == "-":
            return text
        whole, dot, rest = text.partition(".")
        return f"{self._grouped(whole)}{self.decimal if dot else ''}{rest}"

    def _grouped(self, whole: str) -> str:
        minus, digits = (self.minus if whole[0] == "-" else ""), whole.lstrip("-").replace(",", "")
        last, others = self.sizes
        groups = [digits[-last:]]
        while digits := digits[: -len(groups[-1])]:
            groups.append(digits[-others:])
        return minus + self.group.join(reversed(groups))

    def mark(self, currency: str | None) -> str:
        """The sign of a currency, else its code; nothing where the currency is not known."""
        return "" if currency is None else self.marks.get(currency, currency)

    def around(self, currency: str | None) -> tuple[str, str]:
        """What stands before and after an amount: `("$", "")`, `("", " €")`."""
        mark = self.mark(currency)
        if not mark:
            return "", ""
        before, after = self.money.format(mark=mark, size="\n").split("\n")
        # A code of letters would run into the figure.
        if before and before[-1].isalpha():
            before += self.space
        return before, after

    def day(self, when: date) -> str:
        """`30 Sep 2026`"""
        return self.dated.format(d=when.day, m=_MONTHS[when.month - 1], y=when.year)


PLAIN = Region()
"""What is written where nobody's region is known."""

_USED: ContextVar[Region | None] = ContextVar("region", default=None)


def _nobody() -> str | None:
    return None


_ask: Callable[[], str | None] = _nobody


def current() -> Region:
    """The region of whoever reads what is written now."""
    used = _USED.get()
    return of(_ask()) if used is None else used


def follow(ask: Callable[[], str | None]) -> None:
    """Have `ask` name the reader's language tag, each time something is written.

    The dashboard's only: it knows for whom it draws, in whichever thread it does so. Nothing is
    kept between two calls, so that no session ever gets the region of another.
    """
    global _ask
    _ask = ask


@contextmanager
def using(tag: str | None) -> Iterator[None]:
    """Write for the region of a language tag (`de-DE`); None: the plain form."""
    token = _USED.set(of(tag))
    try:
        yield
    finally:
        _USED.reset(token)


@lru_cache(maxsize=256)
def of(tag: str | None) -> Region:
    """The region of a browser's language tag: `de-DE`, `de` or `fr-CH, fr;q=0.9`; PLAIN where it
    names none that is known."""
    named = _TAG.fullmatch((tag or "").strip())
    if named is None:
        return PLAIN
    language, territory = named[1].lower(), named[2] or _likely(named[1].lower())
    # English as it is written there, where CLDR knows it; else the figures of the reader's own
    # language, and dates in the order of international English.
    english = _locale("en", territory)
    figures = english or _locale(language, territory)
    if figures is None:
        return PLAIN
    words = english or _locale("en", "001")
    assert words is not None
    return _read(figures, words)


def _likely(language: str) -> str | None:
    from babel.core import get_global  # takes a moment, and the command line never needs it

    found: str = get_global("likely_subtags").get(language, "")
    return found.rpartition("_")[2] or None


def _locale(language: str, territory: str | None) -> Locale | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(f"{language}_{territory.upper()}") if territory else None
    except (UnknownLocaleError, ValueError):
        return None


def _read(figures: Locale, words: Locale) -> Region:
    symbols = figures.number_symbols.get("latn") or words.number_symbols["latn"]
    formats = figures.currency_formats.get("standard") or words.currency_formats["standard"]
    money = formats.pattern.translate(_UNSEEN).partition(";")[0]
    percent = figures.percent_formats[None].pattern.translate(_UNSEEN)
    sign = symbols["percentSign"].translate(_UNSEEN)
    return Region(
        name=str(figures),
        decimal=symbols["decimal"],
        group=symbols["group"],
        minus=symbols["minusSign"].translate(_UNSEEN),
        sizes=figures.decimal_formats[None].grouping,
        percent=re.sub(r"[#,0.]+", "", percent).replace("%", sign),
        money=re.sub(r"[#,0.]+", "{size}", money).replace("¤", "{mark}"),
        space=_JOINED,
        marks=dict(words.currency_symbols),
        dated=_DATE.sub(_part, str(words.date_formats["medium"].pattern)),
    )


def _part(found: re.Match[str]) -> str:
    return f"{{{found['letter'].lower()}}}"
