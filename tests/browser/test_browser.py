"""The dashboard in a real browser, served as `make run` serves it."""

import csv
import io
import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import openpyxl
import pytest
from playwright.sync_api import Download, Locator, expect
from plotly.offline import get_plotlyjs_version

from observatory import answers, database, frame, theme
from observatory.catalogue import Catalogue
from observatory.texts import text

if TYPE_CHECKING:
    from ..conftest import Visitor

# The address of the first page is the root.
PAGES = tuple("" if name == "overview" else name for names in frame.SECTIONS.values() for name in names)
LE_BOIS_L_ABBE, LES_MORDACS = "QP094027", "QP094026"


@pytest.fixture(scope="module")
def known(built: Path) -> Catalogue:
    return answers.catalogue(database.identity())


def test_deep_link_on_a_cold_server(
    serve: Callable[..., str], visit: Callable[..., "Visitor"], known: Catalogue
) -> None:
    """The first page that a server ever shows is a link to a page that is not the first of the menu."""
    visitor = visit(serve()).open("employment", indicator="EMP-31", territories=LES_MORDACS, years="2016-2021")
    expect(visitor.page.locator("h1")).to_have_text(known.axes["cucs", "employment"].name.fr)
    expect(visitor.page.get_by_test_id("stSidebar").get_by_role("link")).to_have_count(len(PAGES))
    expect(visitor.card("EMP-31")).to_have_attribute("aria-pressed", "true")
    assert known.territory_label(LES_MORDACS, "fr") in [trace["name"] for trace in visitor.traces(0)]
    assert visitor.parameters == {"indicator": "EMP-31", "territories": LES_MORDACS, "years": "2016-2021"}


def test_plain_entry_point_serves_the_first_page(visitor: "Visitor", known: Catalogue) -> None:
    visitor.open("")
    expect(visitor.page.locator("h1").first).to_have_text(known.contracts["chennevieres"].name.fr)
    expect(visitor.page).to_have_title(re.compile("Cap Quartiers"))


def test_the_menu_leads_to_each_page(visitor: "Visitor") -> None:
    visitor.open("")
    for name in ("employment", "method", "overview"):
        label = text(f"frame.page.{name}", "fr")
        visitor.page.get_by_test_id("stSidebar").get_by_role("link", name=label).click()
        expected = "" if name == "overview" else name
        expect(visitor.page).to_have_url(re.compile(rf"127\.0\.0\.1:\d+/{expected}(\?.*)?$"))
        visitor.settle()


def test_filter_change(visitor: "Visitor", known: Catalogue) -> None:
    """The chart speaks of the neighbourhood chosen, and the address says which."""
    visitor.open("employment", indicator="DE-ABC")
    before = visitor.traces(0)
    name = known.territory_label(LES_MORDACS, "fr")
    visitor.page.get_by_role("combobox", name=text("filters.territories", "fr")).click()
    visitor.page.keyboard.type("mordacs")
    option = visitor.page.get_by_role("option", name=name, exact=True)
    expect(option).to_have_attribute("aria-selected", "false")
    option.locator(".cq-ask-tick").click()
    expect(visitor.page).to_have_url(re.compile(LES_MORDACS))
    expect(option).to_have_attribute("aria-selected", "true")
    visitor.settle()
    visitor.page.wait_for_function(
        "name => document.querySelector('.js-plotly-plot').data.some(t => t.name === name)", arg=name
    )
    assert visitor.traces(0) != before
    assert len(visitor.parameters["territories"].split(",")) == 3
    assert visitor.parameters["territories"].split(",")[-1] == LES_MORDACS


def test_one_click_shows_one_neighbourhood_alone(visitor: "Visitor", known: Catalogue) -> None:
    """Of two that are compared only the chosen one stays; each can be taken out, and the contract's own come again."""
    visitor.open("employment", indicator="DE-ABC", territories="QP094027,QP094005")
    name = known.territory_label(LES_MORDACS, "fr")
    field = visitor.page.get_by_role("combobox", name=text("filters.territories", "fr"))
    chips = visitor.page.locator(".cq-ask-box > ul li")
    expect(chips).to_have_count(2)
    field.click()
    visitor.page.keyboard.type("QP094026")
    visitor.page.get_by_role("option", name=name, exact=True).click()
    expect(visitor.page).to_have_url(re.compile(rf"territories={LES_MORDACS}(&|$)"))
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(chips).to_have_text([re.compile(name)])
    expect(visitor.page.locator("h1").locator("xpath=..")).to_contain_text(name)
    visitor.page.get_by_role("button", name=f"{text('filters.remove', 'fr')} {name}").click()
    expect(chips).to_have_count(0)
    expect(visitor.page).not_to_have_url(re.compile("territories="))
    expect(visitor.page.get_by_text(text("filters.empty", "fr"))).to_be_visible()


def test_the_other_filters_answer(visitor: "Visitor") -> None:
    """Years in their order, reference, département and contract are kept in the address; another contract forgets places."""
    page = visitor.open("employment", indicator="DE-ABC").page
    page.get_by_label(text("filters.first_year", "fr")).select_option("2016")
    expect(page).to_have_url(re.compile(r"years=2016-\d+"))
    page.get_by_label(text("filters.last_year", "fr")).select_option("2014")
    expect(page).to_have_url(re.compile("years=2014-2014"))
    page.get_by_label(text("filters.reference", "fr")).select_option("DEP94")
    expect(page).to_have_url(re.compile("reference=DEP94"))
    page.get_by_role("switch", name=text("filters.everywhere", "fr")).check()
    expect(page).to_have_url(re.compile("everywhere=1"))
    page.get_by_label(text("filters.contract", "fr")).select_option("gpsea")
    expect(page).to_have_url(re.compile("contract=gpsea"))
    expect(page).not_to_have_url(re.compile("everywhere|territories"))
    expect(page.locator(".cq-ask-box > ul li")).to_have_count(7)


def test_the_filters_keep_what_they_hold_on_a_slow_line(visitor: "Visitor") -> None:
    """The scripts of controls may come after the reader's first click."""
    page = visitor.page
    held = ["**/own/asking-*.js", "**/Checkbox*.js"]
    for scripts in held:
        page.route(scripts, lambda route: None)
    page.goto(f"{visitor.address}/employment?indicator=DE-ABC&years=2012-2020")
    expect(visitor.card("DE-ABC")).to_have_attribute("aria-pressed", "true")
    visitor.card("EMP-04").click()
    expect(page).to_have_url(re.compile("indicator=EMP-04"))
    visitor.settle()
    for scripts in held:
        # What was held back goes on its way.
        page.unroute(scripts)
    expect(page.locator(".cq-ask-box > ul li")).to_have_count(2)
    expect(page.get_by_label(text("filters.first_year", "fr"))).to_have_value("2012")
    expect(page.get_by_label(text("filters.last_year", "fr"))).to_have_value("2020")


def test_the_year_of_the_map_by_keyboard(visitor: "Visitor") -> None:
    """An arrow goes to the year before: read aloud, drawn, and kept in the address; the last year leaves the address."""
    page = visitor.open("employment", indicator="DE-ABC").page
    years = page.get_by_role("slider", name=text("map.year", "fr"))
    expect(years).to_have_attribute("aria-valuetext", "2021")
    years.press("ArrowLeft")
    expect(page).to_have_url(re.compile("map_year=2020"))
    expect(years).to_have_attribute("aria-valuetext", "2020")
    expect(page.locator(".st-key-map")).to_have_attribute("aria-label", re.compile("^31 décembre 2020"))
    years.press("End")
    expect(page).not_to_have_url(re.compile("map_year"))
    expect(page.locator(".st-key-map")).to_have_attribute("aria-label", re.compile("^31 décembre 2021"))


def test_the_colours_of_the_map_turn_on_the_target(visitor: "Visitor") -> None:
    page = visitor.open("employment", indicator="EMP-03").page
    legend = page.locator(".map-legend")
    expect(legend).not_to_contain_text(re.compile("cible"))
    colours = page.get_by_role("radiogroup", name=text("map.around", "fr"))
    colours.get_by_role("radio", name=text("map.around.target", "fr")).check()
    expect(page).to_have_url(re.compile("around=target"))
    expect(legend).to_contain_text(re.compile("cible"))
    page.reload()
    expect(colours.get_by_role("radio", name=text("map.around.target", "fr"))).to_be_checked()


def test_the_proof_opens_and_closes_by_keyboard(visitor: "Visitor") -> None:
    """It is made when it is opened, and stays open for the next indicator."""
    page = visitor.open("employment", indicator="DE-ABC").page
    fold, proof = page.locator(".cq-fold > summary"), page.locator(".cq-why")
    expect(fold).to_have_text(re.compile(re.escape(text("why.open", "fr"))))
    expect(proof).to_have_count(0)
    fold.press("Enter")
    expect(proof).to_contain_text("IPRO_2022.csv")
    visitor.card("EMP-03").click()
    expect(proof).to_contain_text("49,2")
    fold.press("Enter")
    expect(proof).to_have_count(0)


def test_scripts_of_ours_come_as_files(visitor: "Visitor") -> None:
    """Once, and compressed, instead of with each message of each element."""
    page = visitor.page
    came: list[str] = []
    page.on("response", lambda answer: came.append(answer.url) if "/own/" in answer.url else None)
    frames: list[bytes] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(bytes(frame))))
    visitor.open("employment")
    for name in ("asking", "panel", "cards", "ground"):
        assert sum(f"/own/{name}-" in url for url in came) == 1
    assert frames and not any(b"setTriggerValue" in frame for frame in frames)


def test_click_on_the_map_chooses_the_neighbourhood(visitor: "Visitor", known: Catalogue) -> None:
    visitor.open("employment", indicator="DE-ABC")
    value = visitor.card("DE-ABC").inner_text()
    visitor.page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot .main-svg').length > 3")
    across, down = visitor.marker("QP094005")
    visitor.page.mouse.move(across, down)
    visitor.page.mouse.click(across, down)
    expect(visitor.page).to_have_url(re.compile("territories=QP094005"))
    visitor.settle()
    assert visitor.parameters["territories"].split(",")[0] == "QP094005"
    expect(visitor.page.locator("h1").locator("xpath=..")).to_contain_text(known.territory_label("QP094005", "fr"))
    expect(visitor.card("DE-ABC")).not_to_have_text(value)
    assert visitor.card("DE-ABC").inner_text() != value


def test_click_on_a_card_changes_the_chart(visitor: "Visitor", known: Catalogue) -> None:
    visitor.open("employment", indicator="DE-ABC")
    before = visitor.traces(0)
    # The cards are on the screen before the script that listens to them.
    expect(visitor.card("DE-ABC")).to_have_attribute("aria-pressed", "true")
    visitor.card("EMP-04").click()
    expect(visitor.card("EMP-04")).to_have_attribute("aria-pressed", "true")
    expect(visitor.card("DE-ABC")).to_have_attribute("aria-pressed", "false")
    expect(visitor.page).to_have_url(re.compile("indicator=EMP-04"))
    expect(visitor.page.get_by_role("heading", name=known.indicators["EMP-04"].name.fr)).to_be_visible()
    visitor.settle()
    assert visitor.traces(0) != before


def test_cards_with_the_keyboard_alone(visitor: "Visitor") -> None:
    visitor.open("employment", indicator="DE-ABC")
    cards = visitor.page.locator("[data-card]")
    # The cards are on the screen before the script that listens to them.
    expect(visitor.card("DE-ABC")).to_have_attribute("aria-pressed", "true")
    cards.first.focus()
    visitor.page.keyboard.press("ArrowRight")
    expect(cards.nth(1)).to_be_focused()
    visitor.page.keyboard.press("ArrowLeft")
    expect(cards.first).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(cards.first).to_have_attribute("aria-pressed", "true")
    expect(visitor.page).to_have_url(re.compile(f"indicator={cards.first.get_attribute('data-card')}"))


@pytest.mark.parametrize(
    ("page", "asked", "figures"),
    [
        ("employment", {"indicator": "DE-ABC"}, {"1438", "1483", "1363", "1454", "1332"}),
        ("employment", {"indicator": "EMP-03"}, {"40,7", "40,3", "41,1", "46,8", "49,2"}),
        # The gap with a target is to another territory than the one chosen in the frame.
        ("overview", {"indicator": "TRA-10", "reference": "DEP94"}, {"15550", "22730"}),
    ],
)
def test_csv_equals_the_table(
    visitor: "Visitor", downloaded: Callable[[Locator], Download], page: str, asked: dict[str, str], figures: set[str]
) -> None:
    visitor.open(page, territories=LE_BOIS_L_ABBE, **asked)
    visitor.page.get_by_text(text("table.open", "fr"), exact=True).click()
    table = visitor.page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible()
    visitor.settle()
    # Streamlit's own toolbar above a table has a button of the same name.
    ours = visitor.page.get_by_test_id("stDownloadButton")
    file = downloaded(ours.get_by_role("button", name=text("table.csv", "fr")).first)
    content = Path(file.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))

    def plain(cell: str) -> str:
        """A cell without its typography: 1 438 on the screen is 1438,0 in the file."""
        number = re.sub(r"[\s\u202f\u00a0]", "", cell).replace("\u2212", "-")
        # The document under the drawn cells has plain numbers; a status has its shape on the screen only.
        number = re.sub(r"(?<=\d)\.(?=\d)", ",", number)
        return number.removesuffix(",0") if re.fullmatch(r"-?\d+(,\d+)?", number) else cell.strip(" ●▲◆■▼◌")

    table.locator("[role=grid] [role=row]").first.wait_for(state="attached")
    shown = table.evaluate(
        """t => [...t.querySelectorAll('[role=grid] [role=row]')].map(
            r => [...r.querySelectorAll('[role=columnheader], [role=gridcell]')].map(c => c.innerText || c.textContent))"""
    )
    # Rows and columns that are out of sight are not in the document.
    high, wide = len(shown), len(shown[0])
    assert high >= min(len(rows), 11) and wide >= min(len(rows[0]), 6)
    assert [[plain(cell) for cell in row] for row in shown] == [
        [plain(cell) for cell in row[:wide]] for row in rows[:high]
    ]
    assert figures <= {plain(row[2]) for row in rows}


def test_the_csv_of_the_map_has_every_neighbourhood_of_the_map(
    visitor: "Visitor", downloaded: Callable[[Locator], Download]
) -> None:
    visitor.open("employment", indicator="DE-ABC", territories=LE_BOIS_L_ABBE)
    drawn = visitor.chart(1).evaluate("g => Array.from(g.data.find(t => t.customdata).customdata).length")
    visitor.page.get_by_text(text("table.open", "fr"), exact=True).click()
    # The second of its kind: the last one drawn so far may be the chart's.
    buttons = visitor.page.get_by_test_id("stDownloadButton").filter(has_text=text("table.csv", "fr"))
    file = downloaded(buttons.nth(1).get_by_role("button"))
    rows = list(csv.reader(io.StringIO(Path(file.path()).read_bytes().decode("utf-8-sig")), delimiter=";"))
    assert len(rows) - 1 >= drawn > 30


@pytest.mark.parametrize(
    ("page", "asked", "what", "said"),
    [
        ("employment", {"indicator": "DE-ABC", "table": "1"}, "map", {"map.title_when": {"when": "31 décembre 2021"}}),
        ("indicator", {"indicator": "TRA-10"}, "ranking", {"sheets.ranking.neighbourhood": {}}),
        ("indicator", {"indicator": "TRA-10"}, "distribution", {"sheets.spread_title": {}}),
        ("explore", {"view": "rank", "indicator": "TRA-10", "level": "neighbourhood"}, "chart", {}),
    ],
    ids=["map", "ranking", "distribution", "chart"],
)
def test_a_drawing_leaves_as_a_picture(
    visitor: "Visitor",
    downloaded: Callable[[Locator], Download],
    known: Catalogue,
    page: str,
    asked: dict[str, str],
    what: str,
    said: dict[str, dict[str, str]],
) -> None:
    visitor.open(page, territories=LE_BOIS_L_ABBE, **asked)
    if what == "distribution":
        visitor.page.get_by_text(text("sheets.spread_open", "fr"), exact=True).click()
    for kind, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        button = visitor.page.get_by_role("button", name=text(f"exports.picture.{what}", "fr", format=kind), exact=True)
        # The whole name is for those who hear it; the format alone takes room.
        expect(button.locator("p")).to_have_css("font-size", "0px")
        file = downloaded(button)
        content = Path(file.path()).read_bytes()
        assert content.startswith(start) and file.suggested_filename.endswith(kind.lower())
        if kind == "SVG":
            svg = content.decode()
            assert known.indicators[asked["indicator"]].name.fr in svg and "Source\u00a0: Insee" in svg
            assert all(text(key, "fr", **values) in svg for key, values in said.items())
            assert text("exports.as_of", "fr", day="").rstrip(".") in svg
    home = urlsplit(visitor.address).netloc
    away = [r for r in visitor.requests if not r.startswith(("blob:", "data:")) and urlsplit(r).netloc != home]
    assert away == []


def test_a_choice_is_drawn_on_the_map_that_is_there(visitor: "Visitor") -> None:
    visitor.open("employment", indicator="DE-ABC", territories=LE_BOIS_L_ABBE)
    across, down = visitor.marker("QP094005")
    before = visitor.chart(1).evaluate(
        "g => { window.firstTrace = g.data[0]; return g.layout.shapes.find(s => s.type === 'circle').xanchor; }"
    )
    visitor.page.mouse.click(across, down)
    expect(visitor.page).to_have_url(re.compile(r"territories=QP094005"))
    visitor.settle()
    after = visitor.chart(1).evaluate(
        """g => ({kept: g.data[0] === window.firstTrace, shown: g._fullLayout.shapes.length,
                  at: g.layout.shapes.filter(s => s.type === 'circle').map(s => s.xanchor)})"""
    )
    assert after["kept"] and len(after["at"]) == 2 and before in after["at"]
    assert after["shown"] > 2


def test_the_workbook_of_an_indicator_holds_its_distribution(
    visitor: "Visitor", downloaded: Callable[[Locator], Download]
) -> None:
    visitor.open("indicator", indicator="TRA-10", territories=LE_BOIS_L_ABBE)
    for box in ("table.open", "sheets.spread_open"):
        visitor.page.get_by_text(text(box, "fr"), exact=True).click()
        visitor.settle()
    file = downloaded(visitor.page.get_by_role("button", name="XLSX", exact=True))
    book = openpyxl.load_workbook(io.BytesIO(Path(file.path()).read_bytes()))
    heads, *rows = book[text("sheets.spread_title", "fr")].iter_rows(values_only=True)
    box = visitor.page.get_by_test_id("stExpander").last
    file = downloaded(box.get_by_role("button", name=text("table.csv", "fr"), exact=True))
    told = list(csv.reader(io.StringIO(Path(file.path()).read_text("utf-8-sig")), delimiter=";"))
    assert told[0] == list(heads) and len(told) == len(rows) + 1 > 3
    numbers = [[float(cell) for cell in row[1:-1] if cell] for row in told[1:]]
    # A workbook keeps the fractions that its cells do not show.
    assert [[round(cell) for cell in row[1:-1] if cell is not None] for row in rows] == numbers


def test_no_request_leaves_the_machine(visitor: "Visitor") -> None:
    """All pages, in both languages, with everything on request opened and the pointer on the map."""
    for name in PAGES:
        visitor.open(name, everywhere="1", multiples="1")
        if name in frame.SECTIONS["axes"]:
            visitor.page.get_by_text(text("table.open", "fr"), exact=True).click()
            expect(visitor.page.get_by_test_id("stDataFrame").first).to_be_visible()
        visitor.settle()
    visitor.open("housing", lang="en")
    visitor.page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot .main-svg').length > 3")
    visitor.page.mouse.move(*visitor.marker(LE_BOIS_L_ABBE))
    visitor.page.wait_for_timeout(300)
    home = urlsplit(visitor.address).netloc
    assert any(request.startswith("ws://") for request in visitor.requests)
    inside = [request for request in visitor.requests if request.startswith(("blob:", "data:"))]
    outside = [r for r in visitor.requests if r not in inside and urlsplit(r).netloc != home]
    assert outside == []
    assert len(visitor.requests) > 50


def test_no_page_asks_for_something_that_is_not_there(visitor: "Visitor") -> None:
    missing: list[str] = []
    visitor.page.on("response", lambda response: missing.append(response.url) if response.status >= 400 else None)
    for name in ("", "employment", "method"):
        visitor.open(name)
    # Streamlit looks for its own routes below the page's address before it looks at the root.
    assert [address for address in missing if "/_stcore/" not in address] == []


def test_a_link_keeps_the_view(visitor: "Visitor", visit: Callable[..., "Visitor"], known: Catalogue) -> None:
    link = {"indicator": "TRA-10", "territories": f"{LES_MORDACS},{LE_BOIS_L_ABBE}", "years": "2014-2019", "lang": "en"}
    visitor.open("", **link)
    assert visitor.parameters == link
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    expect(visitor.card("TRA-10")).to_have_attribute("aria-pressed", "true")
    names = [trace["name"] for trace in visitor.traces(0)]
    assert {known.territory_label(code, "en") for code in (LES_MORDACS, LE_BOIS_L_ABBE)} <= set(names)
    visitor.page.reload()
    expect(visitor.page.locator("h1").first).to_be_visible()
    visitor.settle()
    assert visitor.parameters == link
    again = visit(visitor.address)
    again.page.goto(visitor.page.url)
    expect(again.page.locator("h1").first).to_be_visible()
    again.settle()
    assert again.traces(0) == visitor.traces(0)


def test_an_indicator_of_another_page_is_one_click_away(visitor: "Visitor") -> None:
    visitor.open("employment", indicator="HAB-20", years="2016-2022")
    said = visitor.page.locator(".cq-missed")
    expect(said).to_be_in_viewport()
    said.get_by_role("link").click()
    expect(visitor.page).to_have_url(re.compile("/housing[?]"))
    expect(visitor.card("HAB-20")).to_have_attribute("aria-pressed", "true")
    expect(said).to_have_count(0)
    assert visitor.parameters == {"indicator": "HAB-20", "years": "2016-2022"}


def test_a_status_that_is_left_by_no_card_is_let_go(visitor: "Visitor") -> None:
    """There would be no card, and no button to have them again."""
    page = visitor.open("employment", indicator="DE-ABC", status="degradation").page
    shown = page.locator("[data-card]:not([hidden])")
    expect(page.locator('[data-filter="degradation"]')).to_have_attribute("aria-pressed", "true")
    some = shown.count()
    page.get_by_label(text("filters.first_year", "fr")).select_option("2024")
    expect(page).to_have_url(re.compile("years=2024-2024"))
    expect(page.locator('[data-filter="degradation"]')).to_have_count(0)
    expect(shown).to_have_count(page.locator("[data-card]").count())
    assert page.locator("[data-card]").count() > some


def test_the_filters_follow_from_page_to_page(visitor: "Visitor") -> None:
    visitor.open("employment", territories=LES_MORDACS, years="2016-2021")
    visitor.page.get_by_test_id("stSidebar").get_by_role("link", name=text("frame.page.housing", "fr")).click()
    expect(visitor.page).to_have_url(re.compile("/housing"))
    visitor.settle()
    expect(visitor.page).to_have_url(re.compile(f"territories={LES_MORDACS}"))
    assert visitor.parameters["years"] == "2016-2021"


@pytest.mark.parametrize("name", frame.SECTIONS["axes"])
def test_cards_chart_and_map_are_on_the_first_screen(name: str, visitor: "Visitor") -> None:
    """What a laptop or a projector of 1280 × 720 shows without scrolling."""
    visitor.open(name)
    first = visitor.page.locator("[data-card]").first.bounding_box()
    assert first is not None and first["y"] >= 0 and first["y"] + first["height"] <= 720
    visitor.traces(0)
    plot = visitor.chart(0).bounding_box()
    assert plot is not None
    assert plot["y"] + plot["height"] <= 720
    assert plot["x"] + plot["width"] <= 1280
    assert visitor.page.evaluate("() => document.scrollingElement.scrollWidth") <= 1280


def test_charts_are_drawn_by_the_plotly_of_the_package(visitor: "Visitor") -> None:
    """What the screen draws with is of the version that decks are drawn with; Streamlit's own bundle is never fetched."""
    visitor.open("employment")
    visitor.traces(0)
    assert visitor.page.evaluate("() => window.Plotly.version") == get_plotlyjs_version()
    assert [address for address in visitor.requests if "PlotlyChart" in address] == []
    found = urllib.request.urlopen(f"{visitor.address}/own/plotly-basic-{get_plotlyjs_version()}.min.js")
    assert "immutable" in found.headers["cache-control"] and "javascript" in found.headers["content-type"]


def test_the_style_sheet_comes_once_as_a_file(visitor: "Visitor") -> None:
    """Named by its content and kept for a year; later in the document than what it changes of Streamlit's."""
    visitor.open("employment").open("method")
    sheets = [address for address in visitor.requests if "/own/styles-" in address]
    assert len(set(sheets)) == 1
    assert visitor.page.locator("body > link[rel=stylesheet]").count() == 1
    assert visitor.page.locator("#root style", has_text=":root").count() == 0
    found = urllib.request.urlopen(sheets[0])
    assert "immutable" in found.headers["cache-control"] and found.headers["content-type"].startswith("text/css")
    assert b"--cq-mark" in found.read()


def test_a_page_that_does_not_exist_is_dressed_too(visitor: "Visitor") -> None:
    visitor.open("nowhere")
    expect(visitor.page.locator(".cq-head").first).to_have_css("display", "flex")


def test_a_change_draws_in_the_chart_that_is_there(visitor: "Visitor") -> None:
    visitor.open("employment", indicator="DE-ABC")
    before = visitor.traces(0)
    visitor.chart(0).evaluate("g => { g.marked = true; }")
    visitor.card("EMP-04").click()
    expect(visitor.page).to_have_url(re.compile("indicator=EMP-04"))
    visitor.settle()
    assert visitor.traces(0) != before
    assert visitor.chart(0).evaluate("g => g.marked === true")


def test_the_dark_room(visit: Callable[..., "Visitor"], server: str) -> None:
    visitor = visit(server, color_scheme="dark").open("employment")
    ground = visitor.page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    red, green, blue = (int(theme.DARK.ground[start : start + 2], 16) for start in (1, 3, 5))
    assert ground == f"rgb({red}, {green}, {blue})"
    visitor.traces(0)
    assert visitor.chart(0).evaluate("g => g.layout.paper_bgcolor.toUpperCase()") in {
        theme.DARK.ground,
        "RGBA(0,0,0,0)",
    }


def test_one_sentence_where_there_is_no_database(
    serve: Callable[..., str], visit: Callable[..., "Visitor"], tmp_path: Path
) -> None:
    address = serve(CAP_QUARTIERS_DATABASE=str(tmp_path / "observatory.duckdb"))
    for route in ("api/health", "health"):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(f"{address}/{route}", timeout=10)
        assert refusal.value.code == 503
        assert "make data" in json.loads(refusal.value.read())["message"]
    page = visit(address).page
    page.goto(f"{address}/employment")
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("alert")).to_contain_text("La base de données est absente")
    assert "Traceback" not in page.inner_text("body")


def test_health_says_which_figures_are_served(server: str, built: Path) -> None:
    with urllib.request.urlopen(f"{server}/api/health", timeout=10) as response:
        said = json.loads(response.read())
    assert said["status"] == "ok"
    assert said["release"] == database.identity()
