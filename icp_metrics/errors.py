"""Everything this package raises on purpose.

    IcpError                      a sentence for the user, with a code; the CLI exits with 1
    |-- SettingError              a setting that does not exist or cannot take the value
    |-- ProfileError              an ICP definition that cannot be judged
    |-- MappingError              a mapping that does not say how a file becomes tables
    |-- ReadError                 a file that cannot be read as what it claims to be
    |-- LoadRefused               a load that would have published too many bad rows
    |-- SliceError                a question the data cannot answer: unknown KPI, attribute, period
    |-- StoreError                the folder on disk is missing, damaged or busy

Bad rows are not errors: they are returned as problems (file, row, column, value, problem).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class IcpError(Exception):
    """A sentence that names the thing, the value and the cure, under a stable `code`."""

    code = "E_ICP"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class SettingError(IcpError):
    code = "E_SETTING"


class ProfileError(IcpError):
    code = "E_PROFILE"


class MappingError(IcpError):
    code = "E_MAPPING"


class ReadError(IcpError):
    code = "E_READ"


class LoadRefused(IcpError):
    code = "E_REFUSED"


class SliceError(IcpError):
    code = "E_SLICE"


class StoreError(IcpError):
    code = "E_STORE"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`" Did you mean 'x'?"` for the nearest known name, else the known names, else nothing."""
    names = sorted(known)
    near = difflib.get_close_matches(name.lower(), [n.lower() for n in names], n=1, cutoff=0.6)
    if near:
        best = next(n for n in names if n.lower() == near[0])
        return f" Did you mean '{best}'?"
    if names:
        return f" Known: {', '.join(names[:30])}."
    return ""
