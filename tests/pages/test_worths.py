"""The pages of CLTV and CAC: three forms side by side, and every lag."""

from __future__ import annotations

import pytest

from icp_metrics.store import Store
from tests.compare.test_lags import spends
from tests.compare.test_worths import company
from tests.pages.test_pages import Opened, all_text, opened
from tests.soundness.test_concentration import company as heavy

__all__ = ["opened"]


@pytest.fixture(scope="module")
def paying(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return company(tmp_path_factory.mktemp("paying"))


@pytest.fixture(scope="module")
def spending(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return spends(tmp_path_factory.mktemp("spending"))


@pytest.mark.parametrize("variant", ["expected to the horizon", "to date", "projection"])
def test_three_forms_stand_side_by_side_with_their_months(
    opened: Opened, paying: Store, variant: str
) -> None:
    app = opened(paying, "kpi", kpi="24-month margin", period="2024", variant=variant)
    assert not app.error
    assert "What a customer is worth, three ways" in [s.value for s in app.subheader]
    forms = next(d.value for d in app.dataframe if "Form" in d.value.columns)
    assert list(forms["Form"]) == [
        "Expected in 24 months",
        "Brought in the first 24 months",
        "Projected for 60 months",
    ]
    assert list(forms["Answer"])[2] == "A projection"
    assert all("(" in cell for cell in forms["In ICP"])
    said = all_text(app)
    assert "For comparison only, ARPA x margin / churn" in said
    assert "lifetime value" not in said.lower()


def test_projection_is_called_one_in_the_sentence_of_its_page(
    opened: Opened, paying: Store
) -> None:
    app = opened(paying, "kpi", kpi="24-month margin", period="2024", variant="projection")
    said = app.title[0].value.replace("\\", "")
    assert said.startswith("60-month margin (projection): ")
    assert said.endswith("It decides nothing.")


def test_every_lag_stands_on_the_page_of_cac(opened: Opened, spending: Store) -> None:
    for kpi in ("CAC", "CAC payback"):
        app = opened(spending, "kpi", kpi=kpi, period="2025")
        assert not app.error
        table = next(d.value for d in app.dataframe if "Lag" in d.value.columns)
        lags = ["0 months", "1 month", "2 months", "3 months", "4 months", "6 months"]
        assert list(table["Lag"]) == lags
        assert "lag from 0 to 6 months" in all_text(app) or "It hangs on the lag" in all_text(app)


def test_account_that_a_sum_hangs_on_is_named_and_linked(
    opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("heavy")
    heavy(folder, largest=9950)
    app = opened(Store(folder / "store"), "kpi", kpi="Net revenue retention", period="2025")
    assert not app.error
    assert "One account, Co 7, is 4" in all_text(app)
    assert "Co 7" in [link.label for link in app.get("page_link")]
