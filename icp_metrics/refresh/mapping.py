"""The mapping of a source: a saved one, a file, or a preset fitted to the files at hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from icp_metrics.errors import MappingError, ReadError, did_you_mean
from icp_metrics.presets import fit_files, preset
from icp_metrics.refresh.plan import Source
from icp_metrics.store import Store


def mapping_text(store: Store, source: Source, files: Sequence[Path]) -> str:
    """The text of the mapping. Raises IcpError where there is none of that name."""
    if source.mapping_kind == "preset":
        return fit_files(preset(source.mapping), files).text
    if source.mapping_kind == "mapping":
        kept = store.mapping(source.mapping)
        if kept is None:
            raise MappingError(
                f"The store keeps no mapping '{source.mapping}'."
                f"{did_you_mean(source.mapping, store.mapping_names())}"
            )
        return kept.text
    try:
        return Path(source.mapping).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(
            f"The mapping {source.mapping} cannot be read ({type(error).__name__}).", code="E_FILE"
        ) from None
