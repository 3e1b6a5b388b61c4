"""The ICP definition as people read it: its criteria, its rule, whom it judges, its versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.charts.coverage import coverage
from icp_metrics.charts.criteria import criteria as criteria_chart
from icp_metrics.compare.criteria import Met
from icp_metrics.compare.review import due
from icp_metrics.compare.slice import Slice
from icp_metrics.profile.document import Profile, parse
from icp_metrics.ui import frame, source, tables
from icp_metrics.ui.draw import draw

_DAYS = {"Saved on": pl.Date, "Review by": pl.Date}
_MODES = {"required": "must be met", "exclude": "must not be met"}


def draw_rule(profile: Profile) -> None:
    """How the criteria make a score, and the score a fit."""
    if profile.weight:
        st.write(
            f"An account is in ICP if it meets every must and scores {profile.fit_at:g} or more of "
            f"100: the points it meets, of those that can be judged. Under "
            f"{wording.percent(profile.min_judged, 0)} of the points judged, it can't be told."
        )
        tiers = ", ".join(f"{name} from {score:g}" for name, score in profile.tiers)
        if tiers:
            st.caption(wording.plain(f"Tiers: {tiers}."))
    else:
        st.write("An account is in ICP if it meets every must; there are no points.")


def draw_criteria(context: frame.Context) -> None:
    """Each criterion with the share of accounts that meet it, do not, or lack the attribute."""
    found = source.criteria(context.pin)
    st.subheader("What the criteria say of all accounts today", anchor=False)
    blank = max(found, key=lambda m: m.blank)
    draw(
        criteria_chart(found, frame.look()),
        key="criteria",
        alt=(
            f"Share of {wording.counted(found[0].accounts, 'accounts')} that meet each criterion. "
            f"Blank most often: {wording.inline(wording.attribute(blank.criterion.attribute))}, "
            f"in {wording.digits(blank.blank)}."
        ),
    )
    tables.show(_table(found), alt="The criteria with their weight and counts")


def _table(found: Sequence[Met]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "Criterion": wording.criterion(m.criterion),
                "Counts": _MODES.get(m.criterion.mode, f"{m.criterion.weight:g} points"),
                "Meet it": m.meet,
                "Do not": m.fail,
                "Blank": m.blank,
            }
            for m in found
        ]
    )


def draw_judged(context: frame.Context) -> None:
    """How many accounts are in ICP, outside, and cannot be told."""
    row = source.answer(context.pin, "accounts", Slice())[0]
    total = row.groups["all"].facts
    if not total:
        return
    told = ", ".join(
        f"{wording.digits(row.groups[g].facts)} {words}"
        for g, words in (("fit", "in ICP"), ("not_fit", "outside"), ("unknown", "can't be told"))
    )
    st.subheader("Whom it judges", anchor=False)
    takeaway = f"Of {wording.digits(total)} accounts {told}."
    st.write(takeaway)
    draw(coverage(row, frame.look()), key="whom", alt=takeaway)


def draw_versions(name: str, shown: int) -> None:
    """Every version with its author, reason and date; and the text of the one shown."""
    store = source.store()
    saved = {
        (line["name"], line["version"]): date.fromisoformat(line["at"][:10])
        for line in store.ledger.read()
        if line["event"] == "profile_saved"
    }
    newest = store.profile(name)
    assert newest is not None
    documents = [store.profile(name, n) for n in range(newest.version, 0, -1)]
    lines: list[dict[str, str | int | date | None]] = []
    for document in documents:
        assert document is not None
        profile = parse(document.text)
        on = saved.get((name, document.version))
        review = due(profile, on)
        lines.append(
            {
                "Version": f"v{document.version}",
                "Saved on": on,
                "Author": profile.author,
                "Reason": profile.reason,
                "Review by": review,
                "Criteria": len(profile.criteria),
            }
        )
    st.subheader("Versions", anchor=False)
    tables.show(pl.DataFrame(lines, schema_overrides=_DAYS), alt="Versions of the ICP definition")
    text = next(d.text for d in documents if d is not None and d.version == shown)
    with st.expander(wording.plain(f"{name} v{shown} as it is saved")):
        st.code(text, language="yaml")
