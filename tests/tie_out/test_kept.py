"""What is stated is kept in the store: versioned, with author, reason and a line in the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from icp_metrics.errors import IcpError
from icp_metrics.store import Store
from icp_metrics.store.verify import verify
from icp_metrics.tie_out import keep, stated
from tests.tie_out.stating import figure


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_nothing_is_stated_at_first(store: Store) -> None:
    assert (stated(store).version, stated(store).figures) == (0, ())


def test_figures_are_kept_to_the_digit_with_who_and_why(store: Store) -> None:
    told = [
        figure("won_count", "2025-02", 2),
        figure("spend", "2025-02", "0.0625", currency="EUR", source="the books", tolerance="1.5"),
    ]
    keep(store, told, author="A. Tester", reason="close of February")
    read = stated(store)
    assert list(read.figures) == told
    assert (read.version, read.author, read.reason) == (1, "A. Tester", "close of February")
    line = store.ledger.read()[-1]
    assert (line["event"], line["version"], line["reason"]) == (
        "tie_out_saved",
        1,
        "close of February",
    )


def test_amount_of_three_decimals_can_be_read_again(store: Store) -> None:
    keep(store, [figure("spend", "2025-02", "45.3760")])
    assert str(stated(store).figures[0].value) == "45.3760"


def test_new_figures_add_to_those_stated_and_replace_their_own(store: Store) -> None:
    keep(store, [figure("won_count", "2025-01", 1), figure("won_count", "2025-02", 2)])
    keep(store, [figure("won_count", "2025-02", 3), figure("won_count", "2025-02", 9, source="BI")])
    told = [(f.month.month, f.value, f.source) for f in stated(store).figures]
    assert told == [(1, 1, "CRM"), (2, 9, "BI"), (2, 3, "CRM")]
    keep(store, [figure("customers", "2025-02", 3)], instead=True)
    assert [f.measure.id for f in stated(store).figures] == ["customers"]
    assert len(stated(store, 1).figures) == 2


def test_same_figures_again_are_no_new_version(store: Store) -> None:
    for _ in range(2):
        assert keep(store, [figure("won_count", "2025-02", 2)]).version == 1


def test_stated_figures_are_verified_like_every_document(store: Store) -> None:
    keep(store, [figure("won_count", "2025-02", 2)])
    assert not verify(store).findings
    file = store.root / "tie_out" / "v001.yaml"
    file.write_text(file.read_text("utf-8").replace("'2'", "'3'"), encoding="utf-8")
    assert [f.file for f in verify(store).findings] == ["tie_out/v001.yaml"]


@pytest.mark.parametrize("text", ["{", "[]", "figures: [x]", "figures: [{measure: spend}]\n"])
def test_damaged_figures_are_a_sentence_and_stating_anew_is_the_cure(
    store: Store, text: str
) -> None:
    keep(store, [figure("won_count", "2025-02", 2)])
    (store.root / "tie_out" / "v001.yaml").write_text(text, encoding="utf-8")
    if "spend" in text:
        # A line without a value states nothing.
        assert stated(store).figures == ()
    else:
        with pytest.raises(IcpError, match="not as they were kept"):
            stated(store)
    assert keep(store, [figure("won_count", "2025-02", 2)]).version == 2
