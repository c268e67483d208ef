"""The accessibility statement: what is measured, what remains and because of whom, whom to write to."""

from collections.abc import Sequence
from html import escape

from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.dress import block

MEASURED = ("axe", "keyboard", "charts", "contrast", "languages")
REMAINS = ("tables", "tags", "map", "words", "rules")


def accessibility(selection: Selection) -> None:
    """Draw the statement, with the state that the tests measure."""
    language = selection.language

    def said(key: str) -> str:
        return escape(text(key, language))

    def listed(kind: str, names: Sequence[str]) -> str:
        items = "".join(f"<li>{said(f'accessibility.{kind}.{name}')}</li>" for name in names)
        return f'<h3>{said(f"accessibility.{kind}")}</h3><ul class="cq-list">{items}</ul>'

    block(
        f'<div class="cq-block"><h2>{said("accessibility.statement")}</h2></div>'
        f'<p class="cq-prose">{said("accessibility.state")}</p>'
        f"{listed('measured', MEASURED)}{listed('remains', REMAINS)}"
        f"<h3>{said('accessibility.contact')}</h3>"
        f'<p class="cq-prose">{said("accessibility.contact.who")} {said("accessibility.contact.appeal")}</p>'
    )
