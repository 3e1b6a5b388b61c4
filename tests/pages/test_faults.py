"""Where something fails a reader finds a sentence with a code, and the rest of the page."""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from icp_metrics.ui import told

UI = Path(told.__file__).parent
MARK = re.compile(r"with the mark ([0-9a-f]{6}),.*\(E_INTERNAL\)\.$")


def part_that_fails() -> None:
    import streamlit as st

    from icp_metrics.errors import IcpError
    from icp_metrics.ui.told import guarded

    @st.fragment
    @guarded
    def slow() -> None:
        st.write("before")
        raise IcpError("The question took over 60 s and was stopped.", code="E_SLOW")

    @st.fragment
    @guarded
    def broken() -> None:
        raise ZeroDivisionError("the account of somebody")

    slow()
    broken()
    st.write("after")


def page_that_fails() -> None:
    from icp_metrics.ui.frame import _guarded

    def draw() -> None:
        raise KeyError("the account of somebody")

    _guarded(draw)


def told_in(app: AppTest) -> list[str]:
    """The errors a page tells, without the signs that keep data from being markup."""
    return [e.value.replace("\\", "") for e in app.error]


def drawn(script: Callable[[], None]) -> AppTest:
    app = AppTest.from_function(script, default_timeout=60)
    app.run()
    assert not app.exception
    return app


@pytest.mark.breaks
def test_part_that_fails_says_why_in_its_place_and_the_rest_is_drawn(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = drawn(part_that_fails)
    assert [m.value for m in app.markdown] == ["before", "after"]
    slow, broken = told_in(app)
    assert slow == "The question took over 60 s and was stopped. (E_SLOW)"
    found = MARK.search(broken)
    assert found is not None
    # What went wrong stands in the log, beside the mark, and not on the page.
    [logged] = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert logged.getMessage() == f"E_INTERNAL {found[1]}"
    assert logged.exc_info is not None and logged.exc_info[0] is ZeroDivisionError
    assert "somebody" not in broken


@pytest.mark.breaks
def test_page_that_fails_says_so_and_offers_to_clear_the_filters() -> None:
    app = drawn(page_that_fails)
    assert [t.value for t in app.title] == ["This cannot be answered"]
    [said] = told_in(app)
    assert MARK.search(said)
    assert "somebody" not in said
    assert [b.label for b in app.button] == ["Clear the filters"]


def test_every_part_of_a_page_that_runs_alone_fails_alone() -> None:
    bare = [
        f"{file.name}:{node.lineno} {node.name}"
        for file in sorted(UI.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any("st.fragment" in ast.unparse(d) for d in node.decorator_list)
        and ast.unparse(node.decorator_list[-1]) != "guarded"
    ]
    assert bare == []
