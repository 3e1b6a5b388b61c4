"""A warehouse copy of Google Ads (micros) and Facebook Ads (units) through their presets."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from icp_metrics.compare import open_view
from icp_metrics.loading import Stated, load
from icp_metrics.presets import best_of, readings_of
from icp_metrics.store import Store
from tests.builders import new_store, query

DATA = Path(__file__).parents[3] / "shared" / "data" / "fivetran_ad_reporting"
STATED = Stated(as_of=date(2022, 12, 31))

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="../shared/data/fivetran_ad_reporting is not here"
)


def column(name: str, header: str) -> list[str]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as stream:
        return [r[header] for r in csv.DictReader(stream)]


def spend(store: Store, files: list[Path]) -> list[tuple[str, str | None, Decimal]]:
    with readings_of(files) as readings:
        found = best_of(readings)
    assert found is not None
    result = load(store, found[1].text, files, stated=STATED)
    assert not result.errors and not result.problems.height
    totals = "SELECT channel, currency, SUM(amount) AS total FROM spend GROUP BY 1, 2"
    return query(open_view(store), totals).rows()


def test_google_cost_is_in_micros_and_its_currency_is_the_account_s(tmp_path: Path) -> None:
    name = "google_ads_campaign_stats_data.csv"
    micros = sum(int(c) for c in column(name, "cost_micros"))
    files = [DATA / name, DATA / "google_ads_account_history_data.csv"]
    [(channel, currency, total)] = spend(new_store(tmp_path), files)
    assert (channel, currency) == ("Google Ads", "USD")
    assert Decimal(str(total)) == Decimal(micros) / 1_000_000 > 0


def test_facebook_spend_is_in_units(tmp_path: Path) -> None:
    name = "facebook_ads_basic_ad_data.csv"
    units = sum(Decimal(c) for c in column(name, "spend"))
    [(channel, currency, total)] = spend(new_store(tmp_path), [DATA / name])
    assert (channel, currency, Decimal(str(total))) == ("Facebook Ads", None, units)
