"""Line: one stated figure beside ours; and the lines of all figures stated, for a data version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

import polars as pl
from sqlglot import exp

from icp_metrics.compare.view import View
from icp_metrics.engine.sql import parse
from icp_metrics.tie_out.figure import Figure
from icp_metrics.tie_out.measures import Measure
from icp_metrics.tie_out.reasons import following

Status = Literal[
    "ties",
    "off",
    "incomplete",
    "before",
    "no_data",
    "several_currencies",
    "other_currency",
    "not_stated",
]
"""`incomplete`: the month ends after the data. `before`: it ended before the first row. `no_data`:
nothing the measure is drawn from is loaded. `several_currencies`: ours cannot be added up.
`other_currency`: ours is kept in one currency, and another was stated. `not_stated`: ours alone."""

COMPARED: tuple[Status, ...] = ("ties", "off")

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """A stated figure and ours. `ours`: None where there is none to compare.

    `currency`: of both, None for counts and where no data says one. `currencies`: those ours are
    in, where they are several. `through`: the last day the data covers.
    """

    figure: Figure
    status: Status
    ours: Decimal | None = None
    currency: str | None = None
    currencies: tuple[str, ...] = ()
    through: date | None = None
    begins: date | None = None

    @property
    def measure(self) -> Measure:
        """What is tied out."""
        return self.figure.measure

    @property
    def difference(self) -> Decimal | None:
        """Ours less theirs, to the cent."""
        theirs = self.figure.value
        return None if self.ours is None or theirs is None else rounded(self.ours - theirs)

    def to_json(self) -> dict[str, Any]:
        """The line as plain data."""
        return {
            "measure": self.measure.id,
            "month": f"{self.figure.month:%Y-%m}",
            "source": self.figure.source,
            "ours": _plain(self.ours, self.measure),
            "theirs": _plain(self.figure.value, self.measure),
            "difference": _plain(self.difference, self.measure),
            "currency": self.currency or self.figure.currency,
            "tolerance": float(self.figure.tolerance),
            "status": self.status,
        }


def lines(view: View, stated: Sequence[Figure]) -> list[Line]:
    """Each stated figure beside ours, in the order they were stated."""
    reporting = reporting_currency(view)
    sums = {m.id: _sums(view, m) for m in {f.measure.id: f.measure for f in stated}.values()}
    return [_line(view, figure, sums[figure.measure.id], reporting) for figure in stated]


def reporting_currency(view: View) -> str | None:
    """The currency that amounts are converted to; None where there is none."""
    found = view.engine.run(exp.select("reporting").from_("rates"))["reporting"].drop_nulls()
    return None if found.is_empty() else str(found[0])


def of_measure(measure: Measure) -> exp.Subquery:
    """The rows of a measure as a table to select from."""
    return exp.Subquery(this=parse(measure.rows), alias=exp.TableAlias(this=exp.to_identifier("x")))


def in_currency_of(rows: pl.DataFrame, figure: Figure, reporting: str | None) -> pl.DataFrame:
    """Rows, or sums of them, as the figure is stated: all of them converted; or, where another
    currency was stated, those that were written in it, as they were."""
    if not _as_written(figure, reporting):
        return rows
    # Where no row says a currency, the one stated is as good as any.
    if rows["own_currency"].null_count() < rows.height:
        rows = rows.filter(pl.col("own_currency") == figure.currency)
    return rows.with_columns(pl.col("own_value").alias("value"), currency=pl.lit(figure.currency))


def rounded(amount: Decimal) -> Decimal:
    """To the cent."""
    return amount.quantize(_CENT)


def _sums(view: View, measure: Measure) -> pl.DataFrame:
    """Ours by month and currencies: month_on, currency, own_currency, value, own_value."""
    keys = ("month_on", "currency", "own_currency")
    query = (
        exp.select(*keys)
        .select(*(exp.alias_(exp.Sum(this=exp.column(c)), c) for c in ("value", "own_value")))
        .from_(of_measure(measure))
        .where(exp.column("counted"))
        .group_by(*keys)
    )
    found = view.engine.run(query)
    return found.with_columns(pl.col("value", "own_value").cast(pl.Decimal(38, 4)))


def _line(view: View, figure: Figure, sums: pl.DataFrame, reporting: str | None) -> Line:
    measure, month = figure.measure, figure.month
    through = measure.reach(view.version.data_through)
    begins: Any = sums["month_on"].min()
    money = measure.unit == "money"
    told: dict[str, Any] = {"through": through, "begins": begins}
    told["currency"] = (figure.currency or reporting) if money else None
    if through is None or begins is None:
        return Line(figure, "no_data", **told)
    if following(month) - timedelta(days=1) > through:
        return Line(figure, "incomplete", **told)
    if month < begins:
        return Line(figure, "before", **told)
    if _as_written(figure, reporting) and not measure.unconverted and reporting is not None:
        return Line(figure, "other_currency", **{**told, "currency": reporting})
    whole = in_currency_of(sums, figure, reporting)
    rows = whole.filter(pl.col("month_on") == month)
    currencies = _currencies(rows)
    if money and len(currencies) > 1:
        return Line(figure, "several_currencies", currencies=currencies, **told)
    ours = rounded(rows.select(pl.col("value").sum().cast(pl.Decimal(38, 4))).item())
    if money and told["currency"] is None:
        told["currency"] = next(iter(currencies), None)
    return Line(figure, _status(figure, ours), ours=ours, **told)


def _status(figure: Figure, ours: Decimal) -> Status:
    if figure.value is None:
        return "not_stated"
    return "off" if abs(ours - rounded(figure.value)) > figure.tolerance else "ties"


def _as_written(figure: Figure, reporting: str | None) -> bool:
    return figure.measure.unit == "money" and figure.currency not in (None, reporting)


def _currencies(rows: pl.DataFrame) -> tuple[str, ...]:
    """The currencies that a sum of the rows would mix: of an account in two, `EUR+USD`, both."""
    named = rows["currency"].drop_nulls().to_list()
    return tuple(sorted({code for name in named for code in name.split("+")}))


def _plain(amount: Decimal | None, measure: Measure) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if measure.unit == "count" else float(amount)
