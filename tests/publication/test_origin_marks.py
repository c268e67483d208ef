"""A figure of a partner, published as an analyst would, is marked on its card, its chart and its map."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory import answers, database, publication
from observatory.texts import text
from observatory.ui.dress import demo_tag, local_tag

Given = Callable[..., list[publication.Given]]
ROOT = Path(__file__).resolve().parents[2]


def page_of(name: str, **parameters: str) -> str:
    """The markup of a page of the dashboard."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for key, value in parameters.items():
        app.query_params[key] = value
    # Opened as a link opens it: on another page the indicator would be said to be elsewhere.
    app.switch_page(f"pages/{name}.py").run()
    assert not app.exception and not app.error
    return "\n".join(block.value for block in app.get("html"))


def card_of(markup: str, code: str) -> str:
    found = re.search(rf'<button[^>]*data-card="{code}".*?</button>', markup, re.DOTALL)
    assert found, code
    return found[0]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_figure_of_a_partner_is_marked_where_it_is_shown(data: Path, given: Given, language: str) -> None:
    before = page_of("employment", indicator="EMP-21", lang=language)
    assert demo_tag(language, "frame.demo_short") in card_of(before, "EMP-21") and local_tag(language) not in before
    publication.commit(publication.check(given(("EMP-21", "QP094027", "2024", "44,5"))), "Camille", "Sirene")

    shown = page_of("employment", indicator="EMP-21", lang=language)
    card = card_of(shown, "EMP-21")
    assert local_tag(language) in card and demo_tag(language, "frame.demo_short") not in card
    assert local_tag(language) not in card_of(shown, "DE-ABC")
    heading, subtitle = re.search(
        r"<h2>(Établissements|Establishments)(.*?)</h2><p class=\"cq-sub\">(.*?)</p>", shown
    ).groups()[1:]
    # Its earlier years are demonstration figures still: the chart bears both marks, and names both sources.
    assert local_tag(language) in heading and demo_tag(language) in heading
    partners = {"fr": "partenaires du contrat", "en": "partners of the contract"}[language]
    assert partners in subtitle
    assert text("figure.source", language, source="X").partition("X")[0] + partners in shown
    when = next(
        part
        for part in re.findall(r"<h2>(.*?)</h2>", shown)
        if text("map.title_when", language, when="2024")[:10] in part
    )
    assert local_tag(language) in when


def test_the_subtitle_of_a_chart_names_the_producer(data: Path) -> None:
    shown = page_of("employment", indicator="DE-ABC", lang="fr")
    subtitle = re.search(r'<p class="cq-sub">(.*?)</p>', shown)[1]
    assert subtitle.endswith("Le Bois L’Abbé · 2016–2021 · nombre · Insee ; Pôle emploi-Dares")


@pytest.mark.parametrize("parameters", [{"indicator": "EMP-21"}, {"indicator": "EMP-21", "view": "rank"}])
def test_so_it_is_where_an_analyst_explores(data: Path, given: Given, parameters: dict[str, str]) -> None:
    source = text("figure.source", "fr", source="X").partition("X")[0]
    publication.commit(publication.check(given(("EMP-21", "QP094027", "2024", "44,5"))), "Camille", "Sirene")
    shown = page_of("explore", **parameters)
    (heading, *_) = re.findall(r"<h2>(Établissements.*?)</h2>", shown)
    assert local_tag("fr") in heading
    assert re.search(rf"{source}[^<]*partenaires du contrat", shown)


def test_so_it_is_in_a_ranking(data: Path, given: Given) -> None:
    publication.commit(publication.check(given(("DE-ABC", "QP094027", "2023", "1290"))), "Camille", "France Travail")
    shown = page_of("indicator", indicator="DE-ABC")
    heading = next(
        one for one in re.findall(r"<h2>(.*?)</h2>", shown) if text("sheets.ranking.neighbourhood", "fr") in one
    )
    assert local_tag("fr") in heading


def test_a_figure_made_of_a_partner_s_and_a_published_one_is_no_more_official_than_the_former(
    data: Path, given: Given
) -> None:
    publication.commit(publication.check(given(("DE-ABC", "QP094027", "2021", "1250"))), "Camille", "France Travail")
    proof = answers.proof("EMP-03", "QP094027", date(2021, 12, 31))
    assert proof is not None and proof.value == pytest.approx(52.4)
    assert proof.origin == "local" and proof.sources == ("insee-job-seekers", "local")
    assert "IPRO_2022" in proof.file and proof.below_file == "chiffres.csv"
    (figure,) = database.ask(
        "figures_known", indicators=["EMP-03"], territories=["QP094027"], first_period=date(2021, 12, 31), last_period=None,
        origin=None, release=None, as_of=None, show_demo=True, skip=0, most=9,
    )  # fmt: skip
    assert (figure.origin, figure.source) == ("local", "local")
    assert local_tag("fr") in card_of(page_of("employment"), "EMP-03")
