"""What an exploration found: one chart or table a view, its twin as a table and files, and what changed since a past day."""

from observatory import answers
from observatory.answers import Explored
from observatory.explore import Exploration
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.explored.absence import say_nothing
from observatory.ui.explored.files import file_buttons
from observatory.ui.explored.question import Question
from observatory.ui.explored.since import add_since
from observatory.ui.explored.views import VIEWS
from observatory.ui.panel import nothing

__all__ = ["explore_results", "file_buttons"]


def explore_results(found: Explored, state: Exploration, selection: Selection) -> None:
    """Draw what was found, or say what was asked and why there is nothing."""
    known = answers.catalogue(selection.release)
    asked = Question(state, found, selection, known)
    if state.view == "rank" and state.level == "school":
        nothing(text("explore.no_school_rank", selection.language))
        return
    if not found.shown or not VIEWS[state.view](asked):
        say_nothing(asked)
    if found.differences is not None:
        add_since(asked, found.differences)
