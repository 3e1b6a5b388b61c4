"""Which records are rows of a table: `only`, `left_out` and `latest`."""

from __future__ import annotations

from datetime import date

import pytest

from icp_metrics.errors import MappingError
from icp_metrics.extracts.mapping import Mapping


def mapping(more: str) -> str:
    return f"""
sources: {{deals: {{file: "deals*"}}, kinds: {{file: "kinds*"}}}}
tables:
  opportunities:
    from: deals
    join: {{_kind: {{lookup: kinds, match: {{Kind: Id}}, take: Word}}}}
    {more}
    columns: {{opportunity_id: Id, status: {{value: open}}, owner: Who, created_on: Day}}
"""


DEALS = (
    "Id,Kind,Gone,Who,Day,Seen\n"
    "1,a,,Ann,2026-01-01,2026-01-05 10:00\n2,A,1,Bo,2026-01-02,2026-01-05 10:00\n"
    "3,b,1,Cy,2026-01-03,2026-01-05 10:00\n1,a,,Dee,2026-01-01,2026-02-05 10:00\n"
)
KINDS = "Id,Word\na,Sale\nA,sale\nb,Bill\n"


def ids(found):
    return found.tables["opportunities"]["opportunity_id"].to_list()


def test_records_without_the_word_are_something_else_and_not_deleted(load):
    more = 'only: {_kind: [SALE]}\n    left_out: {Gone: ["1"]}\n    latest: Seen'
    found = load(mapping(more), deals=DEALS, kinds=KINDS)
    assert ids(found) == ["1"]
    # The bill is flagged as deleted too, and never was a sale.
    assert found.gone["opportunities"]["opportunity_id"].to_list() == ["2"]
    assert (found.files[0].accepted, found.files[0].left_out) == (1, 3)


def test_of_several_states_of_one_record_the_latest_is_the_row(load):
    found = load(mapping("latest: Seen"), deals=DEALS, kinds=KINDS)
    rows = found.tables["opportunities"].select("opportunity_id", "owner", "created_on").rows()
    assert ("1", "Dee", date(2026, 1, 1)) in rows
    assert sorted(ids(found)) == ["1", "2", "3"]
    assert not found.problems.height


def test_two_states_of_one_moment_are_a_conflict_as_without_latest(load):
    same = DEALS.replace("2026-02-05 10:00", "2026-01-05 10:00")
    found = load(mapping("latest: Seen"), deals=same, kinds=KINDS)
    assert sorted(ids(found)) == ["2", "3"]
    assert found.problems.height == 2


def test_fingerprint_of_a_mapping_that_says_neither_is_as_it_was():
    plain, filtered = (
        Mapping.parse(mapping(more)).canonical() for more in ("", "only: {Kind: [a]}")
    )
    assert "only" not in plain
    assert "latest" not in plain
    assert plain != filtered


def test_column_that_is_not_in_the_file_is_named(load):
    with pytest.raises(MappingError, match="opportunities needs 'Moment'"):
        load(mapping("latest: Moment"), deals=DEALS, kinds=KINDS)
