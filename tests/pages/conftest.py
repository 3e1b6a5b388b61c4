"""What tests of pages share: none passes beside a fault of ours that a page told its reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_fault_of_ours(request: pytest.FixtureRequest) -> Iterator[None]:
    """A part that fails draws a sentence in its place: no exception reaches the test."""
    log = request.getfixturevalue("caplog")
    yield
    told = [r for r in log.get_records("call") if r.getMessage().startswith("E_INTERNAL")]
    if "breaks" not in request.keywords:
        assert not told, told[0].exc_text or told[0].exc_info
