"""Names of schools in readable capitals. Accents of proper nouns are not in the files and are not invented."""

import re

_WORDS = {
    "COLLEGE": "Collège", "LYCEE": "Lycée", "ECOLE": "École", "PRIVE": "privé", "GENERAL": "général",
    "TECHNOLOGIQUE": "technologique", "PROFESSIONNEL": "professionnel", "POLYVALENT": "polyvalent",
    "METIERS": "métiers", "DE": "de", "DU": "du", "DES": "des", "LA": "la", "LE": "le", "LES": "les", "AUX": "aux",
    "ET": "et", "A": "à", "SON": "son",
}  # fmt: skip
_TRADES = {
    "AMENAGEMENT": "aménagement", "APRES": "après", "CLIMATIQUE": "climatique", "EBENISTERIE": "ébénisterie",
    "ELECTRIQUES": "électriques", "ELECTRONIQUE": "électronique", "ENERGIE": "énergie", "ESTHETIQUE": "esthétique",
    "GENIE": "génie", "HOTELLERIE": "hôtellerie", "MECANIQUE": "mécanique", "METALLURGIE": "métallurgie",
    "RESEAUX": "réseaux", "SANTE": "santé", "SYSTEMES": "systèmes", "TELECOMMUNICATIONS": "télécommunications",
}  # fmt: skip
_ACRONYMS = frozenset({"LP", "LPO", "LGT", "GT", "EBTP", "CE"})
_ARTICLES = frozenset({"LA", "LE", "LES"})
_PREPOSITIONS = frozenset({"DE", "A", "ET", "DANS", "SOUS", "SUR"})


def school_name(text: str) -> str:
    """`COLLEGE PRIVE JEANNE D ARC` as `Collège privé Jeanne d'Arc`; common nouns regain their accents."""
    words = text.split()
    parts: list[str] = []
    for position, word in enumerate(words):
        before = words[position - 1] if position else ""
        follows = words[position + 1] if position + 1 < len(words) else ""
        trades = any(
            words[place] in ("METIERS", "MET") and words[place + 1] not in _ARTICLES for place in range(position - 1)
        )
        elides = bool(re.match("[AEIOUYH]", follows)) and (word == "D" or (word == "L" and before in _PREPOSITIONS))
        if elides:
            parts.append(f"{word.lower()}'")
        elif word in _ACRONYMS or any(character.isdigit() for character in word):
            parts.append(word + " ")
        elif word == "LYCEE" and position:
            parts.append("lycée ")
        elif word in _ARTICLES and before not in _PREPOSITIONS:
            parts.append(word.capitalize() + " ")
        elif trades:
            parts.append(_TRADES.get(word, _WORDS.get(word, word.lower())) + " ")
        else:
            parts.append(_WORDS.get(word, word.capitalize()) + " ")
    name = "".join(parts).strip()
    return name[:1].upper() + name[1:]


def sector(text: str) -> str:
    """`private` for any private school, else `public`."""
    return "private" if text.casefold().startswith("priv") else "public"
