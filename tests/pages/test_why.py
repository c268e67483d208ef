"""The proof of a status: what its steps print gives, by hand, what they say."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from pathlib import Path

import duckdb
import pytest

from observatory import answers, database
from observatory.answers.axis_view import Card
from observatory.answers.judged import _standing
from observatory.formats import day, period
from observatory.progress import Standing
from observatory.selection import Selection
from observatory.series import Target
from observatory.texts import text
from observatory.ui.why import steps, why
from observatory.workings import THRESHOLDS, months, reached

both = pytest.mark.parametrize("language", ["fr", "en"])
BY_PACE = ("degradation", "limited", "acceleration", "on_track")
"""Statuses by the number of thresholds that a pace has reached."""


def selection(contract: str, language: str) -> Selection:
    release = database.identity()
    signed = answers.catalogue(release).contracts[contract]
    return Selection(contract, signed.territories, signed.reference, 2010, 2024, language, False, True, release)


def judged(condition: str) -> Iterator[tuple[str, Standing]]:
    """Rows of the bundle's judgement, each with its contract."""
    for contract in ("chennevieres", "gpsea"):
        places = answers.catalogue(database.identity()).contracts[contract].territories
        wider = {code for place in places for code in answers.catalogue(database.identity()).ancestors(place)}
        for row in database.ask("progress_published", contract=contract, territories=[*places, *wider]):
            standing = _standing(row)
            if condition == "any" or (standing.pace is not None and standing.status in BY_PACE):
                yield contract, standing


def said(
    standing: Standing, language: str, contract: str = "chennevieres", target: Target | None = None
) -> dict[str, str]:
    """The steps of a standing by the name of each, as words; of a gap without the place compared with."""
    chosen = selection(contract, language)
    known = answers.catalogue(chosen.release)
    found = steps(known.indicators[standing.indicator], standing, target, known, chosen)
    return {name.split(" · ")[0]: html.unescape(re.sub(r"<[^>]*>", "", one)) for name, one in found}


def terms(sentence: str, language: str) -> list[str]:
    """What a step puts equal, in signs that a calculator takes: units and spaces left out."""
    sentence = sentence.replace(",", ".") if language == "fr" else re.sub(r"(?<=\d),(?=\d{3})", "", sentence)
    signs = str.maketrans({"−": "-", "÷": "/"})
    whole = re.sub(r"pour 1\W?000 hab\.|per 1000 inhab\.|pour 100|per 100", "", sentence.replace("\u202f", ""))
    return [re.sub(r"[^\d.()+*/-]", "", part) for part in whole.translate(signs).split(" = ")]


def worked_out(formula: str) -> Decimal:
    """The value of a formula of numbers, as a calculator gives it."""
    exact = re.sub(r"\d+(\.\d+)?", lambda found: f"Decimal('{found[0]}')", formula)
    with localcontext(prec=28):
        return Decimal(eval(exact, {"Decimal": Decimal}))


def agrees(by_hand: Decimal, printed: str) -> bool:
    """Whether a result is the printed one once rounded to as many decimals."""
    decimals = len(printed.partition(".")[2])
    return abs(by_hand - Decimal(printed)) <= Decimal(5).scaleb(-decimals - 1)


@both
def test_the_printed_numbers_give_the_printed_status(language: str, built: Path) -> None:
    """For every status by pace of the bundle: TA, e and R by hand from what is printed, and the status from R."""
    seen = 0
    for contract, standing in judged("pace"):
        name = (standing.indicator, standing.territory, standing.measure)
        words = said(standing, language, contract)
        *_, advancement, ratio = terms(words[text("why.advancement", language)], language)
        assert agrees(100 * worked_out(advancement), ratio), name
        *_, lasted, elapsed = terms(words[text("why.elapsed", language)], language)
        assert agrees(100 * worked_out(lasted), elapsed), name
        *_, paced, pace = terms(words[text("why.pace", language)], language)
        assert agrees(worked_out(paced), pace), name
        if standing.milestone_value is None:
            assert paced == f"{ratio}/{elapsed}", name
        assert BY_PACE[sum(Decimal(pace) >= Decimal(str(one)) for one in THRESHOLDS)] == standing.status, name
        seen += 1
    with duckdb.connect(str(built), read_only=True) as connection:
        condition = " OR ".join(f"status = '{status}'" for status in BY_PACE)
        rows = connection.execute(f"SELECT count(*) FROM progress WHERE pace IS NOT NULL AND ({condition})").fetchone()
    assert rows == (seen,) and seen > 80


@pytest.fixture
def standing(built: Path) -> Standing:
    """Young people among job seekers of the Bois l’Abbé, judged by a milestone."""
    return next(s for _, s in judged("pace") if (s.indicator, s.territory) == ("EMP-30", "QP094027"))


@both
@pytest.mark.parametrize("year", [2020, 2021])
def test_past_the_deadline_the_whole_distance_is_due(year: int, language: str, standing: Standing) -> None:
    """The build divides by e up to 1; the panel says so where e is beyond."""
    late = replace(
        standing, milestone_value=None, pace_kind="linear", deadline=date(year, 12, 31), elapsed_ratio=5 / (year - 2016),
        pace=standing.advancement_ratio,
    )  # fmt: skip
    words = said(late, language)
    *_, ratio = terms(words[text("why.advancement", language)], language)
    _, formula, paced, pace = terms(words[text("why.pace", language)], language)
    assert ("min(e, 1)" in words[text("why.pace", language)]) == (year == 2020)
    assert formula and paced.partition("/")[0] == ratio
    assert Decimal(paced.partition("/")[2]) == 100
    assert agrees(worked_out(paced), pace)


@both
def test_a_milestone_is_said_to_be_used_or_not(language: str, standing: Standing) -> None:
    when = date(2021, 12, 31)
    target = Target("EMP-30", "QP094027", "level", "", date(2016, 12, 31), standing.baseline_value, date(2024, 12, 31), 14.0,
                    ((when, 15.2),), 0, "demo")  # fmt: skip
    name = text("why.milestone", language)
    used = said(standing, language, target=target)[name]
    backwards = replace(target, milestones=((when, 18.0),))
    ignored = said(replace(standing, milestone_value=None, pace_kind="linear"), language, target=backwards)[name]
    assert used.startswith("15,2" if language == "fr" else "15.2")
    assert ignored.startswith("18,0" if language == "fr" else "18.0")
    assert used.partition(":")[2] != ignored.partition(":")[2]
    assert name not in said(standing, language, target=replace(target, milestones=()))


@pytest.mark.parametrize(
    ("pace", "printed"),
    [
        (0.95, "0,95"),
        (0.9499999999, "0,95"),
        (0.949, "0,949"),
        (0.94996, "0,94996"),
        (0.5999, "0,5999"),
        (0.595238, "0,595"),
        (-0.0004, "−0,0004"),
        (0.0004, "0,00"),
    ],
)
def test_a_pace_is_printed_on_its_side_of_each_threshold(pace: float, printed: str, standing: Standing) -> None:
    """The baseline, the target and the dates are those that give this pace; nothing else decides its decimals."""
    made = replace(
        standing, baseline_value=0.0, target_value=100.0, current_value=100 * pace, advancement_ratio=pace, elapsed_ratio=1.0,
        deadline=standing.current_period, milestone_value=None, pace_kind="linear", pace=pace,
    )  # fmt: skip
    assert said(made, "fr")[text("why.pace", "fr")].endswith(f"= {printed}")


def test_thresholds_are_those_of_the_build(built: Path) -> None:
    formula = (Path(__file__).resolve().parents[2] / "queries" / "build" / "70_formula.sql").read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute(formula)
        for pace in (2.0, 0.95, 0.9499, 0.6, 0.5999, 0.0, -0.0001, 0.95 - 1e-10, 0.6 - 1e-10):
            (status,) = connection.execute("SELECT progress_pace_status($1)", [pace]).fetchone() or ("",)
            assert BY_PACE[reached(pace)] == status


@pytest.mark.parametrize(
    ("when", "years"), [(date(2016, 12, 31), 2016), (date(2015, 9, 1), 2015), (date(2024, 2, 29), 2024)]
)
def test_months_are_those_of_the_build(when: date, years: int, built: Path) -> None:
    formula = (Path(__file__).resolve().parents[2] / "queries" / "build" / "70_formula.sql").read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute(formula)
        found = connection.execute("SELECT 12 * (progress_years($1::DATE) - $2)", [when, years]).fetchone()
    assert months(date(years, 1, 1), when) == pytest.approx((found or (None,))[0], abs=1e-9)


def panel(card: Card, chosen: Selection, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the proof of a card prints, as words by the name of each row."""
    drawn: list[str] = []
    monkeypatch.setattr("observatory.ui.why.block", drawn.append)
    why(card, chosen)
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>', "".join(drawn))
    return {html.unescape(name): html.unescape(re.sub(r"<[^>]*>", "", one)) for name, one in rows}


def cards(contract: str, language: str) -> Iterator[tuple[Card, Selection]]:
    chosen = selection(contract, language)
    for place in chosen.territories:
        one = replace(chosen, territories=(place,))
        for view in (*answers.axes(one), answers.axis("transversal", one)):
            yield from ((card, one) for card in view.cards)


@both
@pytest.mark.parametrize("contract", ["chennevieres", "gpsea"])
def test_a_gap_shows_the_two_figures_it_is_made_of(
    contract: str, language: str, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = 0
    for card, chosen in cards(contract, language):
        standing = card.gap_standing
        if standing is None or standing.current_value is None or standing.current_period is None:
            continue
        name = answers.catalogue(chosen.release).territory_label(standing.reference, language)
        words = panel(card, chosen, monkeypatch)
        made = words[f"{text('why.value', language)} · {text('why.gap', language, name=name)}"]
        formula, gap = terms(made, language)
        assert agrees(worked_out(formula), gap), (card.indicator.indicator, card.bearer)
        assert Decimal(gap) == pytest.approx(Decimal(str(standing.current_value)), abs=Decimal("0.001"))
        when = period(standing.current_period, card.indicator.period_kind, language)
        assert f", {when}, {name}" in words[f"{text('why.value', language)} · {name}"]
        proof = answers.proof(card.indicator.indicator, standing.reference, standing.current_period)
        assert proof is not None
        file = f"{text('why.file', language)} · {name}"
        assert (file in words) == bool(proof.file)
        if proof.file:
            assert words[file] == text("why.file_said", language, file=proof.file, row=proof.row)
        seen += 1
    assert seen > 20


@both
def test_a_computed_figure_names_the_lines_of_both_its_parts(
    language: str, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The département's line stands beside that of the place whose rent is compared to it."""
    chosen = replace(selection("chennevieres", language), territories=("QP094027",))
    card = next(c for c, _ in cards("chennevieres", language) if c.indicator.indicator == "TRA-02")
    assert card.series.latest is not None
    when = card.series.latest.period
    words = panel(card, chosen, monkeypatch)
    above = answers.proof("TRA-10", card.bearer, when)
    below = answers.proof("TRA-10", "DEP94", when)
    assert above is not None and below is not None and (above.file, above.row) != (below.file, below.row)
    for name, part in (("why.file", above), ("why.below_file", below)):
        assert words[text(name, language)] == text("why.file_said", language, file=part.file, row=part.row)


@both
def test_a_gap_of_another_period_than_the_level_shows_its_own_figure(
    language: str, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = replace(selection("chennevieres", language), territories=("QP094027",))
    card = answers.axis("employment", chosen).card("EMP-03")
    assert card is not None
    words = panel(card, chosen, monkeypatch)
    then = day(date(2017, 12, 31), language)
    assert words[text("why.file", language)].startswith("IPRO_2022.csv")
    assert words[f"{text('why.file', language)} · {then}"].startswith("IPRO_2018.csv")
    everywhere = answers.catalogue(chosen.release).territory_label("QPV-ALL", language)
    gap = f" · {text('why.gap', language, name=everywhere)}"
    assert text("why.interval_said", language, low="", high="")[-8:] in words[text("why.interval", language)]
    assert text("why.interval_newcombe", language, low="", high="")[-8:] in words[text("why.interval", language) + gap]
    assert then in words[text("why.elapsed", language) + gap] and then not in words[text("why.elapsed", language)]


@both
def test_a_gap_in_per_cent_of_the_reference_is_worked_out(
    language: str, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = replace(selection("chennevieres", language), territories=("QP094027",))
    card = answers.axis("transversal", chosen).card("TRA-02")
    assert card is not None and card.series.latest is not None and card.series.latest.value is not None
    words = panel(card, chosen, monkeypatch)
    (formula,) = terms(words[text("why.quotient", language)], language)
    value = terms(words[text("why.value", language)].split("%")[0], language)
    assert agrees(100 * worked_out(formula), value[0])


@both
def test_what_gets_no_status_shows_none(language: str, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A context indicator describes a situation: neither a status sign nor a pace, on its level or its gap."""
    seen = 0
    for card, chosen in cards("chennevieres", language):
        if card.may_have_status or (card.target is None and card.gap_target is None):
            continue
        words = panel(card, chosen, monkeypatch)
        printed = [one for name, one in words.items() if name.split(" · ")[0] == text("why.status", language)]
        assert printed and set(printed) <= {text(f"reason.{r}", language) for r in ("context", "no_direction")}
        assert not any(name.split(" · ")[0] == text("why.pace", language) for name in words)
        assert not any(name.split(" · ")[0] == text("why.growth", language) for name in words)
        seen += 1
    assert seen >= 2


@both
def test_a_target_kept_or_lost_says_so_instead_of_thresholds(language: str, standing: Standing) -> None:
    started = replace(
        standing, starts_at_target=True, milestone_value=None, pace=None, pace_kind="", advancement_ratio=1.0
    )
    status = text("why.status", language)
    assert said(replace(started, status="met"), language)[status].endswith(text("method.range.met", language))
    lost = replace(started, status="degradation", advancement_ratio=0.0)
    assert said(lost, language)[status].endswith(text("why.lost", language))
    assert said(standing, language)[status].endswith(text("why.thresholds", language))
