"""The first visit: what there is to know before the first click, in a few steps."""

from __future__ import annotations

OFFER = "New here? Six short steps say how to read the scorecard."

STEPS = (
    (
        "The answer comes first",
        "The headline says whether the ICP works, before the sale and after it. It says yes only "
        "where a figure on each side is surely better, and none is worse.",
    ),
    (
        "One line for each figure",
        "In ICP, outside ICP, and what is between them. Likely is where the true difference lies "
        "in 95 of 100 such cases. Too early means that it cannot be told yet, and how many more "
        "accounts would tell.",
    ),
    (
        "From a number to its rows",
        "The name of a figure opens its page: where the difference is, and since when. A count "
        "opens exactly the rows behind it; a row opens its account.",
    ),
    (
        "Filters, and an address that holds them",
        "Filters stand at the side and hold on every page. The address holds all that shapes a "
        "number: whoever opens it sees the same figures, later too.",
    ),
    (
        "The ICP itself",
        "The page ICP shows the definition, whom it judges, and how it does beside another. "
        "Accounts that cannot be judged are a group of their own, never counted as outside.",
    ),
    (
        "The data, and what words mean",
        "Data shows what is loaded and loads more. Guide explains every figure and every word; "
        "the question mark beside a word does so on the spot.",
    ),
)
"""Title and text of each step."""

BUTTONS = {
    "start": "Take the tour",
    "dismiss": "No, thanks",
    "leave": "Close",
    "back": "Back",
    "next": "Next",
    "end": "Done",
    "place": "Step {n} of {of}",
    "name": "Tour",
}
