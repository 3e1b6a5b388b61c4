"""What moved since an earlier data version: of one KPI with its rows, and of the headline KPIs.

It is asked for only when opened: each part makes the figure anew.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import streamlit as st

from icp_metrics import wording
from icp_metrics.catalog import KPIS
from icp_metrics.charts.moved import ends
from icp_metrics.charts.moved import moved as chart
from icp_metrics.compare import Row, Slice
from icp_metrics.compare.both import Both
from icp_metrics.compare.moved import Moved
from icp_metrics.compare.moved import moved as figures_moved
from icp_metrics.compare.moved_rows import counted, moved_rows
from icp_metrics.compare.states import State, definition, published
from icp_metrics.errors import SliceError
from icp_metrics.profile.fit import FIT, NOT_FIT
from icp_metrics.store import Store
from icp_metrics.store.store import KEPT_FILES
from icp_metrics.ui import cards, frame, source, tables
from icp_metrics.ui.draw import draw
from icp_metrics.ui.jump import ask, leave
from icp_metrics.ui.told import guarded
from icp_metrics.wording import moved as words

_GROUPS = ("fit", "not_fit", "unknown", "all", words.GAP)


@st.fragment
@guarded
def draw_moved(context: frame.Context, row: Row) -> None:
    """What moved one KPI since a version that the reader chooses, and the rows that did."""
    with st.expander(
        "What moved since an earlier data version", key="moved", bind="query-params"
    ) as opened:
        if not opened.open:
            return
        before = _choose(context, "moved_from")
        if before is None:
            return
        with st.skeleton(height=160):
            found, rows, mixed = _one(context, before, row.kpi.id, context.asked)
        _draw_figures(found)
        if mixed:
            st.caption(f":material/info: {mixed}")
        if rows is None:
            made_of = " and ".join(wording.inline(KPIS[name].title) for name in row.kpi.parts)
            st.caption(f"It has no rows of its own: see what moved {made_of}.")
        else:
            _draw_rows(found, rows)
        leave()


@st.fragment
@guarded
def draw_moved_all(context: frame.Context) -> None:
    """What moved the headline KPIs since the data update before, in one table."""
    with st.expander(
        "What moved since an earlier data version", key="moved", bind="query-params"
    ) as opened:
        if not opened.open:
            return
        before = _choose(context, "moved_from")
        if before is None:
            return
        lines, titles, apart = [], [], ""
        with st.skeleton(height=160):
            for kpi in cards.HEADLINE:
                try:
                    found, _, apart = _one(context, before, kpi.id, context.asked, rows=False)
                except SliceError:
                    # A filter this KPI does not know: its card says so.
                    continue
                of_kpi = [{"KPI": wording.title(found.row), **line} for line in _lines(found)]
                lines += of_kpi
                titles += [kpi.title] * len(of_kpi)
        st.session_state["moved_titles"] = titles
        tables.show(
            pl.DataFrame(lines),
            key="moved_kpis",
            on_select=_open_kpi,
            selection_mode="single-row",
            alt="What moved the headline KPIs",
        )
        said = "Click a line's box for the rows that moved it."
        st.caption(" ".join(s for s in (words.REVISED, apart, said) if s))
        leave()


def _open_kpi() -> None:
    picked = st.session_state["moved_kpis"]["selection"]["rows"]
    if picked:
        ask("kpi", kpi=st.session_state["moved_titles"][picked[0]], moved="true")


def _choose(context: frame.Context, key: str) -> State | None:
    """Let the reader choose what to compare with: versions whose files are kept."""
    here, now = source.store(), _shown(context)
    before = {words.state(s): s for s in _offered(here, context, now)}
    if not before:
        st.caption(words.first(now))
        return None
    picked = st.selectbox("Compared with", list(before), key=key, bind="query-params")
    st.caption(f"{words.state(now)} compared with it. {words.REVISED}")
    return before.get(picked or "", next(iter(before.values())))


def _shown(context: frame.Context) -> State:
    """What the page is drawn from."""
    pin = context.pin
    document = definition(source.store(), pin.profile, pin.profile_version) if pin.profile else None
    return State(context.view.version, document, pin.settings)


def _offered(here: Store, context: frame.Context, now: State) -> list[State]:
    """The versions before, the newest first, each as it was when it was published; last this one,
    where the definition or the settings changed since."""
    name = context.pin.profile
    numbers = [n for n in here.version_numbers() if n < now.version.number][-KEPT_FILES:]
    found = [published(here, n, name) for n in reversed(numbers)]
    same = published(here, now.version.number, name)
    return [*found, same] if same.to_json() != now.to_json() else found


def _one(
    context: frame.Context, before: State, kpi: str, asked: Slice, *, rows: bool = True
) -> tuple[Moved, pl.DataFrame | None, str]:
    root = str(source.store().root.resolve())
    then = (
        before.version.number,
        before.profile.version if before.profile else None,
        before.settings,
    )
    return _found(root, then, context.pin, kpi, asked, with_rows=rows)


# Not cache_data: a KPI holds functions, which are not copied.
@st.cache_resource(max_entries=64, show_spinner=False)
def _found(
    root: str,
    then: tuple[int, int | None, int],
    pin: source.Pin,
    kpi: str,
    asked: Slice,
    *,
    with_rows: bool,
) -> tuple[Moved, pl.DataFrame | None, str]:
    here = Store(Path(root))

    def state(number: int, profile_version: int | None, settings: int) -> State:
        document = definition(here, pin.profile, profile_version) if profile_version else None
        return State(here.version(number), document, settings)

    one = KPIS[kpi]
    both = Both.open(here, state(*then), state(pin.data, pin.profile_version, pin.settings))
    try:
        rows = moved_rows(both, one, asked) if with_rows and not one.parts else None
        return figures_moved(both, one, asked), rows, words.mixed(both)
    finally:
        both.close()


def _draw_figures(found: Moved) -> None:
    told = [g for g in (FIT, NOT_FIT) if words.parts(found, g)]
    spans = [high - low for low, high in (ends(found, g) for g in told)]
    for column, group in zip(st.columns(2, gap="large"), told, strict=False):
        with column:
            st.markdown(f"**{wording.GROUP_WORDS[group]}**")
            draw(
                chart(found, group, frame.look(), span=max(spans)),
                key=f"moved_{group}",
                alt=words.line(found, group),
            )
    tables.show(
        pl.DataFrame(_lines(found)),
        alt="Figures before and after by what moved them",
    )


def _lines(found: Moved) -> list[dict[str, str]]:
    """A line for each group and for the difference; of a part that did nothing a blank."""
    kpi, currency = found.row.kpi, found.row.currency
    used = [p for p in words.PARTS if any(p in words.steps_of(found, g).parts for g in _GROUPS)]
    lines = []
    for name in _GROUPS:
        steps = words.steps_of(found, name)
        shown = words.shown(found, name)
        change = wording.difference(steps.change, kpi.unit, currency) if shown else "–"
        line = {
            "Of": "Difference" if name == words.GAP else wording.GROUP_WORDS[name],
            "Before": words.end(found, name, 0),
            "After": words.end(found, name, 1),
            "Change": "did not move" if shown and not steps.parts else change,
        }
        parts = steps.parts if shown else {}
        by = {
            wording.capital(words.part(p, kpi)): wording.difference(parts[p], kpi.unit, currency)
            if p in parts
            else ""
            for p in used
        }
        lines.append({**line, **by})
    return lines


def _draw_rows(found: Moved, rows: pl.DataFrame) -> None:
    kpi = found.row.kpi
    st.markdown(wording.plain(f"Rows that moved it: {words.rows(counted(rows), kpi)}."))
    if rows.is_empty():
        return
    shown = _readable(found, rows)
    st.session_state["moved_accounts"] = rows["account_id"].to_list()
    st.session_state["moved_kpi"] = kpi.title
    tables.show(
        shown,
        key="moved_rows",
        on_select=_open,
        selection_mode="single-row",
        alt="The rows that moved the figure, with what differs in each.",
    )
    st.caption("Click a row's box to open its account.")
    tables.download(shown, f"{kpi.id}-moved", kpi)


def _readable(found: Moved, rows: pl.DataFrame) -> pl.DataFrame:
    kpi = found.row.kpi
    lines = [
        {
            "What moved": wording.capital(words.part(row["part"], kpi)),
            "How": words.WAYS[row["way"]],
            "Account": row["account_name"] or row["account_id"] or "(no account)",
            "Row": row["fact_name"] or row["fact_id"],
            "ICP": wording.GROUP_WORDS[row["fit"]],
            "Counted on": row["counted_on"],
            "What differs": words.differs(row["differs"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    return pl.DataFrame(lines, schema_overrides={"Counted on": pl.Date})


def _open() -> None:
    picked = st.session_state["moved_rows"]["selection"]["rows"]
    accounts = st.session_state["moved_accounts"]
    if picked and accounts[picked[0]] is not None:
        ask("accounts", account=accounts[picked[0]], kpi=st.session_state["moved_kpi"])
