"""Small decks, reports and tables made by hand, with one hidden value whose number must never leave."""

import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from observatory.catalogue import Bilingual, Indicator, Unit
from observatory.exports.about import About, Definition
from observatory.exports.report import Illustration, KeyFigures, Lines, Paragraph, Report, Section
from observatory.series import Break, Comment, Point, Series, Target
from observatory.slides.model import Bar, Bars, Cell, Chart, Deck, Item, KeyFigure, Listing, Sign, Slide, Table

HIDDEN = 987654.0
"""What the hidden point carries although its status hides it; no file may hold these figures."""
PLACE, REFERENCE = "QP094027", "COM94019"
NAMES = {PLACE: "Le Bois L’Abbé", REFERENCE: "Chennevières-sur-Marne"}
WORDS = {"as_of": "Arrêté au 12 juin 2026", "demo": "Démonstration", "secret": "s : secret statistique"}


def _indicator() -> Indicator:
    return Indicator(
        "EMP-03", Bilingual("Part des demandeurs de longue durée", "Share of long-term job seekers"),
        Bilingual("Demandeurs de longue durée", "Long-term job seekers"), "employment", "result",
        Unit("percent", Bilingual("%", "%"), Bilingual("points", "points"), 0, 100), 1, "down",
        Bilingual("Part des inscrits depuis un an ou plus.", "Share registered for one year or more."), "annual", "date",
        "neighbourhood", "B", False, 1, "insee", True, "", "", Bilingual("", ""),
        Bilingual("Ce n’est pas un taux de chômage.", "This is not an unemployment rate."), ("E2",),
    )  # fmt: skip


def _points(values: dict[int, float | None], origin: str = "official") -> tuple[Point, ...]:
    return tuple(
        Point(date(year, 12, 31), value, "published", "", None, origin)
        if value is not None
        else Point(date(year, 12, 31), HIDDEN, "secret", "", None, origin)
        for year, value in values.items()
    )


@pytest.fixture
def chart() -> Callable[..., Chart]:
    """The chart of one indicator: a hidden year, a break, a reference, a target on the level or on the gap."""

    def build(measure: str = "level") -> Chart:
        found = _indicator()
        own = Series("EMP-03", PLACE, _points({2016: 40.6, 2017: 40.2, 2018: None, 2019: 41.1, 2020: 46.9, 2021: 49.2}))
        beside = Series("EMP-03", REFERENCE, _points({y: 42.0 + y % 3 for y in range(2016, 2022)}))
        start, goal = (40.6, 38.0) if measure == "level" else (-2.4, -4.0)
        target = Target(
            "EMP-03", PLACE, measure, "" if measure == "level" else REFERENCE, date(2016, 12, 31), start,
            date(2024, 12, 31), goal, (), 0, "demo",
        )  # fmt: skip
        table = Table(
            "Chiffres",
            (Cell("Période"), Cell("Valeur (%)", is_number=True)),
            ((Cell("2021"), Cell("49,2", is_number=True)),),
        )
        cuts = (Break(date(2019, 6, 30), "method", "Nouvelle géolocalisation des inscrits."),)
        title = "Part des demandeurs de longue durée, Le Bois L’Abbé, 2016–2021"
        return Chart(
            indicator=found,
            series=(own,),
            reference=beside,
            target=target,
            breaks=cuts,
            names=NAMES,
            title=title,
            summary="Le Bois L’Abbé : 49,2 % au 31 décembre 2021.",
            table=table,
        )

    return build


@pytest.fixture
def commented(chart: Callable[..., Chart]) -> Callable[..., Chart]:
    """The same chart with what people said: of the whole, of the hidden year, of 2020 (made up) and, at length, of 2021."""

    def build(measure: str = "level") -> Chart:
        long = "Les radiations ont repris au deuxième trimestre, puis ont cessé. " * 6
        said = (
            (None, "À lire avec prudence.", "local"),
            (2018, "Année non diffusée.", "local"),
            (2020, "=Crise & <suite>", "demo"),
            (2021, long.strip(), "local"),
        )
        comments = tuple(
            Comment(year and date(year, 12, 31), date(2024, 3, 1), "Cheffe de projet", words, origin)
            for year, words, origin in said
        )
        return replace(chart(measure), comments=comments)

    return build


@pytest.fixture
def deck(chart: Callable[..., Chart]) -> Callable[..., Deck]:
    """A deck with every kind of content."""

    def build(language: str = "fr") -> Deck:
        sign = Sign("degradation", "dégradation")
        source = {"source": "Source : Insee", "data_date": "Données : 31 décembre 2021"}
        slides = (
            Slide("title", "title", "Comité de pilotage", "Contrat de Chennevières", subtitle="Le Bois L’Abbé"),
            Slide(
                "synthesis", "synthesis", "3 indicateurs sur 7 en bonne voie", "Synthèse",
                table=Table("Statuts", (Cell("Axe"), Cell("", sign, True)), ((Cell("Emploi", colour="#6A4C93"), Cell("2", is_number=True)),)),
                note="Dire l’essentiel.", **source,
            ),
            Slide(
                "indicator:EMP-03", "indicator", "La longue durée s’aggrave", "Emploi", "#6A4C93", chart=chart(),
                key_figures=(KeyFigure("49,2 %", "Longue durée", "31 décembre 2021", "cible 38 %", sign, True),),
                note="Commenter la hausse.", is_demo=True, has_secret=True, **source,
            ),
            Slide("indicator:gap", "indicator", "L’écart se creuse", "Emploi", "#6A4C93", chart=chart("gap"), **source),
            Slide(
                "actions", "actions", "15 actions financées", "Actions",
                bars=Bars("Par financeur", "€", (Bar("État", 224544.0, "224 544 €"), Bar("Ville", 196174.0, "196 174 €")), "État 224 544 €"),
                **source,
            ),
            Slide(
                "decisions", "decisions", "Deux décisions à prendre", "Pour conclure",
                lists=(Listing("À trancher", (Item("Longue durée", "en hausse", sign), Item("Budget", colour="#8A5A00"))), Listing("Décisions", (), 5)),
            ),
            Slide("missing", "indicator", "Cette diapositive n’existe plus", missing="L’indicateur a disparu."),
        )  # fmt: skip
        return Deck(
            "Copil", "Comité de pilotage", "Contrat de Chennevières", "c", date(2026, 6, 12), language, slides, WORDS
        )

    return build


@pytest.fixture
def about() -> Callable[..., About]:
    def build(language: str = "fr") -> About:
        one = Definition(
            "EMP-03", "Longue durée", "%", "résultat", "Part des inscrits.", "=HYPERLINK(\"x\")", "Demandeurs", "Insee",
            "Licence Ouverte 2.0", "https://www.insee.fr",
        )  # fmt: skip
        return About(
            "Emploi",
            language,
            "Quartiers : Le Bois L’Abbé ; années 2016 à 2021.",
            date(2026, 6, 12),
            (one,),
            True,
            True,
        )

    return build


@pytest.fixture
def table() -> pd.DataFrame:
    """A page's table: words, dates, fractions, counts, blanks, and texts that a spreadsheet might run."""
    return pd.DataFrame(
        {
            "Territoire": ["Le Bois L’Abbé", "=1+1", "+33", "-5", "@SUM(A1)"],
            "Valeur (%)": [49.2, None, 40.25, 1234.5, 0.0],
            "Population": pd.array([11914, None, 3, 4, 5], dtype="Int64"),
            "Le": [date(2021, 12, 31), None, date(2018, 1, 1), None, None],
            "Signe": ["", "s", "p", "", ""],
        }
    )


@pytest.fixture
def report(chart: Callable[..., Chart], about: Callable[..., About]) -> Callable[..., Report]:
    """A report that holds every kind of block."""

    def build(language: str = "fr", charts: int = 1) -> Report:
        sign = Sign("on_track", "en bonne voie")
        table = Table(
            "Statuts",
            (Cell("Axe"), Cell("Nombre", is_number=True)),
            ((Cell("Emploi", sign), Cell("2", is_number=True, is_demo=True)),),
        )
        blocks = (
            Paragraph("L’essentiel en une phrase.", "lead"),
            Paragraph("Puis * le # détail $ écrit _ librement."),
            KeyFigures((KeyFigure("49,2 %", "Longue durée", "2021", "cible 38 %", sign, True),)),
            table,
            *(Illustration(chart("gap" if n % 2 else "level"), "La longue durée s’aggrave", "Source : Insee.", sign) for n in range(charts)),
            Bars("Par financeur", "€", (Bar("État", 224544.0, "224 544 €"), Bar("Ville", 0.0, "0 €")), "État 224 544 €"),
            Listing("À évaluer", (Item("Chantier", "Régie", sign, "#6A4C93", True),), 2),
            Lines("Avis du conseil citoyen", 3),
        )  # fmt: skip
        words = dict.fromkeys(
            ("contents", "definitions", "definitions_caption", "indicator", "definition", "source", "signs_caption", "sign", "meaning"),
            "Mot",
        ) | {"demo": "Démonstration"}  # fmt: skip
        sections = (
            Section("Rappel des orientations", blocks, (Section("Emploi", blocks[:2], colour="#6A4C93"),)),
            Section("Avis", (Lines("Avis", 3),)),
        )
        return Report(
            "Rapport annuel 2023", "Décret du 3 septembre 2015", "Contrat de Chennevières", 2023, date(2026, 6, 12), language,
            ("Quartiers : Le Bois L’Abbé",), sections, about(language), words,
        )  # fmt: skip

    return build


@pytest.fixture
def parts() -> Callable[[bytes], dict[str, bytes]]:
    """The parts of an office file, workbooks inside it included, by name."""

    def unpack(content: bytes) -> dict[str, bytes]:
        found = {}
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                found[name] = archive.read(name)
                if name.endswith(".xlsx"):
                    found |= {f"{name}/{inner}": part for inner, part in unpack(found[name]).items()}
        return found

    return unpack


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Callable[[bytes, str], Path]]:
    """Open a file with LibreOffice as a reader would; gives the PDF that it prints."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-impress libreoffice-calc)")

    def convert(content: bytes, kind: str) -> Path:
        given = tmp_path / f"file.{kind}"
        given.write_bytes(content)
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(given)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return given.with_suffix(".pdf")

    yield convert


@pytest.fixture
def pdf_text() -> Callable[[Path], str]:
    """The words of a PDF, as a reader of it finds them."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("poppler is not installed (apt-get install poppler-utils)")

    def read(path: Path) -> str:
        done = subprocess.run([program, "-layout", str(path), "-"], check=True, capture_output=True, timeout=60)
        return done.stdout.decode()

    return read
