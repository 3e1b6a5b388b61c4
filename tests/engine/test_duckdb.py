"""The engine on a real version: read-only, locked down, safe for threads, bounded in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import polars as pl
import pytest

from icp_metrics.engine.duckdb import DuckEngine
from icp_metrics.engine.sql import parse
from icp_metrics.errors import IcpError
from icp_metrics.store.files import sha256

SECRET = "a value nobody may quote"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("engine") / "numbers.duckdb"
    with duckdb.connect(str(made)) as connection:
        connection.execute("CREATE TABLE numbers AS SELECT range AS n FROM range(1000)")
        connection.execute(f"CREATE TABLE words AS SELECT '{SECRET}' AS word")
    return made


@pytest.fixture
def engine(path: Path) -> DuckEngine:
    return DuckEngine(path)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE more AS SELECT 1 AS x",
        "INSERT INTO numbers VALUES (1)",
        "DELETE FROM numbers",
        "DROP TABLE numbers",
        "UPDATE numbers SET n = 0",
    ],
)
def test_nothing_can_be_written(engine: DuckEngine, path: Path, sql: str) -> None:
    before = sha256(path)
    with pytest.raises(IcpError):
        engine.run(parse(sql))
    assert sha256(path) == before


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM '{file}'",
        "COPY numbers TO '{file}'",
        "ATTACH '{file}' AS other",
        "SELECT * FROM glob('/*')",
    ],
)
def test_no_file_can_be_reached(engine: DuckEngine, tmp_path: Path, sql: str) -> None:
    file = tmp_path / "secret.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(IcpError):
        engine.run(parse(sql.format(file=file)))
    assert file.read_text() == "a,b\n1,2\n"


@pytest.mark.parametrize(
    "sql", ["SET enable_external_access = true", "SET memory_limit = '64GB'", "INSTALL httpfs"]
)
def test_configuration_is_locked(engine: DuckEngine, sql: str) -> None:
    with pytest.raises(IcpError):
        engine.run(parse(sql))
    now = engine.run(parse("SELECT current_setting('enable_external_access') AS open"))
    assert now["open"].to_list() == [False]


def test_variables_of_the_program_are_no_tables(engine: DuckEngine) -> None:
    frame = pl.DataFrame({"x": [1]})
    with pytest.raises(IcpError):
        engine.run(parse("SELECT * FROM frame"))
    assert frame.height == 1
    now = engine.run(parse("SELECT current_setting('python_enable_replacements') AS open"))
    assert now["open"].to_list() == [False]


def test_many_threads_at_once_get_their_own_answers(engine: DuckEngine) -> None:
    def ask(i: int) -> bool:
        found = engine.run(parse(f"SELECT SUM(n) AS s, COUNT(*) AS c FROM numbers WHERE n < {i}"))
        return found.rows() == [(sum(range(i)), i)] or (i == 0 and found["c"][0] == 0)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, list(range(200)) * 3))
    assert answers.count(True) == 600


def test_question_over_the_limit_is_stopped_with_a_sentence(
    path: Path,
) -> None:
    engine = DuckEngine(path, time_limit_s=0.2)
    endless = (
        "SELECT SUM(a.n * b.n * c.n * d.n) AS s FROM numbers a, numbers b, numbers c, numbers d"
    )
    with pytest.raises(
        IcpError, match=r"took over .* and was stopped; narrow the filters"
    ) as raised:
        engine.run(parse(endless))
    assert raised.value.code == "E_SLOW"
    assert engine.run(parse("SELECT COUNT(*) AS n FROM numbers"))["n"].to_list() == [1000]


def test_slow_question_does_not_block_others(
    path: Path,
) -> None:
    engine = DuckEngine(path, time_limit_s=1.5)
    endless = parse(
        "SELECT SUM(a.n * b.n * c.n * d.n) s FROM numbers a, numbers b, numbers c, numbers d"
    )
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(engine.run, endless)
        assert engine.run(parse("SELECT MAX(n) AS n FROM numbers"))["n"].to_list() == [999]
        assert not slow.done()
        assert isinstance(slow.exception(timeout=30), IcpError)


def test_failure_quotes_no_data(engine: DuckEngine) -> None:
    with pytest.raises(IcpError) as raised:
        engine.run(parse("SELECT CAST(word AS INTEGER) AS n FROM words"))
    assert raised.value.code == "E_QUERY"
    assert SECRET not in raised.value.message
    assert SECRET not in str(raised.value)
