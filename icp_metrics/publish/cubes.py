"""Cubes: the sums of a KPI by fit, one attribute, month and bucket, ready to be added up.

A cube holds as many rows as it has cells, however many facts there are; an answer from it takes
the same time at any size. Built for facts of whole months judged as sold, per saved profile, where
there are many facts: few facts answer as fast themselves. `cube_<kpi>__<variant>` holds the sums,
`cube_<kpi>__<variant>_accounts` what accounts are counted from, `cubes` lists what there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from icp_metrics.catalog import KPIS
from icp_metrics.dimensions import TIER, Attribute, Dimension, carried
from icp_metrics.engine.sql import render
from icp_metrics.kpis import Kpi
from icp_metrics.profile.fit import UNKNOWN
from icp_metrics.publish import cube_accounts
from icp_metrics.schema import KINDS
from icp_metrics.statistics.jackknife import NOWHERE
from icp_metrics.store.build import Build, literal, quoted
from icp_metrics.store.documents import Document
from icp_metrics.tables import TABLES

MOST_LABELS = 50
"""An attribute with more values than this has no cube: it would not stay small."""

WHOLE = ""
"""The attribute of the cells that are not broken down."""


def cubes(build: Build, profiles: Sequence[Document], from_facts: int) -> None:
    """Create the cubes of every KPI that has `from_facts` facts or more."""
    build.run("CREATE TABLE cubes (kpi VARCHAR, variant VARCHAR, attribute VARCHAR)")
    many = [
        (kpi, variant)
        for kpi, variant in ((k.of(v), v) for k in KPIS.values() for v in k.variants)
        if kpi.window in ("event", "snapshot")
        and kpi.adds_up
        and _count(build, "COUNT(*)", kpi.facts_table(variant)) >= from_facts
    ]
    if not many:
        return
    dimensions = _dimensions(build)
    for i, document in enumerate(profiles):
        _spans(build, f"_spans{i}", [d for d in dimensions if d.of_span], document)
    for kpi, variant in many:
        own = _own(kpi, dimensions)
        _facts(build, kpi, variant, own)
        _create(build, kpi, variant)
        for i, document in enumerate(profiles):
            of_profile = f"{literal(document.name)}, {document.version}"
            for d in (None, *(d for d in dimensions if d.of_span), *own):
                _cube(build, kpi, variant, d, of_profile, f"_spans{i}")
        for table in ("_facts", "_calendar", "_months"):
            build.run(f"DROP TABLE {table}")


def dimension_of(attribute: Attribute) -> Dimension | None:
    """The break-down a cube has for an attribute; None for numbers without declared bands."""
    plain = Dimension(attribute)
    if not plain.is_number:
        return plain
    table = TABLES.get(attribute.table)
    declared = table.column(attribute.name) if table is not None else None
    return Dimension(attribute, declared.bands) if declared and declared.bands else None


def _dimensions(build: Build) -> list[Dimension]:
    rows = build.frame('SELECT "table", name, label, kind FROM attributes').rows()
    # The tier goes before an attribute of that name, as it does in a question.
    found = [*(Attribute(t, name, label, KINDS[kind]) for t, name, label, kind in rows), TIER]
    return list({d.name: d for a in found if (d := dimension_of(a)) is not None}.values())


def _own(kpi: Kpi, dimensions: Iterable[Dimension]) -> list[Dimension]:
    """The dimensions of the facts themselves; what they carry goes before a column of the table."""
    columns = [d for d in dimensions if d.attribute.table == kpi.facts_of and not d.of_span]
    of_facts = map(Dimension, carried(kpi.dimensions))
    return list({d.name: d for d in (*columns, *of_facts)}.values())


def _labels(dimensions: Iterable[Dimension]) -> str:
    """SQL for the labels of dimensions that are no lists, each after a comma."""
    single = [d for d in dimensions if not d.is_list]
    return "".join(f", {render(d.label())} AS {_by(d)}" for d in single)


def _by(d: Dimension) -> str:
    return quoted(f"by {d.name}")


def _spans(build: Build, name: str, dimensions: Iterable[Dimension], document: Document) -> None:
    """The spans of accounts with their fit and labels."""
    build.run(f"""
        CREATE TEMP TABLE {name} AS
        SELECT s.span_id, g.fit, g.filled_later {_labels(dimensions)}
        FROM account_spans AS s
        LEFT JOIN fit AS g ON g.span_id = s.span_id
             AND g.profile = {literal(document.name)} AND g.profile_version = {document.version}
    """)


def _facts(build: Build, kpi: Kpi, variant: str, own: Sequence[Dimension]) -> None:
    """Create `_facts`, with months and labels of their own; and the months of each account."""
    key = [kpi.estimator.keyed_by] if kpi.estimator.keyed_by else []
    alike = [kpi.alike] if kpi.alike else []
    names = ("fact_id", "cluster", "span_id", "judged_later")
    columns = ", ".join(f"f.{quoted(c)}" for c in (*names, *key, *_summed(kpi), *alike))
    table = TABLES[kpi.facts_of]
    rows = f"LEFT JOIN {table.name} AS d ON d.{quoted(table.key[0])} = f.fact_id" if own else ""
    build.run(f"""
        CREATE TEMP TABLE _facts AS
        SELECT {columns}, COALESCE(f.bucket, {NOWHERE}) AS bucket,
               CAST(DATE_TRUNC('month', f.counted_on) AS DATE) AS month_on {_labels(own)}
        FROM {kpi.facts_table(variant)} AS f {rows}
    """)
    build.run(cube_accounts.CALENDAR)
    build.run(f"CREATE TEMP TABLE _months AS {cube_accounts.months(build, 'f.span_id')}")


def _create(build: Build, kpi: Kpi, variant: str) -> None:
    sums = "".join(f", {quoted(c)} {_type(build, c)}" for c in _summed(kpi))
    key = f", {quoted(kpi.estimator.keyed_by)} BIGINT" if kpi.estimator.keyed_by else ""
    cell = """profile VARCHAR, profile_version INTEGER, attribute VARCHAR, segment VARCHAR,
              fit VARCHAR, month_on DATE"""
    alike = ", alike_low VARCHAR, alike_high VARCHAR" if kpi.alike else ""
    cube = kpi.cube_table(variant)
    build.run(f"""
        CREATE TABLE {cube} ({cell}, bucket SMALLINT{key}{sums},
            facts BIGINT, judged_later BIGINT, filled_later BIGINT{alike})
    """)
    build.run(f"CREATE TABLE {cube}_accounts ({cell}, before_on DATE, accounts BIGINT)")


def _cube(
    build: Build, kpi: Kpi, variant: str, d: Dimension | None, of_profile: str, spans: str
) -> None:
    """Add the cells of one attribute, or those of the whole; none if it has no values or many."""
    attribute, segment, listed = WHOLE, "CAST(NULL AS VARCHAR)", ""
    if d is not None:
        attribute, segment = d.name, f"{'p' if d.of_span else 'f'}.{_by(d)}"
    if d is not None and d.is_list:
        key = "span_id" if d.of_span else "fact_id"
        segment, listed = "v.value", f"LEFT JOIN ({_values(d)}) AS v ON v.key = f.{key}"
    join = f"LEFT JOIN {spans} AS p ON p.span_id = f.span_id {listed}"
    of_accounts = d is None or d.of_span
    if d is not None:
        source = f"{'_months' if of_accounts else '_facts'} AS f {join}"
        if not 0 < _count(build, f"COUNT(DISTINCT {segment})", source) <= MOST_LABELS:
            return
    fit = f"COALESCE(p.fit, '{UNKNOWN}')"
    cell = f"{of_profile}, {literal(attribute)}"
    keys = ["segment", "fit", "f.month_on", "f.bucket"]
    if kpi.estimator.keyed_by:
        keys.append(f"f.{quoted(kpi.estimator.keyed_by)}")
    sums = "".join(f", SUM(f.{quoted(c)})" for c in _summed(kpi))
    alike = f", MIN(f.{kpi.alike}), MAX(f.{kpi.alike})" if kpi.alike else ""
    cube = kpi.cube_table(variant)
    build.run(f"""
        INSERT INTO {cube}
        SELECT {cell}, {segment} AS segment, {fit} AS fit, {", ".join(keys[2:])}{sums}, COUNT(*),
               COUNT(*) FILTER (f.judged_later), COUNT(*) FILTER (p.filled_later){alike}
        FROM _facts AS f {join} GROUP BY ALL
        -- A period reads few of the months: they lie together.
        ORDER BY f.month_on, {", ".join(k for k in keys if k != "f.month_on")}
    """)
    accounts = "_months"
    if d is not None and not of_accounts:
        kept = f"f.span_id, f.{'fact_id' if d.is_list else _by(d)}"
        accounts = f"({cube_accounts.months(build, kept)})"
    cube_accounts.fill(build, f"{cube}_accounts", cell, segment, fit, f"{accounts} AS f {join}")
    build.run(
        "INSERT INTO cubes VALUES ($kpi, $variant, $attribute)",
        {"kpi": kpi.id, "variant": variant, "attribute": attribute},
    )


def _summed(kpi: Kpi) -> list[str]:
    return [*kpi.estimator.columns, *kpi.shares.values()]


def _type(build: Build, column: str) -> str:
    """Money stays exact; counts are whole."""
    kind = str(build.frame(f"SELECT TYPEOF(SUM({quoted(column)})) AS t FROM _facts")["t"][0])
    return "BIGINT" if kind == "HUGEINT" else kind


def _count(build: Build, what: str, source: str) -> int:
    return int(build.frame(f"SELECT {what} AS n FROM {source}")["n"][0])


def _values(d: Dimension) -> str:
    """The values of a list attribute and the key they hang on."""
    name = f"attribute = {literal(d.attribute.name)}"
    if d.of_span:
        return f"SELECT span_id AS key, value FROM span_values WHERE {name}"
    own = f'"table" = {literal(d.attribute.table)}'
    return f"SELECT fact_id AS key, value FROM fact_values WHERE {name} AND {own}"
