"""Suggestions for files nobody here wrote, against the mappings that people wrote for them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from icp_metrics.compare import open_view
from icp_metrics.loading import Stated, load
from icp_metrics.presets.files import readings_of
from icp_metrics.suggest import drafted, understood
from tests.builders import new_store, rows_of

DATA = Path(__file__).parents[3] / "shared" / "data"
MAVEN, RAVENSTACK = DATA / "maven_crm", DATA / "ravenstack"

on_maven = pytest.mark.skipif(not MAVEN.is_dir(), reason="../shared/data/maven_crm is not here")
on_ravenstack = pytest.mark.skipif(
    not RAVENSTACK.is_dir(), reason="../shared/data/ravenstack is not here"
)


def suggested(files: list[Path]) -> str:
    with readings_of(files) as readings:
        return drafted(readings)[0]


def headers(said: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Per table and column the file's column that is read, where it is one."""
    return {
        f"{table}.{column}": given["from"] if isinstance(given, dict) else given
        for table, columns in said.items()
        for column, given in columns.items()
        if isinstance(given, str) or "from" in given
    }


def by_hand(name: str) -> dict[str, str]:
    mapping = yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return headers({t: given["columns"] for t, given in mapping["tables"].items()})


@on_maven
def test_maven_crm_is_mapped_as_by_hand_but_for_a_revenue_in_millions(tmp_path: Path) -> None:
    files = [MAVEN / f for f in ("sales_pipeline.csv", "accounts.csv")]
    text = suggested(files)
    found = headers(understood(text).says)
    assert found.pop("accounts.annual_revenue") == "revenue"
    assert found == by_hand("maven_crm.yaml")
    store = new_store(tmp_path)
    result = load(store, text, files, stated=Stated(as_of=date(2017, 12, 31)))
    assert not result.errors and result.problems.is_empty()
    assert dict(
        rows_of(open_view(store), "SELECT status, COUNT(*) FROM opportunities GROUP BY status")
    ) == {"won": 4238, "lost": 2473, "open": 2089}


@on_ravenstack
def test_ravenstack_s_accounts_subscriptions_and_tickets_are_mapped_as_by_hand(
    tmp_path: Path,
) -> None:
    names = ("accounts", "subscriptions", "support_tickets")
    files = [RAVENSTACK / f"ravenstack_{n}.csv" for n in names]
    text = suggested(files)
    wanted = by_hand("ravenstack.yaml")
    theme = wanted.pop("support_tickets.theme")
    assert theme == "priority"  # how urgent it is: by its name no theme
    wanted = {k: v for k, v in wanted.items() if not k.startswith("survey_responses")}
    said = understood(text).says
    assert headers(said) == wanted
    assert said["subscriptions"]["status"]["when"] == [
        {"if": {"churn_flag": ["TRUE"]}, "then": "canceled"},
        {"if": {"is_trial": ["TRUE"]}, "then": "trialing"},
    ]
    store = new_store(tmp_path)
    result = load(store, text, files, stated=Stated(as_of=date(2024, 12, 31)))
    assert not result.errors
    assert [f["accepted"] for f in result.files] == [500, 5000, 2000]
