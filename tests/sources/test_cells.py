"""Numbers in every official spelling, signs of absence, and text that is neither."""

from decimal import Decimal

import pytest

from observatory.sources.cells import parse, written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 303", "12303"),
        ("5\u202f019\u202f573", "5019573"),
        ("13\u00a0770", "13770"),
        ("1\u2009234,5", "1234.5"),
        ("51,4", "51.4"),
        ("307.0", "307"),
        ("-10,4", "-10.4"),
        ("\u221210,4", "-10.4"),
        ("7,83177350511023e-03", "0.00783177350511023"),
        ("3,31814676318672e+00", "3.31814676318672"),
        (",5", "0.5"),
        (" 42 ", "42"),
        ("34,7 %", "34.7"),
        ("0", "0"),
    ],
)
def test_a_number_keeps_its_exact_value(text: str, expected: str) -> None:
    cell = parse(text)
    assert cell is not None
    assert cell.value == Decimal(expected)
    assert cell.status == "published"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("s", "secret"), ("S", "secret"), ("ns", "not_significant"), ("nd", "not_available"), ("so", "not_applicable"),
        ("///", "not_applicable"), ("NA", "not_available"), ("n.d.", "not_available"), ("", "empty"), ("\u00a0", "empty"),
    ],
)  # fmt: skip
def test_a_sign_says_why_there_is_no_number(text: str, status: str) -> None:
    cell = parse(text)
    assert cell is not None
    assert cell.value is None
    assert cell.status == status


@pytest.mark.parametrize(("text", "status"), [("12,3 (p)", "provisional"), ("12,3 e", "estimated")])
def test_a_letter_after_a_number_is_its_quality(text: str, status: str) -> None:
    cell = parse(text)
    assert cell is not None
    assert cell.value == Decimal("12.3")
    assert cell.status == status


@pytest.mark.parametrize(
    "text",
    ["douze", "1,2,3", "1.234,5", "12 30", "1 2345", "1e400", "0x10", "=A1", "9" * 60, "12-13", "--1", ",", "e5"],
)
def test_text_that_is_no_number_is_not_guessed(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1.50", "1,5"),
        ("307.0", "307"),
        ("0.00783177350511023", "0,00783177350511023"),
        ("-0.0", "0"),
        ("1E+3", "1000"),
    ],
)
def test_numbers_are_written_with_a_comma_and_all_their_digits(number: str, text: str) -> None:
    assert written(Decimal(number)) == text


def test_nothing_is_written_as_nothing() -> None:
    assert written(None) == ""
