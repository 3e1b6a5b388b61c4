"""Publishing: from the loads in force to a version that answers questions."""

from icp_metrics.publish.publish import publish, rebuild, recipe

__all__ = ["publish", "rebuild", "recipe"]
