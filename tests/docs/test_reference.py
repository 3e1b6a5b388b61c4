"""The generated reference is what the declarations say."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics.reference import FOLDER, main, pages


def test_the_reference_in_docs_is_up_to_date() -> None:
    assert main(["--check"]) == 0


def test_writing_makes_every_page_and_check_agrees(tmp_path: Path) -> None:
    assert main([], tmp_path) == 0
    assert {p.name for p in tmp_path.iterdir()} == set(pages())
    assert main(["--check"], tmp_path) == 0


def test_check_names_the_stale_page_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([], tmp_path)
    (tmp_path / "kpis.md").write_text("old", encoding="utf-8")
    assert main(["--check"], tmp_path) == 1
    assert "kpis.md" in capsys.readouterr().out
    assert (tmp_path / "kpis.md").read_text(encoding="utf-8") == "old"


def test_coverage_is_written_elsewhere_and_left_alone() -> None:
    assert "coverage.md" not in pages()
    assert (FOLDER / "coverage.md").is_file()
