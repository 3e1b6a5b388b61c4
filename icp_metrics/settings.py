"""What shapes a number besides the data: declared once, versioned, printed beside every answer.

A `Settings` is one immutable version of all values. `Settings.with_values` returns a new one
after checking each value; a store keeps the versions (`store/settings/v001.yaml`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icp_metrics.errors import SettingError, did_you_mean


@dataclass(frozen=True)
class Setting:
    """One setting: default, meaning, and the test a new value must pass (`must` says which).

    `shapes_data`: what publishing makes depends on it, so that a change publishes a new version.
    """

    name: str
    default: Any
    doc: str
    must: str
    valid: Callable[[Any], bool]
    shapes_data: bool = False


def _number(low: float, high: float) -> Callable[[Any], bool]:
    return lambda v: isinstance(v, int | float) and not isinstance(v, bool) and low <= v <= high


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda v: isinstance(v, int) and not isinstance(v, bool) and low <= v <= high


def _text_or_none(v: object) -> bool:
    return v is None or (isinstance(v, str) and bool(v.strip()))


def _currency(v: object) -> bool:
    return v is None or (isinstance(v, str) and len(v) == 3 and v.isalpha() and v.isupper())


def _zone(v: object) -> bool:
    try:
        ZoneInfo(str(v))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return isinstance(v, str)


def _margin(v: object) -> bool:
    share = _number(0, 1)
    if isinstance(v, dict):
        return all(isinstance(k, str) and share(m) for k, m in v.items())
    return v is None or share(v)


def _numbers_by_kpi(v: object) -> bool:
    anything = _number(-1e18, 1e18)
    return isinstance(v, dict) and all(isinstance(k, str) and anything(x) for k, x in v.items())


def _two_counts(v: object) -> bool:
    count = _whole(1, 1_000_000)
    return isinstance(v, list) and len(v) == 2 and all(map(count, v)) and v[0] <= v[1]


def _strata(v: object) -> bool:
    """Attributes, each once; of a number with rising bounds, as in `employees:200,1000`."""
    if not (isinstance(v, list) and all(isinstance(x, str) and x for x in v)):
        return False
    names = [x.partition(":")[0] for x in v]
    return len(set(names)) == len(names) and all(map(_rising, (x.partition(":")[2] for x in v)))


def _rising(bounds: str) -> bool:
    try:
        figures = [float(b) for b in bounds.split(",")] if bounds else []
    except ValueError:
        return False
    return figures == sorted(set(figures)) and all(map(isfinite, figures))


_DAYS = ("must be a whole number of days, 0 to 3650", _whole(0, 3650))

SETTINGS: dict[str, Setting] = {
    s.name: s
    for s in (
        Setting(
            "reporting_currency",
            None,
            "Currency of all money (ISO 4217). Blank: the one currency of the data.",
            "must be a code of three capitals such as EUR",
            _currency,
            shapes_data=True,
        ),
        Setting(
            "timezone",
            "UTC",
            "Timestamps become dates in this zone.",
            "must be a zone such as Europe/Paris",
            _zone,
        ),
        Setting(
            "fiscal_year_start",
            1,
            "Month in which the fiscal year begins.",
            "must be a month, 1 to 12",
            _whole(1, 12),
        ),
        Setting(
            "gross_margin",
            None,
            "Gross margin as a share: one figure, or one per plan.",
            "must be a share from 0 to 1, or one per plan",
            _margin,
            shapes_data=True,
        ),
        Setting(
            "cac_lag_months",
            3,
            "Months from spending to winning.",
            "must be a whole number of months, 0 to 36",
            _whole(0, 36),
            shapes_data=True,
        ),
        Setting(
            "cac_allocation",
            "worked",
            "How spend is shared between fit and not fit.",
            "must be worked, tagged, leads or pipeline",
            lambda v: v in ("worked", "tagged", "leads", "pipeline"),
            shapes_data=True,
        ),
        Setting(
            "horizon_months",
            24,
            "Months of margin that count as lifetime value.",
            "must be 12, 24 or 36",
            lambda v: v in (12, 24, 36),
        ),
        Setting(
            "churn_gap_days", 30, "A gap up to this long is not churn.", *_DAYS, shapes_data=True
        ),
        Setting(
            "past_due_days",
            60,
            "Unpaid for up to this long still counts.",
            *_DAYS,
            shapes_data=True,
        ),
        Setting("cycle_horizon_days", 365, "Longest follow-up of a deal in days to win.", *_DAYS),
        Setting(
            "qualified_stage",
            None,
            "Stage from which a deal counts as worked.",
            "must be a stage's name, or blank",
            _text_or_none,
            shapes_data=True,
        ),
        Setting(
            "targets",
            {},
            "Target per KPI, shown beside the result.",
            "must be a number per KPI",
            _numbers_by_kpi,
        ),
        Setting(
            "reactivation_in_nrr",
            False,
            "Whether customers who come back count in NRR.",
            "must be true or false",
            lambda v: isinstance(v, bool),
            shapes_data=True,
        ),
        Setting(
            "confidence",
            0.95,
            "Confidence of every likely range.",
            "must be a share from 0.5 to 0.999",
            _number(0.5, 0.999),
        ),
        Setting(
            "min_n",
            [10, 30],
            "Below the first count a number is insufficient, below the second it needs caution.",
            "must be two counts, the smaller first, such as [10, 30]",
            _two_counts,
        ),
        Setting(
            "strata",
            ["employees", "region"],
            "Attributes of accounts that a difference is adjusted for; `employees:200,1000` with "
            "bounds of its own.",
            "must be a list of attributes, each once, with bounds that rise, such as "
            '["employees:200,1000", "region"]',
            _strata,
        ),
        Setting(
            "smallest_gap",
            {},
            "Smallest difference that matters, per KPI; defaults: docs/reference/kpis.md.",
            "must be a number per KPI",
            _numbers_by_kpi,
        ),
        Setting(
            "max_rejected",
            0.05,
            "Share of a file's rows or amount that may be rejected before the load is refused.",
            "must be a share from 0 to 1",
            _number(0, 1),
        ),
        Setting(
            "cube_from_facts",
            50_000,
            "Facts of a KPI from which publishing keeps cubes of its sums, so that size costs no "
            "time; fewer answer as fast themselves.",
            "must be a whole number of facts",
            _whole(0, 1_000_000_000),
            shapes_data=True,
        ),
        Setting(
            "crm_url",
            None,
            "Address of an account in the CRM, with {account_id}.",
            "must be an address that holds {account_id}, or blank",
            lambda v: v is None or (isinstance(v, str) and "{account_id}" in v),
        ),
    )
}


@dataclass(frozen=True)
class Settings:
    """One version of all settings. `version` 0 is the defaults."""

    version: int = 0
    values: Mapping[str, Any] = field(
        default_factory=lambda: {name: s.default for name, s in SETTINGS.items()}
    )

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def on_data_of(self, made_with: Settings) -> Settings:
        """These settings where an answer reads them, those the data was made with elsewhere.

        They differ after a rollback, or where a link names versions of both.
        """
        kept = {n: made_with[n] for n, s in SETTINGS.items() if s.shapes_data}
        return Settings(version=self.version, values={**self.values, **kept})

    def with_values(self, changes: Mapping[str, Any], *, version: int) -> Settings:
        """These settings with some changed; `targets.win_rate` changes one entry of a setting.

        Raises SettingError for an unknown name or a value the setting cannot take.
        """
        values = dict(self.values)
        for key, value in changes.items():
            name, _, part = key.partition(".")
            if name not in SETTINGS:
                raise SettingError(f"There is no setting '{name}'.{did_you_mean(name, SETTINGS)}")
            setting = SETTINGS[name]
            if part and not isinstance(values[name] or {}, dict):
                raise SettingError(f"{name} is one value; it has no part '{part}'.")
            new = {**(values[name] or {}), part: value} if part else value
            if not setting.valid(new):
                raise SettingError(f"{key} {setting.must}; '{value}' is not.")
            values[name] = new
        return Settings(version=version, values=values)
