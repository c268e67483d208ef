"""The shared filters: contract, neighbourhoods, reference, years and language, kept in the URL as codes.

Streamlit's own binding puts labels in the URL, which change with language and spelling; codes make lasting links.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import orjson
import streamlit as st

from observatory import answers, config, ui
from observatory.catalogue import LEVELS, Catalogue, Contract
from observatory.selection import Selection
from observatory.texts import LANGUAGES, text

REFERENCE_LEVELS = ("commune", "ept", "department", "region", "country", "neighbourhood_set")
LANGUAGE_NAMES = {"fr": "Français", "en": "English"}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer for one contract: codes, in the order of the menus.

    heirs: those of `neighbourhoods` that are of another generation of perimeters than the contract's.
    """

    neighbourhoods: tuple[str, ...]
    references: tuple[str, ...]
    heirs: frozenset[str]


def language() -> str:
    """The reader's language: the choice made in the frame, else the link's `lang`, else French."""
    chosen = st.session_state.get("lang") or st.query_params.get("lang")
    return chosen if chosen in LANGUAGES else "fr"


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def choices(release: str, contract: str) -> Choices:
    """Neighbourhoods of the contract first, then the others of its départements; wider territories as references."""
    known = answers.catalogue(release)
    signed = known.contracts[contract]
    territories = known.territories
    around = list(dict.fromkeys(a for code in signed.territories for a in known.ancestors(code)))
    around = sorted(
        (a for a in around if territories[a].level in REFERENCE_LEVELS), key=lambda a: LEVELS[territories[a].level]
    )
    generations = {territories[code].generation for code in signed.territories}
    around_it = answers.surroundings(release, contract).get("neighbourhood", ())
    others = [c for c in around_it if territories[c].generation in generations and c not in signed.territories]
    linked = answers.overlaps(release)
    heirs = [c for c in around_it if territories[c].generation not in generations and c in linked]
    wide = [code for code, t in territories.items() if t.level in {"neighbourhood_set", "country"}]
    references = dict.fromkeys([signed.reference, *around, *wide])
    offered = [*sorted(others, key=lambda c: territories[c].name), *sorted(heirs, key=lambda c: territories[c].name)]
    return Choices((*signed.territories, *offered), tuple(references), frozenset(heirs))


def _from_link(name: str) -> str:
    return str(st.query_params.get(name, ""))


def _keep(name: str, value: object) -> None:
    if name not in st.session_state:
        st.session_state[name] = value


def _years(link: str, span: tuple[int, int]) -> tuple[int, int] | None:
    """The years of a link; None where they are not years that there are."""
    first, _, last = link.partition("-")
    if first.isdecimal() and last.isdecimal() and span[0] <= int(first) <= int(last) <= span[1]:
        return int(first), int(last)
    return None


def _span(release: str, contract: str, lang: str) -> tuple[int, int]:
    """The years there are. A reader who asks for all of them goes on doing so when a publication or another contract brings more."""
    state = st.session_state
    span = answers.years(release, contract, not config.settings().hide_demo)
    before = state.get("_span", span)
    state["_span"] = span
    if "years" not in state:
        linked = _from_link("years")
        state.years = _years(linked, span) or span
        if linked and _years(linked, span) is None:
            said = {"value": ui.quoted(linked), "first": span[0], "last": span[1]}
            ui.missed("years", text("filters.missed_years", lang, **said))
    if span != before:
        first, last = state.years
        kept = max(first, span[0]), min(last, span[1])
        state.years = span if (first, last) == before or kept[0] > kept[1] else kept
    return span


def contract(catalogue: Catalogue) -> Contract:
    """The contract that the reader asks for: chosen in the frame, else the link's, else the first."""
    contracts = catalogue.contracts
    asked = (str(st.session_state.get("contract", "")), _from_link("contract"))
    return next((contracts[code] for code in asked if code in contracts), next(iter(contracts.values())))


def _ask_contract(catalogue: Catalogue, lang: str) -> None:
    contracts = catalogue.contracts
    if len(contracts) > 1:
        st.selectbox(
            text("filters.contract", lang),
            list(contracts),
            index=list(contracts).index(st.session_state.contract),
            format_func=lambda code: contracts[code].name.in_language(lang),
            key="contract",
            on_change=_forget_territories,
        )


def _forget_territories() -> None:
    for name in ("territories", "reference", "everywhere"):
        st.session_state.pop(name, None)
        st.query_params.pop(name, None)


def _say_unknown(catalogue: Catalogue, signed: Contract, offered: Choices, lang: str) -> None:
    """Name the codes of the link that the filters do not offer; what they are replaced by is in the session already."""
    linked = _from_link("contract")
    if linked and linked not in catalogue.contracts:
        said = {"value": ui.quoted(linked), "name": signed.name.in_language(lang)}
        ui.missed("contract", text("filters.missed_contract", lang, **said))
    codes = [code for code in _from_link("territories").split(",") if code]
    unknown = [code for code in codes if code not in offered.neighbourhoods]
    if unknown:
        key = "unknown_territory" if unknown == codes else "missed_territories"
        ui.missed("territories", text(f"filters.{key}", lang, codes=ui.quoted(", ".join(unknown))))
    linked = _from_link("reference")
    if linked and linked not in offered.references:
        said = {"value": ui.quoted(linked), "name": catalogue.territory_label(st.session_state.reference, lang)}
        ui.missed("reference", text("filters.missed_reference", lang, **said))
    linked = _from_link("lang")
    if linked and linked not in LANGUAGES:
        ui.missed("lang", text("filters.missed_language", lang, value=ui.quoted(linked)))


def ask(catalogue: Catalogue, release: str) -> Selection:
    """Draw the filters in the current container and return what the reader asks for.

    A link with a code that does not exist gets a sentence that names it, and the contract's own neighbourhoods.
    """
    lang = language()
    _keep("contract", contract(catalogue).contract)
    with_panels = ui.has_panels()
    if not with_panels:
        _ask_contract(catalogue, lang)
    signed = catalogue.contracts[st.session_state.contract]
    offered = choices(release, signed.contract)

    known = [code for code in _from_link("territories").split(",") if code in offered.neighbourhoods]
    _keep("territories", known or list(signed.territories))
    linked_reference = _from_link("reference")
    _keep("reference", linked_reference if linked_reference in offered.references else signed.reference)
    _keep("everywhere", _from_link("everywhere") == "1")
    _say_unknown(catalogue, signed, offered, lang)
    span = _span(release, signed.contract, lang)
    _keep("lang", lang)

    if with_panels:
        fixed = _fixed(release, signed.contract, span, lang)
        held = {name: st.session_state[name] for name in HELD}
        held["territories"] = [code for code in st.session_state.territories if code in offered.neighbourhoods]
        ui.asking(fixed, held, partial(_answer, catalogue, offered, span))
    else:
        _ask(catalogue, offered, span, lang)

    chosen = tuple(st.session_state.territories) or signed.territories
    # Everybody lives in one neighbourhood of a generation: those of another would be counted twice.
    everywhere = (c for c in offered.neighbourhoods if c not in chosen and c not in offered.heirs)
    others = tuple(everywhere) if st.session_state.everywhere else ()
    first_year, last_year = st.session_state.years
    _write_link(signed, next(iter(catalogue.contracts)))
    return Selection(
        contract=signed.contract,
        territories=(*chosen, *others),
        reference=st.session_state.reference,
        first_year=first_year,
        last_year=last_year,
        language=lang,
        dark=st.context.theme.type == "dark",
        show_demo=not config.settings().hide_demo,
        release=release,
    )


HELD = ("contract", "everywhere", "reference", "years", "lang")


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def _fixed(release: str, contract: str, span: tuple[int, int], lang: str) -> bytes:
    """What the filters offer and their words, as `asking.js` reads them."""
    known, offered = answers.catalogue(release), choices(release, contract)

    def named(codes: Sequence[str]) -> list[tuple[str, str]]:
        return [(code, known.territory_label(code, lang)) for code in codes]

    words = (
        "contract",
        "territories",
        "everywhere",
        "reference",
        "years",
        "language",
        "search",
        "clear",
        "remove",
        "compare",
        "hint",
        "none",
        "empty",
    )
    told = {
        "words": {
            **{word: text(f"filters.{word}", lang) for word in words},
            "first": text("filters.first_year", lang),
            "last": text("filters.last_year", lang),
            # The browser fills in the number.
            "more": text("filters.more", lang, count="{count}"),
        },
        "contracts": [(code, one.name.in_language(lang)) for code, one in known.contracts.items()],
        "options": named(offered.neighbourhoods),
        "references": named(offered.references),
        "span": span,
        "languages": [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
    }  # fmt: skip
    return orjson.dumps(told)


def _answer(catalogue: Catalogue, offered: Choices, span: tuple[int, int]) -> None:
    """Keep what the reader chose, where it is one of the things offered."""
    state, asked = st.session_state, ui.asked()
    if asked is None:
        return
    value = asked.value
    match asked.name:
        case "territories" if isinstance(value, list):
            state.territories = [code for code in value if code in offered.neighbourhoods]
        case "contract" if value in catalogue.contracts:
            state.contract = value
            _forget_territories()
        case "reference" if value in offered.references:
            state.reference = value
        case "everywhere" if isinstance(value, bool):
            state.everywhere = value
        case "lang" if value in LANGUAGES:
            state.lang = value
        case "years" if isinstance(value, list) and len(value) == 2 and all(isinstance(year, int) for year in value):
            first, last = value
            if span[0] <= first <= last <= span[1]:
                state.years = (first, last)


def _ask(catalogue: Catalogue, offered: Choices, span: tuple[int, int], lang: str) -> None:
    """The filters as Streamlit's own controls, where the server does not give our scripts."""

    def label(code: str) -> str:
        return catalogue.territory_label(code, lang)

    # What the state holds is said as the default too: the browser forgets a value that came with one run when the next
    # one arrives before it has fetched the control's script.
    state = st.session_state

    st.multiselect(
        text("filters.territories", lang),
        offered.neighbourhoods,
        default=[code for code in state.territories if code in offered.neighbourhoods],
        format_func=label,
        key="territories",
        placeholder=text("filters.territories_placeholder", lang),
    )
    if not state.territories:
        st.caption(text("filters.empty", lang))
    st.toggle(text("filters.everywhere", lang), value=state.everywhere, key="everywhere")
    at = offered.references.index(state.reference) if state.reference in offered.references else 0
    st.selectbox(text("filters.reference", lang), offered.references, at, format_func=label, key="reference")
    st.slider(text("filters.years", lang), *span, value=state.years, key="years")
    st.segmented_control(
        text("filters.language", lang),
        LANGUAGES,
        default=state.lang,
        format_func=LANGUAGE_NAMES.__getitem__,
        key="lang",
        required=True,
        label_visibility="collapsed",
    )


def _write_link(contract: Contract, default_contract: str) -> None:
    state = st.session_state
    wanted = {
        "contract": "" if contract.contract == default_contract else contract.contract,
        "territories": "" if tuple(state.territories) in {(), contract.territories} else ",".join(state.territories),
        "everywhere": "1" if state.everywhere else "",
        "reference": "" if state.reference == contract.reference else state.reference,
        "years": "" if state.years == state["_span"] else f"{state.years[0]}-{state.years[1]}",
        "lang": "" if state.lang == "fr" else state.lang,
    }
    ui.write_address(wanted)
