"""What is given is held against the published figures: fractions for percentages, baselines that they do not bear out."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from observatory import publication

Give = Callable[..., list[publication.Given]]
HEADING = "contrat;indicateur;territoire;mesure;référence;période initiale;valeur initiale;échéance;cible;avenant;date de l’avenant;note"
STEPS = "contrat;indicateur;territoire;mesure;avenant;période;jalon;référence"


def warned(preview: publication.Preview) -> list[str]:
    assert not preview.blocked, [problem.sentence() for problem in preview.errors]
    return [one.replace("\u202f", " ").replace("\u00a0", " ") for one in publication.warnings(preview, "fr")]


def target(indicator: str, measure: str, start: str, year: str, value: str, reference: str = "") -> Sequence[str]:
    row = ("chennevieres", indicator, "QP094027", measure, reference, year, start, "31/12/2028", value)
    return (*row, "2", "01/02/2025", "avenant")


def test_fractions_are_asked_about_once(data: Path, given: Give) -> None:
    rows = [("EMP-18", "QP094027", "2024", "0,525"), ("EMP-18", "COM94019", "2024", "0,61")]
    said = warned(publication.check(given(*rows, ("DE-ABC", "QP094027", "2024", "1200"))))
    assert len(said) == 1
    assert said[0].startswith("chiffres.csv, lignes 2, 3 : Toutes les valeurs de EMP-18 sont entre 0 et 1")
    assert "0,525 pour 52,5 %" in said[0] and "multipliez par 100" in said[0]


@pytest.mark.parametrize(
    "rows",
    [
        # One value of the file is no fraction: what looks like a slip of it is told as such.
        [("EMP-18", "QP094027", "2024", "0,525"), ("EMP-18", "COM94019", "2024", "61")],
        # 1.5 % published: 0.9 % may well be.
        [("HAB-21", "QP094027", "2024", "0,9")],
        [("EMP-18", "QP094027", "2024", "0")],
        # Nothing is published that it might be held against.
        [("EMP-18", "QP094027", "2024", "51,2")],
    ],
)
def test_what_may_well_be_is_not_asked_about(rows: list[Sequence[str]], data: Path, given: Give) -> None:
    assert not [one for one in warned(publication.check(given(*rows))) if "fraction" in one]


def test_the_columns_of_a_share_are_not_asked_about_beside_it(data: Path, given: Give) -> None:
    heading = "indicateur;territoire;période;valeur;numérateur;dénominateur"
    rows = [("EMP-18", "QP094027", "2024", "0,525", "210", "400")]
    assert len(warned(publication.check(given(*rows, heading=heading)))) == 1


def as_book(*rows: Sequence[object], shown: str) -> list[publication.Given]:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Observations")
    sheet.write_row(0, 0, ["indicateur", "territoire", "période", "valeur"])
    share = book.add_format({"num_format": shown})
    for number, row in enumerate(rows, 1):
        sheet.write_row(number, 0, row[:3])
        sheet.write_number(number, 3, row[3], share)
    book.close()
    return [publication.Given("classeur.xlsx", target.getvalue())]


def test_a_cell_shown_as_a_percentage_is_published_as_shown(data: Path) -> None:
    preview = publication.check(as_book(("EMP-18", "QP094027", 2024, 0.525), shown="0.0%"))
    assert warned(preview) == []
    assert b"EMP-18;QP094027;2024-12-31;52,5;" in preview.tables["observations.csv"]
    bare = publication.check(as_book(("EMP-18", "QP094027", 2024, 0.525), shown="0.000"))
    assert ["fractions" in one for one in warned(bare)] == [True]


def test_a_cell_shown_as_a_percentage_is_refused_of_what_is_none(data: Path, given: Give) -> None:
    preview = publication.check(as_book(("DE-ABC", "QP094027", 2024, 12.0), shown="0%"))
    assert [problem.sentence().partition(" ; ")[2] for problem in preview.errors] == [
        "attendu : un nombre sans « % », puisque DE-ABC n’est pas un pourcentage."
    ]
    heading = "indicateur;territoire;période;valeur;dénominateur"
    preview = publication.check(given(("EMP-18", "QP094027", "2024", "52,5", "400 %"), heading=heading))
    assert [problem.expected for problem in preview.errors] == ["un nombre sans « % »"]


def test_targets_and_milestones_that_may_be_fractions(data: Path, given: Give) -> None:
    files = [
        *given(target("EMP-18", "niveau", "0,495", "2015", "0,6"), name="cibles.csv", heading=HEADING),
        *given(
            ("chennevieres", "EMP-18", "QP094027", "niveau", "2", "2026", "0,55", ""), name="jalons.csv", heading=STEPS
        ),
    ]
    said = [one for one in warned(publication.check(files)) if "EMP-18" in one and "ne valent plus" not in one]
    assert [one.partition(" : ")[0] for one in said] == [
        "cibles.csv, ligne 2, colonne « cible »", "jalons.csv, ligne 2, colonne « jalon »",
    ]  # fmt: skip
    assert all("une fraction au lieu d’un pourcentage" in one for one in said)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (target("EMP-18", "niveau", "48,1", "2015", "60"), "Référence de 2015 : 48,1 dans la cible, 49,5 publié"),
        (target("EMP-18", "niveau", "49,5", "2015", "60"), ""),
        (target("EMP-18", "niveau", "49,6", "2015", "60"), "Référence de 2015 : 49,6 dans la cible, 49,5 publié"),
        # A new target from a year of which nothing is published.
        (target("PRE-05", "écart", "3", "2009", "2", "COM94019"), ""),
        (
            target("EMP-18", "écart", "-6,4", "2015", "-2", "COM94019"),
            "Écart de référence de 2015 : −6,4 dans la cible, −5,4 d’après les chiffres publiés",
        ),
        (target("EMP-18", "écart", "-5,3", "2015", "-2", "COM94019"), ""),
    ],
)
def test_a_baseline_is_held_against_the_published_figure(
    row: Sequence[str], told: str, data: Path, given: Give
) -> None:
    preview = publication.check(given(row, name="cibles.csv", heading=HEADING))
    said = [one for one in warned(preview) if "valeur initiale" in one]
    assert said == (
        [f"cibles.csv, ligne 2, colonne « valeur initiale » : {told} ; attendu : la valeur initiale qui est publiée."]
        if told
        else []
    )
    assert preview.needs_note or not told


def test_a_figure_that_comes_with_its_baseline_sets_it_right(data: Path, given: Give) -> None:
    files = [
        *given(target("EMP-18", "niveau", "48,1", "2015", "60"), name="cibles.csv", heading=HEADING),
        *given(("EMP-18", "QP094027", "2015", "48,1")),
    ]
    assert [one for one in warned(publication.check(files)) if "valeur initiale" in one] == []


def test_a_baseline_of_another_year_is_not_taken(data: Path, given: Give) -> None:
    row = target("EMP-18", "niveau", "48,1", "2009", "60")
    said = warned(publication.check(given(row, name="cibles.csv", heading=HEADING)))
    assert [one for one in said if "initiale" in one] == [
        "cibles.csv, ligne 2, colonne « période initiale » : « 2009 » n’est pas repris ; "
        "attendu : celle de la cible en vigueur, 31 décembre 2015, qu’un avenant ne change pas."
    ]
