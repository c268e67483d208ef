"""Names of schools: capitals made readable, nothing invented."""

import pytest

from observatory.sources.schools import school_name, sector


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("COLLEGE LAPLACE", "Collège Laplace"),
        ("COLLEGE PRIVE JEANNE D ARC", "Collège privé Jeanne d'Arc"),
        ("COLLEGE LA GUINETTE", "Collège La Guinette"),
        ("COLLEGE PIERRE ET MARIE CURIE", "Collège Pierre et Marie Curie"),
        ("COLLEGE GUY MOQUET", "Collège Guy Moquet"),
        ("LYCEE GENERAL ET TECHNOLOGIQUE D ARSONVAL", "Lycée général et technologique d'Arsonval"),
        ("LYCEE PROFESSIONNEL DES METIERS LA SOURCE", "Lycée professionnel des métiers La Source"),
        ("LP ENSEMBLE SAINTE MARIE", "LP Ensemble Sainte Marie"),
        (
            "LYCEE POLYVALENT MONTALEAU LYCEE DES METIERS DE L HOTELLERIE ET DE LA RESTAURATION",
            "Lycée polyvalent Montaleau lycée des métiers de l'hôtellerie et de la restauration",
        ),
        ("", ""),
    ],
)
def test_names_are_readable(text: str, expected: str) -> None:
    assert school_name(text) == expected


def test_sectors_are_two() -> None:
    assert [sector(text) for text in ("public", "privé sous contrat", "Privé hors contrat")] == [
        "public",
        "private",
        "private",
    ]
