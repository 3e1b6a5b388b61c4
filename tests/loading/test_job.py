"""A preview in a process of its own: progress, the result, and cancelling at any stage."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from icp_metrics.loading import Stated, publish_preview
from icp_metrics.loading.job import KEPT_S, Job, new_folder
from icp_metrics.store import Store
from tests.builders import ICP, crowd, files_of, joined, load_rows, new_store
from tests.store.folder import digests

COMPANY = joined(crowd("a", 30, 10, industry="software"), crowd("b", 30, 8, industry="retail"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return new_store(tmp_path, ICP)


def started(store: Store, folder: Path) -> Job:
    mapping, files = files_of(folder / "files", **COMPANY)
    stated = Stated(as_of=date(2025, 12, 31))
    return Job.start(store, mapping, files, stated, folder=new_folder(store))


def until(job: Job, state: str) -> None:
    end = time.monotonic() + 60
    while job.state != state:
        assert time.monotonic() < end, (job.state, job.progress)
        time.sleep(0.02)


def test_job_tells_its_progress_and_hands_over_a_preview_to_publish(
    store: Store, tmp_path: Path
) -> None:
    job = started(store, tmp_path)
    until(job, "done")
    assert "Merging tables" in job.progress
    assert store.current() is None
    assert job.preview.result.tables["accounts"]["new"] == 60
    assert publish_preview(store, job.folder).version == 1


@pytest.mark.parametrize("word", ["", "reading", "Merging tables", "Adding up"])
def test_cancelled_job_leaves_the_store_as_it_was(store: Store, tmp_path: Path, word: str) -> None:
    load_rows(store, **joined(crowd("c", 5, 2, industry="software")))
    before = digests(store)
    job = started(store, tmp_path)
    end = time.monotonic() + 60
    while word and not any(p.startswith(word) for p in job.progress):
        assert time.monotonic() < end
        time.sleep(0.005)
    job.cancel()
    assert job.process.poll() is not None
    assert not job.folder.exists()
    assert digests(store) == before
    assert load_rows(store, **COMPANY).published


def test_job_that_dies_is_told_from_one_that_runs(store: Store, tmp_path: Path) -> None:
    job = started(store, tmp_path)
    job.process.kill()
    until(job, "failed")


def test_previews_nobody_published_are_cleared_away_after_a_day(store: Store) -> None:
    import os

    old, young = new_folder(store), new_folder(store)
    then = time.time() - KEPT_S - 1
    os.utime(old, (then, then))
    new_folder(store)
    assert not old.exists()
    assert young.exists()
