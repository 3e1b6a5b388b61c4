"""The plan of the demo company."""

from __future__ import annotations

import yaml

from icp_metrics.demo import SAMPLE_DATA

NEWEST = len(yaml.safe_load((SAMPLE_DATA / "plan.yaml").read_text("utf-8"))["loads"])
"""The data version that its last load publishes."""
