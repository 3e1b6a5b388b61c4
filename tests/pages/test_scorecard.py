"""What the first screen says beside its figures, and the table of all KPIs."""

from __future__ import annotations

import json
from pathlib import Path

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, compare
from icp_metrics.compare.exceptions import blanks, worse
from icp_metrics.compare.worklists import counted
from icp_metrics.demo import SAMPLE_DATA
from icp_metrics.store import Store
from tests.builders import ICP, crowd, joined, load_rows, new_store
from tests.pages.test_pages import Opened, all_text, opened

__all__ = ["opened"]


def labels(app: object) -> list[str]:
    found = [button.label for button in app.button]  # type: ignore[attr-defined]
    return [label.replace("\\", "").replace("\u200b", "") for label in found]


def test_sentence_on_the_demo_company_is_the_true_one(opened: Opened, demo_store: Store) -> None:
    """`truth.json` is written by the generator from the effects, not by this program."""
    truth = json.loads((SAMPLE_DATA / "truth.json").read_text(encoding="utf-8"))["headline"]
    assert truth["word"] == "working"
    assert [t.value for t in opened(demo_store, "scorecard").title] == [truth["sentence"]]


def test_worth_is_a_hundred_times_the_yield_of_a_deal(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    row = compare(demo_view, "win_yield", Slice())[0]
    fit = row.groups["fit"].estimate.value
    assert fit is not None
    text = all_text(opened(demo_store, "scorecard"))
    said = wording.plain(wording.money(100 * fit, row.currency))
    assert f"100 closed ICP deals bring **{said}** new ARR" in text


def test_what_does_not_work_is_the_segments_that_are_decided_worse(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    found = worse(demo_view, Slice())
    assert [(r.kpi.id, r.by, r.segment) for r in found] == [("win_rate", "region", "South")]
    assert found[0].q is not None and found[0].q <= 0.05
    said = labels(opened(demo_store, "scorecard"))
    assert "Region: South: win rate is lower in ICP (-11.1 pp)" in said


def test_attributes_that_are_blank_are_counted_with_the_accounts_that_cannot_be_judged(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    found = blanks(demo_view)
    assert [b.accounts for b in found] == sorted((b.accounts for b in found), reverse=True)
    text = all_text(opened(demo_store, "scorecard"))
    assert (
        f"{found[0].accounts} accounts lack {wording.inline(wording.attribute(found[0].attribute))}"
        in text
    )


def test_every_list_of_this_week_is_a_link_with_its_count(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    lists = counted(demo_view, Slice())
    assert len(lists) == 4
    links = labels(opened(demo_store, "scorecard"))
    for found in lists:
        count = found.count.groups[found.list.group].facts
        assert any(label.startswith(f"{count:,} {found.list.words}") for label in links)


def test_all_kpis_is_a_table_that_is_asked_for_only_when_it_is_opened(
    opened: Opened, demo_store: Store, demo_view: View
) -> None:
    assert not opened(demo_store, "scorecard").dataframe
    [table] = opened(demo_store, "scorecard", all="true").dataframe
    rows = [compare(demo_view, name, Slice())[0] for name in KPIS]
    assert list(table.value["KPI"]) == [wording.title(row) for row in rows]
    line = table.value.set_index("KPI").loc["Win rate"]
    assert (line["In ICP"], line["Outside ICP"], line["Difference"]) == (
        "34.0%",
        "25.2%",
        "+8.8 pp",
    )
    assert line["Accounts"] == "330 v 495"


def test_company_of_deals_alone_has_a_scorecard_without_billing_spend_and_answers(
    opened: Opened, tmp_path: Path
) -> None:
    store = new_store(tmp_path, ICP)
    fit = crowd("fit", 40, 30, closed_on="2025-06-30", industry="software")
    other = crowd("not", 60, 15, closed_on="2025-06-30", industry="retail")
    load_rows(store, **joined(fit, other))
    app = opened(store, "scorecard", all="true")
    assert not app.error
    assert [t.value for t in app.title] == ["Yes before the sale; not measured yet after it."]
    assert "No spend is loaded; load spend" in all_text(app)
