"""One account's page: its sections, what is not known in one line, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics import wording
from icp_metrics.compare import Slice, View, members
from icp_metrics.store import Store
from tests.builders import ICP, account, deal, load_rows, new_store
from tests.pages.test_pages import Opened, all_text, opened

__all__ = ["opened"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One account with 100 deals, one with none, one that cannot be judged."""
    made = new_store(tmp_path_factory.mktemp("accounts"), ICP)
    load_rows(
        made,
        accounts=[
            account("many", name="Many", industry="software"),
            account("none", name="None", industry="retail"),
            account("blank", name="Blank"),
        ],
        deals=[
            deal(f"d{i:03}", "many", "won" if i % 2 else "lost", "2025-06-15") for i in range(100)
        ],
        data_through="2025-12-31",
    )
    return made


def tables(app: object) -> list[list[str]]:
    return [list(t.value.columns) for t in app.dataframe]  # type: ignore[attr-defined]


def test_account_of_many_deals_lists_all_and_draws_the_newest(opened: Opened, store: Store) -> None:
    app = opened(store, "accounts", account="many")
    text = all_text(app).replace("\\", "")
    assert "**100 deals**" in text
    assert "The newest 8 of 100 deals have a line" in text
    [deals] = [t.value for t in app.dataframe if "ICP when created" in t.value.columns]
    assert len(deals) == 100
    assert set(deals["ICP when created"]) == {"In ICP"}
    assert "When its 50 won deals were created it was in ICP; it still is." in text
    assert "Not known of it: payments, survey answers, support tickets, usage." in text


def test_account_without_deals_has_no_empty_section(opened: Opened, store: Store) -> None:
    app = opened(store, "accounts", account="none")
    assert not app.get("plotly_chart")
    text = all_text(app).replace("\\", "")
    for section in ("over time", "What happened", "Answers"):
        assert section not in text
    assert "Not known of it: deals, payments, survey answers" in text
    assert not any("ICP when created" in columns for columns in tables(app))


def test_account_that_cannot_be_judged_says_what_is_missing(opened: Opened, store: Store) -> None:
    text = all_text(opened(store, "accounts", account="blank")).replace("\\", "")
    assert "To judge it, these are missing: industry." in text


@pytest.mark.parametrize("unknown", ["nobody", "<script>", "'; DROP TABLE accounts; --"])
def test_unknown_account_is_a_sentence_with_a_way_back(
    opened: Opened, store: Store, unknown: str
) -> None:
    app = opened(store, "accounts", account=unknown)
    assert [t.value for t in app.title] == ["There is no such account"]
    assert wording.plain(unknown) in app.info[0].value
    [back] = [b for b in app.button if b.label == "Back to the rows"]
    assert not back.disabled


def test_happened_is_shown_of_the_kinds_that_are_chosen(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    behind = members(demo_view, "win_rate", Slice(), group="fit")
    lost = behind.filter(behind["y"] == 0)["account_id"][0]
    app = opened(demo_store, "accounts", account=lost, kinds="lost")
    [events] = [t.value for t in app.dataframe if "What" in t.value.columns]
    assert set(events["What"]) == {"lost"}


def test_record_in_the_crm_is_one_click_away_where_the_settings_say_how(
    opened: Opened, store: Store, tmp_path: Path
) -> None:
    crm = new_store(tmp_path, ICP)
    load_rows(
        crm,
        accounts=[account("a/1", name="Slash", industry="software")],
        deals=[deal("d", "a/1", "won", "2025-06-15")],
        data_through="2025-12-31",
    )
    address = "https://crm.example/a/{account_id}"
    crm.save_settings(
        crm.settings().with_values({"crm_url": address}, version=1), author="", reason=""
    )
    app = opened(crm, "accounts", period="All time")
    assert list(app.dataframe[0].value["CRM"]) == ["https://crm.example/a/a%2F1"]
    plain = opened(store, "accounts", period="All time")
    assert "CRM" not in plain.dataframe[0].value.columns
