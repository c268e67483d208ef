"""The formulae of the method page: every number printed in an example is found again from the figures of the database, by another way."""

import html
import re
import string
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest
from scipy import stats

from observatory import answers, config, database, formulae
from observatory.formats import period
from observatory.progress import Standing
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.formulae import NAMES

if TYPE_CHECKING:
    from tests.pages.conftest import Reader

both = pytest.mark.parametrize("language", ["fr", "en"])
Z = stats.norm.ppf(0.975)


def examples(language: str) -> answers.FormulaExamples:
    selection = Selection(
        "chennevieres", ("QP094027",), "COM94019", 2010, 2024, language, False, True, database.identity()
    )
    return answers.formula_examples(selection)


def spoken(reader: "Reader", language: str, name: str) -> str:
    """The words of one formula on the page."""
    title = html.escape(text(f"method.formula.{name}.title", language))
    found = reader.markup.split(f">{title}</h3>")[1].split("</table>")[0]
    return html.unescape(re.sub(r"<[^>]*>", " ", found))


def example(reader: "Reader", language: str, name: str, standing: Standing) -> str:
    """The worked numbers of one formula, after what they are about."""
    cells = spoken(reader, language, name).split(text("method.formula.example", language))[-1]
    when = period(standing.current_period, "date", language)
    return cells.split(when, 1)[1].split(text("method.formula.source", language))[0].lstrip(" \u00a0:")


def parts(said: str, key: str, language: str) -> dict[str, str]:
    """What fills the places of a sentence of the catalogue."""
    template, pattern = text(key, language), ""
    for literal, name, _, _ in string.Formatter().parse(template):
        pattern += re.escape(literal) + (
            f"(?P<{name}>.+?)" if name and f"<{name}>" not in pattern else f"(?P={name})" if name else ""
        )
    found = re.match(pattern + r"(?=\s|$)", said)
    assert found is not None, (pattern, said)
    return found.groupdict()


def number(said: str, language: str) -> float:
    """A printed number without its unit."""
    plain = said.replace("\u202f", "") if language == "fr" else said.replace(",", "")
    found = re.search(r"[−+]?\d+([.,]\d+)?", plain)
    assert found is not None, said
    return float(found[0].replace("−", "-").replace(",", "."))


def is_printed(said: str, value: float, language: str) -> bool:
    """Whether a printed number is `value`, rounded to the digits printed."""
    digits = re.search(r"[.,](\d+)(?=\D*$)", said if language == "fr" else re.sub(r",(?=\d{3})", "", said))
    return abs(number(said, language) - value) <= 0.5 * 10.0 ** -(len(digits[1]) if digits else 0) + 1e-9


def known(indicator: str, territory: str) -> dict[date, tuple[float, float | None]]:
    """Values and denominators in force, by period."""
    with duckdb.connect(config.settings().database.as_posix(), read_only=True) as connection:
        rows = connection.execute(
            "SELECT period, value, denominator FROM figure WHERE indicator = ? AND territory = ? AND value IS NOT NULL",
            [indicator, territory],
        ).fetchall()
    return {of: (value, count) for of, value, count in rows}


def score(value: float, count: float) -> tuple[float, float]:
    """Wilson's bounds in per cent: the shares whose distance from the one observed is z standard errors, as roots."""
    p = value / 100
    low, high = sorted(np.roots([1 + Z**2 / count, -(2 * p + Z**2 / count), p**2]).real)
    return 100 * low, 100 * high


@both
def test_every_formula_is_there_with_its_source(language: str, reader: "Reader") -> None:
    reader.link(lang=language).open("method")
    assert reader.errors == []
    for name in NAMES:
        said = spoken(reader, language, name)
        for part in ("rule", "source"):
            assert text(f"method.formula.{name}.{part}", language) in said
        assert text("method.formula.none", language) not in said


@both
def test_the_interval_of_a_share(language: str, reader: "Reader") -> None:
    card, _ = examples(language).share or pytest.fail("no share")
    value, count = known(card.indicator.indicator, card.bearer)[card.standing.current_period]
    said = parts(
        example(reader.link(lang=language).open("method"), language, "wilson", card.standing),
        "method.formula.wilson.example",
        language,
    )
    low, high = score(value, count)
    for name, right in (("value", value), ("count", count), ("low", low), ("high", high)):
        assert is_printed(said[name], right, language), (name, said[name], right)
    assert is_printed(said["centre"], (low + high) / 2, language)
    assert is_printed(said["half"], (high - low) / 2, language)
    by_hand = number(said["centre"], language) - number(said["half"], language)
    assert is_printed(said["low"], by_hand, language)
    table = example(reader, language, "significance", card.standing)
    then = known(card.indicator.indicator, card.bearer)[card.standing.baseline_period]
    low_then, high_then = score(*then)
    apart = low > high_then or high < low_then
    said = parts(table, f"method.formula.significance.example.{'yes' if apart else 'no'}", language)
    for name, right in (("low_then", low_then), ("high_then", high_then), ("low_now", low), ("high_now", high)):
        assert is_printed(said[name], right, language), (name, said[name], right)


@both
def test_the_interval_of_a_gap(language: str, reader: "Reader") -> None:
    card, _ = examples(language).gap or pytest.fail("no gap")
    standing = card.gap_standing
    code, now = card.indicator.indicator, standing.current_period
    here, there = known(code, card.bearer)[now], known(code, standing.reference)[now]
    said = parts(
        example(reader.link(lang=language).open("method"), language, "newcombe", standing),
        "method.formula.newcombe.example",
        language,
    )
    (low, high), (low_there, high_there) = score(*here), score(*there)
    gap = here[0] - there[0]
    below = gap - np.hypot(here[0] - low, high_there - there[0])
    above = gap + np.hypot(high - here[0], there[0] - low_there)
    expected = {
        "here": here[0],
        "here_low": low,
        "here_high": high,
        "here_count": here[1],
        "there": there[0],
        "there_low": low_there,
        "there_high": high_there,
        "there_count": there[1],
        "gap": gap,
        "low": below,
        "high": above,
    }
    for name, right in expected.items():
        assert is_printed(said[name], right, language), (name, said[name], right)
    at = {name: number(one, language) for name, one in said.items() if name != "reference"}
    by_hand = at["here"] - at["there"] - np.hypot(at["here"] - at["here_low"], at["there_high"] - at["there"])
    assert is_printed(said["low"], by_hand, language)


@both
def test_the_landing_and_the_chances(language: str, reader: "Reader") -> None:
    card, _ = examples(language).landing or pytest.fail("no landing")
    standing = card.standing
    values = known(card.indicator.indicator, card.bearer)
    reader.link(lang=language).open("method")
    said = parts(example(reader, language, "landing", standing), "method.formula.landing.example", language)
    since, deadline = standing.current_period, standing.deadline
    kept = sorted(p for p in values if p <= since)[
        -len(said["figures"].split(text("charts.list_separator", language))) :
    ]
    assert len(kept) == standing.trend_points_count
    # These figures are all of 31 December, whole years apart.
    assert {(p.month, p.day) for p in (*kept, deadline)} == {(12, 31)}
    years = np.array([p.year - since.year for p in kept], dtype=float)
    figures = np.array([values[p][0] for p in kept])
    line = stats.linregress(years, figures)
    left = deadline.year - since.year
    deviation = np.sqrt(np.sum((figures - line.intercept - line.slope * years) ** 2) / (len(kept) - 2))
    # The covariance of the line's two numbers gives the error of a prediction another way.
    matrix = np.column_stack([np.ones_like(years), years])
    ahead = np.array([1.0, left])
    error = deviation * np.sqrt(1 + ahead @ np.linalg.inv(matrix.T @ matrix) @ ahead)
    reach = stats.t.ppf(0.9, len(kept) - 2)
    value = line.intercept + line.slope * left
    expected = {
        "level": line.intercept,
        "slope": line.slope,
        "left": left,
        "mean": years.mean(),
        "spread": years.var() * len(kept),
        "deviation": deviation,
        "value": value,
        "error": error,
        "t": reach,
        "low": value - reach * error,
        "high": value + reach * error,
    }
    for name, right in expected.items():
        assert is_printed(said[name], right, language), (name, said[name], right)
    for one, right in zip(said["figures"].split(text("charts.list_separator", language)), figures, strict=True):
        assert is_printed(re.split(r"\s\(", one)[0], right, language)
    at = {name: number(one, language) for name, one in said.items() if name != "figures"}
    assert is_printed(said["value"], at["level"] + at["slope"] * at["left"], language)
    assert is_printed(said["low"], at["value"] - at["t"] * at["error"], language)

    sign = 1 if card.indicator.direction == "up" else -1
    key = f"method.formula.chance.example.{card.indicator.direction}"
    said = parts(example(reader, language, "chance", standing), key, language)
    distance = sign * (value - standing.target_value) / error
    assert is_printed(said["distance"], distance, language)
    assert is_printed(said["probability"], 100 * stats.t.cdf(distance, len(kept) - 2), language)
    assert number(said["freedom"], language) == len(kept) - 2


@both
def test_what_is_left_a_year(language: str, reader: "Reader") -> None:
    card, _ = examples(language).distance or pytest.fail("no distance")
    standing = card.standing
    said = parts(
        example(reader.link(lang=language).open("method"), language, "needed", standing),
        "method.formula.needed.example_recent",
        language,
    )
    current = known(card.indicator.indicator, card.bearer)[standing.current_period][0]
    left = standing.deadline.year - standing.current_period.year
    needed = (standing.target_value - current) / left
    assert number(said["months"], language) == 12 * left
    assert is_printed(said["needed"], needed, language)
    by_hand = (
        (number(said["target"], language) - number(said["current"], language)) * 12 / number(said["months"], language)
    )
    assert is_printed(said["needed"], by_hand, language)


@pytest.mark.parametrize("freedom", [1, 2, 3])
def test_students_law(freedom: int) -> None:
    assert formulae.STUDENT_90[freedom] == pytest.approx(stats.t.ppf(0.9, freedom), abs=5e-7)
    for distance in (-4.2, -0.5, 0.0, 1.3, 8.0):
        assert formulae.student(distance, freedom) == pytest.approx(stats.t.cdf(distance, freedom), abs=1e-12)


def test_without_figures_the_formulae_stay_and_say_so(reader: "Reader", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    reader.link(lang="fr").open("method")
    assert reader.errors == []
    assert text("method.formula.none", "fr") in spoken(reader, "fr", "landing")
    assert text("method.formula.landing.rule", "fr") in spoken(reader, "fr", "landing")


def test_an_example_on_figures_alone_bears_no_mark_of_its_target(reader: "Reader") -> None:
    card, _ = examples("fr").share or pytest.fail("no share")
    assert card.has_demo_target
    assert not card.is_demo
    reader.link(lang="fr").open("method")
    mark = text("figure.demo_target", "fr")
    assert mark not in spoken(reader, "fr", "wilson")
    assert mark in spoken(reader, "fr", "needed")
