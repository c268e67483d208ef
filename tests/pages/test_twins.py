"""What a chart or a map shows beside its table twin: the same figures, whatever their number."""

import html
import math
import re
from typing import TYPE_CHECKING

import pytest

from observatory import answers, database, exports, tables
from observatory.charts import ranking
from observatory.formats import QUALITY_SIGNS, amount, number
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.series import Point, Series, spreads
from observatory.texts import LANGUAGES, text
from observatory.theme import STATUS_SIGNS

if TYPE_CHECKING:
    from .conftest import Reader


def selected(language: str = "fr") -> Selection:
    return Selection("chennevieres", ("QP094027",), "COM94019", 2010, 2024, language, False, True, database.identity())


def rows(markup: str, label: str) -> list[list[str]]:
    """Cells of the body of the HTML table of that name, as words."""
    found = re.search(rf'<table[^>]*aria-label="{re.escape(html.escape(label))}">.*?<tbody>(.*?)</tbody>', markup)
    assert found is not None, label
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in found[1].split("</tr>")[:-1]]
    return [[html.unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in row] for row in cells]


@pytest.mark.parametrize("language", LANGUAGES)
def test_level_and_gap_each_show_their_status(reader: "Reader", language: str) -> None:
    card = answers.axis("housing", selected(language)).card("HAB-09")
    assert card is not None
    assert card.standing is not None
    assert card.gap_standing is not None
    level, gap = card.standing.status, card.gap_standing.status
    assert (level, gap) == ("limited", "acceleration")
    reader.link(indicator="HAB-09", lang=language, table="1").open("housing")
    assert reader.errors == []
    signs = {status: f'<span aria-hidden="true">{STATUS_SIGNS[status].shape}</span> ' for status in (level, gap)}
    title = reader.markup.split('<p class="cq-sub">')[1].split("</p>")[0]
    named = html.escape(text("axis.gap_status", language))
    on_level, on_gap = title.split(named)
    for part, status in ((on_level, level), (on_gap, gap)):
        assert signs[status] + text(f"status.{status}", language) in part
        assert f"color:{STATUS_SIGNS[status].light}" in part
    button = reader.markup.split('data-card="HAB-09"')[1].split("</button>")[0]
    goal = text("progress.target_gap", language, value="").strip()
    said = [note for note in button.split('<span class="cq-card-note">') if goal in note]
    assert len(said) == 1
    assert signs[gap] in said[0]
    assert any(signs[level] in note for note in button.split('<span class="cq-card-note">') if note not in said)
    table = next(t.value for t in reader.app.dataframe if text("table.gap_status", language) in t.value.columns)
    for column, status in (("status", level), ("gap_status", gap)):
        words = [word for word in table[text(f"table.{column}", language)] if word]
        assert words == [text(f"status.{status}", language)]


def test_one_target_has_one_status(reader: "Reader") -> None:
    card = answers.axis("employment", selected()).card("EMP-07")
    assert card is not None
    assert card.target is not None
    assert card.gap_judged is None
    reader.link(indicator="EMP-07", table="1").open("employment")
    assert (
        html.escape(text("axis.gap_status", "fr")) not in reader.markup.split('<p class="cq-sub">')[1].split("</p>")[0]
    )
    assert not [t for t in reader.app.dataframe if text("table.gap_status", "fr") in t.value.columns]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("indicator", ["TRA-01", "EDU-20", "EMP-03"])
def test_the_table_of_a_spread_holds_its_boxes(reader: "Reader", indicator: str, language: str) -> None:
    reader.link(indicator=indicator, lang=language)
    reader.app.session_state["spread-table"] = True
    reader.open("indicator")
    assert reader.errors == []
    shown = reader.app.dataframe[-1].value
    sheet = answers.indicator_sheet(indicator, selected(language))
    drawn = ranking.distribution(sheet.indicator, sheet.everywhere, None, {}, language, False)
    decimals = sheet.indicator.decimals
    medians = [s["y0"] for s in drawn["layout"]["shapes"] if s["type"] == "line"]
    unit = sheet.indicator.unit.symbol.in_language(language)
    heading = text("table.median", language) + (f" ({unit})" if unit else "")
    assert list(shown[heading]) == pytest.approx(medians, abs=0.5 * 10**-decimals + 1e-9)
    assert sum(shown[text("table.count", language)]) == len(drawn["data"][0]["y"])
    assert f"csv-{indicator}-spread" in [button.key for button in reader.app.get("download_button")]


def test_the_table_of_schools_names_none(reader: "Reader") -> None:
    reader.link(indicator="EDU-20")
    reader.app.session_state["spread-table"] = True
    words = reader.open("indicator").words
    assert text("table.third_quartile", "fr") in words
    schools = {t.name for t in answers.catalogue(database.identity()).territories.values() if t.level == "school"}
    assert not [name for name in schools if name in words]


def test_a_spread_leaves_out_what_is_hidden_and_has_no_quartile_of_few() -> None:
    known = answers.catalogue(database.identity())
    one = known.indicators["TRA-01"]
    when = answers.indicator_sheet("TRA-01", selected()).everywhere[0].points[0].period
    places = [
        Series(one.indicator, f"T{n}", (Point(when, float(n), "secret" if n == 9 else "published", "", None, origin),))
        for n, origin in ((1, "official"), (2, "demo"), (4, "official"), (9, "official"))
    ]
    (found,) = spreads(places)
    assert (found.count, found.low, found.median, found.high) == (3, 1.0, 2.0, 4.0)
    table = tables.spread_table(one, [found], None, known, "fr")
    assert table.iloc[0].isna().sum() == 2
    assert table.iloc[0, -1] == "démonstration, officielle"
    assert 9.0 not in table.iloc[0].tolist()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_small_charts_says_latest_figure_and_status(reader: "Reader", language: str) -> None:
    reader.link(multiples="1", territories="QP094027", lang=language).open("employment")
    view = answers.axis("employment", selected(language))
    known = [card for card in view.cards if card.known]
    place = answers.catalogue(database.identity()).territory_label("QP094027", language)
    shown = rows(reader.markup, text("axis.multiples_latest", language, name=place))
    assert len(shown) == len(known) > 10
    for card, (name, value, _, _, status) in zip(known, shown, strict=True):
        one = card.indicator
        assert name.startswith(one.short_name.in_language(language))
        assert card.series.latest is not None and card.series.latest.value is not None
        told = amount(card.series.latest.value, one.decimals, one.unit.symbol.in_language(language), language)
        assert value == f"{told} {QUALITY_SIGNS.get(card.series.latest.status, '')}".strip()
        assert status.endswith(text(f"status.{card.status}", language)) if card.has_status else status == ""
    chart = next(chart for chart in reader.app.get("plotly_chart") if chart.key == "multiples-chart")
    assert chart.proto.alt == text("axis.multiples_alt", language, count=len(known), name=place)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_of_one_neighbourhood_has_a_table(reader: "Reader", language: str) -> None:
    reader.link(lang=language).open("overview")
    *counts, assessed, share = rows(reader.markup, text("overview.map", language))
    (whole,) = (row.whole for row in answers.status_matrix(selected(language)))
    assert [int(value) for _, value in counts] == [whole.counts[status] for status in STATUSES[:-1]]
    assert int(assessed[1]) == whole.known == sum(int(value) for _, value in counts)
    good = 100 * (whole.counts["met"] + whole.counts["on_track"]) / whole.known
    assert share[1].startswith(number(good, 0, language))


def test_the_map_of_several_neighbourhoods_has_the_comparison_for_a_table(reader: "Reader") -> None:
    reader.link(contract="gpsea").open("overview")
    assert len(rows(reader.markup, text("overview.matrix", "fr"))) > 2
    assert f'aria-label="{text("overview.map", "fr")}"' not in reader.markup


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("compact", [False, True])
def test_the_origin_of_a_target_is_told_apart_from_that_of_the_figure(language: str, compact: bool) -> None:
    """An official figure beside a made-up target: neither speaks for the other, on the screen as in the files."""
    chosen = selected(language)
    known = answers.catalogue(database.identity())
    view = answers.axis("employment", chosen)
    card = view.card("DE-ABC")
    assert card is not None and card.target is not None and card.target.origin == "demo"
    table = tables.trajectory_table(answers.trajectory(card, chosen, view.series), known, language, compact)
    of_figure, of_target = text("table.origin", language), text("table.target_origin", language)
    value = next(head for head in table.columns if head.startswith(text("table.value", language)))
    key = "table.short.target" if compact else "table.target"
    target = next(head for head in table.columns if head.startswith(text(key, language)))
    own = table[table[text("table.territory", language)] == known.territory_label(card.bearer, language)]
    assert (own[target].notna() & own[value].notna()).any() and (own[target].notna() & own[value].isna()).any()
    for _, row in own.iterrows():
        measured = not math.isnan(row[value]) or row.get(text("table.sign", language))
        assert row[of_figure] == (text("origin.official", language) if measured else "")
        # A year may have nothing but what the target was before an amendment.
        assert row[of_target] == text("origin.demo", language) or math.isnan(row[target])
    csv = exports.csv_bytes(table, language, card.indicator.decimals).decode("utf-8-sig")
    assert of_target in csv.splitlines()[0]
    plain = tables.series_table(card.indicator, [card.series], {}, known, language)
    assert of_target not in plain.columns


def test_the_table_of_a_map_is_of_the_year_that_the_link_asks_for(reader: "Reader") -> None:
    reader.link(indicator="DE-ABC", map_year="2020", table="1").open("employment")
    assert text("map.title_when", "fr", when="31 décembre 2020") in reader.words
    mapped = reader.app.dataframe[1].value
    assert set(mapped[text("table.period", "fr")]) == {"31 décembre 2020"}
    view = answers.map_view("DE-ABC", 2020, selected())
    assert view is not None
    known = sorted(r.value for r in view.readings if r.value is not None)
    assert sorted(v for v in mapped[text("table.value", "fr")] if not math.isnan(v)) == known


def test_a_map_that_counts_statuses_of_made_up_targets_has_their_mark(reader: "Reader") -> None:
    heading = f'<h2>{text("map.title_when", "fr", when="31 décembre 2021")}<span class="cq-tag cq-tag-demo">'
    reader.link(indicator="DE-ABC").open("employment")
    assert f"{heading}{text('figure.demo_target', 'fr')}</span>" in reader.markup
