"""Reports: answers put together once, and handed on as a page, a workbook or a paragraph.

`collect` asks for everything; the forms only write it: `page.page` (HTML that needs no network),
`workbook.workbook` (Excel) and `paragraph.paragraph` (plain text). All list what was selected, the
versions, how far the data reaches, and what each figure means.
"""

from icp_metrics.report.collect import collect, usual_break_down
from icp_metrics.report.report import Answers, Report

__all__ = ["Answers", "Report", "collect", "usual_break_down"]
