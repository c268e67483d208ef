"""What the first sheet says: how the workbook is filled in, sheet by sheet."""

from observatory import twins
from observatory.contract_sheets import ORDER, SHEETS, TO_REMOVE, named

_OTHERS = {
    "Cibles": "Ce que le contrat veut atteindre. Une cible signée ne se change pas : une ligne avec un numéro d’avenant plus "
    "grand, sa date et sa note, la remplace ; l’ancienne reste dans l’histoire.",
    "Jalons": "Les valeurs attendues chaque année sur le chemin d’une cible, avec le numéro de son avenant.",
    "Observations": "Les chiffres des partenaires. Un chiffre manquant porte un statut qui dit pourquoi.",
}


def lines(contract: str, starts: bool, language: str = "fr") -> list[tuple[str, str]]:
    """Rows of two cells: a name and a sentence; an empty name goes on with the sentence above. contract: its name."""
    said = _lines(contract, starts, named("oui", language), named(TO_REMOVE, language))
    # Sheets are called what their tabs are called; anything else is a sentence.
    names = [named(name, language) if name in ORDER else twins.in_language((name,), language)[0] for name, _ in said]
    return list(zip(names, twins.in_language((one for _, one in said), language), strict=True))


def _lines(contract: str, starts: bool, yes: str, removal: str) -> list[tuple[str, str]]:
    if starts:
        head = [
            ("Pour un nouveau contrat", "Remplissez la feuille Contrat (une ligne), puis Quartiers."),
            (
                "",
                f"Les axes, les objectifs et le catalogue viennent du contrat « {contract} » : changez-les librement.",
            ),
            ("", "Donnez un nouveau code de cadre : les autres contrats gardent ainsi leurs axes et leurs objectifs."),
            ("", "Les colonnes contrat et cadre peuvent rester vides : elles valent celles de la feuille Contrat."),
        ]
    else:
        head = [("Classeur du contrat", f"« {contract} » : ce qui est en vigueur, à compléter ou à corriger.")]
    about = {**{sheet.title: sheet.about for sheet in SHEETS}, **_OTHERS}
    return [
        *head,
        (
            "Pour publier",
            "Déposez ce classeur dans la page « Publier » : elle montre ce qui changerait avant d’écrire.",
        ),
        ("Ajouter", "Une ligne de plus, avec un code nouveau."),
        ("Changer", "La ligne garde son code ; la page montre l’ancienne valeur et la nouvelle."),
        ("Retirer", f"Écrivez « {yes} » dans la colonne « {removal} ». Effacer une ligne ne la retire pas."),
        ("Revenir", "Toute publication se retire dans la page « Publier » : ce qui était en vigueur le redevient."),
        ("Titres soulignés", "Ces colonnes ne peuvent pas rester vides. Une case choisie dit ce qu’elle attend."),
        ("", ""),
        *((title, about[title]) for title in ORDER[1:]),
    ]
