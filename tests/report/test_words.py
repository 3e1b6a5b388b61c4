"""A paragraph to paste, names of files, and cells of CSV."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Period, Slice, View, choices, open_view
from icp_metrics.errors import SliceError
from icp_metrics.report import collect
from icp_metrics.report.about import about
from icp_metrics.report.names import file_name, selection
from icp_metrics.report.paragraph import paragraph
from icp_metrics.wording import harmless, harmless_text
from tests.builders import ICP, YEAR, crowd, joined, load_rows, new_store
from tests.report.conftest import MADE
from tests.report.hostile import SCRIPT, TURNED


@pytest.fixture
def company(tmp_path: Path) -> View:
    """200 accounts in ICP with 100 won deals, 200 outside with 50."""
    store = new_store(tmp_path, ICP)
    inside = crowd("in", 200, 100, industry="software", region="North")
    load_rows(store, **joined(inside, crowd("out", 200, 50, industry="retail", region="North")))
    return open_view(store)


def test_a_paragraph_says_the_answer_its_figures_and_what_they_are_of(company: View) -> None:
    asked = replace(YEAR, where=(("region", ("North",)),))
    lines = paragraph(collect(company, asked, made_on=MADE)).splitlines()
    assert lines[0] == "Is our ICP working? Yes before the sale; not measured yet after it."
    assert lines[1].startswith("- Win rate is 50.0% in ICP and 25.0% outside: +25.0 pp (likely +")
    assert lines[1].endswith(
        "Higher. Behind it: 200 deals of 200 accounts in ICP, 200 deals of 200 accounts outside."
    )
    assert lines[-3] == "Deals closed 1 Jan 2025 to 31 Dec 2025."
    assert lines[-2].startswith("Filters: Region is North. ICP definition core v1, saved ")
    assert "; fit judged as sold. Data 1, published " in lines[-2]
    assert lines[-2].endswith(", through 15 Jun 2025; settings version 0.")
    assert lines[-1].startswith("A difference is not a cause")
    # What cannot be told is named, without a number.
    assert [x for x in lines if x.startswith("- Gross revenue retention: Its data was never")]


def test_a_paragraph_on_one_kpi_is_its_sentence(company: View) -> None:
    first, behind, *_ = paragraph(
        collect(company, YEAR, kpis=["win_rate"], made_on=MADE)
    ).splitlines()
    assert first.startswith(
        "Do accounts that fit the ICP say yes more often? Win rate is 50.0% in ICP and 25.0%"
    )
    assert behind.startswith("Behind it: 200 deals of 200 accounts in ICP, ")


def test_marks_of_direction_do_not_turn_a_pasted_text(hostile: View) -> None:
    asked = replace(YEAR, where=(("region", (TURNED, SCRIPT)),))
    told = paragraph(collect(hostile, asked, kpis=["win_rate"], made_on=MADE))
    assert f"Region is gro.live or {SCRIPT}" in told
    assert "\u202e" not in told


def test_each_step_is_told_and_the_last_is_the_end(company: View) -> None:
    told: list[tuple[float, str]] = []
    collect(company, YEAR, progress=lambda done, step: told.append((done, step)))
    done = [d for d, _ in told]
    assert done[0] == 0 and done == sorted(done) and done[-1] == 1
    assert [d for d in done if d == 1] == [1]
    assert "Win rate at length" in [step for _, step in told]


def test_a_kpi_that_does_not_know_a_filter_is_left_out_and_named(demo_view: View) -> None:
    found = choices.values(demo_view, KPIS["win_rate"])["opportunities.source"]
    asked = Slice(where=(("opportunities.source", (found[0],)),))
    made = collect(demo_view, asked, made_on=MADE)
    assert "win_rate" in [row.kpi.id for row in made.lines]
    assert "'opportunities.source' is nothing nps can be" in dict(made.left_out)["NPS"]


def test_a_filter_or_a_break_down_that_nothing_knows_is_an_error(company: View) -> None:
    with pytest.raises(SliceError, match="'size' is nothing win rate can be broken down"):
        collect(company, replace(YEAR, by="size"), kpis=["win_rate"])
    with pytest.raises(SliceError, match="size' is nothing win rate can be broken down"):
        collect(company, replace(YEAR, where=(("size", ("1",)),)))
    with pytest.raises(SliceError, match="There is no KPI 'winrate'"):
        collect(company, YEAR, kpis=["winrate"])


def test_what_is_compared_with_and_how_fit_is_judged_are_said(company: View) -> None:
    named = Period(date(2024, 1, 1), date(2024, 4, 1))
    of = about(company, replace(YEAR, against=named, fit_as_of="today"), made_on=MADE)
    assert of.says("Compared with") == "1 Jan 2024 to 31 Mar 2024"
    assert of.says("Fit judged") == "as today: by what the account is now"
    assert of.says("Filters") == "none: all accounts"


def test_a_file_is_named_by_what_it_is_of(company: View) -> None:
    asked = replace(YEAR, where=(("region", ("North", "")), ("industry", ("R&D / IT",))))
    chosen = selection(company, asked)
    assert chosen == (
        "core-v1_data-1_2025-01-01-to-2025-12-31_region-North-or-blank_industry-R-D-IT"
    )
    assert file_name("Win rate", chosen, "csv") == f"Win-rate_{chosen}.csv"
    assert file_name("all-kpis", "", "csv") == "all-kpis.csv"


def test_a_name_that_would_be_long_ends_where_a_filter_does(company: View) -> None:
    many = tuple((f"attribute {i}", ("a value of some length",)) for i in range(8))
    name = file_name("rows", selection(company, replace(YEAR, where=many)), "csv")
    assert name.endswith("_and-more.csv") and len(name) < 160
    assert "attribute-0-a-value-of-some-length_" in name
    hostile = (("region", ("../../etc/passwd\u202e\n<x>",)),)
    named = selection(company, replace(YEAR, where=hostile))
    assert named.endswith("_region-etc-passwd-x")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A", "\t=1", "\r=1", "\n=1", "＝1", "－1"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert harmless_text(text) == f"'{text}"
    frame = harmless(pl.DataFrame({text: [text, "plain", None], "n": [-1, 2, 3]}))
    assert frame.columns == [f"'{text}", "n"]
    assert frame[f"'{text}"].to_list() == [f"'{text}", "plain", None]
    assert frame["n"].to_list() == [-1, 2, 3]


def test_other_text_stays_as_it_is() -> None:
    for text in ("", "plain", "a=b", " =1", "'quoted"):
        assert harmless_text(text) == text
