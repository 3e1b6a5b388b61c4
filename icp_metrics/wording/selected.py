"""What is selected, in words."""

from __future__ import annotations

from collections.abc import Sequence

from icp_metrics.compare.slice import Filter
from icp_metrics.wording.codes import MISSING
from icp_metrics.wording.plain import attribute


def filtered(where: Sequence[Filter]) -> list[str]:
    """Each filter: `Industry is software or retail`."""
    return [f"{attribute(name)} is {' or '.join(v or MISSING for v in of)}" for name, of in where]
