"""Exchange rates: US dollars per euro, one per month, without chance."""

from __future__ import annotations

import math
from datetime import date

from company.calendar import FIRST_DAY, LAST_DAY

REPORTING = "USD"
MONTHS = [
    date(year, month, 1)
    for year in range(FIRST_DAY.year, LAST_DAY.year + 1)
    for month in range(1, 13)
    if FIRST_DAY <= date(year, month, 1) <= LAST_DAY
]
EURO = {day: round(1.09 + 0.04 * math.sin(n / 5), 4) for n, day in enumerate(MONTHS)}
# The newest rate holds for all dates: money is shown at constant currency.
NEWEST = {REPORTING: 1.0, "EUR": EURO[MONTHS[-1]]}
