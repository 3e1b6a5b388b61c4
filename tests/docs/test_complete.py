"""What the code declares is in the documentation, and the other way round."""

from __future__ import annotations

import ast
import re
from typing import get_args

import typer

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.cli import app
from icp_metrics.compare.row import Verdict
from icp_metrics.extracts.column_grammar import _FORMS
from icp_metrics.extracts.mapping import RESERVED
from icp_metrics.profile.document import _CRITERION_KEYS, _KEYS, OPERATORS
from icp_metrics.settings import SETTINGS
from icp_metrics.tables import TABLES
from tests.docs.pages import README, ROOT, USING, text

REFERENCE = ROOT / "docs" / "reference"
_CODE = re.compile(r"""["'](E_[A-Z_]+)["']""")


def in_code(page_text: str) -> set[str]:
    """The words a page sets in code, blocks left out."""
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", page_text, flags=re.M | re.S))
    return {word for span in spans for word in re.findall(r"[\w.]+", span)}


def error_codes() -> set[str]:
    files = [*(ROOT / "icp_metrics").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    return {code for f in files for code in _CODE.findall(text(f))}


def test_every_error_code_is_explained_and_none_that_does_not_exist() -> None:
    listed = re.findall(r"^\| `(E_[A-Z_]+)` \|", text(USING / "errors.md"), re.MULTILINE)
    assert sorted(listed) == sorted(error_codes())


def test_every_key_of_a_mapping_is_explained() -> None:
    known = {key for form in _FORMS.values() for key in form}
    for module in ("mapping", "column_grammar", "per_grammar"):
        tree = ast.parse(text(ROOT / "icp_metrics" / "extracts" / f"{module}.py"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "block":
                known |= {
                    str(key.value)
                    for allowed in call.args[2:]
                    for key in ast.walk(allowed)
                    if isinstance(key, ast.Constant)
                }
    known |= {"kind", "label", *RESERVED}
    assert {"left_out", "file", "then", "lookup", "separator", "inclusive"} <= known
    assert known - in_code(text(USING / "mapping.md")) == set()


def test_every_operator_is_explained_with_the_kinds_it_judges() -> None:
    page = text(USING / "profile.md")
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| ([a-z, ]+) \|$", page, re.MULTILINE))
    assert {o: rows.get(o) for o in OPERATORS} == {
        o: ", ".join(k.name for k in kinds) for o, (_, kinds) in OPERATORS.items()
    }
    assert (_KEYS | _CRITERION_KEYS) - in_code(page) == set()


def test_every_verdict_flag_and_reason_is_explained() -> None:
    page = in_code(text(USING / "reading-the-numbers.md"))
    reasons = set(wording.REASONS)
    assert {*get_args(Verdict), *wording.FLAGS, *reasons} - page == set()


def test_every_kpi_table_column_and_setting_is_in_the_reference() -> None:
    kpis, tables, settings = (
        text(REFERENCE / f"{name}.md") for name in ("kpis", "tables", "settings")
    )
    assert [k for k in KPIS if f"(`{k}`)" not in kpis] == []
    columns = [(t, c.name) for t in TABLES.values() for c in t.columns]
    assert [t for t in TABLES if f"## {t}\n" not in tables] == []
    assert [c for _, c in columns if f"| {c} |" not in tables] == []
    assert [s for s in SETTINGS if f"| `{s}` |" not in settings] == []


def test_every_command_is_in_the_readme() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    page = text(README)
    named = in_code(page)
    assert [c for c in commands if c not in named and f"`{c}`" not in page] == []
