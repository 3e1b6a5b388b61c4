"""Ten answers of Delighted's API through its preset: NPS by hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from icp_metrics.compare import Slice, compare, open_view
from icp_metrics.loading import Stated, load
from icp_metrics.presets import fit_files, preset
from tests.builders import new_store, query

FILE = Path(__file__).parents[3] / "shared/data/delighted_api_sample" / "survey_responses.jsonl"

pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason="../shared/data/delighted_api_sample is not here"
)


def test_nps_of_ten_answers_is_minus_50(tmp_path: Path) -> None:
    answers = [json.loads(line) for line in FILE.read_text("utf-8").splitlines() if line.strip()]
    scores = [a["score"] for a in answers]
    by_hand = 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)
    assert (len(scores), by_hand) == (10, -50)

    store = new_store(tmp_path)
    text = fit_files(preset("delighted"), [FILE]).text
    result = load(store, text, [FILE], stated=Stated(as_of=date(2022, 12, 31)))
    assert not result.errors
    view = open_view(store)
    kept = query(view, "SELECT kind, score, answered_on FROM survey_responses ORDER BY response_id")
    assert sorted(kept["score"]) == sorted(scores)
    # 1641289688 s and its like: 4 January 2022 in UTC.
    assert set(kept["answered_on"]) == {date(2022, 1, 4)}
    row = compare(view, "nps", Slice(date(2022, 1, 1), date(2023, 1, 1)))[0]
    assert row.groups["all"].facts == 10
    assert row.groups["all"].estimate.value == pytest.approx(-50)
