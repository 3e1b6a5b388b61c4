"""How figures are written in TRUTH.md."""

from __future__ import annotations

from collections.abc import Iterable


def pp(share: float) -> str:
    return f"{100 * share:+.1f} pp"


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = list(header)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def counts(numbers: dict) -> str:
    return ", ".join(f"{name} {number}" for name, number in numbers.items())
