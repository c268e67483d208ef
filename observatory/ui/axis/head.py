"""The head of an axis page: its name, and in one sentence what goes well, what does not and what to look at first."""

from html import escape

from observatory import answers
from observatory.answers import AxisView, Card
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.texts import plural, text
from observatory.ui.dress import (
    demo_share,
)
from observatory.ui.panel import block


def sentence(view: AxisView, selection: Selection) -> str:
    """What is going well and what is not, in one sentence: by status where there are targets, else by what improves; then
    what to look at first.
    """
    return " ".join(filter(None, (_summary(view, selection), _look(answers.attention(view), selection))))


def _look(attention: Card | None, selection: Selection) -> str:
    if attention is None:
        return ""
    name = attention.indicator.short_name.in_language(selection.language)
    return text("axis.attention", selection.language, name=name)


def _summary(view: AxisView, selection: Selection) -> str:
    language = selection.language
    counts = answers.shown_tally(view).counts
    judged = [status for status in STATUSES[:-1] if counts[status]]
    if judged:
        # What is counted is named once, where it is not said by the status itself.
        noun = next((status for status in judged if status != "met"), "")
        noun = "" if noun == "on_track" else noun
        said = ", ".join(
            plural(f"axis.status_{'first' if status == noun else 'count'}.{status}", counts[status], language)
            for status in judged
        )
        return f"{said[0].upper()}{said[1:]}."
    changes = _changes(view)
    if not changes:
        return text("axis.no_change", language)
    better = sum(c.change is not None and c.change.improves is True for c in changes)
    worse = sum(c.change is not None and c.change.improves is False for c in changes)
    said = plural("axis.improving", better, language, total=len(changes))
    if worse:
        said += " " + plural("axis.worsening", worse, language)
    return said


def _changes(view: AxisView) -> list[Card]:
    """The cards whose changes are counted where nothing has a status."""
    return [c for c in view.cards if c.change is not None and c.indicator.direction != "none"]


def mark(view: AxisView, selection: Selection) -> str:
    """The mark of a sentence whose counts, or the indicator that it names, rest on demonstration data."""
    language = selection.language
    attention = answers.attention(view)
    tally = answers.shown_tally(view)
    demo, known, share = tally.demo, tally.known, "frame.demo_share"
    if not known:
        changes = _changes(view)
        demo, known, share = sum(card.is_made_up for card in changes), len(changes), "frame.demo_changes"
    named = ""
    if attention is not None and attention.is_made_up:
        named = attention.indicator.short_name.in_language(language)
    return demo_share(demo, known, language, named, share=share)


def axis_head(name: str, selection: Selection) -> None:
    """Draw an axis's name, whom and how much it is about, and its sentence. name: its code."""
    view = answers.axis(name, selection)
    language = selection.language
    known = answers.catalogue(selection.release)
    axis = view.axis
    filled = sum(card.known for card in view.cards)
    counted = answers.shown_tally(view)
    # The indicators of all axes stand below the overview, which has a title of its own.
    rank = "h2" if axis.axis == "transversal" else "h1"
    # Beside the sentence, on a line of its own at worst, the mark would push the cards down.
    made_up = mark(view, selection)
    wording = f' title="{escape(axis.wording)}"' if axis.wording and language == "fr" else ""
    block(
        f'<div class="cq-head" style="--axis:{answers.axis_colour(axis.axis, selection)}">'
        f"<{rank}{wording}>{escape(axis.name.in_language(language))}</{rank}>"
        f'<span class="cq-muted">{escape(known.territory_label(selection.main_territory, language))}</span>'
        f'<span class="cq-head-side">{made_up}{" · " if made_up else ""}{escape(plural("overview.complete_short", counted.pairs, language, known=counted.known))} · '
        f'{escape(text("axis.filled", language, filled=filled, total=len(view.cards)))}</span></div><p class="cq-lead">{escape(sentence(view, selection))}</p>'
    )
