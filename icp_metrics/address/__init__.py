"""What an address of the dashboard says: a page, and in the words of the screen what it shows.

The sidebar writes these words and this package reads them: the page that a link opens, the command
line and a saved view ask the same question.
"""

from icp_metrics.address.asked import asked
from icp_metrics.address.read import VERSIONS, Address, Parameters, read

__all__ = ["VERSIONS", "Address", "Parameters", "asked", "read"]
