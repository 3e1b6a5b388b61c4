"""README.md beside this file lists every file of the suite, and no other."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent


def test_every_file_of_the_suite_is_listed() -> None:
    listed = set(re.findall(r"\]\((test_[a-z_]+\.py)\)", (HERE / "README.md").read_text()))
    assert listed == {f.name for f in HERE.glob("test_*.py")} - {Path(__file__).name}
