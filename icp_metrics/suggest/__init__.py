"""Mapping files that no preset knows: suggestions with reasons, previews, open questions.

`suggest` guesses which tables files are and `drafted` makes a mapping of it, as text. From then on
the text is what counts: `understood` says what of it can be read, `previews` what it makes of the
cells, `unlisted` which values no map lists, `joins` how rows find their accounts; `edit` changes
it in place. `saved_for` finds a mapping that was kept for such files.
"""

from icp_metrics.suggest.decided import held_back
from icp_metrics.suggest.draft import drafted
from icp_metrics.suggest.edit import assigned, says, with_column, with_key
from icp_metrics.suggest.guess import said_of
from icp_metrics.suggest.joins import Join, joins
from icp_metrics.suggest.preview import ColumnPreview, Question, previews
from icp_metrics.suggest.saved import Saved, save, saved_for
from icp_metrics.suggest.suggest import sheets_of, suggest
from icp_metrics.suggest.suggested import Suggested, SuggestedTable, Suggestion
from icp_metrics.suggest.understood import Understood, understood
from icp_metrics.suggest.unlisted import Value, unlisted, unlisted_in, values
from icp_metrics.suggest.written import written

__all__ = [
    "ColumnPreview",
    "Join",
    "Question",
    "Saved",
    "Suggested",
    "SuggestedTable",
    "Suggestion",
    "Understood",
    "Value",
    "assigned",
    "drafted",
    "held_back",
    "joins",
    "previews",
    "said_of",
    "save",
    "saved_for",
    "says",
    "sheets_of",
    "suggest",
    "understood",
    "unlisted",
    "unlisted_in",
    "values",
    "with_column",
    "with_key",
    "written",
]
