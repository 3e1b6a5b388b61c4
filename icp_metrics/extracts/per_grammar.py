"""From the YAML of `per` to the interval an amount is for."""

from __future__ import annotations

from icp_metrics.errors import MappingError
from icp_metrics.extracts.column_map import Per
from icp_metrics.extracts.grammar import block, text
from icp_metrics.statistics.mrr import months_of


def per(given: object, name: str, where: str) -> Per:
    """The interval of an amount; raises MappingError unless it is for `mrr`."""
    if name != "mrr":
        raise MappingError(f"{where}: 'per' is for mrr: it makes an amount one per month.")
    keys = block(given, f"{where}: per", ("from", "value", "count", "values"))
    if ("from" in keys) == ("value" in keys):
        raise MappingError(f"{where}: per needs 'from: <column>' or 'value: year'.")
    listed = block(keys.get("values", {}), f"{where}: per: values")
    words = {
        theirs.strip().lower(): text(ours, f"{where}: per: values: {theirs}")
        for theirs, ours in listed.items()
    }
    found = Per(
        text(keys["from"], f"{where}: per: from") if "from" in keys else "",
        text(keys["value"], f"{where}: per: value") if "value" in keys else "",
        text(keys["count"], f"{where}: per: count") if "count" in keys else "",
        tuple(words.items()),
    )
    for word in filter(None, (found.value, *words.values())):
        try:
            months_of(word)
        except ValueError as error:
            raise MappingError(f"{where}: per: {error}.") from None
    return found
