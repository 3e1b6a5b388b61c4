"""`compare --by NAME --most N`: the smaller values are one segment, and the answers say so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from icp_metrics.cli import app
from tests.builders import ICP, crowd, joined, load_rows, new_store

ASKED = ["compare", "--kpi", "win_rate", "--starts", "2025-01-01", "--ends", "2026-01-01"]


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Five regions of 10 to 6 accounts, all outside the ICP."""
    regions = enumerate(("North", "South", "East", "West", "Other"))
    parts = [crowd(f"{n}-", 10 - i, 3, industry="retail", region=n) for i, n in regions]
    made = new_store(tmp_path, ICP)
    load_rows(made, **joined(*parts))
    return str(made.root)


def rows(store: str, *more: str) -> list[tuple[str | None, int | None, int]]:
    """Segment, how many labels it is, and its rows."""
    result = CliRunner().invoke(app, [*ASKED, "--store", store, "--format", "json", *more])
    assert result.exit_code == 0, result.output
    return [
        (r["segment"], r["extras"].get("folded"), r["groups"]["all"]["facts"])
        for r in json.loads(result.stdout)["rows"]
    ]


def test_smaller_values_are_one_segment(store: str) -> None:
    found = rows(store, "--by", "region", "--most", "2")
    assert found[0] == (None, None, 40)
    assert set(found[1:]) == {("North", None, 10), ("South", None, 9), ("Other", 3, 21)}
    named = {("North", 10), ("South", 9), ("East", 8), ("West", 7), ("Other", 6)}
    assert {(s, n) for s, _, n in rows(store, "--by", "region")[1:]} == named


@pytest.mark.parametrize("more", [[], ["--by", "region", "--every", "month"]])
def test_most_without_what_it_is_of_is_refused(store: str, more: list[str]) -> None:
    result = CliRunner().invoke(app, [*ASKED, "--store", store, "--most", "2", *more])
    assert result.exit_code == 2
