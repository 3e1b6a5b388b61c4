"""A company of any size, made from a seed: what a CRM and a billing system would hold of it.

Three years and more of deals and monthly or annual invoices, in one currency. Accounts are seen
twice, and one in five has changed in between. Customers pay for whole calendar months, and who
pauses does so for two months or more, so that plain SQL over the raw lines is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from icp_metrics.store import Store
from icp_metrics.store.loads import Load

DATA_THROUGH = date(2025, 12, 31)
FIRST_SEEN = date(2024, 12, 31)
FIRST_DEAL = date(2023, 1, 1)
MONTHS = 48
"""Months of billing, the last of which ends with the data."""

INDUSTRIES = ("software", "finance", "retail", "logistics", "energy", "health")
REGIONS = ("EMEA", "AMER", "APAC", "LATAM")
SOURCES = ("referral", "event", "search", "partner")

PROFILE = """
name: core
fit_at: 50
criteria:
  - {attribute: employees, op: at_least, value: 200, weight: 2}
  - {attribute: region, op: in, value: [EMEA, AMER], weight: 1}
  - {attribute: industry, op: in, value: [energy], mode: exclude}
"""

PART = 5_000_000
"""Rows of a table in one load at most: the generator's memory does not grow with the company."""

_FIRST_MONTH = (DATA_THROUGH.year + 1) * 12 - MONTHS
_EPOCH = np.datetime64("1970-01-01", "M")


@dataclass(frozen=True)
class Size:
    """How many of each."""

    name: str
    accounts: int
    deals: int
    lines: int


SIZES = {
    s.name: s
    for s in (
        Size("S", 10_000, 50_000, 300_000),
        Size("M", 100_000, 1_000_000, 5_000_000),
        Size("L", 1_000_000, 10_000_000, 50_000_000),
    )
}


def load_company(store: Store, size: Size, seed: int = 20260101) -> list[int]:
    """Write the loads of a company; their numbers. The CSV reading is all that is left out."""
    numbers = []
    for as_of, frames in _loads(size, seed):
        number = store.next_load()
        numbers.append(number)
        store.add_load(_manifest(number, as_of, frames), frames)
    return numbers


def _manifest(number: int, as_of: date, frames: dict[str, pl.DataFrame]) -> Load:
    return Load(
        number=number,
        name="company",
        slug="company",
        as_of=as_of,
        loaded_at=f"{as_of}T00:00:00+00:00",
        fingerprint=str(number),
        tables={name: list(frame.columns) for name, frame in frames.items()},
        attributes={},
        data_through=as_of,
        scope="changed",
        files=[],
        rows={name: frame.height for name, frame in frames.items()},
        rejected={},
        gone={},
    )


def _loads(size: Size, seed: int) -> Iterator[tuple[date, dict[str, pl.DataFrame]]]:
    of_accounts, of_deals, of_lines = (np.random.default_rng([seed, i]) for i in range(3))
    first, second = _accounts(size.accounts, of_accounts)
    yield FIRST_SEEN, {"accounts": first}
    yield DATA_THROUGH, {"accounts": second}
    for start in range(0, size.deals, PART):
        stop = min(start + PART, size.deals)
        yield DATA_THROUGH, {"opportunities": _deals(start, stop, size.accounts, of_deals)}
    for lines in _lines(size, of_lines):
        yield DATA_THROUGH, {"invoice_lines": lines}


def _names(prefix: str, numbers: np.ndarray) -> pl.Series:
    return prefix + pl.Series(numbers).cast(pl.String).str.zfill(8)


def _accounts(count: int, rng: np.random.Generator) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every account as it was first seen, and as it is a year later."""
    grown = rng.random(count) < 0.2
    employees = np.exp(rng.normal(5.5, 1.5, count)).astype(np.int64) + 1
    first = pl.DataFrame(
        {
            "account_id": _names("A", np.arange(count)),
            "industry": rng.choice(INDUSTRIES, count),
            "employees": employees,
            "region": rng.choice(REGIONS, count, p=(0.4, 0.3, 0.2, 0.1)),
        }
    )
    second = first.with_columns(employees=pl.Series(np.where(grown, employees * 3, employees)))
    return first, second


def _days(values: np.ndarray) -> pl.Series:
    return pl.Series(values.astype("datetime64[D]"))


def _deals(start: int, stop: int, accounts: int, rng: np.random.Generator) -> pl.DataFrame:
    """Deals of new business and, one in seven, of expansion; some accounts have many."""
    count = stop - start
    first = np.datetime64(FIRST_DEAL)
    length = int((np.datetime64(DATA_THROUGH) - first).astype(int)) + 1
    created = first + rng.integers(0, length, count)
    closes = created + 1 + rng.exponential(70, count).astype(np.int64)
    states = rng.choice(["won", "lost", "disqualified"], count, p=(0.25, 0.7, 0.05))
    still_open = closes > np.datetime64(DATA_THROUGH)
    return pl.DataFrame(
        {
            "opportunity_id": _names("D", np.arange(start, stop)),
            "account_id": _names("A", (accounts * rng.random(count) ** 1.5).astype(np.int64)),
            "type": np.where(rng.random(count) < 0.85, "new", "expansion"),
            "status": np.where(still_open, "open", states),
            "amount": pl.Series(rng.integers(1_000, 90_000, count)).cast(pl.Decimal(18, 4)),
            "currency": pl.repeat("EUR", count, eager=True),
            "created_on": _days(created),
            "closed_on": _days(closes),
            "source": rng.choice(SOURCES, count),
        }
    )


def _lines(size: Size, rng: np.random.Generator) -> Iterator[pl.DataFrame]:
    """Invoice lines, account after account, until there are as many as wanted."""
    made, held, parts = 0, 0, list[pl.DataFrame]()
    step = max(1, PART * size.accounts // size.lines // 10)
    account = 0
    while made + held < size.lines:
        some = np.arange(account, account + step) % size.accounts
        found = _billed(some, rng).head(size.lines - made - held)
        parts.append(found)
        held, account = held + found.height, account + step
        if held >= PART or made + held == size.lines:
            together = pl.concat(parts)
            keys = np.arange(made, made + held)
            yield together.select(_names("L", keys).alias("line_id"), *together.columns)
            made, held, parts = made + held, 0, []


def _billed(accounts: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    """The lines of some accounts: two in three pay, for one product, two or three."""
    paying = np.repeat(accounts[rng.random(len(accounts)) < 0.67], 3)
    count = len(paying)
    begins = np.repeat(rng.integers(0, MONTHS, count // 3), 3) + rng.integers(0, 6, count)
    lasts = np.minimum(begins + 1 + rng.geometric(0.025, count), MONTHS)
    # One in eight pauses after a while, for two to five months.
    stops = begins + rng.integers(3, 20, count)
    resumes = np.where(rng.random(count) < 0.12, stops + rng.integers(2, 6, count), stops)
    annual = rng.random(count) < 0.1
    price = rng.integers(5, 500, count) * 12
    taken = rng.random(count) < np.tile([1.0, 0.45, 0.2], count // 3)

    month = np.arange(MONTHS)
    served = (month >= begins[:, None]) & (month < lasts[:, None]) & taken[:, None]
    served &= (month < stops[:, None]) | (month >= resumes[:, None])
    turn = np.where(month >= resumes[:, None], resumes[:, None], begins[:, None])
    billed = served & (~annual[:, None] | ((month - turn) % 12 == 0))
    row, month = np.nonzero(billed)
    span = np.where(annual[row], 12, 1)
    # Prices rise once a year.
    amount = price[row] * span * (1 + 0.25 * ((month - begins[row]) // 12))
    starts = _EPOCH + (_FIRST_MONTH - 1970 * 12) + month
    return pl.DataFrame(
        {
            "invoice_id": _names("I", row * MONTHS + month),
            "account_id": _names("A", paying[row]),
            "issued_on": _days(starts),
            "service_starts_on": _days(starts),
            "service_ends_on": _days(starts + span),
            "amount": pl.Series(amount).cast(pl.Decimal(18, 4)),
            "currency": pl.repeat("EUR", len(row), eager=True),
            "kind": pl.repeat("recurring", len(row), eager=True),
            "status": pl.repeat("paid", len(row), eager=True),
        }
    )
