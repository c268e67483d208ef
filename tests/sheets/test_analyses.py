"""The two sheets in a real browser: an analyst's text is refused in words, published, seen in its frame, and taken back."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from ..conftest import Visitor

ROOT = Path(__file__).resolve().parents[2]
SAID = "Trois halls sur quatre sont refaits."


@pytest.fixture
def server(serve: Callable[..., str], built: Path, tmp_path: Path) -> str:
    """A dashboard on a copy of the data folder that a test may write in."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("*.duckdb", "*.lock", "*.new"))
    shutil.copy(built, data / "observatory.duckdb")
    return serve(CAP_QUARTIERS_DATA=str(data), CAP_QUARTIERS_DATABASE=str(data / "observatory.duckdb"))


def test_a_text_is_published_shown_and_taken_back(server: str, visit: Callable[..., "Visitor"]) -> None:
    page = visit(server).open("neighbourhood").page
    frame = page.locator(".cq-analyst")
    expect(frame).to_contain_text("Démonstration")
    page.get_by_text("Écrire ou retirer un texte d’analyse").click()
    page.get_by_label("Signature (nom et fonction)").fill("Cheffe de projet")
    page.get_by_label("Texte", exact=True).fill("=1+1")
    page.get_by_label("Texte", exact=True).press("Tab")
    page.get_by_role("button", name="Publier le texte").click()
    expect(page.get_by_text("ne peut pas commencer par")).to_be_visible()
    page.get_by_label("Texte", exact=True).fill(SAID)
    page.get_by_label("Texte", exact=True).press("Tab")
    page.get_by_role("button", name="Publier le texte").click()
    expect(frame).to_contain_text(SAID)
    expect(frame).to_contain_text("Cheffe de projet")
    expect(frame.locator("h2")).not_to_contain_text("Démonstration")
    expect(frame.locator("details")).to_contain_text("Démonstration")
    page.get_by_label("Qui retire (nom et fonction)").fill("Déléguée du préfet")
    page.get_by_label("Qui retire (nom et fonction)").press("Tab")
    page.get_by_role("button", name="Retirer ce texte").click()
    expect(frame.locator("h2")).to_contain_text("Démonstration")
    expect(frame).not_to_contain_text(SAID)
    page.goto(f"{server}/publish")
    expect(page.get_by_text("Retrait du texte d’analyse de Cheffe de projet")).to_be_visible()


def test_a_text_in_two_languages_stands_beside_its_indicator(server: str, visit: Callable[..., "Visitor"]) -> None:
    page = visit(server).open("indicator", indicator="HAB-12", lang="en").page
    page.get_by_text("Write or take back an analysis").click()
    page.get_by_label("Signature (name and role)").fill("Project manager")
    page.get_by_label("Text in French", exact=True).fill(SAID)
    page.get_by_label("Text in English (optional)").fill("Three halls out of four are done.")
    page.get_by_label("Text in English (optional)").press("Tab")
    page.get_by_role("button", name="Publish the text").click()
    frame = page.locator(".cq-analyst")
    expect(frame.locator("p[lang=en]")).to_have_text("Three halls out of four are done.")
    page.goto(f"{server}/indicator?indicator=HAB-12&lang=fr")
    expect(frame.locator("p[lang=fr]")).to_have_text(SAID)
