"""Trap: top boxes of several scales added up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from icp_metrics.compare import compare
from tests.builders import YEAR, total, values
from tests.soundness.surveys import FIT, OTHER, company, csat


def test_answers_on_two_scales_are_never_pooled(tmp_path: Path) -> None:
    """4 of 7 is no top box, 4 of 5 is: added up they are neither."""
    view = company(
        tmp_path,
        csat("a", [4, 5, 4, 1, 2, 5, 4], **FIT),
        csat("b", [4, 6, 7, 1, 4, 7], high=7, **FIT),
        csat("c", [4, 5, 4, 1, 2, 5, 4], **OTHER),
    )
    for variant in ("top_box", "account", "mean"):
        row = total(view, "csat", replace(YEAR, variant=variant))
        assert {g.estimate.reason for g in row.groups.values()} == {"mixed_scales"}
        assert set(values(row).values()) == {None}
        assert row.gap.value is None
        assert row.verdict == "too_little_data"


def test_each_scale_by_itself_has_its_figure(tmp_path: Path) -> None:
    view = company(
        tmp_path,
        csat("a", [4, 5, 4, 1, 2, 5, 4, 3], **FIT),
        csat("b", [4, 6, 7, 1, 4, 7], high=7, **FIT),
    )
    by_scale = compare(view, "csat", replace(YEAR, by="survey_responses.scale"))
    found = {r.segment: values(r)["fit"] for r in by_scale if r.by}
    assert found == {"1-5": pytest.approx(5 / 8), "1-7": pytest.approx(3 / 6)}
    one = replace(YEAR, where=(("survey_responses.scale", ("1-7",)),))
    assert values(total(view, "csat", one))["fit"] == pytest.approx(3 / 6)
