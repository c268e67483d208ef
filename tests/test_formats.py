"""Numbers, differences and dates as a French or an English reader writes them."""

from datetime import date

import pytest
from babel.numbers import format_decimal
from hypothesis import example, given, settings
from hypothesis import strategies as some

from observatory import formats

NARROW, WIDE, MINUS = "\u202f", "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("value", "decimals", "language", "expected"),
    [
        (15100, 0, "fr", f"15{NARROW}100"),
        (15100, 0, "en", "15,100"),
        (1234567.891, 1, "fr", f"1{NARROW}234{NARROW}567,9"),
        (1234567.891, 2, "en", "1,234,567.89"),
        (12.4, 1, "fr", "12,4"),
        (12, 1, "fr", "12,0"),
        (-3.25, 1, "fr", f"{MINUS}3,2"),
        (0.0123, 2, "fr", "0,01"),
        (0, 0, "fr", "0"),
        (999, 0, "fr", "999"),
        (9999, 0, "fr", f"9{NARROW}999"),
        (-0.0, 0, "fr", "0"),
        (-0.04, 1, "fr", "0,0"),
        (-0.004, 2, "en", "0.00"),
        (-0.06, 1, "fr", f"{MINUS}0,1"),
    ],
)
def test_number(value: float, decimals: int, language: str, expected: str) -> None:
    assert formats.number(value, decimals, language) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "symbol", "language", "expected"),
    [
        (12.4, 1, "%", "fr", f"12,4{WIDE}%"),
        (12.4, 1, "%", "en", "12.4%"),
        (3.79, 2, "‰", "fr", f"3,79{WIDE}‰"),
        (3.79, 2, "‰", "en", "3.79‰"),
        (15100, 0, "€", "fr", f"15{NARROW}100{WIDE}€"),
        (5.4, 2, "€/m²", "fr", f"5,40{WIDE}€/m²"),
        (1438, 0, "", "fr", f"1{NARROW}438"),
    ],
)
def test_amount(value: float, decimals: int, symbol: str, language: str, expected: str) -> None:
    assert formats.amount(value, decimals, symbol, language) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "symbol", "language", "expected"),
    [
        (-106, 0, "", "fr", f"{MINUS}106"),
        (45, 0, "", "fr", "+45"),
        (1450, 0, "€", "fr", f"+1{NARROW}450{WIDE}€"),
        (1.2, 1, "points", "fr", f"+1,2{WIDE}point"),
        (-1.9, 1, "points", "fr", f"{MINUS}1,9{WIDE}point"),
        (2, 1, "points", "fr", f"+2,0{WIDE}points"),
        (-2.7, 1, "points", "fr", f"{MINUS}2,7{WIDE}points"),
        (1.2, 1, "points", "en", f"+1.2{WIDE}points"),
        (1, 1, "points", "en", f"+1.0{WIDE}point"),
        (0.04, 1, "points", "fr", f"0,0{WIDE}point"),
        (-0.04, 1, "points", "fr", f"0,0{WIDE}point"),
        (0, 0, "", "fr", "0"),
        (1.96, 1, "points", "fr", f"+2,0{WIDE}points"),
    ],
)
def test_difference(value: float, decimals: int, symbol: str, language: str, expected: str) -> None:
    """Points, never per cent; a difference that rounds to nothing carries no sign; French counts from two."""
    assert formats.difference(value, decimals, symbol, language) == expected


@pytest.mark.parametrize(
    ("value", "kind", "language", "long", "short"),
    [
        (date(2021, 12, 31), "date", "fr", "31 décembre 2021", "déc. 2021"),
        (date(2021, 12, 31), "date", "en", "31 December 2021", "Dec 2021"),
        (date(2018, 1, 1), "census", "fr", "1er janvier 2018", "janv. 2018"),
        (date(2018, 1, 1), "census", "en", "1 January 2018", "Jan 2018"),
        (date(2018, 12, 31), "year", "fr", "2018", "2018"),
        (date(2022, 9, 1), "school_year", "fr", "rentrée 2022", "rentrée 2022"),
        (date(2022, 9, 1), "school_year", "en", "autumn 2022", "autumn 2022"),
        (date(2022, 8, 21), "date", "fr", "21 août 2022", "août 2022"),
        (date(2022, 8, 11), "date", "fr", "11 août 2022", "août 2022"),
    ],
)
def test_period(value: date, kind: str, language: str, long: str, short: str) -> None:
    assert formats.period(value, kind, language) == long
    assert formats.short_period(value, kind, language) == short


def test_plotly_gets_the_same_signs() -> None:
    assert {"fr": f",{NARROW}", "en": ".,"} == formats.SEPARATORS


@settings(max_examples=1_000)
@given(
    some.one_of(
        some.floats(-1e12, 1e12),
        some.integers(-(10**12), 10**12),
        some.integers(-(10**7), 10**7).map(lambda n: n / 1000),
        some.decimals(-(10**9), 10**9, places=3),
    ),
    some.integers(0, 6),
    some.sampled_from(["fr", "en"]),
)
@example(0.125, 2, "fr")
@example(2.675, 2, "fr")
@example(-1234567.5, 0, "fr")
@example(1e-7, 1, "en")
def test_numbers_are_written_as_babel_writes_them(value: float, decimals: int, language: str) -> None:
    body = "#,##0" + ("." + "0" * decimals if decimals else "")
    for sign, pattern in (("", f"{body};{MINUS}{body}"), ("+", f"+{body};{MINUS}{body}")):
        assert formats._written(value, decimals, language, sign) == format_decimal(value, pattern, locale=language)


@settings(max_examples=1_000)
@given(
    some.lists(
        some.one_of(
            some.floats(allow_nan=False, allow_infinity=False),
            some.floats(-1e6, 1e6),
            some.integers(-(10**12), 10**12),
            some.integers(-(10**7), 10**7).map(lambda n: n / 1000),
        )
    ),
    some.integers(0, 6),
    some.sampled_from(["fr", "en"]),
)
@example([0.125, 2.675, 0.375, -0.0, -0.004, -0.006, 1e-7], 2, "fr")
@example([-1234567.5, 0.5, 1.5, 2.5, 99999999999.5, 1e300], 0, "en")
def test_many_numbers_are_written_as_one_is(values: list[float], decimals: int, language: str) -> None:
    assert formats.numbers(values, decimals, language) == [formats.number(v, decimals, language) for v in values]


@given(some.floats(-1e9, 1e9), some.integers(0, 3))
def test_a_french_number_reads_back(value: float, decimals: int) -> None:
    said = formats.number(value, decimals, "fr")
    read = float(said.replace(NARROW, "").replace(",", ".").replace(MINUS, "-"))
    assert abs(read - value) <= 0.5 * 10.0**-decimals + 1e-6
    assert "." not in said and "-" not in said and " " not in said


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_a_negative_zero_shown_before_does_not_mark_a_zero_shown_after(decimals: int) -> None:
    formats.number.cache_clear()
    before = formats.number(-0.0, decimals, "fr")
    assert before == formats.difference(0.0, decimals, "", "fr") == formats.difference(-0.0, decimals, "", "fr")
    assert before[0] == "0"


@given(some.floats(-1e6, 1e6), some.integers(0, 2), some.sampled_from(["fr", "en"]))
@example(0.0, 0, "fr")
@example(-0.0, 0, "fr")
@example(-0.4, 0, "en")
def test_the_sign_of_a_difference_is_that_of_what_is_shown(value: float, decimals: int, language: str) -> None:
    said = formats.difference(value, decimals, "", language)
    rounded = round(value, decimals)
    assert said[0] == ("+" if rounded > 0 else MINUS if rounded < 0 else "0")
