"""Time to win: days from created to won, where losing competes and open deals are censored."""

from icp_metrics.kpis import BEGUN_CHECKS, FOLLOWED_DEALS, FOLLOWED_FACTS, Kpi
from icp_metrics.statistics.time_to import TimeTo

KPI = Kpi(
    id="cycle_length",
    title="Time to win",
    unit="days",
    better="lower",
    window="exposure",
    question="Do accounts that fit the ICP buy sooner?",
    definition=(
        "Median days from creating a deal to winning it, among deals that are won within the "
        "horizon, new business only. Losing competes with winning; a deal still open counts for "
        "as long as it has been open; the close date of an open deal is a guess and is not used. "
        "Disqualified deals, deals without a creation date and deals closed before they were "
        "created are left out. With the setting `qualified_stage`, days count from entering that "
        "stage. Fit is judged on the first day."
    ),
    variants={"time_to_win": FOLLOWED_FACTS},
    estimator=TimeTo(event="won", competing=("lost",)),
    tables=("opportunities",),
    facts_of="opportunities",
    fact_noun="deals",
    better_word="faster",
    worse_word="slower",
    smallest_gap=7,
    records=(FOLLOWED_DEALS,),
    headline=True,
    sale="before",
    rank=2,
    checks=BEGUN_CHECKS,
    sources=(
        "Aalen & Johansen (1978) Scand J Stat 5:141-150, with late entry",
        "Brookmeyer & Crowley (1982) Biometrics 38:29-41: limits of a median by inversion",
    ),
)
