"""A form that says something: saved once, emptied when it is saved, left as it is when it is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory import judgement_store
from observatory.errors import DashboardError


def form() -> None:
    from observatory import database
    from observatory.selection import Selection
    from observatory.ui import judgements

    chosen = Selection("chennevieres", ("QP094027",), "COM94019", 2010, 2024, "fr", False, True, database.identity())
    judgements._decide_form(chosen)


@pytest.fixture
def app(built: Path) -> Iterator[AppTest]:
    yield AppTest.from_function(form, default_timeout=60).run()


def test_a_decision_is_kept_once_and_the_form_emptied(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[object] = []
    monkeypatch.setattr(judgement_store, "decide", lambda *given: noted.append(given))
    app.text_input[0].set_value("Rouvrir l’agence")
    app.button[0].click().run()
    assert not app.exception and len(noted) == 1
    assert app.text_input[0].value == ""
    app.run()
    assert len(noted) == 1


def test_a_refused_decision_stays_in_its_form(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise DashboardError("La décision n’est pas enregistrée", "Dites qui s’en charge.")

    monkeypatch.setattr(judgement_store, "decide", refused)
    app.text_input[0].set_value("Rouvrir l’agence")
    app.button[0].click().run()
    assert app.text_input[0].value == "Rouvrir l’agence"
    assert any("Dites qui s’en charge" in box.value for box in (*app.error, *app.get("html")))
