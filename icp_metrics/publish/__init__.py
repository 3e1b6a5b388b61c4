"""Publishing: from the loads in force to a version that answers questions."""

from icp_metrics.publish.publish import candidate, is_still, publish, rebuild, recipe, remake

__all__ = ["candidate", "is_still", "publish", "rebuild", "recipe", "remake"]
