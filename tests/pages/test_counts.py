"""Counts of statuses and completeness: one definition, in SQL, on whatever page, slide or file they are shown."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from observatory import answers, database
from observatory.committee import slides
from observatory.formats import number, with_symbol
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.texts import plural, text

if TYPE_CHECKING:
    from tests.pages.conftest import Reader

CONTRACTS = ("chennevieres", "gpsea")
AXES = ("employment", "housing", "education", "prevention", "health")
each_contract = pytest.mark.parametrize("contract", CONTRACTS)


@pytest.fixture
def chosen(contract: str, built: object) -> Selection:
    known = answers.catalogue(database.identity())
    signed = known.contracts[contract]
    return Selection(contract, signed.territories, signed.reference, 2010, 2024, "fr", False, True, database.identity())


@pytest.fixture
def rows(contract: str, built: object) -> dict[tuple[str, str, str], Any]:
    """What SQL counts, by scope, code and territory (empty: all of the contract's)."""
    found = database.ask(
        "progress_counts", contract=contract, territories=None, measure=None, as_of=None, first_period=None, last_period=None,
        reference=None, show_demo=True,
    )  # fmt: skip
    return {(row.scope, row.code, row.territory or ""): row for row in found}


def counts(row: Any) -> dict[str, int]:
    return {status: getattr(row, f"{status}_count") for status in STATUSES}


def resting(row: Any) -> str:
    """What the mark of a block says of its statuses."""
    known = row.indicators_count - row.not_assessable_count
    return plural("frame.demo_share", row.demo_count, "fr", total=known)


def complete(row: Any, key: str) -> str:
    """Completeness as pages word it."""
    share = with_symbol(number(100 * row.completeness_ratio, 0, "fr"), "%", "fr")
    known = row.indicators_count - row.not_assessable_count
    return text(key, "fr", share=share, known=known, total=row.indicators_count)


@each_contract
def test_the_cards_of_an_axis_are_those_counted(chosen: Selection, rows: dict[tuple[str, str, str], Any]) -> None:
    """Each card, shown by its status on the axis page, is one of the indicators that SQL counts: none more, none less."""
    for place in chosen.territories:
        for axis in (*AXES, "transversal"):
            cards = answers.axis(axis, replace(chosen, territories=(place,))).cards
            shown = Counter(card.status for card in cards if card.may_have_status)
            assert shown == +Counter(counts(rows["axis", axis, place])), (place, axis)


@each_contract
def test_completeness_is_the_share_of_known_statuses(rows: dict[tuple[str, str, str], Any]) -> None:
    for row in rows.values():
        known = sum(getattr(row, f"{status}_count") for status in STATUSES[:-1])
        assert known + row.not_assessable_count == row.indicators_count
        assert row.completeness_ratio == (pytest.approx(known / row.indicators_count) if row.indicators_count else None)


@each_contract
def test_axes_add_up_to_the_contract(contract: str, rows: dict[tuple[str, str, str], Any]) -> None:
    for place in {territory for _, _, territory in rows}:
        axes = [counts(row) for (scope, _, where), row in rows.items() if (scope, where) == ("axis", place)]
        assert sum(map(Counter, axes), Counter()) == +Counter(counts(rows["contract", contract, place]))


@each_contract
def test_the_overview_shows_what_sql_counts(
    contract: str, chosen: Selection, rows: dict[tuple[str, str, str], Any], reader: "Reader"
) -> None:
    reader.link(contract=contract).open("overview")
    assert reader.errors == []
    tiles = [tile.split("</section>")[0] for tile in reader.markup.split('<section class="cq-tile"')[1:]]
    assert len(tiles) == len(AXES)
    for axis, tile in zip(AXES, tiles, strict=True):
        row = rows["axis", axis, ""]
        known = row.indicators_count - row.not_assessable_count
        assert plural("overview.complete_short", row.indicators_count, "fr", known=known) in tile
        assert (text("overview.pairs", "fr") in tile) == (contract == "gpsea")
        # The mark stands in the small line, the title is the axis alone; nothing is to look at where nothing is judged.
        assert "cq-tag" not in tile.split("</h2>")[0]
        assert (">À regarder" in tile) <= bool(known)
        assert (resting(row) in tile) == bool(row.demo_count)
        for status in STATUSES[:-1]:
            shown = f"<b>{counts(row)[status]}</b>" in tile.split(f"status={status}", 1)[-1].split("</li>")[0]
            assert shown == bool(counts(row)[status]), (axis, status)
    whole = rows["contract", contract, ""]
    lead = reader.markup.split('<p class="cq-lead">')[1].split("</p>")[0]
    slide = slides.synthesis(chosen).message
    assert lead.startswith(f"{slide}. ")
    total = whole.indicators_count - whole.not_assessable_count
    assert plural("overview.demo", whole.demo_count, "fr", total=total) in lead
    # The map and the matrix count the statuses of all axes.
    marked = [
        part.split("</h2>")[0]
        for part in reader.markup.split("<h2>")
        if resting(rows["contract", contract, ""]) in part
    ]
    assert text("overview.map_title", "fr") in " ".join(marked)
    assert (text("overview.matrix", "fr") in " ".join(marked)) == (len(answers.status_matrix(chosen)) > 1)
    for row in answers.status_matrix(chosen):
        for axis, tally in row.axes.items():
            assert tally.counts == counts(rows["axis", axis, row.territory])


@each_contract
@pytest.mark.parametrize("axis", AXES)
def test_an_axis_page_shows_what_sql_counts(
    contract: str, axis: str, chosen: Selection, rows: dict[tuple[str, str, str], Any], reader: "Reader"
) -> None:
    reader.link(contract=contract).open(axis)
    assert reader.errors == []
    row = rows["axis", axis, chosen.main_territory]
    known = row.indicators_count - row.not_assessable_count
    assert plural("overview.complete_short", row.indicators_count, "fr", known=known) in reader.words
    told = [status for status, count in counts(row).items() if count and status not in {"met", "not_assessable"}]
    for status, count in counts(row).items():
        button = f'data-filter="{status}"'
        assert (button in reader.markup) == bool(count)
        if count:
            assert f"<b>{count}</b>" in reader.markup.split(button)[1].split("</button>")[0]
        if count and status != "not_assessable":
            # The first of them names what is counted.
            key = "first" if [status] == told[:1] and status != "on_track" else "count"
            said = plural(f"axis.status_{key}.{status}", count, "fr")
            assert said.lower() in reader.words.lower()
            assert [status] != told[:1] or "indicateur" in said
    view = answers.axis(axis, chosen)
    head = reader.markup.split('<div class="cq-head"')[1].split('<p class="cq-lead">')[0]
    attention = answers.attention(view)
    if row.demo_count:
        assert resting(row) in head and resting(row) in reader.markup.split('<span class="cq-filters"')[1]
    if attention is not None and attention.is_made_up:
        named = text("frame.demo_named", "fr", name=attention.indicator.short_name.fr)
        assert named in head
    assert head.count("cq-tag-demo") == bool(row.demo_count or (attention is not None and attention.is_made_up))
    filled = sum(card.known for card in view.cards)
    assert text("axis.filled", "fr", filled=filled, total=len(view.cards)) in reader.words


@each_contract
def test_the_committee_shows_what_sql_counts(
    contract: str, chosen: Selection, rows: dict[tuple[str, str, str], Any]
) -> None:
    """In all the neighbourhoods of the contract together, and in some of them."""
    place = ""
    table = slides.synthesis(chosen).table
    assert table is not None
    known = answers.catalogue(chosen.release)
    names = {one.short_name.fr: axis for (_, axis), one in known.axes.items()}
    shown = {names[cells[0].text]: {int(cell.text) for cell in cells[1:]} for cells in table.rows}
    expected = {axis: set(counts(rows["axis", axis, place]).values()) for axis in (*AXES, "transversal")}
    assert shown == expected
    for axis in AXES:
        figures = [int(figure.value) for figure in slides.axis(axis, chosen).key_figures]
        assert sorted(figures) == sorted(
            n for s, n in counts(rows["axis", axis, place]).items() if n and s != "not_assessable"
        )


@pytest.mark.parametrize(("parameters", "count"), [({"territories": "QP094026"}, 1), ({"contract": "gpsea"}, 7)])
def test_the_overview_is_of_the_contract_whatever_the_filter(
    parameters: dict[str, str], count: int, reader: "Reader"
) -> None:
    reader.link(**parameters).open("overview")
    name = answers.catalogue(database.identity()).territory_label("QP094027", "fr")
    assert plural("overview.places", count, "fr", name=name) in reader.words


def test_some_neighbourhoods_together_are_counted_by_sql_too() -> None:
    known = answers.catalogue(database.identity())
    signed = known.contracts["gpsea"]
    some = signed.territories[-2:]
    chosen = Selection("gpsea", some, signed.reference, 2010, 2024, "fr", False, True, database.identity())
    found = answers.shared_tally("axis", "employment", chosen)
    apart = [answers.tally("axis", "employment", chosen, place) for place in some]
    assert 0 < max(one.known for one in apart) <= found.known <= sum(one.known for one in apart)
    assert found.pairs <= sum(one.pairs for one in apart)
    alone = replace(chosen, territories=some[:1])
    assert answers.shared_tally("axis", "employment", alone) == apart[0]


@each_contract
def test_counts_are_those_of_the_day_and_the_years_chosen(contract: str, chosen: Selection) -> None:
    earlier = replace(chosen, last_year=2016)
    found = answers.tally("contract", contract, earlier)
    assert found.targets == answers.tally("contract", contract, chosen).targets
    assert found.known < answers.tally("contract", contract, chosen).known
    before = replace(chosen, as_of=date(2015, 1, 1))
    assert answers.tally("contract", contract, before).known == 0
    assert answers.tally("contract", contract, chosen, "COM94017").pairs == 0


@pytest.mark.parametrize("code", ["QP094026", "QP094005"])
def test_a_neighbourhood_around_the_contract_has_its_change_over_the_whole_period(built: Path, code: str) -> None:
    """Publication judges the contract's own: the others' change must not be missing for it."""
    release = database.identity()
    contract = answers.catalogue(release).contracts["chennevieres"]
    first, last = answers.years(release, "chennevieres", True)
    whole = Selection(
        contract=contract.contract, territories=(code,), reference=contract.reference, first_year=first, last_year=last,
        language="fr", dark=False, show_demo=True, release=release,
    )  # fmt: skip
    card = answers.axis("employment", whole).card("DE-ABC")
    points = {p.period.year: p.value for p in card.series.points if p.value is not None}
    assert card.change is not None
    assert card.change.since.year in points
    assert card.change.difference == points[2021] - points[card.change.since.year]
    later = answers.axis("employment", replace(whole, first_year=first + 1)).card("DE-ABC")
    assert card.change == later.change
