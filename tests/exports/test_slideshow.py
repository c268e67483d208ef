"""The PowerPoint file: native charts and tables, notes, alternative texts, templates, nothing hidden, a real reader."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.oxml.ns import qn
from pptx.util import Pt

from observatory.errors import DashboardError
from observatory.exports.slideshow import pptx_bytes
from observatory.exports.template import CONTENT_LAYOUT, TITLE_LAYOUT, default_template
from observatory.slides.model import Cell, Chart, Deck, Slide, Table

NOTES = {"Source : Insee", "Commenter la hausse.", "taux de chômage", "Nouvelle géolocalisation"}


def _opened(content: bytes) -> Any:
    return pptx.Presentation(BytesIO(content))


def _texts(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_one_slide_each_and_its_message_is_its_title(deck: Callable[..., Deck]) -> None:
    made = deck()
    slides = list(_opened(pptx_bytes(made)).slides)
    assert [s.shapes.title.text_frame.text for s in slides] == [s.message for s in made.slides]
    assert [s.slide_layout.name for s in slides] == [TITLE_LAYOUT] + [CONTENT_LAYOUT] * (len(slides) - 1)


def test_charts_are_native_with_gaps_and_dashes(
    deck: Callable[..., Deck], parts: Callable[..., dict[str, bytes]]
) -> None:
    content = pptx_bytes(deck())
    charts = [s.chart for s in _opened(content).slides[2].shapes if s.has_chart]
    names = [series.name for series in charts[0].plots[0].series]
    assert {"Le Bois L’Abbé", "Chennevières-sur-Marne", "cible"} <= set(names)
    xml = {
        name: part.decode() for name, part in parts(content).items() if re.fullmatch(r"ppt/charts/chart\d+\.xml", name)
    }
    first = next(text for text in xml.values() if "Bois" in text)
    assert 'dispBlanksAs val="gap"' in first
    assert 'prstDash val="dashDot"' in first, "the reference"
    assert 'prstDash val="dash"' in first, "the path to the target"
    own = next(s for s in charts[0].plots[0].series if s.name == "Le Bois L’Abbé")
    values = re.findall(r"<c:yVal>.*?</c:yVal>", first, re.S)[names.index("Le Bois L’Abbé")]
    assert values.count("<c:pt ") < int(re.search(r'ptCount val="(\d+)"', values).group(1)), (
        "the hidden year is a blank"
    )  # type: ignore[union-attr]
    assert 2021.0 in list(own.iter_values()) or len(list(own.iter_values())) >= 6


def test_a_target_on_the_gap_has_its_own_chart(deck: Callable[..., Deck]) -> None:
    shapes = [s for s in _opened(pptx_bytes(deck())).slides[3].shapes if s.has_chart]
    assert len(shapes) == 2 and shapes[1].name.startswith("Écart avec Chennevières")


def test_every_picture_has_an_alternative_text(deck: Callable[..., Deck]) -> None:
    for slide in _opened(pptx_bytes(deck())).slides:
        for shape in slide.shapes:
            properties = shape._element.xpath(".//p:cNvPr")[0]
            if shape.has_chart or shape.has_table:
                assert properties.get("descr"), shape.name
            elif not shape.has_text_frame or not shape.text_frame.text:
                assert "decorative" in "".join(e.tag for e in properties.iter()), (
                    f"{shape.name} is neither said nor decorative"
                )


def test_tables_are_native_with_a_header_row(deck: Callable[..., Deck]) -> None:
    table = next(s for s in _opened(pptx_bytes(deck())).slides[1].shapes if s.has_table).table
    assert table.first_row and table.cell(0, 1).text_frame.text == "▼\u00a0dégradation"
    assert table.cell(1, 1).text_frame.text == "2"


def test_notes_hold_message_method_and_source(deck: Callable[..., Deck]) -> None:
    notes = _opened(pptx_bytes(deck())).slides[2].notes_slide.notes_text_frame.text
    assert notes.startswith("La longue durée s’aggrave")
    assert all(words in notes for words in NOTES)


def test_footer_says_source_date_and_marks(deck: Callable[..., Deck]) -> None:
    slides = _opened(pptx_bytes(deck())).slides
    said = _texts(slides[2])
    for words in (
        "Source : Insee",
        "31 décembre 2021",
        "Arrêté au 12 juin 2026",
        "Démonstration",
        "s : secret statistique",
    ):
        assert words in said
    assert "Démonstration" not in _texts(slides[4])
    assert all('type="slidenum"' in _xml(slide) for slide in slides)


def _xml(slide: Any) -> str:
    from lxml import etree

    return str(etree.tostring(slide._element, encoding="unicode"))


def test_missing_years_are_said(deck: Callable[..., Deck]) -> None:
    assert "s (couvert par le secret statistique)\u00a0: 2018" in _texts(_opened(pptx_bytes(deck())).slides[2])


def test_type_is_never_small(deck: Callable[..., Deck]) -> None:
    """Body of 14 points and more, footers and marks of 11: 28 and 22 pixels on a screen of 1920."""
    for slide in _opened(pptx_bytes(deck())).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                sizes = [run.font.size for p in shape.text_frame.paragraphs for run in p.runs if run.font.size]
                least = 11 if shape.is_placeholder else 14
                assert all(size >= Pt(least) for size in sizes), shape.name


def test_every_text_has_its_language(deck: Callable[..., Deck]) -> None:
    for language, locale in (("fr", "fr-FR"), ("en", "en-GB")):
        presentation = _opened(pptx_bytes(deck(language)))
        assert presentation.core_properties.language == locale
        for slide in presentation.slides:
            runs = slide._element.xpath(".//a:r")
            assert runs and all(run.find("{*}rPr").get("lang") == locale for run in runs)


def test_nothing_hidden_leaves(deck: Callable[..., Deck], parts: Callable[..., dict[str, bytes]]) -> None:
    assert not [name for name, part in parts(pptx_bytes(deck())).items() if b"987654" in part]


def test_a_long_table_goes_on(deck: Callable[..., Deck]) -> None:
    rows = tuple((Cell(f"Ligne {n}"), Cell(str(n), is_number=True)) for n in range(40))
    made = Deck("x", "x", "x", "c", deck().as_of, "fr", (Slide("t", "actions", "Tout", table=Table("T", (Cell("A"), Cell("B", is_number=True)), rows)),))  # fmt: skip
    slides = list(_opened(pptx_bytes(made)).slides)
    assert len(slides) > 1 and slides[0].shapes.title.text_frame.text.endswith(f"(1/{len(slides)})")
    tables = [next(s for s in slide.shapes if s.has_table).table for slide in slides]
    assert sum(len(table.rows) - 1 for table in tables) == 40


def _template(**changes: Any) -> bytes:
    presentation = pptx.Presentation(BytesIO(default_template()))
    for layout in presentation.slide_layouts:
        layout.name = changes.get(layout.name, layout.name)
    if changes.get("slide"):
        presentation.slides.add_slide(presentation.slide_layouts[0]).shapes.title.text_frame.text = "Ancien contenu"
    if changes.get("bare"):
        layout = presentation.slide_layouts[1]
        for shape in list(layout.placeholders):
            if shape.placeholder_format.idx == 1:
                shape._element.getparent().remove(shape._element)
    memory = BytesIO()
    presentation.save(memory)
    return memory.getvalue()


def test_a_template_of_the_commune_is_used_and_its_slides_left_out(
    deck: Callable[..., Deck], parts: Callable[..., dict[str, bytes]]
) -> None:
    content = pptx_bytes(deck(), _template(slide=True, Contenu="Titre et contenu"))
    assert len(_opened(content).slides) == len(deck().slides)
    assert not [name for name, part in parts(content).items() if b"Ancien contenu" in part]


def test_the_library_s_own_blank_presentation_will_do(deck: Callable[..., Deck]) -> None:
    memory = BytesIO()
    pptx.Presentation().save(memory)
    assert len(_opened(pptx_bytes(deck(), memory.getvalue())).slides) == len(deck().slides)


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (b"%PDF-1.7", "n’est pas une présentation"),
        (b"PK\x03\x04 broken", "n’est pas une présentation"),
        (_template(Titre="Accueil"), "« Titre »"),
        (_template(Contenu="Corps"), "« Contenu »"),
        (_template(bare=True), "espace réservé au contenu"),
    ],
    ids=["pdf", "broken", "no title layout", "no content layout", "no content placeholder"],
)
def test_a_template_that_will_not_do_is_told_in_words(deck: Callable[..., Deck], template: bytes, words: str) -> None:
    with pytest.raises(DashboardError) as told:
        pptx_bytes(deck(), template)
    assert words in told.value.message.replace("\u00a0", " ")


def test_a_workbook_is_no_template(deck: Callable[..., Deck], about: Any) -> None:
    from observatory.exports.xlsx import xlsx_bytes

    with pytest.raises(DashboardError):
        pptx_bytes(deck(), xlsx_bytes([], about()))


def test_libreoffice_opens_it(
    deck: Callable[..., Deck], office: Callable[..., Path], pdf_text: Callable[[Path], str]
) -> None:
    said = re.sub(r"[\u00a0\u202f]", " ", pdf_text(office(pptx_bytes(deck()), "pptx")))
    for words in (
        "Comité de pilotage",
        "La longue durée s’aggrave",
        "49,2 %",
        "cible 38,0 %",
        "224 544 €",
        "dégradation",
    ):
        assert words in said
    assert "987" not in said


def test_intervals_are_error_bars(deck: Callable[..., Deck], parts: Callable[..., dict[str, bytes]]) -> None:
    made = deck()
    chart = made.slides[2].chart
    assert chart is not None
    own = chart.series[0]
    counted = replace(own, points=tuple(replace(p, denominator=120.0) for p in own.points))
    slide = replace(made.slides[2], chart=replace(chart, series=(counted,)))
    found = parts(pptx_bytes(replace(made, slides=(slide,))))
    xml = next(part.decode() for name, part in found.items() if re.fullmatch(r"ppt/charts/chart\d+\.xml", name))
    assert xml.count("<c:errBars>") == 1 and 'errValType val="cust"' in xml
    assert not [name for name, part in found.items() if b"987654" in part]


def _commented(deck: Deck, chart: Chart) -> Deck:
    return replace(deck, slides=(replace(deck.slides[2], chart=chart),))


def test_numbers_of_comments_are_labels_of_the_native_chart(
    deck: Callable[..., Deck], commented: Callable[..., Chart], parts: Callable[..., dict[str, bytes]]
) -> None:
    content = pptx_bytes(_commented(deck(), commented()))
    native = next(s.chart for s in _opened(content).slides[0].shapes if s.has_chart)
    numbered = next(s for s in native.plots[0].series if s.name == "Commentaires")
    assert list(numbered.values) == [46.9, 49.2]
    labels = [numbered.points[n].data_label.text_frame.text.strip("\u00a0") for n in (0, 1)]
    assert labels == ["3", "4"]
    # The figure at the end of the line has its own label all the same.
    own = next(s for s in native.plots[0].series if s.name == "Le Bois L’Abbé")
    label = own.points[len(list(own.values)) - 1].data_label._get_or_add_dLbl()
    assert label.find(qn("c:showVal")).get("val") == "1"
    assert not [name for name, part in parts(content).items() if b"987654" in part]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_comments_are_listed_under_the_chart_and_in_full_in_the_notes(
    deck: Callable[..., Deck], commented: Callable[..., Chart], language: str
) -> None:
    chart = commented()
    slide = _opened(pptx_bytes(_commented(deck(language), chart))).slides[0]
    listed = next(s for s in slide.shapes if s.has_text_frame and s.text_frame.text.startswith("2. "))
    lines = listed.text_frame.text.split("\n")
    # Three have room, the long one is cut; the note has all of them in full.
    assert [line[:2] for line in lines[:3]] == ["2.", "3.", "4."] and "…" in lines[2]
    assert lines[3] == (
        "Commentaire 1\u00a0: voir la note de l’orateur." if language == "fr" else "Comment 1: see the speaker’s note."
    )
    assert lines[1].endswith("Démonstration" if language == "fr" else "Demonstration")
    said = slide.notes_slide.notes_text_frame.text
    assert all(one.comment in said for one in chart.comments)
    foot = Pt(540 - 38)
    assert listed.top + listed.height <= foot
    own = next(s for s in slide.shapes if s.has_chart)
    assert own.top + own.height <= listed.top
    runs = [run for p in listed.text_frame.paragraphs for run in p.runs if run.text.startswith("=Crise")]
    assert [run._r.rPr.get("lang") for run in runs] == ["fr-FR"]


def test_libreoffice_shows_the_comments(
    deck: Callable[..., Deck],
    commented: Callable[..., Chart],
    office: Callable[..., Path],
    pdf_text: Callable[[Path], str],
) -> None:
    said = " ".join(pdf_text(office(pptx_bytes(_commented(deck(), commented())), "pptx")).split())
    assert "3. 31 décembre 2020 =Crise & <suite> — Cheffe de projet" in said.replace("\u2002", " ")
    assert "voir la note de l’orateur" in said


def test_progress_is_told_after_each_slide(deck: Callable[..., Deck]) -> None:
    told: list[tuple[int, int]] = []
    made = deck()
    pptx_bytes(made, told=lambda done, total: told.append((done, total)))
    assert told == [(n, len(made.slides)) for n in range(1, len(made.slides) + 1)]
