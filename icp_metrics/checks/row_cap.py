"""Files with just as many records as some system exports at most: they may be cut off."""

from collections.abc import Iterator

from icp_metrics.checks import Check, Loaded
from icp_metrics.checks.finding import Finding

CAPS = {
    2_000: "a report shown on screen",
    100_000: "a formatted report",
    1_048_575: "an Excel sheet",
}
"""Records at which an export stops, and what stops there."""


def _find(loaded: Loaded) -> Iterator[Finding]:
    for file, records in loaded.records.items():
        if records in CAPS:
            yield Finding(
                "row_cap",
                "warn",
                f"{file} has exactly {records:,} records, as many as {CAPS[records]} holds at "
                "most: it may be cut off; export it whole, or in parts",
            )


CHECK = Check("Just as many as an export holds", _find)
