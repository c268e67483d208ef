"""What a neighbourhood shares with those of another generation of perimeters, and which figures shown were carried from them."""

from collections.abc import Iterator, Sequence
from html import escape

from observatory import answers, carrying
from observatory.catalogue import Overlap, Territory
from observatory.formats import QUALITY_SIGNS
from observatory.selection import Selection
from observatory.series import Point, Series
from observatory.texts import text


def quality_sign(point: Point | None, selection: Selection) -> str:
    """The sign of a provisional or estimated figure, explained on hover; empty for any other."""
    sign = QUALITY_SIGNS.get(point.status, "") if point is not None else ""
    if point is None or not sign:
        return ""
    why = text(f"figure.absence.{point.status}", selection.language)
    carried = reason_words(point.reason, selection)
    title = f"{why} {carried}".strip()
    return f' <abbr class="cq-sign" title="{escape(title)}">{sign}</abbr>'


def reason_words(reason: str, selection: Selection) -> str:
    """What a reason about a passage says, as a sentence that names the territories; empty for any other reason."""
    said = carrying.words(reason, selection.language, _names(reason, selection))
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def carried_notes(lines: Sequence[Series], selection: Selection) -> Iterator[str]:
    """A sentence for each line drawn that has carried figures: where from, by which weight, comparable or not."""
    language = selection.language
    known = answers.catalogue(selection.release)
    for one in lines:
        last = next((p for p in reversed(one.points) if p.is_carried), None)
        if last is None:
            continue
        verdicts = {o.old: _verdict(o, selection) for o in answers.overlaps(selection.release).get(one.territory, ())}
        told = [verdicts[g.territory] for g in carrying.givers(last.reason) if g.territory in verdicts]
        name = known.territory_label(one.territory, language)
        givers = carrying.said_givers(last.reason, language, _names(last.reason, selection))
        if told:
            verdict = ", ".join(dict.fromkeys(told))
            yield text("passage.note", language, name=name, givers=givers, verdict=verdict)
        else:
            yield text("passage.note_part", language, name=name, givers=givers)


def _names(reason: str, selection: Selection) -> dict[str, str]:
    known = answers.catalogue(selection.release).territories
    codes = [one.territory for one in carrying.givers(reason) if one.territory in known]
    return {code: text("passage.named", selection.language, name=known[code].name, code=code) for code in codes}


def overlaps(territory: Territory, selection: Selection) -> str:
    """Which neighbourhoods of the generation before or after share its ground, and whether they compare, as HTML."""
    language = selection.language
    found = answers.overlaps(selection.release).get(territory.territory, ())
    if not found:
        others = {t.generation for t in answers.catalogue(selection.release).territories.values() if t.generation}
        return escape(text("passage.unknown", language)) if len(others) > 1 else ""
    said = []
    for one in found:
        way, other = ("becomes", one.new) if one.old == territory.territory else ("takes_after", one.old)
        name = text("passage.named", language, name=_plain_name(other, selection), code=other)
        told = text(f"passage.{way}", language, name=name, verdict=_verdict(one, selection))
        said.append(f'<li title="{escape(one.note.in_language(language))}">{escape(told)}</li>')
    return f"<ul>{''.join(said)}</ul>"


def _plain_name(code: str, selection: Selection) -> str:
    return answers.catalogue(selection.release).territories[code].name_in(selection.language)


def _verdict(one: Overlap, selection: Selection) -> str:
    language = selection.language
    if one.weight_kind == "identical":
        return text("passage.identical", language)
    weight = carrying.share(one.weight, language)
    if one.covered is None:
        return text("passage.half_known", language, weight=weight)
    key = "passage.comparable" if one.is_comparable else "passage.not_comparable"
    return text(key, language, weight=weight, covered=carrying.share(one.covered, language))
