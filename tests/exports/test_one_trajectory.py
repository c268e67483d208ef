"""The chart on the page, its sentence, its table and every file show the same, on the indicators of the built database."""

import csv
import html
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.elements.arrow import marshall
from streamlit.proto.ArrowData_pb2 import ArrowData

from observatory import answers, charts, database, tables
from observatory.committee import slides
from observatory.exports.pages import page_deck, picture_words
from observatory.exports.slideshow import pptx_bytes
from observatory.exports.svg import chart_figure, chart_svg
from observatory.exports.xlsx import xlsx_bytes
from observatory.formats import number, rounded
from observatory.selection import Selection
from observatory.slides import deck
from observatory.texts import text
from observatory.ui.axis import chart as chart_module
from observatory.ui.axis import shown as shown_module
from observatory.ui.axis import table as table_module

BOIS = "QP094027"
CASES = {
    "EMP-03": {},
    "TRA-01": {},
    "TRA-10": {"reference": "DEP94"},
    "EMP-33": {},
}
"""Indicators and the filters they are asked with: gaps to another territory than the reader's, a change that is no news."""
PLURAL = ("QP094027", "QP094026", "QP094003", "QP094004", "QP094005", "QP094006", "QP094007")


@dataclass
class Page:
    """What a page gives to the browser."""

    figures: dict[str, Any] = field(default_factory=dict)
    alts: dict[str, str] = field(default_factory=dict)
    html: list[str] = field(default_factory=list)
    shown: list[Any] = field(default_factory=list)
    options: list[dict[str, Any]] = field(default_factory=list)
    csv: list[bytes] = field(default_factory=list)
    pictures: dict[str, Callable[[], bytes]] = field(default_factory=dict)
    sheets: tuple[Any, ...] = ()
    about: Any = None
    files: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def page(built: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Page, Selection]]:
    """A function that draws the chart, the map and the tables of an indicator as its axis page does; state: what the session
    holds meanwhile, and no longer when a file is made.
    """

    def draw(code: str, state: dict[str, Any] | None = None, **changes: Any) -> tuple[Page, Selection]:
        release = database.identity()
        wanted = Selection("chennevieres", (BOIS,), "COM94019", 2010, 2024, "fr", False, True, release)
        selection = replace(wanted, **changes)
        found = Page()

        def plot(figure: Any, key: str, alt: str, *_: Any) -> None:
            found.figures[key], found.alts[key] = figure, alt

        def frame(shown: Any, **options: Any) -> None:
            found.shown.append(shown)
            found.options.append(options)

        def files(name: str, sheets: Any, about: Any, **options: Any) -> None:
            found.sheets, found.about, found.files = tuple(sheets), about, options

        monkeypatch.setattr(chart_module, "plot", plot)
        monkeypatch.setattr(chart_module, "block", found.html.append)
        monkeypatch.setattr(table_module, "block", found.html.append)
        monkeypatch.setattr(table_module, "downloads", files)
        monkeypatch.setattr(chart_module, "remarks", lambda *_: None)
        monkeypatch.setattr(table_module.st, "expander", lambda *_, **__: SimpleNamespace(open=False))
        monkeypatch.setattr(table_module.st, "dataframe", frame)

        def handed_out(_: str, data: object, **given: object) -> None:
            # The map's pictures are handed out in the same way, made only when asked for.
            if given["mime"] == "text/csv":
                assert isinstance(data, bytes)
                found.csv.append(data)
            else:
                assert callable(data)
                found.pictures[str(given["mime"])] = data

        monkeypatch.setattr(table_module.st, "download_button", handed_out)
        monkeypatch.setattr(table_module.st, "session_state", dict(state or {}))
        known = answers.catalogue(release)
        view = answers.axis(known.indicators[code].axis, selection)
        card = view.card(code)
        assert card is not None
        chart_module.indicator_chart(view, card, selection)
        table_module.indicator_table(view, card, selection)
        monkeypatch.setattr(table_module.st, "session_state", {})
        return found, selection

    return draw


def meaning(figure: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Data, lines of breaks and words of a figure.

    Left out: the mark of demonstration, which the page has beside its title, and short names of breaks, for which that mark
    leaves no room on a file; sentences under the picture name them all.
    """
    layout = figure["layout"]
    aside = {
        text("charts.demo", "fr"),
        *(text(f"charts.break_{kind}", "fr") for kind in ("method", "geography", "noise")),
        "crise sanitaire 2020-2021",
    }
    notes = [(n["x"], n["y"], n["text"]) for n in layout["annotations"] if n["text"] not in aside]
    return figure["data"], layout["shapes"], notes


def words(cell: str) -> str:
    """A cell without typography and without the shape of a status."""
    cell = re.sub(r"(?<=\d)\u202f(?=\d)", "", cell)
    return re.sub(r"[\s\u202f\u00a0]", " ", cell).replace("\u2212", "-").strip(" ●▲◆■▼◌")


def lands(chart: Any) -> bool:
    """Whether a value at the deadline may be told: not where a method changes before it."""
    told = {
        one.measure: one.landing_value is not None for one in (chart.standing, chart.gap_standing) if one is not None
    }
    assert told["level"] == (chart.indicator.indicator in {"EMP-03", "EMP-33"})
    return any(told.values())


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def on_screen(styled: Any) -> list[list[str]]:
    """What the browser is told that a table of the page shows, cell by cell."""
    return [[words(cell) for cell in row] for row in told(styled)]


def told(styled: Any) -> list[list[str]]:
    """Headings and cells of a table as its message to the browser has them."""
    message = ArrowData()
    marshall(message, styled, "table")
    said = convert_arrow_bytes_to_pandas_df(message.styler.display_values)
    return [list(said.columns), *said.to_numpy().tolist()]


@pytest.mark.parametrize("code", CASES)
def test_the_page_its_files_and_its_slide_draw_the_same(code: str, page: Callable[..., tuple[Page, Selection]]) -> None:
    found, selection = page(code, **CASES[code])
    chart = found.files["chart"]
    size = chart_module.CHART_WIDTH, chart_module.CHART_HEIGHT
    *drawn, notes = meaning(chart_figure(chart, "fr", False, *size))
    *on_page, said = meaning(found.figures["chart"])
    assert drawn == on_page
    # A file, which never becomes as narrow as a phone, has room for words that the page may leave to its sentences.
    written = " ".join(one.replace("<br>", " ") for *_, one in notes)
    assert [one for *_, one in said if one.replace("<br>", " ") not in written] == []
    slide = slides.indicator(code, selection)
    assert slide.chart is not None
    projected, exported = (deck.figures(one, "fr") for one in (slide.chart, chart))
    assert projected == exported
    # What the review found missing: where the indicator has them, they are there.
    names = {trace["name"] for trace in projected["light"]["data"]}
    assert text("charts.target_path", "fr") in names
    assert (text("charts.landing", "fr") in names) == lands(chart)
    if chart.gap_target is not None:
        assert chart.reference is not None and chart.reference.territory == chart.gap_target.reference
        assert chart.names[chart.reference.territory] in names
        gaps = [trace for trace in projected["light"]["data"] if trace.get("yaxis") == "y2"]
        assert text("charts.target_path", "fr") in {trace["name"] for trace in gaps}


@pytest.mark.parametrize("code", CASES)
def test_one_sentence_stands_everywhere(code: str, page: Callable[..., tuple[Page, Selection]]) -> None:
    found, selection = page(code, **CASES[code])
    said, chart = found.alts["chart"], found.files["chart"]
    slide = slides.indicator(code, selection)
    assert slide.chart is not None
    assert said == chart.summary == slide.chart.summary
    assert said in slide.note
    plain = words(said)
    if code == "EMP-33":
        assert "(évolution non significative)" in plain and "ce serait 25,2 %" in plain
    if chart.gap_target is not None:
        name = chart.names[chart.gap_target.reference]
        assert f"L’écart avec {name}" in plain or f"L’avantage sur {name}" in plain


@pytest.mark.parametrize("code", CASES)
def test_the_files_hold_the_table_that_is_shown(code: str, page: Callable[..., tuple[Page, Selection]]) -> None:
    found, selection = page(code, **CASES[code])
    for styled, content in zip(found.shown, found.csv, strict=True):
        assert [[words(cell) for cell in row] for row in cells(content)] == on_screen(styled)
    twin, headings = found.sheets[0].table, list(found.sheets[0].table.columns)
    gap = found.files["chart"].gap_target is not None
    assert any(h.startswith("Écart avec ") for h in headings) == gap
    assert any(h.startswith("Cible d’écart") for h in headings) == gap
    assert any(h.startswith("Atterrissage") for h in headings) == lands(found.files["chart"])
    known = answers.catalogue(selection.release)
    assert ("Statut" in headings) == (known.indicators[code].kind != "context")
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(found.sheets, found.about)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert list(rows[0]) == headings
    for row, kept in zip(rows[1:], twin.itertuples(index=False, name=None), strict=True):
        assert [v or "" for v in row] == pytest.approx(["" if v != v else v for v in kept])
    assert text("charts.breaks", "fr") in book.sheetnames
    # A slide has short periods, no empty column, no condition and no status of the gap, which its sentence says, and otherwise the same cells.
    listed = found.files["chart"].table.rows
    said = [[words(c.text or (c.sign.word if c.sign else "")) for c in row] for row in listed]
    aside = {
        n
        for n, heading in enumerate(headings)
        if heading in ("Période", "Note sur l’atterrissage", "Statut de l’écart")
    }
    screen = on_screen(found.shown[0])[1:]
    assert len(said) == len(screen)
    assert [[c for n, c in enumerate(row) if c and n != 1] for row in said] == [
        [c for n, c in enumerate(row) if c and n not in aside] for row in screen
    ]


def test_what_a_landing_supposes_stands_beside_it_in_the_table_and_its_files(
    page: Callable[..., tuple[Page, Selection]],
) -> None:
    found, _ = page("EMP-03")
    heading, condition = "Note sur l’atterrissage", "à périmètre inchangé : le quartier change de périmètre le"
    rows = [dict(zip(cells(found.csv[0])[0], row, strict=True)) for row in cells(found.csv[0])[1:]]
    (row,) = (row for row in rows if row[heading])
    assert words(row[heading]).startswith(condition) and row["Atterrissage (%)"]
    assert words(row[heading]) in words(found.alts["chart"])
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(found.sheets, found.about)))
    assert row[heading] in {cell.value for line in book.worksheets[0].iter_rows() for cell in line}


def test_a_long_name_is_whole_on_the_page_the_slide_and_the_files(page: Callable[..., tuple[Page, Selection]]) -> None:
    found, selection = page("EMP-03")
    slide = slides.indicator("EMP-03", selection)
    assert slide.chart is not None
    drawn = [found.figures["chart"], deck.figures(slide.chart, "fr")["light"]]
    drawn += [chart_figure(found.files["chart"], "fr", False, width) for width in (600, 960, 1400)]
    for figure in drawn:
        notes = [re.sub("<[^>]+>", " ", note["text"]) for note in figure["layout"]["annotations"]]
        assert any("Ensemble des quartiers prioritaires" in note for note in notes)
        assert not any("…" in note for note in notes)


def test_why_there_is_no_landing_is_in_the_table_too(page: Callable[..., tuple[Page, Selection]]) -> None:
    found, _ = page("TRA-10", reference="DEP94")
    told = [cell for cell in found.sheets[0].table["Note sur l’atterrissage"] if cell]
    assert told and all(cell.startswith("Pas d’atterrissage\u00a0: la méthode de la série change") for cell in told)


def test_another_reference_than_the_reader_s_is_explained(page: Callable[..., tuple[Page, Selection]]) -> None:
    said = "La cible d’écart se mesure à Chennevières-sur-Marne : c’est la référence tracée ici, et non Val-de-Marne."
    found, selection = page("TRA-10", reference="DEP94")
    assert said in words(found.alts["chart"])
    slide = slides.indicator("TRA-10", selection)
    assert slide.chart is not None and said in words(slide.chart.summary)
    assert "Val-de-Marne" not in {trace["name"] for trace in found.figures["chart"]["data"]}
    as_chosen, _ = page("TRA-10", reference="COM94019")
    assert "se mesure à" not in as_chosen.alts["chart"]


def test_the_table_has_the_gap_and_its_target_to_the_digit(page: Callable[..., tuple[Page, Selection]]) -> None:
    found, _ = page("TRA-10", reference="DEP94")
    rows = cells(found.csv[0])
    own = {row[1]: dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0] == "Le Bois L’Abbé"}
    # 15 550 € against 22 730 € in Chennevières-sur-Marne, as published; the target is the contract's.
    assert own["2019"]["Valeur (€)"] == "15550"
    assert own["2019"]["Écart avec Chennevières-sur-Marne (€)"] == "-7180"
    assert own["2024"]["Cible d’écart (€)"] == "-6500"
    assert {row[0] for row in rows[1:]} == {"Le Bois L’Abbé", "Chennevières-sur-Marne"}


def test_the_files_that_open_elsewhere_name_what_the_page_tells_on_hover(
    page: Callable[..., tuple[Page, Selection]],
) -> None:
    found, _ = page("TRA-01")
    chart, about = found.files["chart"], found.about
    (said,) = charts.break_sentences(chart, "fr")
    assert "Filosofi" in said and "2021" in said
    svg = chart_svg(chart, "fr", picture_words(chart, about, "Source : Insee."), width=960, alone=True)
    assert "Filosofi" in re.sub(r"<desc.*?</desc>", "", svg)
    content = pptx_bytes(page_deck(chart, about, "Source : Insee.", "Le Bois L’Abbé", "Contrat"))
    first = Presentation(io.BytesIO(content)).slides[0]
    assert said in first.notes_slide.notes_text_frame.text and chart.summary in first.notes_slide.notes_text_frame.text
    drawn = [shape.chart for shape in first.shapes if shape.has_chart]
    assert len(drawn) == 2, "the level, and the gap below it"
    assert chart.names["QPV-ALL"] in {series.name for series in drawn[0].plots[0].series}
    assert text("exports.target_series", "fr") in {series.name for series in drawn[1].plots[0].series}


def test_a_seventh_neighbourhood_is_in_the_table_and_not_on_the_chart(
    page: Callable[..., tuple[Page, Selection]],
) -> None:
    found, selection = page("TRA-10", territories=PLURAL)
    known = answers.catalogue(selection.release)
    names = [known.territory_label(code, "fr") for code in PLURAL]
    drawn = {trace["name"] for trace in found.figures["chart"]["data"]}
    listed = {row[0] for row in cells(found.csv[0])[1:]}
    assert set(names) <= listed
    assert names[-1] not in drawn and set(names[:-1]) <= drawn
    assert any("6 quartiers tracés sur 7" in html for html in found.html)


def test_an_indicator_that_is_a_gap_has_no_gap(page: Callable[..., tuple[Page, Selection]]) -> None:
    found, selection = page("TRA-02")
    assert "yaxis2" not in found.figures["chart"]["layout"]
    assert not any(h.startswith("Écart avec ") for h in found.sheets[0].table.columns)
    assert "L’écart avec" not in found.alts["chart"]
    name = answers.catalogue(selection.release).indicators["TRA-02"].name
    assert "département" in name.fr and "department" in name.en


def test_an_indicator_that_is_a_gap_to_the_departement_claims_no_other_reference(
    page: Callable[..., tuple[Page, Selection]],
) -> None:
    beside, _ = page("TRA-02", reference="COM94019")
    assert "Par rapport au département aussi, Chennevières-sur-Marne\u00a0: −1,4\u00a0%." in beside.alts["chart"]
    assert "territoire de référence" not in beside.alts["chart"]
    for reference, name in (("DEP94", "Val-de-Marne"), ("QPV-ALL", "Ensemble des quartiers prioritaires")):
        found, _ = page("TRA-02", reference=reference)
        said = f"Pas de ligne pour {name}\u00a0: cet écart se mesure toujours au département, qui est le zéro du graphique."
        assert any(said in html for html in found.html)
        assert "Par rapport au département aussi" not in found.alts["chart"]


def test_statuses_stand_beside_the_figures_that_were_judged(page: Callable[..., tuple[Page, Selection]]) -> None:
    found, selection = page("EMP-03")
    twin, mapped = (sheet.table for sheet in found.sheets[:2])
    (judged,) = twin[twin["Statut"] != ""].to_dict("records")
    assert (judged["Période"], judged["Statut"]) == ("31 décembre 2021", "dégradation")
    own = mapped[mapped["Statut"] != ""]
    assert list(own["Statut"]) == ["dégradation"] and list(own["Territoire"]) == ["Le Bois L’Abbé"]
    assert "▼ dégradation" in on_screen_raw(found.shown[0])
    assert "color: #B2182B" in found.shown[0].to_html()
    for options in found.options:
        told = options["column_config"]["Signe"]["help"]
        assert "s — couvert par le secret statistique" in told and "p — provisoire" in told
    # On the map of another year, the figures that were judged are not shown, nor are statuses.
    view = answers.map_view("EMP-03", 2019, selection)
    assert view is not None and shown_module._map_aims(view, selection) == {}


def on_screen_raw(styled: Any) -> str:
    return "\n".join(";".join(row) for row in told(styled))


def test_a_context_indicator_has_no_status(page: Callable[..., tuple[Page, Selection]]) -> None:
    found, selection = page("TRA-01")
    assert "Statut" not in found.sheets[0].table.columns and "Statut" not in found.sheets[1].table.columns
    assert answers.map_aims("TRA-01", (BOIS,), selection) == {}


def test_figures_are_rounded_in_the_csv_as_on_the_screen() -> None:
    for value in (0.25, 0.35, 2.675, -3.0530459, 40.68150208623088, 1e-9, -1e-9, 12345.65):
        for decimals in (0, 1, 2):
            written = str(rounded(value, decimals)).replace(".", ",")
            shown = words(number(value, decimals, "fr")).replace(" ", "")
            assert written == shown.removeprefix("-") if float(written.replace(",", ".")) == 0 else written == shown
    assert tables.signs_help("en").count("—") == 6


def test_the_map_leaves_with_the_colours_and_the_year_that_the_page_shows(
    page: Callable[..., tuple[Page, Selection]],
) -> None:
    found, _ = page("DE-ABC", {"map-around": "target", "map-year-DE-ABC": 2020})
    svg = found.pictures["image/svg+xml"]().decode()
    assert "La cible : 1200" in words(svg) and text("map.title_when", "fr", when="31 décembre 2020") in svg
    rows = cells(found.csv[1])
    assert {row[rows[0].index("Période")] for row in rows[1:]} == {"31 décembre 2020"}
    plain, _ = page("DE-ABC", {"map-year-DE-ABC": 2020})
    assert "La cible :" not in words(plain.pictures["image/svg+xml"]().decode())


@pytest.mark.parametrize("state", [{}, {"map-around": "target", "map-year-DE-ABC": 2020}])
def test_made_up_targets_are_marked_on_the_map_and_in_its_files(
    page: Callable[..., tuple[Page, Selection]], state: dict[str, Any]
) -> None:
    """Official figures: only the status of a neighbourhood, or what the colours turn on, rests on a demonstration target."""
    found, selection = page("DE-ABC", state)
    view = answers.axis("employment", selection)
    card = view.card("DE-ABC")
    assert card is not None and card.target is not None and card.target.origin == "demo"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(table_module.st, "session_state", state)
        shown = shown_module.shown_map(view, card, selection)
    assert shown is not None and shown.origins == {"official"} and shown.has_demo_target
    svg = found.pictures["image/svg+xml"]().decode()
    assert text("charts.demo", "fr") in svg and text("exports.demo", "fr") in words(svg)
    head, *rows = cells(found.csv[1])
    if shown.aims:
        aimed = head.index("Origine de la cible")
        assert {row[0]: row[aimed] for row in rows if row[aimed]} == {"Le Bois L’Abbé": "démonstration"}


def test_a_map_without_any_target_has_no_mark(page: Callable[..., tuple[Page, Selection]]) -> None:
    found, _ = page("TRA-01", {}, reference="DEP94")
    assert text("charts.demo", "fr") not in found.pictures["image/svg+xml"]().decode()
    assert "Origine de la cible" not in found.csv[1].decode("utf-8-sig").splitlines()[0]


def test_a_target_that_the_chart_does_not_draw_does_not_mark_it(page: Callable[..., tuple[Page, Selection]]) -> None:
    mark = text("figure.demo_target", "fr")
    found, _ = page("DE-ABC", territories=("QP094018", "QP094005", "QP094026", "QP094027"))
    assert mark not in found.html[0] and text("charts.demo", "fr") not in found.html[0]
    first, _ = page("DE-ABC")
    assert mark in first.html[0]


def test_a_chosen_neighbourhood_without_a_line_is_named_below_the_chart(
    page: Callable[..., tuple[Page, Selection]],
) -> None:
    part = "QP094027-94017"
    found, selection = page("DE-ABC", territories=(BOIS, part))
    name = answers.catalogue(selection.release).territory_label(part, "fr")
    assert any(html.escape(text("axis.without_line", "fr", names=name)) in one for one in found.html)
    alone, _ = page("DE-ABC")
    beginning = text("axis.without_line", "fr", names="").rstrip(" .")
    assert not any(beginning in one for one in alone.html)


@pytest.mark.parametrize("code", ["DE-ABC", "EMP-03"])
def test_columns_of_words_are_as_wide_as_their_words(page: Callable[..., tuple[Page, Selection]], code: str) -> None:
    found, _ = page(code)
    letter = 7.2
    for sheet, options in zip(found.sheets, found.options, strict=False):
        asked = options["column_config"]
        for heading in sheet.table.columns:
            if heading.partition(" (")[0] not in {
                "Statut",
                "Statut de l’écart",
                "Cible avant l’avenant",
                "Origine de la cible",
            }:
                continue
            cells = sheet.table[heading].astype(str)
            longest = max([len(heading), *(len(f"▲ {cell}") for cell in cells if heading.startswith("Statut"))])
            assert asked[heading]["width"] >= letter * longest, heading
