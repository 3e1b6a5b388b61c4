"""views: saved from an address, listed, shown, renamed and deleted."""

from __future__ import annotations

import pytest

from icp_metrics.store import Store
from tests.cli.conftest import Command

SOUTH = "http://127.0.0.1:8501/kpi?kpi=Win+rate&where=Region%3A+South&data=1&search=x"


def lines(icp: Command) -> list[dict[str, object]]:
    found: list[dict[str, object]] = icp("views", "list", "--format", "json").json()
    return found


def test_view_is_saved_from_an_address_listed_and_shown(loaded: Command) -> None:
    told = loaded("views", "save", "South", SOUTH, "--author", "A. Tester")
    assert told.out == "South: follows the newest data (view 1, v1)\n"
    (line,) = lines(loaded)
    saved = Store(loaded.store).ledger.read()[-1]["at"][:10]
    assert line == {
        "view": "South",
        "kind": "live",
        "data": None,
        "page": "kpi",
        "author": "A. Tester",
        "saved": saved,
    }
    shown = loaded("views", "show", "south", "--format", "json").json()
    assert shown["parameters"] == {"kpi": ["Win rate"], "where": ["Region: South"]}
    assert shown["address"] == "kpi?kpi=Win+rate&where=Region%3A+South"
    assert "name: South\n" in loaded("views", "show", "South").out


def test_frozen_view_holds_versions_and_dates_and_is_not_replaced(loaded: Command) -> None:
    told = loaded("views", "save", "Board", SOUTH, "--frozen", "--author", "A. Tester")
    assert told.out == "Board: frozen, data 1 (view 1, v1)\n"
    shown = loaded("views", "show", "Board", "--format", "json").json()
    assert shown["parameters"]["icp"] == ["core v1"]
    assert shown["parameters"]["period"] == ["Custom"]
    assert shown["address"].endswith("&view=1")
    again = loaded("views", "save", "Board", SOUTH, "--replace")
    assert (again.code, again.out) == (1, "")
    assert again.err.startswith("E_VIEW: 'Board' is frozen")


def test_view_is_replaced_renamed_and_deleted_by_who_runs_the_command(loaded: Command) -> None:
    loaded("views", "save", "South", SOUTH)
    assert loaded("views", "save", "South", "/?judged=as+today").code == 1
    told = loaded("views", "save", "South", "/?judged=as+today", "--replace")
    assert told.out == "South: follows the newest data (view 1, v2)\n"
    assert loaded("views", "rename", "South", "Today").out.startswith("Today: follows")
    assert loaded("views", "delete", "Today").out == "Today: deleted\n"
    assert lines(loaded) == []
    assert Store(loaded.store).ledger.read()[-1]["author"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/kpi?where=Region%3A+Atlantis", "E_SLICE: No region is 'Atlantis'."),
        ("/kpi?period=Yesterday", "E_SLICE: There is no period 'Yesterday'."),
        ("/kpis?where=Region%3A+South", "E_SLICE: There is no page 'kpis'. Did you mean 'kpi'?"),
        ("/kpi?data=9", "E_STORE: There is no data version 9"),
        ("/kpi?data=new", "E_SLICE: 'new' is no version of the data."),
        ("/kpi?icp=cora+v1", "E_PROFILE: There is no ICP definition 'cora'."),
    ],
)
def test_address_that_shows_nothing_is_a_sentence_and_nothing_is_kept(
    loaded: Command, address: str, said: str
) -> None:
    told = loaded("views", "save", "Bad", address)
    assert (told.code, told.out) == (1, "")
    assert told.err.startswith(said)
    assert lines(loaded) == []


def test_view_that_is_not_there_is_told(loaded: Command) -> None:
    told = loaded("views", "delete", "South")
    assert (told.code, told.err) == (
        1,
        "E_VIEW: There is no view 'South'. None is saved yet.\n",
    )
