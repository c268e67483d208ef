"""The report that the answers assemble: the decree's headings in order, the filters followed, nothing hidden."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from observatory import answers, database, reports
from observatory.exports.report import Illustration, Paragraph, Report, Section, pdf_bytes
from observatory.selection import Selection
from observatory.slides.model import Table

HEADINGS = (
    "Rappel des orientations",
    "Évolution des quartiers au regard des objectifs",
    "Actions de l’année",
    "Perspectives, résultats et moyens",
    "Avis",
)


@pytest.fixture
def selection(built: Path) -> Selection:
    release = database.identity()
    contract = next(iter(answers.catalogue(release).contracts.values()))
    return Selection(
        contract.contract, contract.territories[:1], contract.reference, 2010, 2024, "fr", False, True, release
    )


def _all(sections: tuple[Section, ...]) -> Iterator[Section]:
    for one in sections:
        yield one
        yield from _all(one.sections)


def test_the_headings_are_those_of_the_decree(selection: Selection) -> None:
    found = [section.heading for section in reports.annual(selection).sections]
    assert len(found) == len(HEADINGS)
    assert all(heading.startswith(wanted) for heading, wanted in zip(found, HEADINGS, strict=True))


def test_every_axis_has_its_objectives_figures_and_charts(selection: Selection) -> None:
    report = reports.annual(selection)
    orientations, evolution = report.sections[0], report.sections[1]
    assert len(orientations.sections) >= 5
    assert len([s for s in evolution.sections if any(isinstance(b, Table) for b in s.blocks)]) >= 5
    assert any(isinstance(b, Illustration) for s in _all(report.sections) for b in s.blocks)


def test_without_demonstration_figures_none_is_marked(selection: Selection) -> None:
    from dataclasses import replace

    report: Report = reports.annual(replace(selection, show_demo=False))
    assert not report.about.is_demo
    tables = [b for s in _all(report.sections) for b in s.blocks if isinstance(b, Table)]
    assert not any(cell.is_demo for table in tables for row in table.rows for cell in row)


def test_a_year_without_actions_says_so(selection: Selection) -> None:
    report = reports.annual(selection, 1999)
    assert "1999" in report.title and not report.sections[2].sections


def test_every_neighbourhood_of_the_cover_is_in_the_body(built: Path) -> None:
    release = database.identity()
    known = answers.catalogue(release)
    contract = known.contracts["gpsea"]
    selection = Selection("gpsea", contract.territories, contract.reference, 2010, 2024, "fr", False, True, release)
    report = reports.annual(selection)
    evolution = report.sections[1]
    names = [known.territory_label(code, "fr") for code in contract.territories]
    assert len(names) > answers.MAX_LINES
    assert all(name in report.cover[0] for name in names)
    assert [section.heading for section in evolution.sections][: len(names)] == names
    employment = next(s for s in evolution.sections if s.heading.startswith("Emploi"))
    table = next(b for b in employment.blocks if isinstance(b, Table))
    assert {row[0].note for row in table.rows} >= set(names)
    lead = evolution.blocks[0]
    assert isinstance(lead, Paragraph) and lead.text.startswith("10 indicateurs sur 31 ")


def test_a_report_tells_its_charts_and_keeps_short_tables_whole(
    selection: Selection, tmp_path: Path, pdf_text: Callable[[Path], str]
) -> None:
    report = reports.annual(selection)
    told: list[tuple[int, int]] = []
    content = pdf_bytes(report, lambda done, total: told.append((done, total)))
    charts = sum(isinstance(b, Illustration) for s in _all(report.sections) for b in s.blocks)
    assert told == [(n, charts) for n in range(1, charts + 1)]
    (tmp_path / "report.pdf").write_bytes(content)
    pages = pdf_text(tmp_path / "report.pdf").split("\f")
    # Not the “2.0” of a licence whose name is broken over two lines of a table.
    heading = r"^\s*2\.[1-9]\d*\s"
    # Sections follow one another: an axis begins no page, the sheet of a neighbourhood ends none.
    started = [page for page in pages[2:] if re.search(heading, page, re.M)]
    assert any(len(re.findall(heading, page, re.M)) > 1 for page in started)
    for page in started:
        after = re.split(heading + ".*$", page, flags=re.M)[-1]
        assert len(after.strip().splitlines()) > 4, "a heading stands alone at the end of a page"
