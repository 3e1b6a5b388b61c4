"""Criteria of an ICP definition in words."""

from __future__ import annotations

from icp_metrics.profile.document import Criterion
from icp_metrics.wording.plain import attribute


def criterion(of: Criterion) -> str:
    """`Tech stack contains Data Warehouse`."""
    return of.sentence.replace(of.attribute, attribute(of.attribute), 1)
