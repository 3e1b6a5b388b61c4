"""A mapping as YAML that a person reads: what it is in comments, one line per column."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from icp_metrics.presets.preset import Preset

_WIDTH = 98
_MOST_NAMES = 40
_NULL = "tag:yaml.org,2002:null"


def written(
    preset: Preset,
    files: Sequence[str],
    mapping: Mapping[str, Any],
    notes: Sequence[str],
    unread: Mapping[str, Sequence[str]],
) -> str:
    """The mapping as text. `unread`: per source the columns that are not read, named at the end."""
    head = [
        f"{preset.title}: preset {preset.name}, fitted to {', '.join(files)}.",
        f"The preset was built from {preset.built_from}.",
        *notes,
    ]
    parts = [comment(*head), f"name: {flow(mapping['name'])}\n"]
    if "blank" in mapping:
        parts.append(f"blank: {flow(mapping['blank'])}\n")
    if "sources" in mapping:
        lines = [f"  {flow(name)}: {flow(keys)}\n" for name, keys in mapping["sources"].items()]
        parts += ["sources:\n", *lines]
    parts.append("tables:\n")
    for table, keys in mapping["tables"].items():
        parts.append(f"  {table}:\n")
        for key, value in keys.items():
            if key in ("from", "only", "left_out", "latest"):
                parts.append(f"    {key}: {flow(value)}\n")
            else:
                lines = [f"      {flow(n)}: {flow(v)}\n" for n, v in value.items()]
                parts += [f"    {key}:\n", *lines]
    told = [f"Not read of {source}: {_listed(names)}." for source, names in unread.items()]
    return "".join([*parts, comment(*told)])


def comment(*sentences: str) -> str:
    """Sentences as lines of a YAML comment."""
    # A header may hold a line break, which would end the comment.
    one = (" ".join("".join(c if c.isprintable() else " " for c in s).split()) for s in sentences)
    lines = (
        textwrap.wrap(
            s, _WIDTH, break_long_words=False, break_on_hyphens=False, subsequent_indent="  "
        )
        for s in one
    )
    return "".join(f"# {line}\n" for wrapped in lines for line in wrapped)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


class _Plain(yaml.SafeDumper):
    """Quotes what a mapping reads as something else, and no more: `on` and `1` are texts there."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, rule) for tag, rule in rules if tag == _NULL]
        for first, rules in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def ignore_aliases(self, data: Any) -> bool:
        return True


def flow(value: Any) -> str:
    """A value on one line."""
    text: str = yaml.dump(
        value,
        Dumper=_Plain,
        default_flow_style=True,
        allow_unicode=True,
        sort_keys=False,
        width=2**31,
    )
    # PyYAML writes a blank key in its long form.
    text = text.replace("{? '' : ", "{'': ").replace(", ? '' : ", ", '': ")
    return text.removesuffix("\n").removesuffix("\n...")
