"""The annual report: PDF/UA-1 by its structure, the decree's headings, nothing hidden, rendered by a real reader."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from observatory.exports.report import Illustration, Paragraph, Report, Section, pdf_bytes
from observatory.slides.model import Chart


@pytest.fixture
def document(report: Callable[..., Report]) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(pdf_bytes(report()))) as opened:
        yield opened


def _elements(node: Any) -> Iterator[Any]:
    """The elements of a structure tree, parents first."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from _elements(node.K)


def test_it_declares_itself_accessible(document: pikepdf.Pdf) -> None:
    root = document.Root
    assert bool(root.MarkInfo.Marked) and str(root.Lang).startswith("fr")
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert "Rapport annuel 2023" in metadata["dc:title"]


def test_figures_have_alternative_texts(document: pikepdf.Pdf) -> None:
    elements = list(_elements(document.Root.StructTreeRoot.K))
    figures = [e for e in elements if e.S == "/Figure"]
    assert figures and all(str(e.get("/Alt", "")) for e in figures)
    assert any("49,2 %" in str(e.Alt) for e in figures)


def test_headings_tables_and_lists_are_tagged(document: pikepdf.Pdf) -> None:
    kinds = {str(e.S) for e in _elements(document.Root.StructTreeRoot.K)}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/Caption", "/P"} <= kinds


def test_bookmarks_lead_to_the_sections(document: pikepdf.Pdf) -> None:
    with document.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert any("Rappel des orientations" in title for title in titles)


def test_fonts_are_inside(document: pikepdf.Pdf) -> None:
    names = set()
    for page in document.pages:
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            names.add(str(inner.FontDescriptor.FontName))
            assert any(key in inner.FontDescriptor for key in ("/FontFile2", "/FontFile3")), "every font is embedded"
    assert any("SourceSans3" in name for name in names)


def test_the_same_report_is_the_same_file(report: Callable[..., Report]) -> None:
    assert pdf_bytes(report()) == pdf_bytes(report())


def test_words_are_never_read_as_markup(
    report: Callable[..., Report], tmp_path: Path, pdf_text: Callable[[Path], str]
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_bytes(report()))
    said = " ".join(pdf_text(path).split())
    assert "Puis * le # détail $ écrit _ librement." in said
    assert "Arrêté au 12 juin 2026" in said and "Démonstration" in said
    assert "987" not in said


def test_charts_are_drawings_and_hold_nothing_hidden(report: Callable[..., Report]) -> None:
    with pikepdf.open(BytesIO(pdf_bytes(report()))) as document:
        streams = b"".join(
            one.read_bytes() for one in document.objects if isinstance(one, pikepdf.Stream) and "/FontFile2" not in one
        )
        pictures = [o for o in document.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
    assert b"987654" not in streams
    assert not pictures, "charts are vector drawings"


def test_a_real_reader_renders_every_page(report: Callable[..., Report], tmp_path: Path) -> None:
    program = shutil.which("pdftoppm")
    if program is None:
        pytest.skip("poppler is not installed (apt-get install poppler-utils)")
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_bytes(report("en", charts=3)))
    subprocess.run([program, "-r", "40", "-png", str(path), str(tmp_path / "page")], check=True, timeout=60)
    with pikepdf.open(path) as document:
        assert len(list(tmp_path.glob("page*.png"))) == len(document.pages)
        assert re.match("en", str(document.Root.Lang))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_comments_stand_numbered_below_their_chart(
    report: Callable[..., Report],
    commented: Callable[..., Chart],
    tmp_path: Path,
    pdf_text: Callable[[Path], str],
    language: str,
) -> None:
    made = report(language)
    blocks = (Illustration(commented(), "Message", "Source : Insee."), Paragraph("Ensuite."))
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_bytes(replace(made, sections=(Section("Emploi", blocks),))))
    said = " ".join(pdf_text(path).split())
    whole = "Commentaires 1. Toute la série" if language == "fr" else "Comments 1. Whole series"
    assert f"{whole} À lire avec prudence. — Cheffe de projet" in said
    assert all(one.comment in said for one in commented().comments)
    assert said.index("Ensuite.") > said.index("4. 31 ")
    assert "987" not in said
