"""Presets: templates of mappings for known systems, and how one is fitted to the files at hand.

`presets()` are the YAML files of this folder. `recognise` scores them by the headers of files,
`fit` makes an ordinary mapping of one: text that a user sees, saves and edits.
"""

from icp_metrics.presets.files import best_fit, fit_files, recognise_files
from icp_metrics.presets.fit import Fitted, fit
from icp_metrics.presets.preset import Preset, preset, presets
from icp_metrics.presets.recognise import Score, recognise

__all__ = [
    "Fitted",
    "Preset",
    "Score",
    "best_fit",
    "fit",
    "fit_files",
    "preset",
    "presets",
    "recognise",
    "recognise_files",
]
