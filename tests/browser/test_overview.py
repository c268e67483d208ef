"""The overview in a real browser: one screen, everything on it leads somewhere, and the reader's choices go along."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from observatory import answers, database, frame, maps, texts
from observatory.selection import Selection

if TYPE_CHECKING:
    from ..conftest import Visitor

PAGES = {name for names in frame.SECTIONS.values() for name in names}
PARTS = (".cq-tiles", ".cq-good", ".cq-bad", ".cq-where", ".cq-news", ".cq-amendment")


@pytest.mark.parametrize("contract", ["chennevieres", "gpsea"])
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_all_of_it_is_seen_at_once(visitor: "Visitor", contract: str, language: str) -> None:
    page = visitor.open("", contract=contract, lang=language).page
    several = len(answers.catalogue(database.identity()).contracts[contract].territories) > 2
    for part in (*PARTS, *([".cq-matrix"] if several else [])):
        expect(page.locator(part)).to_have_count(1)
        box = page.locator(part).bounding_box()
        assert box is not None and box["height"] > 20, part
        assert box["y"] + box["height"] <= 720, f"{part} ends at {box['y'] + box['height']:.0f} pixels"
        assert box["x"] + box["width"] <= 1280, part
    assert page.locator("h1").count() == 1
    for kind in ("good", "bad"):
        assert page.locator(f".cq-{kind} li").count() == 3


def test_nothing_is_wider_than_a_phone(visit: "Callable[..., Visitor]", server: str) -> None:
    page = visit(server, viewport={"width": 390, "height": 844}).open("", contract="gpsea").page
    expect(page.locator(".cq-matrix")).to_have_count(1)
    inside = page.get_by_test_id("stMain").evaluate("m => m.scrollWidth - m.clientWidth")
    assert inside <= 0


def test_actions_on_a_phone_are_lists_and_bars(visit: "Callable[..., Visitor]", server: str) -> None:
    page = visit(server, viewport={"width": 390, "height": 844}).open("actions").page
    table = page.locator(".cq-weather").first
    expect(table).to_be_visible()
    inside = page.get_by_test_id("stMain").evaluate("m => m.scrollWidth - m.clientWidth")
    assert inside <= 0
    assert table.evaluate("t => t.scrollWidth - t.clientWidth") <= 0
    expect(page.locator("ul.cq-narrow").first).to_be_visible()
    expect(page.locator(".st-key-actions-flow").first).to_be_hidden()
    # Names that a reader hears: the grid's own, and words apart from the mark beside them.
    expect(page.locator("[role=grid]").first).to_have_attribute("aria-label", "Toutes les actions")
    labels = page.locator("table.cq-table").evaluate_all("all => all.map(t => t.getAttribute('aria-label'))")
    assert "Avant l’avenant Démonstration" in labels and not any("tDémonstration" in (name or "") for name in labels)


def test_every_figure_leads_to_a_page(visitor: "Visitor") -> None:
    page = visitor.open("", contract="gpsea").page
    expect(page.locator(".cq-matrix")).to_have_count(1)
    leading = page.locator(".cq-screen a").evaluate_all("all => all.map(a => [a.dataset.page, a.innerText.trim()])")
    assert {name for name, _ in leading} <= PAGES
    assert {"neighbourhood", "actions", "explore", "employment", "health"} <= {name for name, _ in leading}
    assert page.locator(".cq-tile").count() == 5
    for tile in page.locator(".cq-tile").all():
        assert tile.locator("a").count() >= (3 if tile.locator("li a").count() else 2)
    assert page.locator(".cq-spots li a").count() == page.locator(".cq-matrix tbody tr").count()


def test_a_tile_speaks_of_all_neighbourhoods(visitor: "Visitor") -> None:
    page = visitor.open("", contract="gpsea").page
    release = database.identity()
    contract = answers.catalogue(release).contracts["gpsea"]
    span = answers.years(release, "chennevieres", True)
    figures, names = set(), set()
    for place in contract.territories:
        selection = Selection("gpsea", (place,), contract.reference, *span, "fr", False, True, release)
        for card in answers.axis("employment", selection).cards:
            if card.may_have_status:
                figures.add((card.indicator.indicator, card.bearer, card.status != "not_assessable"))
        names.add(maps.short(answers.catalogue(release).territory_label(place, "fr")))
    tile = page.locator(".cq-tile").first
    known = sum(is_known for *_, is_known in figures)
    expect(tile).to_contain_text(f"{known} statuts sur {len(figures)}")
    assert 0 < known < len(figures) and len(figures) > 100
    said = tile.locator("ul + p").inner_text()
    assert any(said.rstrip(".").endswith(f"· {name}") for name in names), said


def test_the_new_figures_lead_to_their_list(visitor: "Visitor") -> None:
    page = visitor.open("").page
    expect(page.locator(".cq-news")).to_contain_text("Copil du 12 juin 2026")
    figures = page.locator(".cq-news a[data-page=explore]")
    count = figures.inner_text().split()[0]
    figures.click()
    expect(page.get_by_text("Ce qui a changé depuis le 12 juin 2026")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-testid=stMain]")).to_contain_text(re.compile(rf"\b{count}\s+chiffres nouveaux"))


def test_a_link_keeps_the_contract_and_the_language(visitor: "Visitor") -> None:
    page = visitor.open("", contract="gpsea", lang="en").page
    # The middle of an item, not its words: the whole of it can be pressed.
    page.locator(".cq-bad li").first.click(position={"x": 200, "y": 30})
    expect(page).to_have_url(re.compile("indicator="))
    visitor.settle()
    assert visitor.parameters["contract"] == "gpsea"
    assert visitor.parameters["lang"] == "en"
    expect(page.locator(".cq-footer")).to_contain_text("Grand Paris Sud Est Avenir")


def test_the_first_page_has_an_address_of_its_own(visitor: "Visitor") -> None:
    page = visitor.open("employment").page
    first = page.get_by_test_id("stSidebarNavLink").first
    assert first.evaluate("a => new URL(a.href).pathname") == "/"


@pytest.mark.parametrize("name", ["employment", "explore"])
def test_the_page_follows_a_change_of_theme(visit: "Callable[..., Visitor]", server: str, name: str) -> None:
    """With cards and without: our own colours at once, the charts as soon as the server has drawn them again."""
    visitor = visit(server, color_scheme="light").open(name)
    page = visitor.page
    ground = "() => document.querySelector('.js-plotly-plot')?._fullLayout?.paper_bgcolor"
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_attached()
    assert page.evaluate(ground) == "#FFFFFF"
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_class(re.compile("cq-dark"))
    page.wait_for_function(f"() => ({ground})() === '#14181F'")
