"""The publication page in a real browser: drop, read, publish, see it elsewhere at once, take it back."""

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from observatory.texts import text
from observatory.ui.publish import ENDINGS, LARGEST_MB

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60_000


@pytest.fixture
def served(serve: Callable[..., str], built: Path, tmp_path: Path) -> str:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("*.duckdb", "*.lock", "*.new", "ledger"))
    shutil.copy(built, data / "observatory.duckdb")
    return serve(CAP_QUARTIERS_DATA=str(data), CAP_QUARTIERS_DATABASE=str(data / "observatory.duckdb"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_help_of_the_drop_names_all_that_is_recognised(language: str) -> None:
    said = text("publish.drop_help", language)
    names = {"geojson": "GeoJSON", "gpkg": "GeoPackage", "shp": "shapefile"}
    # Other endings of the formats named, or refused with a sentence of their own.
    others = {"txt", "tsv", "json", "xlsm"}
    assert [one for one in ENDINGS if one not in others and names.get(one, one.upper()) not in said] == []
    assert f"{LARGEST_MB}\u00a0M" in said.replace(" M", "\u00a0M")
    assert len(said) < 260


def drop(page: Page, name: str, *rows: str) -> None:
    content = "\n".join(("indicateur;territoire;période;valeur", *rows)).encode()
    page.set_input_files("input[type=file]", [{"name": name, "mimeType": "text/csv", "buffer": content}])


def test_a_file_is_dropped_published_seen_and_taken_back(
    served: str, chromium: Browser, pick: Callable[..., None]
) -> None:
    page, reader = chromium.new_page(viewport={"width": 1280, "height": 900}), chromium.new_page()
    page.goto(f"{served}/publish")
    expect(page.locator("h1")).to_have_text("Publier", timeout=PATIENCE)
    drop(page, "mauvais.csv", "DE-ABC;QP999999;2023;douze")
    expect(page.get_by_text("Rien ne peut être publié")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("attendu : un code de territories.csv")).to_be_visible()
    expect(page.get_by_role("button", name="Publier", exact=True)).to_have_count(0)
    page.reload()
    expect(page.locator("h1")).to_have_text("Publier", timeout=PATIENCE)
    drop(page, "chiffres.csv", "DE-ABC;QP094027;2023;14000")
    expect(page.get_by_text("plus de dix fois plus grand")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Qui publie").fill("Camille")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_text("Une note est nécessaire")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_label("Qui publie")).to_have_value("Camille")
    page.get_by_label("Note (obligatoire)").fill("Chiffre confirmé par l’agence")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_text("Publication n° 4 faite.")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("n° 4 ·").first).to_be_visible()
    reader.goto(f"{served}/publish?lang=en")
    expect(reader.get_by_text("No. 4 ·").first).to_be_visible(timeout=PATIENCE)
    pick(page, "Publication", re.compile("n° 4 · Camille"))
    expect(page.get_by_text("Retrait de la publication n° 4")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Note (obligatoire)").fill("Erreur de saisie")
    page.get_by_role("button", name="Retirer la publication n° 4").click()
    expect(page.get_by_text("Publication n° 5 faite.")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("retirée par la n° 5")).to_be_visible()
    assert not page.get_by_text("Traceback").count()


def test_the_workbook_is_handed_out_as_opendocument_and_dropped_back(
    served: str, chromium: Browser, tmp_path: Path
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{served}/publish")
    page.locator(".cq-footer").wait_for(timeout=PATIENCE)
    with page.expect_download(timeout=PATIENCE) as handed:
        page.get_by_role("button", name="Prérempli (ODS)").click(timeout=PATIENCE)
    assert handed.value.suggested_filename == "cap-quartiers-chennevieres-classeur.ods"
    handed.value.save_as(tmp_path / "classeur.ods")
    page.set_input_files("input[type=file]", tmp_path / "classeur.ods")
    expect(page.get_by_text("Aucun chiffre nouveau, aucune ligne nouvelle ou changée").first).to_be_visible(
        timeout=PATIENCE
    )
    with page.expect_download(timeout=PATIENCE) as handed:
        page.get_by_role("button", name="Nouveau contrat (ODS)").click()
    assert handed.value.suggested_filename == "cap-quartiers-nouveau-contrat.ods"
    assert not page.get_by_text("Traceback").count()


def test_the_files_of_the_first_releases_are_told_and_not_handed_out(served: str, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{served}/publish")
    page.locator(".cq-footer").wait_for(timeout=PATIENCE)
    for path in (ROOT / "data" / "observations").glob("*.csv"):
        told = f"{path.name} · SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}…"
        expect(page.get_by_text(told)).to_be_visible()
    # They hold figures that secrecy hides.
    expect(page.get_by_role("button", name="Fichier d’origine")).to_have_count(0)


def test_a_target_is_edited_from_the_keyboard_and_published_as_an_amendment(served: str, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{served}/publish")
    page.get_by_text("Modifier les cibles et les jalons").click()
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Aucune cible changée")).to_be_disabled()
    box = table.bounding_box()
    assert box is not None
    changed = page.get_by_role("button", name="Voir ce que changerait 1 cible")
    for _ in range(5):
        # The first cell, then the keyboard: three columns to the right is the target of the first row.
        page.mouse.click(box["x"] + 60, box["y"] + 52)
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        page.keyboard.press("Control+a")
        page.keyboard.type("1000", delay=60)
        page.keyboard.press("Enter")
        try:
            changed.wait_for(timeout=PATIENCE / 5)
            break
        except PlaywrightTimeout:
            # A busy machine draws the table again under the keys.
            page.keyboard.press("Escape")
    changed.click(timeout=PATIENCE)
    expect(page.get_by_text("cibles ou jalons ajoutés, changés ou retirés").first).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Qui publie").fill("Camille")
    page.get_by_label("Note", exact=True).fill("Avenant signé en comité")
    page.get_by_role("button", name="Publier l’avenant n° 2").click()
    expect(page.get_by_text("Publication n° 4 faite.")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("cibles ou jalons ajoutés, changés ou retirés").first).to_be_visible()
    page.goto(f"{served}/indicator?indicator=DE-ABC")
    expect(page.get_by_text("Cible fixée par l’avenant n° 2").first).to_be_visible(timeout=PATIENCE)
    assert not page.get_by_text("Traceback").count()


def test_a_file_too_large_for_the_page_gets_a_french_sentence(served: str, chromium: Browser, tmp_path: Path) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{served}/publish")
    expect(page.locator("h1")).to_have_text("Publier", timeout=PATIENCE)
    large = tmp_path / "lourd.csv"
    with large.open("wb") as file:
        file.truncate(81_000_000 * 2)
    page.set_input_files("input[type=file]", large)
    said = page.get_by_text("Ce fichier est trop lourd")
    expect(said).to_be_visible(timeout=PATIENCE)
    # The command line has the same limit: what helps is a smaller file.
    expect(said).to_contain_text("80\u00a0Mo au plus. Déposez un extrait limité au département")
    expect(page.get_by_text("162\u00a0Mo")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("or smaller")).to_have_count(0)
