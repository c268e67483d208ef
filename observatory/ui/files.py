"""Files of what the pages without a chart of their own show: the overview, the sheet of a neighbourhood."""

import re
from collections.abc import Callable, Iterable, Sequence
from html import unescape

import pandas as pd

from observatory import answers
from observatory.answers import Action, AxisView, Card, NeighbourhoodSheet, Peer
from observatory.exports.about import about
from observatory.exports.xlsx import Sheet
from observatory.formats import ABSENCE_SIGNS, QUALITY_SIGNS, period
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.downloads import downloads
from observatory.ui.neighbourhood import people, rank_words


def overview_files(views: Sequence[AxisView], selection: Selection) -> None:
    """Draw the buttons that hand out the overview: statuses by axis and by neighbourhood, figures of every card."""
    language = selection.language
    known = answers.catalogue(selection.release)
    cards = [card for view in views for card in view.cards]

    def sheets() -> Sequence[Sheet]:
        return (
            Sheet(text("files.statuses", language), _statuses(views, selection), 0),
            Sheet(text("overview.matrix", language), _matrix(views, selection), 0),
            Sheet(text("files.figures", language), _figures(cards, selection), row_decimals=_decimals(cards)),
        )

    name = known.contracts[selection.contract].name.in_language(language)
    _row("overview", f"cap-quartiers-{selection.contract}", name, sheets, cards, selection)


def neighbourhood_files(sheet: NeighbourhoodSheet, selection: Selection) -> None:
    """Draw the buttons that hand out the sheet: its core indicators, all its figures, its actions, its peers."""
    language = selection.language
    cards = [card for view in sheet.axes for card in view.cards]

    def sheets() -> Sequence[Sheet]:
        return (
            Sheet(text("sheets.core", language), _figures(sheet.core, selection), row_decimals=_decimals(sheet.core)),
            Sheet(text("files.figures", language), _figures(cards, selection), row_decimals=_decimals(cards)),
            Sheet(text("files.actions", language), _works(sheet.actions, language), 2),
            Sheet(
                text("sheets.peers", language), _peers(sheet.peers, language),
                row_decimals=tuple(peer.indicator.decimals for peer in sheet.peers),
            ),
        )  # fmt: skip

    name = answers.catalogue(selection.release).territory_label(sheet.territory.territory, language)
    _row("sheet", f"cap-quartiers-{sheet.territory.territory.lower()}", name, sheets, cards, selection)


def _row(
    key: str, name: str, title: str, sheets: Callable[[], Sequence[Sheet]], cards: Iterable[Card], selection: Selection
) -> None:
    known = answers.catalogue(selection.release)
    shown = list(cards)
    told = about(
        title,
        list(dict.fromkeys(card.indicator for card in shown)),
        selection,
        known,
        answers.last_published(selection.release),
        is_demo=any(card.is_demo or card.has_demo_target for card in shown),
        has_secret=any(card.series.points and card.series.points[-1].status == "secret" for card in shown),
    )
    contract = known.contracts[selection.contract].name.in_language(selection.language)
    downloads(name, sheets, told, key=key, contract=contract)


def _frame(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    return pd.DataFrame([tuple(row) for row in rows], columns=list(columns))


def _decimals(cards: Iterable[Card]) -> tuple[int, ...]:
    return tuple(card.indicator.decimals for card in cards)


def _statuses(views: Sequence[AxisView], selection: Selection) -> pd.DataFrame:
    language = selection.language
    heads = [text("actions.column.axis", language), *(text(f"status.{one}", language) for one in STATUSES)]
    rows = []
    for view in views:
        counts = answers.tally("axis", view.axis.axis, selection).counts
        rows.append([view.axis.name.in_language(language), *(counts[status] for status in STATUSES)])
    return _frame(heads, rows)


def _matrix(views: Sequence[AxisView], selection: Selection) -> pd.DataFrame:
    language = selection.language
    known = answers.catalogue(selection.release)
    heads = [text("table.territory", language), text("actions.column.axis", language)]
    heads += [text(f"status.{one}", language) for one in STATUSES]
    rows = [
        [
            known.territory_label(row.territory, language),
            view.axis.name.in_language(language),
            *(row.axes[view.axis.axis].counts[status] for status in STATUSES),
        ]
        for row in answers.status_matrix(selection)
        for view in views
    ]
    return _frame(heads, rows)


def _figures(cards: Iterable[Card], selection: Selection) -> pd.DataFrame:
    """A row a card: indicator, territory, period, value, sign, gap with whom and when, status, target, origins of value and target."""
    language = selection.language
    known = answers.catalogue(selection.release)
    keys = (
        "code",
        "indicator",
        "territory",
        "period",
        "value",
        "unit",
        "sign",
        "gap",
        "gap_to",
        "gap_period",
        "status",
    )
    heads = [text(f"files.column.{key}", language) for key in (*keys, "target", "deadline")]
    heads += [text(f"table.{key}", language) for key in ("origin", "target_origin")]
    rows = []
    for card in cards:
        indicator, latest = card.indicator, card.series.latest
        points = card.series.points
        has_value = latest is not None and latest.value is not None
        last = latest if has_value else (points[-1] if points else None)
        sign = ""
        if last is not None:
            sign = QUALITY_SIGNS.get(last.status, "") if has_value else ABSENCE_SIGNS.get(last.status, "")
        found = answers.gap(card, selection)
        has_gap = found is not None and found.current_value is not None and found.current_period is not None
        goal = card.target or card.gap_target
        rows.append(
            [
                indicator.indicator,
                indicator.name.in_language(language),
                known.territory_label(card.bearer, language),
                period(last.period, indicator.period_kind, language) if last is not None else "",
                round(last.value, indicator.decimals)
                if has_value and last is not None and last.value is not None
                else None,
                indicator.unit.symbol.in_language(language),
                sign or ("" if has_value else ABSENCE_SIGNS["not_available"]),
                round(found.current_value, indicator.decimals)
                if has_gap and found and found.current_value is not None
                else None,
                known.territory_label(found.reference, language) if has_gap and found else "",
                period(found.current_period, indicator.period_kind, language)
                if has_gap and found and found.current_period
                else "",
                text(f"status.{card.status}", language) if card.has_status else "",
                round(goal.value, indicator.decimals) if goal is not None else None,
                str(goal.deadline.year) if goal is not None else "",
                text(f"origin.{last.origin}", language) if last is not None else "",
                text(f"origin.{goal.origin}", language) if goal is not None else "",
            ]
        )
    return _frame(heads, rows)


def _works(works: Iterable[Action], language: str) -> pd.DataFrame:
    heads = [text("actions.column.action", language), text("actions.column.operator", language)]
    heads += [text("actions.column.year", language), text("actions.column.planned", language)]
    heads += [text("actions.column.paid", language), text("sheets.column.people", language)]
    heads += [text("actions.column.state", language)]
    rows = [
        [
            work.title.in_language(language), work.operator, str(work.year), work.budget_eur, work.paid_eur,
            _plain(people(work, language)), text(f"actions.state.{work.state}", language),
        ]
        for work in works
    ]  # fmt: skip
    return _frame(heads, rows)


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html))).strip()


def _peers(peers: Iterable[Peer], language: str) -> pd.DataFrame:
    keys = ("indicator", "own", "median", "rank")
    heads = [text(f"sheets.column.{key}", language) for key in keys]
    heads.insert(1, text("table.period", language))
    rows = [
        [
            peer.indicator.name.in_language(language),
            period(peer.period, peer.indicator.period_kind, language),
            round(peer.value, peer.indicator.decimals),
            round(peer.median, peer.indicator.decimals),
            rank_words(peer, language),
        ]
        for peer in peers
    ]
    return _frame(heads, rows)
