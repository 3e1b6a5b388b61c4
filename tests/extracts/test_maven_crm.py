"""8,800 deals of a public CRM data set, through the mapping a user would write."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from icp_metrics.extracts.extract import extract, refusal
from icp_metrics.extracts.mapping import Mapping

ROOT = Path(__file__).parents[2]
DATA = ROOT / ".." / "shared" / "data" / "maven_crm"
FILES = ("sales_pipeline.csv", "accounts.csv", "sales_teams.csv", "products.csv")

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the maven_crm data set is not here")


@pytest.fixture(scope="module")
def maven(tmp_path_factory):
    return extract(
        Mapping.parse((ROOT / "tests" / "real" / "maven_crm.yaml").read_text()),
        [DATA / name for name in FILES],
        timezone="UTC",
        as_of=date(2017, 12, 31),
        staging=tmp_path_factory.mktemp("staging"),
        known_accounts=None,
    )


def test_every_record_is_accounted_for(maven):
    found = [(f.records, f.accepted, f.rejected, f.left_out) for f in maven.files]
    assert found == [(8800, 8800, 0, 0), (85, 85, 0, 0), (35, 35, 0, 0), (7, 0, 0, 7)]
    assert (maven.problems.height, refusal(maven, None)) == (0, None)


def test_deals_without_account_are_kept_and_said(maven):
    assert maven.tables["opportunities"]["account_id"].null_count() == 1425
    assert any(w.startswith("1,425 deals have no account") for w in maven.warnings)
    assert not any("not among the accounts" in w for w in maven.warnings)


def test_won_deals_and_their_amount(maven):
    deals = maven.tables["opportunities"]
    won = deals.filter(pl.col("status") == "won")
    lost = deals.filter(pl.col("status") == "lost")
    assert won["amount"].sum() == 10_005_534
    assert round(won.height / (won.height + lost.height), 6) == 0.631501
    assert (won["closed_on"] - won["created_on"]).dt.total_days().median() == 57
    assert (lost["closed_on"] - lost["created_on"]).dt.total_days().median() == 14


def test_names_are_put_right_and_offices_looked_up(maven):
    deals, accounts = maven.tables["opportunities"], maven.tables["accounts"]
    assert "GTX Pro" in deals["product"].to_list()
    assert "GTXPro" not in deals["product"].to_list()
    assert set(deals["regional_office"]) == {"Central", "East", "West"}
    assert "technolgy" not in accounts["industry"].to_list()
    assert "Philippines" in accounts["country"].to_list()
