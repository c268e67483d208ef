"""Every view is a link and two files: what was chosen by the controls is what its address opens for somebody else."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl
import pytest
import streamlit
from playwright.sync_api import Download, Locator, expect
from streamlit.testing.v1 import AppTest

from observatory import config

if TYPE_CHECKING:
    from ..conftest import Visitor

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("built")

NARROWED = (
    "SELECT indicator, territory, value FROM figure WHERE indicator = 'TRA-01' AND value > 20 ORDER BY ALL LIMIT 7"
)
PUBLISHED = """SELECT territory, year(period)::VARCHAR, value FROM observation
WHERE indicator = 'EMP-11' AND territory = 'QP094027' AND release = {} AND value IS NOT NULL"""
Choice = tuple[str, Any]
VIEWS: dict[str, tuple[Choice, ...]] = {
    "levels": (("indicator", "TRA-10"), ("level", "neighbourhood")),
    "base 100": (("indicator", "DE-ABC"), ("measure", "index")),
    "gap": (("indicator", "TRA-10"), ("measure", "gap")),
    "ratio": (("indicator", "TRA-10"), ("measure", "ratio"), ("level", "commune")),
    "rank": (("view", "rank"), ("indicator", "TRA-10"), ("level", "neighbourhood"), ("year", 2018)),
    "scatter": (("view", "scatter"), ("indicator", "TRA-10"), ("against", "TRA-15"), ("level", "neighbourhood")),
    "multiples": (("view", "multiples"), ("rows", "indicator"), ("axis", "employment")),
    "pivot": (
        ("view", "pivot"),
        ("rows", "period"),
        ("columns", "territory"),
        ("level", "commune"),
        ("measure", "gap"),
    ),
    "as of": (("indicator", "EMP-04"), ("as_of", date(2023, 7, 1))),
    "sql": (("sql", NARROWED),),
    "sql with a mistake": (("sql", "SELECT nothing_such FROM figure"),),
}
FILES = {
    **dict.fromkeys(VIEWS, ("explore",)), "as of": ("explore", "explore-since"), "sql": ("explore", "explore-sql"),
}  # fmt: skip


@dataclass
class Reader:
    """A session on the explore page: its script run as the browser has it run, its buttons for files caught."""

    app: AppTest
    buttons: dict[str, tuple[str, Callable[[], bytes]]] = field(default_factory=dict)

    def run(self) -> "Reader":
        self.buttons.clear()
        self.app.run()
        assert not self.app.exception
        return self

    def choose(self, name: str, value: Any) -> None:
        """Choose by the control that the page has for it."""
        if name == "sql":
            self.app.session_state["explore-sql"] = True
            self.run()
            self.app.text_area(key="explore-statement").set_value(value)
            next(button for button in self.app.button if button.label == "Exécuter").click()
        elif name in {"axis", "as_of"}:
            self.app.session_state["explore-filters-box"] = True
            self.run()
            found = self.app.date_input if name == "as_of" else self.app.selectbox
            found(key=f"explore-{name}").set_value(value)
        elif name in {"view", "measure"}:
            control = next(one for one in self.app.get("button_group") if one.key == f"explore-{name}")
            control.set_value(value)
        else:
            self.app.selectbox(key=f"explore-{name}").set_value(value)
        self.run()

    @property
    def link(self) -> dict[str, str]:
        given = self.app.query_params
        return {name: value[0] if isinstance(value, list) else value for name, value in given.items()}

    def seen(self) -> dict[str, Any]:
        """What the reader sees of the view: what is said, drawn and listed."""
        return {
            "said": [block.value for block in self.app.get("html")],
            "drawn": [chart.proto.spec for chart in self.app.get("plotly_chart")],
            "listed": [frame.value.to_csv() for frame in self.app.dataframe],
            "refused": [error.value for error in self.app.error],
        }


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Reader]:
    sessions: list[Reader] = []

    def caught(label: str, make: Callable[[], bytes], **options: Any) -> bool:
        sessions[-1].buttons[options["key"]] = (options["file_name"], make)
        return False

    monkeypatch.setattr(streamlit, "download_button", caught)

    def arrive(**link: str) -> Reader:
        app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        sessions.append(Reader(app))
        app.query_params.update(link)
        app.run()
        app.switch_page("pages/explore.py")
        app.query_params.update(link)
        return sessions[-1].run()

    return arrive


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def without_seconds(seen: dict[str, Any]) -> dict[str, Any]:
    """The same without how long a question took, which no two answers share."""
    return {**seen, "said": [re.sub(r" en [\d,]+ s", "", one) for one in seen["said"]]}


@pytest.mark.parametrize("name", VIEWS)
def test_the_link_of_a_view_opens_it_with_its_files(name: str, reader: Callable[..., Reader]) -> None:
    mine = reader()
    for parameter, value in VIEWS[name]:
        mine.choose(parameter, value)
    seen, buttons = without_seconds(mine.seen()), dict(mine.buttons)
    for parameter, value in VIEWS[name]:
        default = {"view": "lines", "columns": "period"}.get(parameter) == value
        assert default or mine.link.get(parameter) == str(value)
    theirs = reader(**mine.link)
    assert theirs.link == mine.link
    assert without_seconds(theirs.seen()) == seen
    assert set(theirs.buttons) == set(buttons)
    expected = {f"{key}-{kind}" for key in FILES[name] for kind in ("csv", "xlsx")}
    assert expected <= set(buttons)
    for key in FILES[name]:
        (csv_name, make_csv), (xlsx_name, make_xlsx) = (buttons[f"{key}-{kind}"] for kind in ("csv", "xlsx"))
        assert csv_name.removesuffix(".csv") == xlsx_name.removesuffix(".xlsx")
        given = make_csv()
        assert given == theirs.buttons[f"{key}-csv"][1]()
        rows = rows_of(given)
        sheet = openpyxl.load_workbook(io.BytesIO(make_xlsx())).worksheets[0]
        other = openpyxl.load_workbook(io.BytesIO(theirs.buttons[f"{key}-xlsx"][1]())).worksheets[0]
        cells = list(sheet.iter_rows(values_only=True))
        assert len(rows) > 1 and list(other.iter_rows(values_only=True)) == cells
        assert len(cells) == len(rows) and [str(head) for head in cells[0]] == rows[0]


def known(question: str) -> list[tuple[Any, ...]]:
    """What the database itself answers."""
    with duckdb.connect(str(config.settings().database), read_only=True) as connection:
        return connection.execute(question).fetchall()


def test_the_workbooks_of_a_view_its_past_and_a_question_are_handed_out(
    visitor: "Visitor", downloaded: Callable[[Locator], Download]
) -> None:
    page = visitor.open("explore", indicator="EMP-11", as_of="2023-07-01", sql=NARROWED).page

    def book(key: str, name: str) -> list[list[tuple[Any, ...]]]:
        file = downloaded(page.locator(f".st-key-{key}-xlsx button"))
        assert file.suggested_filename == f"{name}.xlsx"
        made = openpyxl.load_workbook(io.BytesIO(file.path().read_bytes()))
        return [list(sheet.iter_rows(values_only=True)) for sheet in made]

    published = {
        release: {(territory, year): value for territory, year, value in known(PUBLISHED.format(release))}
        for release in (2, 3)
    }
    (head, *rows), about, *_ = book("explore", "cap-quartiers-lines-emp-11")
    assert head[:4] == ("Territoire", "Code", "Période", "Valeur (h)")
    assert {row[1:3]: row[3] for row in rows if row[3] is not None and row[1] == "QP094027"} == published[2]
    assert about[2][0] == "Arrêté au 1er juillet 2023." and len(published[2]) > 5
    (head, *rows), about, *_ = book("explore-since", "cap-quartiers-2023-07-01")
    assert head[1:8] == (
        "Code (indicateur)", "Indicateur", "Code", "Territoire", "Période", "Valeur connue alors", "Valeur d’aujourd’hui",
    )  # fmt: skip
    told = {row[3:6:2]: row[6:8] for row in rows if row[3] == "QP094027"}
    assert told == {key: (published[2].get(key), value) for key, value in published[3].items()}
    assert [row[0] for row in rows if row[3] == "QP094027"] == ["modifié", "nouveau"]
    assert about[1][0].startswith("Ce qui a changé depuis le 1er juillet 2023 · ")
    (head, *rows), about, *_ = book("explore-sql", "cap-quartiers-sql")
    assert head == ("indicator", "territory", "value") and rows == known(NARROWED) and len(rows) == 7
    assert about[1][0] == NARROWED


@pytest.mark.parametrize("wanted", ["2999-01-01", "1999-12-31"])
def test_a_day_that_cannot_be_looked_back_from_is_said(wanted: str, reader: Callable[..., Reader]) -> None:
    mine = reader(indicator="EMP-04", as_of=wanted)
    (said,) = [warning.value for warning in mine.app.warning]
    assert said.startswith("Le lien demande ce que l’on savait le ") and f"{wanted[:4]}\u00a0:" in said
    assert mine.link == {"indicator": "EMP-04"} and "explore-since-csv" not in mine.buttons
    mine.app.session_state["explore-filters-box"] = True
    assert mine.run().app.date_input(key="explore-as_of").value is None


@pytest.mark.parametrize(("lang", "hint"), [("fr", ["jj", "mm", "aaaa"]), ("en", ["dd", "mm", "yyyy"])])
def test_an_empty_day_hints_in_the_language_of_the_page(visitor: "Visitor", lang: str, hint: list[str]) -> None:
    page = visitor.open("explore", lang=lang).page
    page.locator(".st-key-explore-filters-box button").first.click()
    expect(page.locator(".st-key-explore-as_of [role=spinbutton]")).to_have_text(hint)


def test_a_question_leaves_the_link_with_its_panel_or_when_it_is_too_long(reader: Callable[..., Reader]) -> None:
    mine = reader(sql=NARROWED)
    assert mine.link["sql"] == NARROWED and "explore-sql-csv" in mine.buttons
    mine.app.session_state["explore-sql"] = False
    assert "sql" not in mine.run().link and "explore-sql-csv" not in mine.buttons
    mine.app.session_state["explore-sql"] = True
    assert mine.run().link["sql"] == NARROWED and "explore-sql-csv" in mine.buttons
    mine.choose("sql", f"SELECT 6 * 7 AS product -- {'x' * 4_000}")
    assert "sql" not in mine.link and "explore-sql-csv" in mine.buttons
    assert any("a plus de 4\u202f000 caractères" in said for said in mine.seen()["said"])


def test_a_question_typed_in_the_panel_is_answered_from_the_keyboard_and_by_its_button(visitor: "Visitor") -> None:
    page = visitor.open("explore").page
    page.get_by_text("Interroger les tables en SQL").first.click()
    question = page.get_by_label("Question en SQL (DuckDB)")
    question.fill("SELECT 6 * 7 AS product")
    expect(page.get_by_test_id("InputInstructions")).to_have_text("Ctrl+Entrée pour envoyer")
    question.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="1 ligne en")).to_be_visible()
    question.fill("SELECT 1 UNION ALL SELECT 2")
    page.get_by_role("button", name="Exécuter").click()
    expect(page.get_by_role("status").filter(has_text="2 lignes en")).to_be_visible()
