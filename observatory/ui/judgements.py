"""What people say beside the figures: the météo of objectives with its disagreements, comments under a chart, decisions,
and the forms of analysts' texts.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from html import escape
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from observatory import answers, charts, database, judgement_store, twins
from observatory.answers import Card, Decision, Judgement, Note, Weather
from observatory.answers.judgements import LEVELS
from observatory.errors import DashboardError
from observatory.formats import day, period
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.series import Comment
from observatory.texts import plural, text
from observatory.ui.access import writer, writing
from observatory.ui.dress import demo_tag, error, status_sign
from observatory.ui.panel import block

_ROUND = "judgement-round"
"""What was said in the session so far: a form of each round has a key of its own, so that the next one is empty."""
FULL, EMPTY = "▰", "▱"
Said = TypeVar("Said", Judgement, Comment, Note)


def level_sign(level: str, language: str) -> str:
    """A level of the météo as four bars and its words; colour says nothing that they do not."""
    bars = len(LEVELS) - LEVELS.index(level)
    drawn = FULL * bars + EMPTY * (len(LEVELS) - bars)
    said = escape(text(f"judgements.level.{level}", language))
    return f'<span class="cq-level"><span aria-hidden="true">{drawn}</span> {said}</span>'


def signed(judgement: Judgement, language: str) -> str:
    """Who judged and when, as plain words."""
    return text("judgements.signed", language, day=day(judgement.judged_on, language), author=judgement.author or "—")


def _signature(judgement: Judgement, language: str) -> str:
    """The same as HTML, the signature in the language that it was written in."""
    when = escape(text("judgements.signed", language, day=day(judgement.judged_on, language), author="{}"))
    return when.replace("{}", f'<span lang="fr">{escape(judgement.author or "—")}</span>')


def weather(selection: Selection) -> None:
    """Draw the météo of objectives beside the statuses computed, disagreements first and said in a sentence."""
    language = selection.language
    rows = answers.weather(selection)
    if rows:
        _weather_table(rows, selection)
    _box("give", "judge", "edit", lambda: _judge_form(selection), lambda: _take_back_form(rows, selection), language)


def _weather_table(rows: Sequence[Weather], selection: Selection) -> None:
    language = selection.language
    invented = all(one.origin == "demo" for row in rows for one in (row.latest, *row.history))
    demo = f" {demo_tag(language)}" if invented else ""
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
    body = "".join(weather_row(row, not made_up, not invented, selection) for row in rows)
    block(
        f'<div class="cq-block"><h2>{escape(text("judgements.title", language))}{demo}</h2></div><p>{escape(said)}</p>'
        f'<table class="cq-table cq-weather"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
        f'<p class="cq-note">{escape(text("judgements.note", language))}</p>'
    )


def _origin(origin: str, marked: bool, language: str) -> str:
    """The mark of a demonstration row among real ones; where all are, the heading bears it."""
    return f" {demo_tag(language)}" if marked and origin == "demo" else ""


def weather_row(row: Weather, mark_statuses: bool, mark_judgements: bool, selection: Selection) -> str:
    """HTML of an objective's row; mark_statuses, mark_judgements: whether demonstration ones bear their mark one by one."""
    language = selection.language
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    latest = row.latest
    name = f"{latest.objective} · {known.objectives[framework, latest.objective].label.in_language(language)}"
    place = known.territory_label(latest.territory, language)
    before = "".join(
        f"<small>{escape(text('judgements.before', language))} {level_sign(old.level, language)} "
        f"· {_signature(old, language)}{_origin(old.origin, mark_judgements, language)}"
        f'<br><span lang="fr">{escape(old.comment)}</span></small>'
        for old in row.earlier
    )
    others = "".join(
        f"<small>{escape(text('judgements.same_day', language))} {level_sign(one.level, language)}</small>"
        for one in row.same_day
    )
    comments = "".join(
        f'<span lang="fr">{escape(one.comment)}</span><small>{_signature(one, language)}'
        f"{_origin(one.origin, mark_judgements, language)}</small>"
        for one in (latest, *row.same_day)
    )
    statuses = "<br>".join(
        f'<span class="cq-num"><b>{row.statuses[status]}</b> {status_sign(status, selection)}</span>'
        for status in STATUSES
        if row.statuses.get(status)
    )
    if not statuses:
        statuses = f'<span class="cq-muted">{escape(text("judgements.none_computed", language))}</span>'
    elif row.has_demo_status and mark_statuses:
        statuses += f"<br>{demo_tag(language)}"
    verdict = text(f"judgements.verdict.{row.disagreement}", language) if row.disagreement else ""
    css = ' class="cq-differs"' if row.disagreement else ""
    return (
        f'<tr{css}><th scope="row">{escape(name)}<small>{escape(place)}</small></th>'
        f"{_cell('level', level_sign(latest.level, language) + others + before, language)}"
        f"{_cell('comment', comments, language)}{_cell('computed', statuses, language)}"
        f"{_cell('verdict', escape(verdict), language)}</tr>"
    )


def _cell(column: str, inside: str, language: str) -> str:
    """A cell that bears the heading of its column, for screens on which cells stand below each other."""
    return f'<td data-label="{escape(text(f"judgements.column.{column}", language))}">{inside}</td>'


def judged(objective: str, selection: Selection) -> str:
    """HTML of the latest judgements of an objective, one a neighbourhood; empty when nobody judged it."""
    language = selection.language
    known = answers.catalogue(selection.release)
    some = [row.latest for row in answers.weather(selection) if row.latest.objective == objective]

    def place(one: Judgement) -> str:
        return f"{escape(known.territory_label(one.territory, language))}<br>" if len(some) > 1 else ""

    return "".join(
        f"<p>{level_sign(one.level, language)} {demo_tag(language) if one.origin == 'demo' else ''}</p>"
        f'<p class="cq-note">{place(one)}{_signature(one, language)}</p>'
        for one in some
    )


def remarks(comments: Sequence[Comment], period_kind: str, language: str) -> None:
    """Draw comments as dated lines, numbered as on the chart above; nothing without any."""
    if not comments:
        return
    items = "".join(
        f'<li><b>{escape(one.about)}</b> <span lang="fr">{escape(one.said)}</span> '
        f'<span class="cq-muted">{escape(one.by)}</span> {demo_tag(language) if one.is_demo else ""}</li>'
        for one in charts.remarks(comments, period_kind, language)
    )
    title = escape(text("charts.remarks", language))
    block(f'<p class="cq-note"><b>{title}</b></p><ol class="cq-list cq-note">{items}</ol>')


def _about(when: date | None, kind: str, language: str) -> str:
    return period(when, kind, language) if when else text("charts.whole_series", language)


def commenting(card: Card, selection: Selection) -> None:
    """Draw the forms that comment an indicator or one of its points, and that take a comment back."""
    _box(
        "comment",
        "comment",
        "add_comment",
        lambda: _comment_form(card, selection),
        lambda: _take_comment_back_form(card, selection),
        selection.language,
    )


def _box(
    title: str, what: str, icon: str, form: Callable[[], None], back_form: Callable[[], None], language: str
) -> None:
    """A form and the one that goes back on what was said, folded away, for those who may write; then what was done.

    title: ends the key of the box's text; what: is written, as of `access.writing`.
    """
    box = st.expander(text(f"judgements.{title}", language), key=what, on_change="rerun", icon=f":material/{icon}:")
    if box.open:
        with box:
            if writing(language, what):
                form()
                back_form()
    if done := st.session_state.pop("judgement-done", ""):
        st.toast(done, icon=":material/check:")


def _comment_form(card: Card, selection: Selection) -> None:
    language = selection.language
    kind = card.indicator.period_kind
    periods = [point.period for point in reversed(card.series.points) if point.value is not None]
    with _form("comment-form"):
        left, middle, right = st.columns([4, 5, 3], gap="small")
        about = left.selectbox(
            text("judgements.form.about", language), [None, *periods],
            format_func=lambda one: _about(one, kind, language),
            key="comment-about",
        )  # fmt: skip
        author = middle.text_input(
            text("judgements.form.author", language), writer(), max_chars=judgement_store.LONGEST_NAME
        )
        commented_on = right.date_input(
            text("judgements.form.said_on", language), date.today(), max_value=date.today(), format="DD/MM/YYYY"
        )
        said = st.text_area(
            text("judgements.form.comment", language), max_chars=judgement_store.LONGEST_TEXT, height=80
        )
        sent = st.form_submit_button(text("judgements.form.comment_do", language), type="primary")
    if sent:
        _kept(
            lambda: judgement_store.comment(
                selection.contract, card.indicator.indicator, card.bearer, about, commented_on, author, said
            ),
            text("judgements.form.commented", language),
            language,
        )


def _take_comment_back_form(card: Card, selection: Selection) -> None:
    language, indicator = selection.language, card.indicator
    _back_form(
        "comment_back",
        answers.comments(indicator.indicator, card.bearer, selection),
        lambda one: f"{_about(one.period, indicator.period_kind, language)} — {one.comment}"[:120],
        lambda one, author: judgement_store.take_comment_back(
            selection.contract, indicator.indicator, card.bearer, one.period, one.commented_on, one.author, author
        ),
        language,
    )


def analysing(kind: str, subject: str, selection: Selection) -> None:
    """Draw the forms that write an analyst's text and take one back; kind: neighbourhood or indicator."""
    _box(
        "analyse",
        "analyse",
        "edit_note",
        lambda: _analysis_form(kind, subject, selection.language),
        lambda: _take_analysis_back_form(kind, subject, selection),
        selection.language,
    )


def _analysis_form(kind: str, subject: str, language: str) -> None:
    # A form of its own for each subject: what is being written of one is never published under another.
    with _form(f"analysis-{subject}"):
        left, right = st.columns([9, 3], gap="small")
        author = left.text_input(
            text("judgements.form.author", language), writer(), max_chars=judgement_store.LONGEST_NAME
        )
        written_on = right.date_input(
            text("judgements.form.said_on", language), date.today(), max_value=date.today(), format="DD/MM/YYYY"
        )
        said, said_en = (
            st.text_area(
                text(f"judgements.form.analysis.{spoken}", language),
                max_chars=judgement_store.LONGEST_TEXT,
                height=height,
            )
            for spoken, height in (("fr", 120), ("en", 80))
        )
        sent = st.form_submit_button(text("judgements.form.analysis_do", language), type="primary")
    if sent:
        _kept(
            lambda: judgement_store.analyse(kind, subject, written_on, author, said, said_en),
            text("judgements.form.analysed", language),
            language,
        )


def _take_analysis_back_form(kind: str, subject: str, selection: Selection) -> None:
    language = selection.language
    _back_form(
        "analysis_back",
        answers.notes(kind, (subject,), selection),
        lambda one: f"{day(one.written_on, language)} — {one.text.in_language(language)}"[:120],
        lambda one, author: judgement_store.take_analysis_back(kind, subject, one.written_on, one.author, author),
        language,
    )


def _back_form(
    kind: str,
    some: Sequence[Said],
    name: Callable[[Said], str],
    take_back: Callable[[Said, str], object],
    language: str,
) -> None:
    """What people said here can be taken back; what the demonstration says stays.

    kind: begins the keys of the form's texts; take_back: takes one back for who signs.
    """
    own = [one for one in some if one.origin == "local"]
    if not own:
        return
    with _form(f"{kind}-form"):
        left, right = st.columns([7, 5], gap="small")
        chosen = left.selectbox(text(f"judgements.form.{kind}", language), own, format_func=name)
        author = right.text_input(
            text("judgements.form.taken_by", language), writer(), max_chars=judgement_store.LONGEST_NAME
        )
        sent = st.form_submit_button(text(f"judgements.form.{kind}_do", language), icon=":material/undo:")
    if sent and chosen:
        _kept(lambda: take_back(chosen, author), text(f"judgements.form.{kind}_done", language), language)


def decisions(selection: Selection) -> None:
    """Draw what committees decided: open decisions by due day, late ones marked, then closed ones."""
    language = selection.language
    some = answers.decisions(selection)
    if some:
        _decisions_table(some, language)
    _box(
        "note_decision",
        "decide",
        "edit",
        lambda: _decide_form(selection),
        lambda: _follow_form(some, selection),
        language,
    )


def _decisions_table(some: Sequence[Decision], language: str) -> None:
    today = date.today()
    still, late = sum(d.state == "open" for d in some), sum(d.is_late(today) for d in some)
    said = plural("judgements.decisions_open", still, language)
    if late:
        said += " " + plural("judgements.decisions_late", late, language)
    invented = all(d.origin == "demo" for d in some)
    demo = f" {demo_tag(language)}" if invented else ""
    names = ("decision", "owner", "due", "state")
    heads = "".join(f'<th scope="col">{escape(text(f"judgements.column.{n}", language))}</th>' for n in names)
    body = "".join(_decision_row(d, today, not invented, language) for d in some)
    block(
        f'<div class="cq-block"><h2>{escape(text("judgements.decisions", language))}{demo}</h2></div><p>{escape(said)}</p>'
        f'<table class="cq-table cq-weather"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
    )


def _decision_row(decision: Decision, today: date, marked: bool, language: str) -> str:
    state = escape(text(f"judgements.state.{decision.state}", language))
    if decision.is_late(today):
        state = f'<span class="cq-late">{escape(text("judgements.state.late", language))}</span>'
    if decision.closed_on is not None:
        state += f"<small>{escape(day(decision.closed_on, language))}</small>"
    due = escape(day(decision.due_on, language)) if decision.due_on else "—"
    under = f"{decision.decision} · {decision.committee} · {day(decision.decided_on, language)}"
    return (
        f'<tr><th scope="row"><span lang="fr">{escape(decision.text)}</span><small>{escape(under)}{_origin(decision.origin, marked, language)}</small></th>'
        f"{_cell('owner', escape(decision.owner), language)}{_cell('due', due, language)}{_cell('state', state, language)}</tr>"
    )


def _form(name: str) -> DeltaGenerator:
    return st.form(f"{name}-{st.session_state.get(_ROUND, 0)}", border=False)


def _kept(action: Callable[[], object], done: str, language: str) -> None:
    """Do what a form asks; a refusal is said where the form is, a success on the page drawn again with an empty form."""
    # The spinner takes the place of what was refused before. The round ends inside of it: a second click that waits finds
    # another form, and asks for nothing.
    with st.spinner(text("judgements.form.saving", language)):
        try:
            action()
        except DashboardError as found:
            refusal: DashboardError | None = found
        else:
            refusal = None
            st.session_state["judgement-done"] = done
            st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    if refusal is not None:
        error(*twins.said(refusal, language))
        return
    answers.catalogue(database.identity())
    st.rerun()


def _objective_name(selection: Selection) -> Callable[[str], str]:
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    return lambda code: f"{code} · {known.objectives[framework, code].label.in_language(selection.language)}"


def _judge_form(selection: Selection) -> None:
    language = selection.language
    known = answers.catalogue(selection.release)
    with _form("judge-form"):
        left, middle, right = st.columns([5, 4, 3], gap="small")
        objective = left.selectbox(
            text("actions.filter.objective", language),
            answers.objectives(selection),
            format_func=_objective_name(selection),
        )
        territory = middle.selectbox(
            text("actions.filter.place", language), known.contracts[selection.contract].territories,
            format_func=lambda code: known.territory_label(code, language),
        )  # fmt: skip
        judged_on = right.date_input(
            text("judgements.form.day", language), date.today(), max_value=date.today(), format="DD/MM/YYYY"
        )
        level = st.segmented_control(
            text("judgements.column.level", language), LEVELS,
            format_func=lambda one: text(f"judgements.level.{one}", language),
        )  # fmt: skip
        comment = st.text_area(text("judgements.form.why", language), max_chars=judgement_store.LONGEST_TEXT, height=80)
        author = st.text_input(
            text("judgements.form.author", language), writer(), max_chars=judgement_store.LONGEST_NAME
        )
        sent = st.form_submit_button(text("judgements.form.judge", language), type="primary")
    if sent and objective and territory:
        _kept(
            lambda: judgement_store.judge(
                selection.contract, objective, territory, level or "", judged_on, author, comment
            ),
            text("judgements.form.judged", language),
            language,
        )


def _take_back_form(rows: Sequence[Weather], selection: Selection) -> None:
    language, name = selection.language, _objective_name(selection)
    _back_form(
        "take_back",
        [one for row in rows for one in (row.latest, *row.history)],
        lambda one: f"{name(one.objective)} — {signed(one, language)}",
        lambda one, author: judgement_store.take_back(
            selection.contract, one.objective, one.territory, one.judged_on, one.author, author
        ),
        language,
    )


def _decide_form(selection: Selection) -> None:
    language = selection.language
    with _form("decide-form"):
        st.caption(text("judgements.form.all_required", language))
        said = st.text_input(text("judgements.column.decision", language), max_chars=judgement_store.LONGEST_TEXT)
        columns = st.columns([3, 3, 2, 2], gap="small")
        committee = columns[0].text_input(
            text("judgements.form.committee", language), max_chars=judgement_store.LONGEST_NAME
        )
        owner = columns[1].text_input(text("judgements.column.owner", language), max_chars=judgement_store.LONGEST_NAME)
        decided_on = columns[2].date_input(
            text("judgements.form.decided", language), date.today(), max_value=date.today(), format="DD/MM/YYYY"
        )
        due_on = columns[3].date_input(
            text("judgements.column.due", language), date.today() + timedelta(days=90), format="DD/MM/YYYY"
        )
        author = st.text_input(
            text("judgements.form.noted_by", language), writer(), max_chars=judgement_store.LONGEST_NAME
        )
        sent = st.form_submit_button(text("judgements.form.decide", language), type="primary")
    if sent:
        _kept(
            lambda: judgement_store.decide(selection.contract, decided_on, committee, said, owner, due_on, author),
            text("judgements.form.noted", language),
            language,
        )


def _follow_form(some: Sequence[Decision], selection: Selection) -> None:
    language = selection.language
    if not some:
        return
    with _form("follow-form"):
        columns = st.columns([5, 2, 2, 3], gap="small")
        chosen = columns[0].selectbox(
            text("judgements.form.follow", language), some, format_func=lambda one: f"{one.decision} · {one.text}"
        )
        state = columns[1].selectbox(
            text("judgements.column.state", language), ("done", "dropped", "open"),
            format_func=lambda one: text(f"judgements.state.{one}", language),
        )  # fmt: skip
        on = columns[2].date_input(
            text("judgements.form.closed", language), date.today(), max_value=date.today(), format="DD/MM/YYYY"
        )
        author = columns[3].text_input(
            text("judgements.form.followed_by", language), writer(), max_chars=judgement_store.LONGEST_NAME
        )
        sent = st.form_submit_button(text("judgements.form.follow_do", language))
    if sent and chosen and state:
        _kept(
            lambda: judgement_store.follow(
                selection.contract, chosen.decision, state, None if state == "open" else on, author
            ),
            text("judgements.form.followed", language),
            language,
        )
