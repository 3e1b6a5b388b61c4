"""The reference of statistics, from the docstrings: meaning, formula, source, what checks it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

from icp_metrics import statistics
from icp_metrics.statistics.estimate import Plain

_HEAD = """Pages show these figures and no others. Those on sums by class of accounts decide; the
plain ones stand beside an answer for reference, and tests hold the two against each other. A year
in brackets is that of the paper a method is from; what a figure is **made of** has its own section
and source. **Checked** names the second route by which tests come to the same figure: another
library, a printed one, a loop over rows, or [how often a range holds the truth](coverage.md).
"""

_NO_STATISTIC = ("estimate",)
"""What an estimate is, not how one is made."""


@dataclass(frozen=True)
class Entry:
    """A statistic: a module, or a function or class of one. `checked`: empty where its module
    says it."""

    name: str
    meaning: str
    checked: str


def modules() -> dict[str, ModuleType]:
    """The modules of statistics by name."""
    found = (m.name for m in pkgutil.iter_modules(statistics.__path__))
    return {
        name: importlib.import_module(f"{statistics.__name__}.{name}")
        for name in found
        if name not in _NO_STATISTIC
    }


def made_of(module: ModuleType) -> list[str]:
    """The other modules of statistics that one uses."""
    inside = f"{statistics.__name__}."
    used = {getattr(member, "__module__", None) or "" for member in vars(module).values()}
    names = {name.removeprefix(inside) for name in used - {module.__name__} if inside in name}
    return sorted(names - set(_NO_STATISTIC))


def entries(module: ModuleType) -> Iterator[Entry]:
    """The module itself, then what it offers, in the order of the file."""
    yield _entry("", module)
    for name, member in vars(module).items():
        own = getattr(member, "__module__", None) == module.__name__
        if name.startswith("_") or not own or not callable(member):
            continue
        yield _entry(f"{name}{_arguments(member)}", member)
        if inspect.isclass(member):
            shown = ("estimate",) if issubclass(member, Plain) else tuple(vars(member))
            for part in shown:
                method = vars(member).get(part)
                if inspect.isfunction(method) and not part.startswith("_"):
                    yield _entry(f"{name}.{part}{_arguments(method)}", method)


def page(note: str) -> str:
    """The page as Markdown."""
    lines = ["# Statistics", "", note, _HEAD]
    for name, module in modules().items():
        for entry in entries(module):
            lines += [f"### `{entry.name}`" if entry.name else f"## {name}", "", entry.meaning, ""]
            if not entry.name and (parts := made_of(module)):
                lines += [f"**Made of** {', '.join(f'`{part}`' for part in parts)}.", ""]
            lines += [f"**Checked** {entry.checked}", ""] if entry.checked else []
    return "\n".join(lines)


def _entry(name: str, of: object) -> Entry:
    """The docstring, and apart from it the sentence that begins with `Checked`."""
    meaning, _, checked = (inspect.getdoc(of) or "").partition("Checked ")
    return Entry(name, meaning.strip(), " ".join(checked.split()))


def _arguments(member: object) -> str:
    """Their names; of a class none."""
    if not inspect.isfunction(member):
        return ""
    named = [n for n in inspect.signature(member).parameters if n != "self"]
    return f"({', '.join(named)})"
