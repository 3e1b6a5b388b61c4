"""Profile: what is our ICP, and how many accounts can it judge?"""

import streamlit as st

from icp_metrics import wording
from icp_metrics.ui import contest, frame, profile
from icp_metrics.ui.pages import PageInfo, reroute

PAGE = PageInfo(
    title="ICP",
    icon=":material/checklist:",
    help="What is our ICP? Its criteria, how many accounts meet each, and its versions.",
    order=4,
)


def render() -> None:
    """Draw the page."""
    frame.page(_draw)


def _draw(context: frame.Context) -> None:
    chosen, version = context.view.profile, context.view.profile_version
    if chosen is None or version is None:
        st.title("What is our ICP?", anchor=False)
        return
    st.markdown("**What is our ICP?**")
    st.title(wording.plain(f"{chosen.name} v{version}"), anchor=False)
    profile.draw_rule(chosen)
    profile.draw_criteria(context)
    profile.draw_judged(context)
    contest.draw_contest(context)
    profile.draw_versions(chosen.name, version)


if __name__ == "__main__":
    reroute(__file__)
