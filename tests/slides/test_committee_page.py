"""The committee page in a real browser: an analyst reorders, writes, saves under a name, finds it again, projects it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Download, Locator, expect

ROOT = Path(__file__).resolve().parents[2]


def test_a_sequence_is_made_saved_and_projected(
    serve: Callable[..., str], chromium: Browser, built: Path, tmp_path: Path, downloaded: Callable[[Locator], Download]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("*.duckdb", "*.lock", "*.new"))
    shutil.copy(built, data / "observatory.duckdb")
    server = serve(CAP_QUARTIERS_DATA=str(data), CAP_QUARTIERS_DATABASE=str(data / "observatory.duckdb"))
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{server}/committee")
    rows = page.locator(".cq-sequence li")
    expect(rows.first.locator(".what")).to_have_text("Titre", timeout=30_000)
    project = page.get_by_role("link", name="Projeter")
    expect(project).to_have_attribute("href", re.compile("^deck"))
    left, right = project.bounding_box(), page.get_by_role("button", name="Télécharger le HTML").bounding_box()
    assert left and right and 0 < right["x"] - left["x"] - left["width"] < 40
    count = rows.count()
    # No sentence is cut: a field is as high as its words, and keeps to its line by keyboard.
    messages = page.locator(".cq-sequence .message")
    cut = "all => all.filter(one => { if (!one.value) one.value = one.placeholder; const cut = one.scrollHeight > one.clientHeight + 1;"
    cut += " if (one.value === one.placeholder) one.value = ''; return cut; }).length"
    assert messages.count() == count and messages.evaluate_all(cut) == 0
    heights = messages.evaluate_all("all => all.map(one => one.clientHeight)")
    assert min(heights) < 40 < max(heights) < 90
    messages.nth(1).press("Enter")
    expect(messages.nth(1)).to_have_value("")
    second = rows.nth(1).locator(".what").inner_text()
    rows.nth(1).get_by_role("button", name="Descendre").press("Enter")
    expect(rows.nth(2).locator(".what")).to_have_text(second)
    rows.nth(3).get_by_role("button", name="Retirer").click()
    expect(rows).to_have_count(count - 1)
    rows.nth(2).locator(".message").fill("Le message de l’analyste")
    rows.nth(2).locator(".message").press("Tab")
    expect(page.locator(".cq-note[role=status]")).to_contain_text("enregistrez la séquence pour la projeter")
    # What the file beside it would show, the projection must show too, or not open.
    expect(project).to_have_attribute("aria-disabled", "true")
    assert project.get_attribute("href") is None
    page.get_by_label("Nom", exact=True).fill("Copil du 12 juin")
    page.get_by_label("Nom", exact=True).press("Tab")
    page.get_by_role("button", name=f"Enregistrer {count - 1} diapositives").click()
    page.wait_for_url("**sequence=chennevieres-*-copil-du-12-juin*", timeout=30_000)
    expect(rows).to_have_count(count - 1, timeout=30_000)
    expect(rows.nth(2).locator(".message")).to_have_value("Le message de l’analyste")
    expect(project).to_have_attribute("href", re.compile("sequence="), timeout=30_000)
    with page.expect_popup() as opened:
        project.click()
    deck = opened.value
    expect(deck.locator(".slide").nth(2).locator("h2")).to_have_text("Le message de l’analyste", timeout=30_000)
    assert deck.locator(".slide").count() == count - 1
    assert deck.title().startswith("Copil du 12 juin")
    file = downloaded(page.get_by_role("button", name="Télécharger le HTML"))
    assert "Le message de l’analyste" in Path(file.path()).read_text(encoding="utf-8")
    page.close()
