"""The process that reads: what it may use, and what is left when it is stopped."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from icp_metrics.errors import ReadError
from icp_metrics.extracts import limits, process
from icp_metrics.extracts.read import read
from icp_metrics.extracts.unpack import unpack
from icp_metrics.extracts.worker import outcome

CSV = "id,x\n" + "1,a\n" * 1000


def run(code: str) -> str:
    """What a worker that limits itself first prints when it then does `code`."""
    prepared = "import icp_metrics.extracts.worker as w; w._limit('read', 1000); "
    done = subprocess.run(
        [sys.executable, "-I", "-c", prepared + code], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def test_small_file_is_done_or_stopped_in_ten_seconds_and_a_large_one_has_its_time():
    assert limits.seconds(100_000) < 10 < limits.clock(100_000)
    # 500 MB take the careful path some 50 s on one core.
    assert limits.seconds(500_000_000) > 500


def test_worker_may_not_use_more_memory_than_is_said():
    assert run("bytearray(5 * 2**30)") == "MemoryError"


def test_worker_may_not_write_without_end(tmp_path):
    code = f"open({str(tmp_path / 'f')!r}, 'wb').truncate(300 * 2**20)"
    assert run(code) == "OSError: [Errno 27] File too large"


def test_worker_may_not_open_many_files(tmp_path):
    found = run("a = [open('/dev/null') for _ in range(100)]")
    assert found == "OSError: [Errno 24] Too many open files: '/dev/null'"


def test_worker_has_its_time_and_leaves_no_core():
    asked = "import resource as r; print(r.getrlimit(r.RLIMIT_CPU), r.getrlimit(r.RLIMIT_CORE))"
    assert run(asked) == "(9, 11) (0, 0)"


def test_worker_that_uses_up_its_seconds_is_stopped_by_name(tmp_path, monkeypatch):
    spinning = tmp_path / "python"
    code = "import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 3)); exec('while True: pass')"
    spinning.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{code}"\n')
    spinning.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(spinning))
    (tmp_path / "deals.csv").write_text(CSV)
    with pytest.raises(ReadError, match=r"took longer than 8\.02 s and was stopped") as error:
        read(tmp_path / "deals.csv", tmp_path / "text.parquet")
    assert error.value.code == "E_TIMEOUT"


def test_worker_knows_nothing_of_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET", "x")
    spy = tmp_path / "python"
    spy.write_text(f"#!/bin/sh\nenv > {tmp_path / 'seen'}\nexit 3\n")
    spy.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(spy))
    (tmp_path / "deals.csv").write_text(CSV)
    with pytest.raises(ReadError, match="exit code 3"):
        read(tmp_path / "deals.csv", tmp_path / "text.parquet")
    seen = {line.split("=")[0] for line in (tmp_path / "seen").read_text().splitlines()}
    assert seen <= {*process._ENVIRONMENT, "PWD", "SHLVL", "_", "OLDPWD"}


def test_worker_ends_with_the_one_who_started_it(tmp_path):
    """A load that is killed leaves no reader behind that goes on writing."""
    large = tmp_path / "deals.csv"
    # Rows of other widths take the careful path: seconds of work.
    large.write_text("id,x\n" + "1,a\n2\n" * 1_000_000)
    caller = (
        "import sys; from pathlib import Path; from icp_metrics.extracts.read import read; "
        "read(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    into = tmp_path / "staging" / "text.parquet"
    started = subprocess.Popen([sys.executable, "-c", caller, str(large), str(into)])
    try:
        until = time.monotonic() + 20
        while not into.exists() and time.monotonic() < until:
            time.sleep(0.02)
        [worker] = _children(started.pid)
    finally:
        started.kill()
        started.wait()
    until = time.monotonic() + 5
    while _is_running(worker) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _is_running(worker)


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in found for child in file.read_text().split()]


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[-1].split()[0]
    return state != "Z"


def test_file_that_is_too_large_is_not_even_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_FILE", 1000)
    (tmp_path / "deals.csv").write_text(CSV)
    with pytest.raises(ReadError, match=r"deals\.csv: it has 0 GB; a file may have 0") as error:
        read(tmp_path / "deals.csv", tmp_path / "text.parquet")
    assert error.value.code == "E_SIZE"


@pytest.mark.parametrize("content", [CSV, CSV + "1\n", '{"id": 1}\n'])
def test_full_disk_is_an_error_with_a_name(tmp_path, content):
    """/dev/full takes nothing, as a full disk does."""
    (tmp_path / "deals.txt").write_text(content)
    found = outcome("read", tmp_path / "deals.txt", Path("/dev/full"), "")
    assert found["code"] == "E_DISK"


def test_name_without_a_file_is_missing(tmp_path):
    assert unpack([tmp_path / "none.zip"], tmp_path).files == (tmp_path / "none.zip",)
    with pytest.raises(ReadError, match=r"none\.zip: there is no such file") as error:
        read(tmp_path / "none.zip", tmp_path / "text.parquet")
    assert error.value.code == "E_MISSING"
