"""Changes to a mapping's text that leave the rest of it, and the comments, as they are.

The YAML is composed into nodes that know where they stand in the text; only the characters of the
one node are exchanged. What cannot be edited in place (anchors, odd layouts) is written anew from
its content, without comments: the meaning comes first.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml

from icp_metrics.errors import MappingError
from icp_metrics.extracts.grammar import document
from icp_metrics.presets.written import flow
from icp_metrics.suggest.decided import decided

Path = Sequence[str]


def put(text: str, path: Path, value: Any) -> str:
    """The text with `value` under the keys of `path`, in place of what is there, else added."""

    def change(keys: dict[str, Any]) -> None:
        inside = keys
        for key in path[:-1]:
            given = inside.get(key)
            inside[key] = given if isinstance(given, dict) else {}
            inside = inside[key]
        inside[path[-1]] = value

    return _edited(text, change, lambda: _put(text, path, value))


def without(text: str, path: Path) -> str:
    """The text less the key at the end of `path`; as it is where there is none."""

    def change(keys: dict[str, Any]) -> None:
        inside: Any = keys
        for key in path[:-1]:
            inside = inside.get(key) if isinstance(inside, dict) else None
        if isinstance(inside, dict):
            inside.pop(path[-1], None)

    return _edited(text, change, lambda: _without(text, path))


def says(text: str, table: str, column: str) -> tuple[str, Any]:
    """The part that a column stands in (`columns`, `attributes`), and what the text says of it.

    None where it says nothing. Raises MappingError where there is no such table.
    """
    tables = document(text).get("tables")
    given = tables.get(table) if isinstance(tables, dict) else None
    if not isinstance(given, dict):
        raise MappingError(f"the mapping has no table '{table}'.")
    for part in ("columns", "attributes"):
        inside = given.get(part)
        if isinstance(inside, dict) and column in inside:
            return part, inside[column]
    return "columns", None


def with_column(text: str, table: str, column: str, said: Any) -> str:
    """The text with what it says of a column exchanged; None takes the column away."""
    part, _ = says(text, table, column)
    path = ("tables", table, part, column)
    if said is None:
        return without(text, path)
    return decided(put(text, path, said), table, column, lambda _: True)


def with_key(text: str, table: str, column: str, key: str, value: Any) -> str:
    """The text with one key of a column said (`dates: day_first`); None takes the key away."""
    part, given = says(text, table, column)
    path = ("tables", table, part, column)
    if value is None:
        return without(text, (*path, key)) if isinstance(given, dict) else text
    inside = isinstance(given, dict)
    made = (
        put(text, (*path, key), value) if inside else put(text, path, {"from": given, key: value})
    )
    return decided(made, table, column, lambda asked: f"{key}:" in asked)


def assigned(text: str, table: str, column: str, words: Mapping[str, str]) -> str:
    """The text with our word for each value of the file, in the column's value map.

    A column without one gets one that keeps all other values. Raises MappingError where a column
    has no value map to add to: one decided by `when`, or not there at all.
    """
    made = _assigned(text, table, column, words)
    return decided(made, table, column, lambda asked: any(f"'{v}'" in asked for v in words))


def _assigned(text: str, table: str, column: str, words: Mapping[str, str]) -> str:
    part, given = says(text, table, column)
    path = ("tables", table, part, column)
    if isinstance(given, str):
        return put(text, path, {"from": given, "values": dict(words), "otherwise": "keep"})
    if not isinstance(given, dict) or not {"from", "lookup"} & set(given):
        raise MappingError(
            f"{table}.{column} has no value map; write it as '{{from: column, values: {{...}}}}'."
        )
    if not isinstance(given.get("values"), dict):
        text = put(text, (*path, "values"), dict(words))
        return text if "otherwise" in given else put(text, (*path, "otherwise"), "keep")
    listed = {theirs.strip().lower(): theirs for theirs in given["values"]}
    for value, word in words.items():
        text = put(text, (*path, "values", listed.get(value.strip().lower(), value)), word)
    return text


def _edited(text: str, change: Callable[[dict[str, Any]], None], edit: Callable[[], str]) -> str:
    """The edited text if it says what it should, else its content written anew."""
    wanted = document(text)
    wanted = copy.deepcopy(wanted)
    change(wanted)
    try:
        made = edit()
        if document(made) == wanted:
            return made
    except (MappingError, yaml.YAMLError, LookupError, ValueError):
        pass
    return _anew(wanted)


def _anew(keys: dict[str, Any]) -> str:
    lines = []
    for key, value in keys.items():
        if key != "tables" or not isinstance(value, dict):
            lines.append(f"{_pair(key, value)}\n")
            continue
        lines.append("tables:\n")
        for table, parts in value.items():
            lines.append(f"  {flow(table)}:\n")
            for part, given in parts.items() if isinstance(parts, dict) else ():
                if not isinstance(given, dict) or not given:
                    lines.append(f"    {_pair(part, given)}\n")
                    continue
                lines.append(f"    {flow(part)}:\n")
                lines += [f"      {_pair(name, said)}\n" for name, said in given.items()]
    return "".join(lines)


def _put(text: str, path: Path, value: Any) -> str:
    node = _composed(text)
    for depth, key in enumerate(path):
        if not isinstance(node, yaml.MappingNode):
            raise LookupError(key)
        found = _entry(node, key)
        if found is None:
            rest: Any = value
            for inner in reversed(path[depth + 1 :]):
                rest = {inner: rest}
            return _add(text, node, key, rest)
        node = found[1]
    start, end = node.start_mark.index, _end(node)
    return text[:start] + _in_flow(value) + text[end:]


def _without(text: str, path: Path) -> str:
    node = _composed(text)
    parent, name = node, node
    for key in path:
        if not isinstance(node, yaml.MappingNode):
            return text
        parent, found = node, _entry(node, key)
        if found is None:
            return text
        name, node = found
    start, end = name.start_mark.index, _end(node)
    if not isinstance(parent, yaml.MappingNode) or not parent.flow_style:
        # The whole line goes, and with it a comment behind it.
        start = text.rfind("\n", 0, start) + 1
        stop = text.find("\n", end)
        return text[:start] + (text[stop + 1 :] if stop >= 0 else "")
    after = text[end:]
    rest = after.lstrip()
    if rest.startswith(","):
        return text[:start] + rest[1:].lstrip()
    before = text[:start].rstrip()
    return before.removesuffix(",") + after


def _composed(text: str) -> yaml.Node:
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    if node is None:
        raise LookupError("a mapping")
    return node


def _entry(node: yaml.MappingNode, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    return next((pair for pair in node.value if pair[0].value == key), None)


def _end(node: yaml.Node) -> int:
    """Where a node's own text ends: a block's mark stands after the blank lines behind it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _add(text: str, node: yaml.MappingNode, key: str, value: Any) -> str:
    if node.flow_style or not node.value:
        end = node.end_mark.index - 1
        comma = ", " if node.value and not text[:end].rstrip().endswith(",") else ""
        return text[: len(text[:end].rstrip())] + comma + _pair(key, value) + text[end:]
    indent = " " * node.value[0][0].start_mark.column
    stop = text.find("\n", _end(node))
    head, tail = (text + "\n", "") if stop < 0 else (text[: stop + 1], text[stop + 1 :])
    return f"{head}{indent}{_pair(key, value)}\n{tail}"


def _pair(key: str, value: Any) -> str:
    """`key: value`, quoted so that it can stand between braces too."""
    return flow({key: value})[1:-1]


def _in_flow(value: Any) -> str:
    """A value, quoted so that it can stand between braces too."""
    return flow([value])[1:-1]
