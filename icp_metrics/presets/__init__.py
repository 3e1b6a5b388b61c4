"""Presets: templates of mappings for known systems, and how one is fitted to the files at hand.

`presets()` are the YAML files of this folder. `recognise` scores them by the headers of files,
`fit` makes an ordinary mapping of one: text that a user sees, saves and edits.
"""

from icp_metrics.presets.files import best_of, fit_files, readings_of, recognise_files
from icp_metrics.presets.fit import Fitted, fit
from icp_metrics.presets.preset import Preset, preset, presets
from icp_metrics.presets.recognise import Reason, Score, nearest, recognise

__all__ = [
    "Fitted",
    "Preset",
    "Reason",
    "Score",
    "best_of",
    "fit",
    "fit_files",
    "nearest",
    "preset",
    "presets",
    "readings_of",
    "recognise",
    "recognise_files",
]
