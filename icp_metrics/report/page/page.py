"""Writing the page. No text from data acts: it is escaped, and no script but ours may run."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from icp_metrics import wording
from icp_metrics.charts.standalone import library
from icp_metrics.report.page.parts_of import headline_facts, parts
from icp_metrics.report.report import Report
from icp_metrics.report.unseen import seen

_HERE = Path(__file__).parent


def page(report: Report) -> str:
    """The report as HTML, 5 MB of which most is the library that draws its charts.

    The page forbids itself any request, and any script that is not named by its checksum.
    """
    scripts = [library(), (_HERE / "draw.js").read_text(encoding="utf-8")]
    policy = (
        f"default-src 'none'; script-src {' '.join(map(_checksum, scripts))}; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    when = wording.when(report.lines[0]) if len(report.lines) > 1 else ""
    return _TEMPLATES.get_template("page.jinja").render(
        asks=report.asks,
        answer=report.answer,
        when=f"{when}." if when else "",
        facts=headline_facts(report.about),
        parts=parts(report),
        policy=policy,
        style=Markup((_HERE / "page.css").read_text(encoding="utf-8")),
        scripts=[Markup(script) for script in scripts],
    )


def _checksum(script: str) -> str:
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _shown(value: Any) -> Any:
    return seen(value) if isinstance(value, str) and not isinstance(value, Markup) else value


_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_shown,
    trim_blocks=True,
    lstrip_blocks=True,
)
