"""How many digits of a currency are behind its point: cents 2, yen 0.

Source: ISO 4217, list one, column "Mnr unt"; a code that is not listed here has two.
"""

from __future__ import annotations

import re

_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"
_DIGITS = (
    dict.fromkeys(_NONE.split(), 0)
    | dict.fromkeys(_THREE.split(), 3)
    | dict.fromkeys(_FOUR.split(), 4)
)


def minor_digits(currency: str) -> int | None:
    """The digits behind the point of a currency, by its code without case; None for no code."""
    code = currency.strip().upper()
    return _DIGITS.get(code, 2) if re.fullmatch(r"[A-Z]{3}", code) else None
