"""What is handed on is made when it is asked for: a page that is drawn makes none of it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _table() -> None:
    import polars as pl

    from icp_metrics.ui import tables

    def never() -> pl.DataFrame:
        raise AssertionError("the table was made while the page was drawn")

    tables.download(never, "rows")


def test_a_table_is_not_made_while_its_buttons_are_drawn() -> None:
    page = AppTest.from_function(_table).run()
    assert not page.exception
    # Of a page that shows no selection there is nothing to say in a workbook.
    assert [b.proto.label for b in page.get("download_button")] == ["Download as CSV"]
