"""How to read the numbers, in short chapters: what the guide says beyond its words and KPIs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Chapter:
    """A chapter of the guide, by the name that it has in an address."""

    name: str
    title: str
    text: tuple[str, ...]
    """Its paragraphs."""


CHAPTERS = (
    Chapter(
        "likely_range",
        "How to read a likely range",
        (
            "A figure is drawn with a line through its mark: the likely range. If the same "
            "business had happened many times over, ranges made like this would hold the true "
            "figure 95 times in 100. The nearer its ends, the more is known.",
            "The range of the difference decides, not whether the ranges of the two groups "
            "overlap: two ranges may overlap a little, and the difference be sure all the same.",
            "If the range of the difference leaves out 0, the groups differ. If it includes 0, "
            "this data does not tell. If all of it is within the smallest difference that "
            "matters, the groups are the same in practice, however sure a small difference is.",
            "What varies is the account. Ten deals of one account say less than ten deals of ten "
            "accounts, and the range allows for it.",
        ),
    ),
    Chapter(
        "cant_tell",
        "Why can't tell is a group of its own",
        (
            "An account without an industry may fit an ICP of software companies, or not. Counted "
            "as outside, good accounts would be mixed into the comparison, and the more data is "
            "missing, the smaller every difference would look.",
            "So it stands beside the two groups, with its size always shown, and in no difference. "
            "If it is large, fill the attributes first: the ICP page says which are blank most "
            "often.",
            "Where missing data follows the outcome (won deals have their fields filled), the KPI "
            "page says what the difference would be if all of them were in ICP, and if none were.",
        ),
    ),
    Chapter(
        "not_a_cause",
        "Why a difference is not a cause",
        (
            "Nobody drew lots who fits. Accounts in ICP may be smaller, nearer, or worked harder "
            "by sales: each of these would make a difference without the ICP adding anything.",
            "What helps: look at the difference at like size and region; judge accounts as sold "
            "and not as they are today; and judge a new ICP definition on deals decided after it "
            "was written, since those before it may have shaped it.",
            "Segments are many, and the smallest are the most extreme. A surprising segment is a "
            "question to ask, not an answer: q says how many such surprises chance makes.",
        ),
    ),
    Chapter(
        "like_mix",
        "What at like size and region does",
        (
            "If accounts in ICP are mostly large, and large accounts seldom say yes, the ICP looks "
            "bad for a reason that has nothing to do with it. So both groups are averaged over the "
            "same kinds of accounts (size by region, unless the setting `strata` names others), "
            "with the same weights.",
            "The difference then falls into two parts that add up to it: what is there at equal "
            "mix, and what is there only because the groups consist of different accounts. Where "
            "less than half is left, or the sign turns, the answer says that it is mostly "
            "explained by the mix.",
            "An attribute that the ICP definition judges by cannot be used: nobody would be left "
            "to compare with.",
        ),
    ),
    Chapter(
        "too_early",
        "Why it says too early, and what would settle it",
        (
            "A number of fewer than 10 accounts is hidden, and so is its difference (`min_n`). "
            "With more, it is too early as long as the likely range is wider than the smallest "
            "difference that matters (`smallest_gap`, which you set before you look).",
            "About N more accounts says how many would narrow the range that far, if they are like "
            "those there are. It is no promise that a difference will appear.",
            "What settles it sooner: a longer period, no filter, fewer accounts that can't be "
            "judged, and time. What does not: looking again every day until a difference shows.",
        ),
    ),
    Chapter(
        "open_deals",
        "How deals that are still open count",
        (
            "In the win rate by closing date they are left out. Where losing takes longer than "
            "winning, recent deals then look better than they are; so beside it stand the win rate "
            "by creation, where a deal open at the age at which all are judged is not won, and by "
            "day.",
            "In time to win an open deal counts for as long as it has been open, and losing "
            "competes with winning. The close date of an open deal is a guess, and never used.",
            "Open pipeline and this week's lists show them as they are at the end of the data.",
        ),
    ),
    Chapter(
        "as_sold",
        "What as sold means",
        (
            "Winning changes accounts: a customer adopts what you look for, or its fields get "
            "filled in. Judged as of today, winners move into the ICP because they were won, and "
            "the ICP looks better than it is.",
            "So accounts are judged by what was known of them on the day the deal was created. "
            "That needs account exports from earlier dates; without them nearly all is judged "
            "later, and the two ways give the same answer.",
            "What there is now (open pipeline, accounts, renewals due) is judged as of today.",
        ),
    ),
    Chapter(
        "what_moves",
        "What moves numbers",
        (
            "A figure of a closed period still moves: rows come late, rows are corrected, the ICP "
            "definition is changed, a setting is changed. Each KPI page tells them apart under "
            "What moved since an earlier data version, down to the rows.",
            "An address holds all that shapes a number: data, ICP and settings versions, period, "
            "filters and way of counting. A link shows the same numbers later; a page says when "
            "there is newer data, and switches to it when told to.",
            "A period that the data does not reach the end of is drawn hollow and has no change.",
        ),
    ),
)
