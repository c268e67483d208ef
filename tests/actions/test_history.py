"""What a past day knew of the actions: what releases had said by then, and of the data folder what the calendar tells."""

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from observatory import answers, config, contract_tables, database, ledger, publish, sandbox
from observatory.answers import Action, Narrowing
from observatory.selection import Selection
from observatory.ui.actions import tables
from observatory.ui.actions.chain import _money_step, _people_step

ROOT = Path(__file__).resolve().parents[2]
CODE, FEW = "CHV-2023-01", "CHV-2023-02"
GIVEN, TAKEN_BACK = datetime(2023, 9, 1, 10), datetime(2023, 10, 1, 10)
Select = Callable[..., Selection]


def rows_of(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / "contract" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def release(data: Path, number: int, at: datetime, withdraws: int | None = None, **given: list[dict[str, str]]) -> None:
    content = {f"{name}.csv": contract_tables.to_csv(name, rows) for name, rows in given.items()}
    entry = ledger.Entry(number, at, "Référente", "Bilan d’étape", (), withdraws)
    ledger.root(data).mkdir(exist_ok=True)
    ledger.admit(ledger.write(data, entry, content, ()))


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder where a release of September 2023 told an action half-way, which one of October took back."""
    data = tmp_path_factory.mktemp("told") / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("*.duckdb", "*.lock", "*.new"))
    own = next(row for row in rows_of("actions") if row["action"] == CODE)
    told = {
        **own, "state": "running", "actual_beneficiaries": "21", "resident_beneficiaries": "12", "women_beneficiaries": "9",
        "evaluated_on": "", "evaluated_by": "", "result_fr": "", "origin": "local",
    }  # fmt: skip
    paid = next(row for row in rows_of("fundings") if row["action"] == CODE)
    ahead = {**told, "action": "CHV-2024-01", "year": "2024", "state": "planned", "actual_beneficiaries": "",
             "resident_beneficiaries": "", "women_beneficiaries": ""}  # fmt: skip
    few = {
        **told,
        "action": FEW,
        "actual_beneficiaries": "21",
        "resident_beneficiaries": "",
        "women_beneficiaries": "19",
    }
    release(data, 4, GIVEN, actions=[told, ahead, few], fundings=[{**paid, "paid_eur": "123,45"}])
    release(data, 5, TAKEN_BACK, withdraws=4)
    return data


@pytest.fixture
def told(said: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: Path) -> Path:
    monkeypatch.setenv("CAP_QUARTIERS_DATA", str(said))
    publish.build()
    return said


def selection(as_of: date | None) -> Selection:
    return Selection(
        "chennevieres", ("QP094027",), "COM94019", 2010, 2024, "fr", False, True, database.identity(), as_of
    )


def action(as_of: date | None, code: str = CODE) -> Action | None:
    return next((a for a in answers.actions(selection(as_of)) if a.action == code), None)


def test_a_day_knows_what_was_published_by_then_and_not_what_came_later(told: Path) -> None:
    before, during, after, now = (action(day) for day in (date(2023, 8, 31), date(2023, 9, 1), date(2023, 10, 1), None))
    assert before is not None and during is not None and after is not None and now is not None
    assert (before.state, before.actual_beneficiaries, before.paid_eur) == ("planned", None, None)
    assert (during.state, during.actual_beneficiaries, during.women_beneficiaries) == ("running", 21, 9)
    assert (during.resident_beneficiaries, during.secret) == (12, ())
    assert during.paid_eur == Decimal("123.45") and during.unpaid > 0
    assert after == before
    assert (now.state, now.actual_beneficiaries) == ("running", int(next(
        row["actual_beneficiaries"] for row in rows_of("actions") if row["action"] == CODE
    )))  # fmt: skip
    assert [action(day, "CHV-2024-01") is not None for day in (date(2023, 8, 31), date(2023, 9, 1), None)] == [
        False, True, False,
    ]  # fmt: skip


def test_a_past_day_tells_nothing_of_too_few_people(told: Path) -> None:
    then = action(date(2023, 9, 1), FEW)
    assert then is not None and then.state == "running"
    # Nineteen women of twenty-one leave two others, whom the total would give away.
    assert (then.actual_beneficiaries, then.women_beneficiaries) == (None, None)
    assert then.secret == ("actual_beneficiaries", "women_beneficiaries")
    with duckdb.connect(config.settings().database, read_only=True) as found:
        rows = found.execute(
            "SELECT actual_beneficiaries, women_beneficiaries FROM action_past WHERE action = ?", [FEW]
        )
        assert set(rows.fetchall()) == {(None, None)}


def test_every_view_of_a_past_day_agrees(told: Path) -> None:
    then = selection(date(2023, 9, 1))
    found = answers.programme(Narrowing(year=2023), then)
    paid = sum((a.paid_eur for a in found.financed if a.paid_eur is not None), Decimal(0))
    assert paid == Decimal("123.45")
    assert sum((f.paid_eur for f in answers.funders(then) if f.year == 2023 and f.paid_eur), Decimal(0)) == paid
    assert sum((f.paid_eur for f in answers.flows(found) if f.paid_eur), Decimal(0)) == paid
    assert sum((o.paid_eur for o in answers.outcomes(found, then)), Decimal(0)) == paid


def test_a_row_was_never_in_force_twice(told: Path) -> None:
    entries = ledger.entries(told)
    for name in ("actions", "fundings"):
        kind = contract_tables.KINDS[name]
        found = contract_tables.history(told, entries, name)
        now = {kind.key_of(one.row): one.row for one in found if one.known_until is None}
        assert now == {kind.key_of(row): row for row in contract_tables.rows(told, entries, name)}
        for one in found:
            after = [
                other for other in found
                if kind.key_of(other.row) == kind.key_of(one.row) and other.known_from == one.known_until is not None
            ]  # fmt: skip
            assert len(after) <= 1 and (one.known_until is None or one.known_until > (one.known_from or datetime.min))


@pytest.mark.parametrize(("language", "why"), [("fr", "année en cours au 15 janvier 2023"), ("en", "year under way on 15 January 2023")])  # fmt: skip
def test_empty_cells_of_a_year_under_way_say_why(select: Select, language: str, why: str) -> None:
    then = select(as_of=date(2023, 1, 15), language=language)
    found = answers.programme(Narrowing(), then)
    table = tables.actions_table(found.actions, dict(found.axes), dict(found.fundings), then)
    drawn = tables.display(table, language).to_html()
    waiting = [a for a in found.actions if a.year == 2023 and a.state != "cancelled"]
    assert waiting and drawn.count(why) == 5 * len(waiting)
    written = io.StringIO()
    table.to_csv(written)
    assert why not in written.getvalue()
    of_2023 = answers.chain(waiting[0].objectives[0], replace(then, first_year=2023))
    assert why in _money_step(of_2023, then) and why in _people_step(of_2023, then)
    now = select(language=language)
    everything = answers.programme(Narrowing(), now)
    today = tables.display(
        tables.actions_table(everything.actions, dict(everything.axes), dict(everything.fundings), now), language
    )
    assert why[:10] not in today.to_html()


def test_earlier_states_of_demonstration_actions_are_hidden_with_them(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = (
        "SELECT count(*) FILTER (origin = 'demo'), count(*) FILTER (origin = 'local') FROM action_past",
        "SELECT count(*) FROM funding_past",
    )
    shown = [sandbox.run(statement).rows for statement in asked]
    assert shown == [((2, 3),), ((2,),)]
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    assert [sandbox.run(statement).rows for statement in asked] == [((0, 3),), ((0,),)]
