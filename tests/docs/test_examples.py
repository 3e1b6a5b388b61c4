"""The worked examples of the documentation, run as a reader would, against what the page prints."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from textwrap import indent

import pytest
from typer.testing import CliRunner

from icp_metrics.cli import app
from icp_metrics.engine.lint import lint
from icp_metrics.errors import IcpError
from icp_metrics.extracts.mapping import Mapping
from icp_metrics.kpis import Kpi
from icp_metrics.profile.document import check, parse
from icp_metrics.schema import Kind
from icp_metrics.tables import TABLES
from tests.docs.pages import README, USING, blocks, commands, same

_ALONE = ("loading", "mapping", "mrr", "presets", "tie-out", "upkeep")
WITHOUT_DATA = [USING / f"{n}.md" for n in _ALONE]
ON_A_COPY = [USING / "views.md"]
ON_THE_DEMO = [
    README,
    *(USING / f"{n}.md" for n in ("explain", "moved", "profile", "reading-the-numbers", "report")),
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ICP_METRICS_STORE", raising=False)
    return tmp_path


def follow(page: Path, folder: Path) -> None:
    """Write the files of a page and run its commands in order."""
    for block in blocks(page):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
    assert commands(page)
    for command in commands(page):
        program, *arguments = shlex.split(command.line)
        assert program == "icp-metrics"
        result = CliRunner().invoke(app, arguments)
        printed = result.output
        if isinstance(result.exception, IcpError):
            printed += f"{result.exception.code}: {result.exception.message}\n"
        elif result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert same(command.printed, printed), f"$ {command.line}\n{printed}"


@pytest.mark.parametrize("page", WITHOUT_DATA, ids=lambda p: p.name)
def test_examples_in_an_empty_folder_print_what_the_page_says(page: Path, here: Path) -> None:
    follow(page, here)


@pytest.mark.parametrize("page", ON_THE_DEMO, ids=lambda p: p.name)
def test_examples_on_the_demo_company_print_what_the_page_says(
    page: Path, here: Path, demo_folder: Path
) -> None:
    (here / "store").symlink_to(demo_folder / "store")
    follow(page, here)


@pytest.mark.parametrize("page", ON_A_COPY, ids=lambda p: p.name)
def test_examples_that_write_print_what_the_page_says(
    page: Path, here: Path, demo_folder: Path
) -> None:
    shutil.copytree(demo_folder / "store", here / "store")
    follow(page, here)


def test_the_icp_definition_shown_can_be_judged() -> None:
    (shown,) = (b for b in blocks(USING / "profile.md") if b.file)
    check(parse(shown.text), account_kinds())


def test_the_mapping_fragments_shown_are_mappings() -> None:
    fragments = [
        b.text for b in blocks(USING / "mapping.md") if b.language == "yaml" and not b.file
    ]
    sources, table, filtered, when, columns, billing = fragments
    two = "sources: {lines: {file: lines.csv}, invoices: {file: invoices.csv}}\n"
    assert [t.table.name for t in Mapping.parse(two + filtered).tables] == ["invoice_lines"]
    whole = Mapping.parse(sources + table)
    assert [s.name for s in whole.sources] == ["deals", "teams"]
    inside = indent(columns.split("\n", 1)[1], "    ")
    for text in (indent(when, "      "), inside):
        head = "tables:\n  opportunities:\n    columns:\n      opportunity_id: Id\n"
        assert Mapping.parse(head + text).tables[0].columns
    assert Mapping.parse(billing).keyed_tables == {"subscriptions"}


def test_the_kpi_shown_is_one_and_its_sql_is_portable() -> None:
    (shown,) = (b for b in blocks(README) if b.language == "python")
    names: dict[str, object] = {}
    exec(shown.text, names)
    kpi = names["KPI"]
    assert isinstance(kpi, Kpi)
    assert set(kpi.tables) <= set(TABLES)
    assert [says for sql in kpi.variants.values() for says in lint(sql)] == []


def account_kinds() -> dict[str, Kind]:
    return {c.name: c.kind for c in TABLES["accounts"].columns if c.attribute}
