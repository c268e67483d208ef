"""The actions page as a reader meets it."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory import answers, config
from observatory.selection import Selection
from observatory.ui import indicator
from observatory.ui.actions.listing import table_height

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def app(built: Path) -> AppTest:
    return AppTest.from_file(ROOT / "dashboard.py", default_timeout=60)


def opened(app: AppTest, **parameters: str) -> AppTest:
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.switch_page("pages/actions.py").run()


def words(app: AppTest) -> str:
    parts = [block.value for block in app.get("html") if not block.value.startswith("<style")]
    parts += [json.loads(one.proto.json).get("html", "") for one in app.get("bidi_component")]
    parts += [box.value for kind in ("error", "warning", "info") for box in app.get(kind)]
    return re.sub(
        r"[ \n]+", " ", html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", "\n".join(parts), flags=re.S))
    )


def address(app: AppTest, name: str) -> str:
    value = app.query_params.get(name, "")
    return value[0] if isinstance(value, list) and value else str(value or "")


def test_it_says_how_much_for_how_many(app: AppTest) -> None:
    said = words(opened(app))
    assert not app.exception
    assert not app.error
    assert "De 2020 à 2023, 2\u202f281\u202f126\u00a0€ prévus pour 58 actions, dont 24\u00a0% de droit commun." in said
    assert "50 sur 58 sont évaluées." in said
    assert "8 actions financées en 2023 sur 15 ne sont pas évaluées" in said
    assert said.count("Démonstration") > 5


def test_filters_are_kept_in_the_address(app: AppTest) -> None:
    opened(app)
    app.selectbox(key="actions-axis").set_value("housing").run()
    app.selectbox(key="actions-year").set_value("2022").run()
    assert (address(app, "axis"), address(app, "year")) == ("housing", "2022")
    assert words(app).count("En 2022,") == 1
    table = app.dataframe[0].value
    assert set(table["Axe"]) == {"Habitat"}
    assert set(table["Année"]) == {"2022"}
    assert "8 actions financées en 2023 sur 15" in words(app)
    assert not app.error


def test_rows_are_of_one_line_and_all_funders_are_one_press_away(app: AppTest) -> None:
    opened(app)
    shown = app.dataframe[0]
    funders = shown.value["Financeurs"]
    assert funders.str.len().max() < 60 and not funders.str.contains("€").any()
    assert funders.str.contains(r" \+\d$").any()
    assert not shown.proto.row_height
    order = list(shown.proto.column_order)
    assert order.index("Financeurs") == order.index("Prévu (€)") - 1 and len(order) == len(shown.value.columns)
    app.session_state["actions-twins"] = True
    app.run()
    whole = next(one.value for one in app.dataframe[1:] if "Financeur" in one.value and "Action" in one.value)
    most = funders.str.extract(r" \+(\d)$")[0].fillna(0).astype(int).idxmax()
    code = shown.value["Code"][most]
    assert whole.loc[whole["Code"] == code, "Financeur"].nunique() == int(funders[most].rpartition("+")[2]) + 2


def test_a_link_opens_the_same_view_and_names_what_it_does_not_know(app: AppTest) -> None:
    opened(app, axis="health", operator="Personne", chain="H5")
    assert app.selectbox(key="actions-axis").value == "health"
    assert app.selectbox(key="actions-chain").value == "H5"
    assert "Personne" in words(app)
    assert address(app, "operator") == ""
    assert not app.exception


def test_an_objective_of_another_axis_is_said_to_be_one(app: AppTest) -> None:
    said = words(opened(app, axis="health", objective="E1"))
    assert "L’objectif E1 n’est pas de l’axe choisi" in said and "ce que ce contrat n’a pas" not in said
    assert app.selectbox(key="actions-axis").value == "health"


def test_the_table_is_as_high_as_its_rows() -> None:
    assert [table_height(rows) for rows in (0, 2, 60)] == [39, 109, 430]


def test_narrow_screens_get_every_funder_and_axis_as_bars(app: AppTest) -> None:
    opened(app)
    parts = [block.value for block in app.get("html")]
    parts += [json.loads(one.proto.json).get("html", "") for one in app.get("bidi_component")]
    lists = re.findall(r'<ul class="cq-narrow">(.*?)</ul>', "".join(parts), flags=re.S)
    # Specific credits, ordinary law, axes; then paid, people, and euros per inhabitant.
    assert len(lists) == 6
    amounts = [sum(int(re.sub(r"\D", "", a)) for a in re.findall(r'cq-num">([^<]*)€', one)) for one in lists[:3]]
    assert abs(amounts[0] + amounts[1] - amounts[2]) < 10 and abs(amounts[2] - 2281126) < 10
    assert "Versé 636\u202f322" in lists[3] and 'style="--pale:' in lists[3]


def test_an_indicator_followed_by_actions_of_one_year_names_it_once(select: Callable[..., Selection]) -> None:
    chosen = select()
    sheet = answers.indicator_sheet("DE-ABC", chosen)
    assert sheet is not None and "actions de 2020 à 2023" in indicator._works(sheet, chosen)
    (one, *_) = (work for work in sheet.works if work.state != "cancelled")
    alone = indicator._works(replace(sheet, works=(one,)), chosen)
    assert f"1 action en {one.year}, " in alone


def test_another_contract_forgets_what_it_does_not_have(app: AppTest) -> None:
    opened(app)
    app.selectbox(key="actions-operator").set_value("Mission locale").run()
    app.selectbox(key="contract").set_value("gpsea").run()
    assert not app.exception
    assert not app.error
    assert "prévus pour 29 actions" in words(app)


def test_hidden_demonstration_leaves_a_reason(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    assert config.settings().hide_demo
    said = words(opened(app))
    assert "données de démonstration, masquées" in said
    assert "Démonstration" not in said
    assert "€ prévus" not in said
    assert not app.exception


def test_comments_stand_under_their_chart(app: AppTest) -> None:
    app.query_params["indicator"] = "DE-ABC"
    app.switch_page("pages/employment.py").run()
    assert "fermeture de l’agence en mars 2021" in words(app)


def test_what_was_said_before_is_read_whole(app: AppTest, select: Callable[..., Selection]) -> None:
    said = words(opened(app))
    for row in answers.weather(select()):
        for old in row.earlier:
            assert f"{old.author} , 14 juin 2022 {old.comment}" in said
    assert "Trop peu de familles entrent en parcours avant la maternelle." in said


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("fr", ("du total, qui va à l’axe Éducation.", "2022\u00a0: 21,47\u00a0€ par habitant.")),
        ("en", ("of the total, which goes to the axis Education.", "2022: 21.47\u00a0€ per inhabitant.")),
    ],
)
def test_a_single_axis_or_year_is_not_the_highest_of_several(
    app: AppTest, language: str, parts: tuple[str, str]
) -> None:
    said = words(opened(app, axis="education", year="2022", lang=language))
    assert all(part in said for part in parts)
    assert "le plus élevé" not in said and "The highest amount" not in said
