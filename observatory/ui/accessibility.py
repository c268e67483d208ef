"""The accessibility statement: what is measured, what remains and because of whom, whom to write to."""

from html import escape

from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.dress import block

MEASURED, REMAINS = 5, 5
"""Numbers of sentences of the two lists."""


def accessibility(selection: Selection) -> None:
    """Draw the statement, with the state that the tests measure."""
    language = selection.language

    def said(key: str) -> str:
        return escape(text(f"accessibility.{key}", language))

    def listed(kind: str, count: int) -> str:
        items = "".join(f"<li>{said(f'{kind}.{n}')}</li>" for n in range(1, count + 1))
        return f'<h3>{said(kind)}</h3><ul class="cq-list">{items}</ul>'

    block(
        f'<div class="cq-block"><h2>{said("statement")}</h2></div><p class="cq-prose">{said("state")}</p>'
        f"{listed('measured', MEASURED)}{listed('remains', REMAINS)}"
        f'<h3>{said("contact")}</h3><p class="cq-prose">{said("contact.who")} {said("contact.appeal")}</p>'
    )
