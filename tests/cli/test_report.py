"""report: lines to paste on the screen, a page or a workbook as a file."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command
from tests.report.opened import said

YEAR = ("--starts", "2025-01-01", "--ends", "2026-01-01")


def test_the_lines_to_paste_are_printed(loaded: Command) -> None:
    told = loaded("report", *YEAR, "--where", "region=North")
    assert (told.code, told.err) == (0, "")
    lines = told.out.splitlines()
    assert lines[0].startswith("Is our ICP working? ")
    assert "Filters: Region is North. ICP definition core v1, saved " in told.out
    assert lines[-1].startswith("A difference is not a cause: ")
    one = loaded("report", *YEAR, "--kpi", "win_rate")
    assert "Win rate is 50.0% in ICP and 25.0% outside: +25.0 pp" in one.out


def test_a_page_and_a_workbook_are_written_to_the_file_named(
    loaded: Command, tmp_path: Path
) -> None:
    page, book, text = (tmp_path / f"r.{ending}" for ending in ("html", "xlsx", "txt"))
    for form, file in (("html", page), ("xlsx", book), ("text", text)):
        told = loaded("report", *YEAR, "--kpi", "win_rate", "--format", form, "-o", file)
        assert (told.code, told.err) == (0, "")
        assert told.out.startswith(f"{file}: Win rate is 50.0% in ICP and 25.0% outside")
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert ("Period", "1 Jan 2025 to 31 Dec 2025") in said(book.read_bytes())
    again = loaded("report", *YEAR, "--kpi", "win_rate")
    assert text.read_text("utf-8") == again.out


def test_what_is_asked_for_wrongly_is_a_sentence(loaded: Command, tmp_path: Path) -> None:
    for words in (("--format", "html"), ("--variant", "closed"), ("--format", "pdf")):
        assert loaded("report", *words).code == 2
    missing = loaded("report", "--format", "xlsx", "-o", tmp_path / "none" / "r.xlsx")
    assert (missing.code, missing.err) == (1, f"E_FILE: There is no folder {tmp_path / 'none'}.\n")
    wrong = loaded("report", "--where", "region=Noth")
    assert (wrong.code, wrong.err) == (
        1,
        "E_SLICE: No region is 'Noth'. Did you mean 'North'?\n",
    )
    unknown = loaded("report", "--by", "size")
    assert unknown.code == 1
    assert unknown.err.startswith("E_SLICE: 'size' is nothing win rate can be broken down")
