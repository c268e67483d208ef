"""The three pages under measure and how a reader changes the neighbourhood on each of them."""

from collections.abc import Callable
from urllib.parse import urlencode

import duckdb
from browser import Peer, Place
from playwright.sync_api import Page

PAGE = "employment"
NAMED = "Quartiers"
"""What the product's control of neighbourhoods is called."""
WIDGET = "filters"
"""Key of the element that it is a part of."""

PLACES = """
    SELECT ct.contract, t.territory, t.name
    FROM contract_territory AS ct
    INNER JOIN territory AS t USING (territory)
    WHERE t.level = 'neighbourhood'
    ORDER BY ct.contract, ct.position
"""
NEIGHBOURS = """
    SELECT $contract AS contract, t.territory, t.name
    FROM territory AS t
    WHERE
        t.level = 'neighbourhood' AND t.generation = 'qpv2015'
        AND t.territory LIKE $prefix || '%' AND t.territory IN (SELECT territory FROM figure)
    ORDER BY t.territory
"""


def contracts(database: str) -> dict[str, list[Place]]:
    """Neighbourhoods of each contract of a database."""
    found: dict[str, list[Place]] = {}
    with duckdb.connect(database, read_only=True) as connection:
        for contract, code, name in connection.execute(PLACES).fetchall():
            found.setdefault(contract, []).append(Place(code, name))
    return found


def real_places(database: str) -> list[Place]:
    """All neighbourhoods of Val-de-Marne, which either bundled contract offers."""
    with duckdb.connect(database, read_only=True) as connection:
        rows = connection.execute(NEIGHBOURS, {"contract": "", "prefix": "QP094"}).fetchall()
    return [Place(code, name) for _, code, name in rows]


def _change_product(page: Page, place: Place) -> None:
    page.get_by_role("combobox", name=NAMED).click()
    page.keyboard.type(place.name)
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")


def _change_dash(page: Page, place: Place) -> None:
    page.locator("#territory").click()
    page.wait_for_timeout(150)
    page.keyboard.type(place.code)
    page.wait_for_timeout(300)
    page.locator(".dash-dropdown-option, .dash-dropdown-options label").filter(has_text=place.code).first.click()


def _change_static(page: Page, place: Place) -> None:
    page.select_option("#territory", place.code)


def product(server: str, multiples: bool = False) -> Peer:
    """The product's axis page, as it opens or with all small multiples on."""
    more = {"multiples": "1"} if multiples else {}

    def address(code: str) -> str:
        return f"{server}/{PAGE}?{urlencode({'territories': code, **more})}"

    name = "product with multiples" if multiples else "product"
    return Peer(name, address, _change_product, figures=3 if multiples else 2, cards=8)


def overview(server: str) -> Peer:
    """The page for officials, on the contract's own neighbourhoods: one block of HTML, without any chart."""
    return Peer("overview", _fixed(server), _change_product, figures=0)


def sheet(server: str) -> Peer:
    """The sheet of one neighbourhood: HTML and pictures, without any chart."""

    def address(code: str) -> str:
        return f"{server}/neighbourhood?{urlencode({'territories': code})}"

    return Peer("neighbourhood sheet", address, _change_product, figures=0)


def _fixed(server: str) -> Callable[[str], str]:
    return lambda code: server + "/"


def dash(server: str) -> Peer:
    """The Dash twin: twelve charts and a map."""
    return Peer("Dash", _fixed(server), _change_dash, figures=13)


def static(server: str) -> Peer:
    """The static twin: the same."""
    return Peer("static page", _fixed(server), _change_static, figures=13)
