"""Two attributes crossed: each cell is the answer of both filters, judged beside all others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from icp_metrics.compare import View, compare
from icp_metrics.compare.cross import Cross, cross
from icp_metrics.compare.question import OTHER
from icp_metrics.errors import SliceError
from tests.builders import YEAR, crowd, joined, small_company

CROSSED = replace(YEAR, by="region", and_by="employees", adjust=False)


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Three regions and none by two sizes; tools and partners of which an account has several."""
    parts = []
    for i, region in enumerate(["North", "South", "West", None]):
        for j, employees in enumerate([50, 500]):
            of = {"region": region, "employees": employees}
            prefix = f"{i}{j}"
            parts += [
                crowd(f"f{prefix}", 12 + i + j, 8 + j, industry="software", **of),
                crowd(f"n{prefix}", 14 + i, 4 + i, industry="retail", **of),
            ]
    rows = joined(*parts)
    for i, row in enumerate(rows["accounts"]):
        row["tools"] = ["SAP", "Kafka"] if i % 3 == 0 else ["SAP"] if i % 3 == 1 else []
        row["partners"] = ["P1"]
    for i, row in enumerate(rows["deals"]):
        row["owner"] = f"Rep {i % 14:02d}"
    return small_company(
        tmp_path_factory.mktemp("grid"),
        **rows,
        attributes={"accounts": {"tools": "list", "partners": "list"}},
    )


def test_axes_hold_the_labels_in_order_with_the_missing_one_last(grid: View) -> None:
    found = cross(grid, "win_rate", CROSSED)
    assert (found.first.name, found.second.name) == ("region", "employees")
    # The most deals first; bands in their order.
    assert found.first.labels == ("West", "South", "North", None)
    assert found.second.labels == ("1-200", "201-1000")
    assert len(found.cells) == 8
    assert found.smallest == 0.03


def pairs_agree(grid: View, found: Cross) -> None:
    """Every cell is the answer of a filter by both of its labels."""
    for (first, second), row in found.cells.items():
        both = ((found.first.name, (first or "",)), (found.second.name, (second or "",)))
        filtered = compare(grid, "win_rate", replace(YEAR, where=both, adjust=False))[0]
        assert row.to_json()["groups"] == filtered.to_json()["groups"], (first, second)
        assert row.gap.low == filtered.gap.low
        assert row.gap.high == filtered.gap.high


def test_each_cell_is_the_answer_of_both_filters(grid: View) -> None:
    pairs_agree(grid, cross(grid, "win_rate", CROSSED))


@pytest.mark.parametrize(("by", "and_by"), [("tools", "region"), ("region", "tools")])
def test_list_is_crossed_on_either_side(grid: View, by: str, and_by: str) -> None:
    found = cross(grid, "win_rate", replace(CROSSED, by=by, and_by=and_by))
    assert (found.first.name, found.second.name) == (by, and_by)
    assert len(found.cells) == 12
    pairs_agree(grid, found)


def test_q_is_over_all_cells(grid: View) -> None:
    rows = [r for r in cross(grid, "win_rate", CROSSED).cells.values() if r.gap.p is not None]
    assert len(rows) == 8
    ranked = sorted(rows, key=lambda r: r.gap.p or 0.0)
    for i, row in enumerate(ranked):
        # Benjamini and Hochberg: the least of p times the number of tests by rank, from there on.
        expected = min((ranked[k].gap.p or 0.0) * 8 / (k + 1) for k in range(i, 8))
        assert row.q == pytest.approx(expected)


def test_many_values_of_an_attribute_are_folded(grid: View) -> None:
    found = cross(grid, "win_rate", replace(CROSSED, by="opportunities.owner", and_by="region"))
    assert len(found.first.folded) == 4
    assert len(found.first.labels) == 11 and found.first.labels[-1] == OTHER
    for region in found.second.labels:
        where = (("opportunities.owner", found.first.folded), ("region", (region or "",)))
        filtered = compare(grid, "win_rate", replace(YEAR, where=where))[0]
        cell = found.cells[OTHER, region]
        assert cell.to_json()["groups"] == filtered.to_json()["groups"]


@pytest.mark.parametrize(
    ("by", "and_by", "said"),
    [
        ("region", "region", "cannot be crossed with itself"),
        ("tools", "partners", "both lists"),
        ("region", "nothing", "'nothing'"),
    ],
)
def test_what_cannot_be_crossed_is_told(grid: View, by: str, and_by: str, said: str) -> None:
    with pytest.raises(SliceError, match=said):
        cross(grid, "win_rate", replace(CROSSED, by=by, and_by=and_by))
