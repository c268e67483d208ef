"""The indicator sheet in a real browser: a point is commented, seen on the chart and below it, found in the files of the
page, and taken back.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from playwright.sync_api import Download, Locator, Page, expect
from pptx import Presentation

if TYPE_CHECKING:
    from ..conftest import Visitor

ROOT = Path(__file__).resolve().parents[2]
SAID = "Fermeture de l’agence en mars"


def given(page: Page, kind: str, downloaded: Callable[[Locator], Download]) -> Path:
    """The file that a button of the page hands out, under its own ending."""
    path = Path(downloaded(page.get_by_role("button", name=kind, exact=True)).path())
    return path.rename(path.with_suffix(f".{kind.lower()}"))


def test_a_point_is_commented_and_the_comment_taken_back(
    serve: Callable[..., str],
    visit: Callable[..., "Visitor"],
    built: Path,
    tmp_path: Path,
    pick: Callable[..., None],
    downloaded: Callable[[Locator], Download],
) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("*.duckdb", "*.lock", "*.new"))
    shutil.copy(built, data / "observatory.duckdb")
    server = serve(CAP_QUARTIERS_DATA=str(data), CAP_QUARTIERS_DATABASE=str(data / "observatory.duckdb"))
    page = visit(server).open("indicator", indicator="HAB-12").page
    number = page.locator(".annotation-text").filter(has_text=re.compile("^1$"))
    expect(page.locator(".js-plotly-plot .annotation-text").first).to_be_attached()
    expect(number).to_have_count(0)
    page.get_by_text("Commenter cet indicateur").click()
    pick(page, "Sur quoi", "2021")
    page.get_by_label("Signature (nom et fonction)").fill("Cheffe de projet")
    page.get_by_label("Commentaire", exact=True).fill(SAID)
    page.get_by_label("Commentaire", exact=True).press("Tab")
    page.get_by_role("button", name="Publier le commentaire").click()
    listed = page.locator("ol.cq-list li", has_text=SAID)
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text("Cheffe de projet")
    expect(number).to_have_count(1)
    page.get_by_text("Tableau des chiffres", exact=True).click()
    assert SAID in openpyxl.load_workbook(given(page, "XLSX", downloaded))["Commentaires"]["C2"].value
    picture = given(page, "SVG", downloaded).read_text(encoding="utf-8")
    assert f">{SAID}</tspan>" in picture and picture.count(">1</text>") == 2
    deck = Presentation(str(given(page, "PPTX", downloaded))).slides[0]
    assert any(s.has_text_frame and SAID in s.text_frame.text for s in deck.shapes)
    page.get_by_label("Qui retire (nom et fonction)").fill("Déléguée du préfet")
    page.get_by_label("Qui retire (nom et fonction)").press("Tab")
    page.get_by_role("button", name="Retirer ce commentaire").click()
    expect(listed).to_have_count(0)
    expect(number).to_have_count(0)
    page.goto(f"{server}/publish")
    expect(page.get_by_text("Retrait du commentaire de Cheffe de projet")).to_be_visible()
