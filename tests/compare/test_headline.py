"""The rule of the headline, as a table: verdicts in, word and sentence out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from icp_metrics.catalog import KPIS
from icp_metrics.compare.headline import headline
from icp_metrics.compare.periods import Period
from icp_metrics.compare.row import Adjusted, Group, Row, Verdict
from icp_metrics.statistics.estimate import Difference, Estimate

HEADLINE = [k.id for k in KPIS.values() if k.headline]
LETTERS: dict[str, Verdict] = {
    "+": "better",
    "-": "worse",
    "0": "no_clear_difference",
    "=": "equivalent",
    "?": "too_little_data",
}
NOTHING = Group(Estimate.unknown("no_data"), 0, 0)


def row(kpi: str, verdict: Verdict, *, known: bool = True) -> Row:
    return Row(
        kpi=KPIS[kpi],
        variant=KPIS[kpi].default_variant,
        currency=None,
        period=Period(date(2025, 1, 1), date(2026, 1, 1)),
        by=None,
        segment=None,
        groups=dict.fromkeys(("fit", "not_fit", "unknown", "all"), NOTHING),
        gap=Difference(0.1, 0.0, 0.2) if known else Difference(),
        q=None,
        change=None,
        verdict=verdict,
    )


def said(letters: str) -> tuple[str, str]:
    """`++.?-`: a letter per headline KPI in order, a point where it is missing."""
    rows = [
        row(kpi, LETTERS[letter]) if letter != "." else row(kpi, "too_little_data", known=False)
        for kpi, letter in zip(HEADLINE, letters, strict=True)
    ]
    found = headline(rows)
    return found.word, found.sentence


def test_headline_rests_on_five_three_before_the_sale_and_two_after() -> None:
    assert HEADLINE == ["win_rate", "cycle_length", "cac_payback", "grr", "cltv"]
    assert [KPIS[k].sale for k in HEADLINE] == ["before", "before", "before", "after", "after"]


@pytest.mark.parametrize(
    ("letters", "word", "sentence"),
    [
        ("++++", "working", "Yes, before and after the sale."),
        ("+00+?", "working", "Yes, before and after the sale."),
        ("+????", "too early", "Yes before the sale; too early to say after it."),
        ("???+0", "too early", "Too early to say before the sale; yes after it."),
        ("?????", "too early", "Too early to say, before and after the sale."),
        ("=0?00", "too early", "Too early to say, before and after the sale."),
        ("-????", "not working", "No before the sale; too early to say after it."),
        ("--0--", "not working", "No, before and after the sale."),
        ("+-???", "mixed", "Mixed before the sale; too early to say after it."),
        ("+??-?", "mixed", "Yes before the sale; no after it."),
        ("++++-", "mixed", "Yes before the sale; mixed after it."),
        ("++...", "too early", "Yes before the sale; not measured yet after it."),
        (".....", "too early", "Not measured yet, before and after the sale."),
        ("+.+.+", "working", "Yes, before and after the sale."),
    ],
)
def test_word_and_sentence(letters: str, word: str, sentence: str) -> None:
    assert said(letters.ljust(5, "+")) == (word, sentence)


def test_segments_and_other_kpis_have_no_say() -> None:
    good = [row("win_rate", "better"), row("grr", "better")]
    bad = replace(row("cltv", "worse"), by="region", segment="North")
    other = row("deal_size", "worse")
    assert headline([*good, bad, other]).word == "working"


@pytest.mark.parametrize("flag", ["reversal", "attenuation"])
def test_difference_that_the_mix_explains_decides_nothing(flag: str) -> None:
    rows = [row("win_rate", "worse"), row("grr", "better")]
    assert headline(rows).word == "mixed"
    like = Adjusted(Difference(0.01, -0.02, 0.04), 0.1, 0.01, 0.09, 0.0, ("region",), None)
    rows[0] = replace(rows[0], adjusted=like, flags=(flag,))
    assert headline(rows).word == "too early"
    assert headline(rows).before == "undecided"
