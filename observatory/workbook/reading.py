"""What the first sheet says: how the workbook is filled in, sheet by sheet."""

from observatory.contract_sheets import ORDER, SHEETS, TO_REMOVE

_OTHERS = {
    "Cibles": "Ce que le contrat veut atteindre. Une cible signée ne se change pas : une ligne avec un numéro d’avenant plus "
    "grand, sa date et sa note, la remplace ; l’ancienne reste dans l’histoire.",
    "Jalons": "Les valeurs attendues chaque année sur le chemin d’une cible, avec le numéro de son avenant.",
    "Observations": "Les chiffres des partenaires. Un chiffre manquant porte un statut qui dit pourquoi.",
}


def lines(contract: str, starts: bool) -> list[tuple[str, str]]:
    """Rows of two cells: a name and a sentence; an empty name goes on with the sentence above."""
    if starts:
        head = [
            ("Pour un nouveau contrat", "Remplissez la feuille Contrat (une ligne), puis Quartiers."),
            (
                "",
                "Les axes, les objectifs et le catalogue viennent du contrat « "
                + contract
                + " » : changez-les librement.",
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
        ("Retirer", f"Écrivez « oui » dans la colonne « {TO_REMOVE} ». Effacer une ligne ne la retire pas."),
        ("Revenir", "Toute publication se retire dans la page « Publier » : ce qui était en vigueur le redevient."),
        ("Titres soulignés", "Ces colonnes ne peuvent pas rester vides. Une case choisie dit ce qu’elle attend."),
        ("", ""),
        *((title, about[title]) for title in ORDER[1:]),
    ]
