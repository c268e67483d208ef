"""What people say beside the figures: the météo of objectives with its disagreements, comments under a chart, decisions."""

from datetime import date
from html import escape

from observatory import answers
from observatory.answers import Decision, Judgement, Weather
from observatory.answers.judgements import LEVELS
from observatory.formats import day, period
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.texts import plural, text
from observatory.ui.dress import block, demo_tag, status_sign

FULL, EMPTY = "▰", "▱"


def level_sign(level: str, language: str) -> str:
    """A level of the météo as four bars and its words; colour says nothing that they do not."""
    bars = len(LEVELS) - LEVELS.index(level)
    drawn = FULL * bars + EMPTY * (len(LEVELS) - bars)
    said = escape(text(f"judgements.level.{level}", language))
    return f'<span class="cq-level"><span aria-hidden="true">{drawn}</span> {said}</span>'


def signed(judgement: Judgement, language: str) -> str:
    """Who judged and when, as plain words."""
    return text("judgements.signed", language, day=day(judgement.judged_on, language), author=judgement.author or "—")


def weather(selection: Selection) -> None:
    """Draw the météo of objectives beside the statuses computed, disagreements first and said in a sentence."""
    language = selection.language
    rows = answers.weather(selection)
    if not rows:
        return
    demo = demo_tag(language) if any(row.latest.origin == "demo" for row in rows) else ""
    differing = sum(bool(row.disagreement) for row in rows)
    said = text("judgements.agree", language)
    if differing:
        said = plural("judgements.differ", differing, language)
    names = ("objective", "level", "comment", "computed", "verdict")
    made_up = all(row.has_demo_status for row in rows if row.statuses)
    marks = {"computed": f" {demo_tag(language)}" if made_up and any(row.statuses for row in rows) else ""}
    heads = "".join(
        f'<th scope="col">{escape(text(f"judgements.column.{n}", language))}{marks.get(n, "")}</th>' for n in names
    )
    body = "".join(_weather_row(row, not made_up, selection) for row in rows)
    block(
        f'<div class="cq-block"><h2>{escape(text("judgements.title", language))}{demo}</h2></div><p>{escape(said)}</p>'
        f'<table class="cq-table cq-weather"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
        f'<p class="cq-note">{escape(text("judgements.note", language))}</p>'
    )


def _weather_row(row: Weather, marked: bool, selection: Selection) -> str:
    language = selection.language
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    latest = row.latest
    name = f"{latest.objective} · {known.objectives[framework, latest.objective].label.in_language(language)}"
    place = known.territory_label(latest.territory, language)
    before = "".join(
        f"<small>{escape(text('judgements.before', language))} {level_sign(old.level, language)} "
        f"{escape(signed(old, language))}</small>"
        for old in row.history
    )
    statuses = "<br>".join(
        f'<span class="cq-num"><b>{row.statuses[status]}</b> {status_sign(status, selection)}</span>'
        for status in STATUSES
        if row.statuses.get(status)
    )
    if not statuses:
        statuses = f'<span class="cq-muted">{escape(text("judgements.none_computed", language))}</span>'
    elif row.has_demo_status and marked:
        statuses += f"<br>{demo_tag(language)}"
    verdict = text(f"judgements.verdict.{row.disagreement}", language) if row.disagreement else ""
    css = ' class="cq-differs"' if row.disagreement else ""
    return (
        f'<tr{css}><th scope="row">{escape(name)}<small>{escape(place)}</small></th><td>{level_sign(latest.level, language)}'
        f'{before}</td><td><span lang="fr">{escape(latest.comment)}</span><small>{escape(signed(latest, language))}</small></td>'
        f"<td>{statuses}</td><td>{escape(verdict)}</td></tr>"
    )


def judged(objective: str, selection: Selection) -> str:
    """HTML of the latest judgements of an objective, one a neighbourhood; empty when nobody judged it."""
    language = selection.language
    some = [row.latest for row in answers.weather(selection) if row.latest.objective == objective]
    return "".join(
        f"<p>{level_sign(one.level, language)} {demo_tag(language) if one.origin == 'demo' else ''}</p>"
        f'<p class="cq-note">{escape(signed(one, language))}</p>'
        for one in some
    )


def remarks(indicator: str, territory: str, selection: Selection) -> None:
    """Draw the comments on an indicator in a territory as dated lines, for below its chart; nothing when there are none."""
    language = selection.language
    some = answers.comments(indicator, territory, selection)
    if not some:
        return
    kind = answers.catalogue(selection.release).indicators[indicator].period_kind
    items = "".join(
        f"<li><b>{escape(period(one.period, kind, language) if one.period else text('judgements.whole_series', language))}</b> "
        f'<span lang="fr">{escape(one.comment)}</span> <span class="cq-muted">'
        f"{escape(text('judgements.said_by', language, author=one.author, day=day(one.commented_on, language)))}</span> "
        f"{demo_tag(language) if one.origin == 'demo' else ''}</li>"
        for one in some
    )
    title = escape(text("judgements.remarks", language))
    block(f'<p class="cq-note"><b>{title}</b></p><ul class="cq-list cq-note">{items}</ul>')


def decisions(selection: Selection) -> None:
    """Draw what committees decided: open decisions by due day, late ones marked, then closed ones."""
    language = selection.language
    some = answers.decisions(selection)
    if not some:
        return
    today = date.today()
    still, late = sum(d.state == "open" for d in some), sum(d.is_late(today) for d in some)
    said = plural("judgements.decisions_open", still, language)
    if late:
        said += " " + plural("judgements.decisions_late", late, language)
    demo = demo_tag(language) if any(d.origin == "demo" for d in some) else ""
    names = ("decision", "owner", "due", "state")
    heads = "".join(f'<th scope="col">{escape(text(f"judgements.column.{n}", language))}</th>' for n in names)
    body = "".join(_decision_row(d, today, language) for d in some)
    block(
        f'<div class="cq-block"><h2>{escape(text("judgements.decisions", language))}{demo}</h2></div><p>{escape(said)}</p>'
        f'<table class="cq-table cq-weather"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
    )


def _decision_row(decision: Decision, today: date, language: str) -> str:
    state = escape(text(f"judgements.state.{decision.state}", language))
    if decision.is_late(today):
        state = f'<span class="cq-late">{escape(text("judgements.state.late", language))}</span>'
    if decision.closed_on is not None:
        state += f"<small>{escape(day(decision.closed_on, language))}</small>"
    due = escape(day(decision.due_on, language)) if decision.due_on else "—"
    under = f"{decision.decision} · {decision.committee} · {day(decision.decided_on, language)}"
    return (
        f'<tr><th scope="row"><span lang="fr">{escape(decision.text)}</span><small>{escape(under)}</small></th>'
        f"<td>{escape(decision.owner)}</td><td>{due}</td><td>{state}</td></tr>"
    )
