"""Stated figures are read as people and spreadsheets write them; a bad cell gets one sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_metrics.errors import IcpError
from icp_metrics.tie_out import figures, measures, read_figures, template, written
from tests.tie_out.stating import figure

HEAD = "measure,month,value\n"


def sentences(text: str | bytes) -> list[str]:
    content = text.encode() if isinstance(text, str) else text
    return [p.sentence for p in read_figures(content)[1]]


@pytest.mark.parametrize(
    "month", ["2026-08", "2026-08-31", "2026/08", "08/2026", "Aug 2026", "Aug-26"]
)
def test_month_is_read_in_the_forms_spreadsheets_give_it(month: str) -> None:
    assert figure("won_count", month, 5).month == date(2026, 8, 1)


@pytest.mark.parametrize(
    ("written_as", "value"),
    [
        ("1234.5", "1234.5"),
        ("$1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1234,5", "1234.5"),
        ("(250.00)", "-250.00"),
        ("1,234", "1234"),
    ],
)
def test_amount_is_read_exactly(written_as: str, value: str) -> None:
    assert figure("spend", "2026-08", written_as).value == Decimal(value)


def test_amount_that_may_be_thousands_or_a_fraction_is_asked_about() -> None:
    assert sentences(HEAD + "spend,2026-08,45.376\n") == [
        "Line 2, value '45.376': may be 45.376 or 45376; write 45376 or 45.3760."
    ]


def test_each_bad_cell_gets_a_sentence_with_its_place_and_the_cure() -> None:
    text = (
        "measure,month,value,currency,source,tolerance\n"
        "won_cuont,2026-08,5,,,\n"
        "won_count,August,4.5,,,\n"
        "spend,2026-08,100,dollars,,-1\n"
    )
    assert sentences(text) == [
        "Line 2, measure 'won_cuont': is not a measure that can be tied out. "
        "Did you mean 'won_count'?",
        "Line 3, month 'August': is not a month; write it like 2026-08.",
        "Line 3, value '4.5': is not a whole number; write it like 41.",
        "Line 4, tolerance '-1': is neither an amount of 0 or more nor a percentage; write it "
        "like 50 or 0.5%.",
        "Line 4, currency 'dollars': is not the code of a currency; write it like USD.",
    ]


def test_same_figure_stated_twice_is_told_and_by_two_systems_is_not() -> None:
    twice = HEAD.strip() + ",source\nspend,2026-08,1,,\nspend,2026-08,2,Finance\n"
    assert sentences(twice.replace("1,,", "1,")) == [
        "Line 3, measure 'spend': is stated a second time for 2026-08, first in line 2; keep one "
        "of the two, or name another source."
    ]
    assert sentences(twice.replace("1,,", "1,").replace("Finance", "CRM")) == []


def test_line_without_a_value_states_nothing() -> None:
    assert read_figures((HEAD + "won_count,2026-08,\n\nspend,x,\n").encode()) == ([], [])


def test_template_states_nothing_until_it_is_filled_in_and_names_every_measure() -> None:
    text = template(date(2026, 9, 30))
    assert read_figures(text.encode()) == ([], [])
    lines = text.splitlines()[1:]
    assert len(lines) == 12 * len(measures())
    assert (lines[0], lines[11]) == ("won_count,2025-10,,,CRM", "won_count,2026-09,,,CRM")
    filled = text.replace("won_count,2026-09,,", "won_count,2026-09,41,")
    ((found,), problems) = read_figures(filled.encode())
    assert (found.value, found.source, problems) == (Decimal(41), "CRM", [])


def test_template_ends_with_the_last_month_that_is_complete() -> None:
    assert template(date(2026, 9, 29)).splitlines()[12].startswith("won_count,2026-08")


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-16", ";"), ("utf-8-sig", "\t"), ("cp1252", ",")]
)
def test_file_is_read_in_the_encodings_and_with_the_marks_of_spreadsheets(
    encoding: str, mark: str
) -> None:
    text = mark.join(["Measure", "Month", "Value", "Source"])
    text += "\r\n" + mark.join(["Won count", "2026-08", "5", "Société"]) + "\r\n"
    ((found,), problems) = read_figures(text.encode(encoding))
    assert (found.measure.id, found.source, problems) == ("won_count", "Société", [])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "Excel workbook"),
        (b"measure,month\n", "'value' is not in the file"),
        (b"measure,month,value,vlaue\n", "'vlaue' is not a column"),
        (b"measure,month,value,value\n", "more than once"),
        (b"measure,month,value\nspend,2026-08,1,234.50\n", "Line 2 has 4 cells and the header 3"),
        (b"\xff\xfe\x00", "no text"),
        (b'measure,month,value\n"a' + b"x" * 140_000, "cannot be read as CSV"),
    ],
)
def test_file_that_states_no_figures_is_refused_with_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(IcpError, match=says) as refused:
        read_figures(content)
    assert refused.value.code == "E_TIE_OUT"


def test_tolerance_of_a_percentage_is_of_the_value() -> None:
    assert figure("spend", "2026-08", "2000", tolerance="0.5%").tolerance == Decimal(10)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(measures())),
            st.dates(date(1990, 1, 1), date(2100, 1, 1)),
            st.integers(-(10**12), 10**12),
            st.sampled_from(["", "CRM", "the books"]),
        ),
        unique_by=lambda x: (x[0], x[1].replace(day=1), x[3]),
        max_size=5,
    )
)
def test_figures_written_are_read_again_the_same(
    drawn: list[tuple[str, date, int, str]],
) -> None:
    # Unique but for the source left blank, which is the usual one of the measure.
    cells = [
        {
            "measure": name,
            "month": f"{day:%Y-%m}",
            "value": str(units if measures()[name].unit == "count" else Decimal(units) / 10000),
            "source": source,
        }
        for name, day, units, source in drawn
    ]
    read, _ = figures((f"Line {n}", c) for n, c in enumerate(cells))
    assert read_figures(written(read).encode()) == (read, [])


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=400))
def test_no_bytes_end_in_anything_but_figures_or_a_sentence(content: bytes) -> None:
    try:
        _, problems = read_figures(HEAD.encode() + content)
    except IcpError as error:
        said = [error.message]
    else:
        said = [p.problem for p in problems]
    assert all(s.endswith((".", "?")) for s in said)
