"""Seven thousand customers of a telephone company: who left, and when, by contract.

The file has no dates: tenure is the months since the first paid day, and one who left did so at
its end. A day is made up for all to end on; only the time between counts.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from icp_metrics.catalog import KPIS
from icp_metrics.compare import Slice, View, compare, open_view
from icp_metrics.compare.cells import cells
from icp_metrics.compare.periods import add_months
from icp_metrics.compare.question import question
from icp_metrics.loading import Stated, load
from icp_metrics.statistics.kaplan_meier import survival
from icp_metrics.statistics.life_table import at_risk, every_day
from tests.builders import mapping_of, new_store, write_csv

DATA = Path(__file__).parents[3] / "shared" / "data" / "ibm_telco"
END = date(2026, 1, 1)
EVER = Slice(date(2019, 1, 1), date(2027, 1, 1))

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data/ibm_telco is not here")


def customers() -> list[dict[str, str]]:
    with (DATA / "Telco-Customer-Churn.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    folder = tmp_path_factory.mktemp("telco")
    accounts, billed = [], []
    for c in customers():
        left = c["Churn"] == "Yes"
        accounts.append({"account_id": c["customerID"], "contract": c["Contract"]})
        billed.append(
            {
                "subscription_id": c["customerID"],
                "account_id": c["customerID"],
                "started_on": add_months(END, -int(c["tenure"])).isoformat(),
                "ended_on": END.isoformat() if left else None,
                "mrr": c["MonthlyCharges"],
                "currency": "USD",
                "status": "canceled" if left else "active",
            }
        )
    files = [write_csv(folder, "accounts", accounts), write_csv(folder, "subscriptions", billed)]
    own = {"accounts": {"contract": "text"}}
    mapping = mapping_of(attributes=own, accounts=accounts, subscriptions=billed)
    store = new_store(folder)
    result = load(store, mapping, files, stated=Stated(as_of=END, data_through=END))
    assert not result.errors
    assert result.problems.is_empty()
    return open_view(store)


def test_share_that_left_overall_and_by_contract(view: View) -> None:
    whole, *contracts = compare(
        view, "logo_retention", Slice(EVER.starts, EVER.ends, by="contract")
    )
    assert whole.groups["all"].facts == 7043
    assert whole.extras["entered"]["all"] == 7043
    assert whole.extras["events_share"]["all"] == pytest.approx(0.26537, abs=5e-6)
    left = {r.segment: round(100 * r.extras["events_share"]["all"], 2) for r in contracts}
    assert left == {"Month-to-month": 42.71, "One year": 11.27, "Two year": 2.83}


def test_curve_is_that_of_another_library(view: View) -> None:
    sums = cells(view, question(view, KPIS["logo_retention"], EVER))[0, None, "all"].sums
    assert sums.keys is not None
    last = int(sums.keys[-1])
    entered, churned, censored = every_day(sums.keys, sums.values.sum(axis=0).T, last)
    ours = survival(churned, at_risk(entered, churned + censored))
    tenure = np.array([int(c["tenure"]) for c in customers()])
    gone = np.array([c["Churn"] == "Yes" for c in customers()])
    theirs = SurvfuncRight(tenure, gone)
    days = [(END - add_months(END, -int(m))).days for m in theirs.surv_times]
    assert len(days) > 70
    np.testing.assert_allclose(ours[days], theirs.surv_prob, rtol=1e-12)
