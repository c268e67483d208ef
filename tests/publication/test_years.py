"""The years that can be chosen are those that the figures have, before and after a publication."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from observatory import answers, database, publication

ROOT = Path(__file__).resolve().parents[2]


def opened(**parameters: str) -> AppTest:
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.switch_page("pages/employment.py").run()


def years(app: AppTest) -> tuple[tuple[int, int], tuple[int, int]]:
    """The years chosen, and the first and last that can be."""
    assert not app.exception and not app.error
    slider: Any = app.slider(key="years")
    return tuple(slider.value), (slider.min, slider.max)


def test_years_are_those_of_the_figures(data: Path) -> None:
    release = database.identity()
    found = [day.year for days in answers.periods(release, True).values() for day in days]
    for code, contract in answers.catalogue(release).contracts.items():
        with_end = [*found, contract.ends_on.year]
        assert answers.years(release, code, True) == (min(with_end), max(with_end))


def test_a_published_year_can_be_chosen_and_withdrawn(data: Path, given: Callable[..., Any]) -> None:
    first, last = answers.years(database.identity(), "chennevieres", True)
    new = datetime.date.today().year
    assert new > last
    everything, few = opened(), opened(years=f"{first + 6}-{last}")
    assert years(everything) == ((first, last), (first, last))
    assert years(few) == ((first + 6, last), (first, last))

    preview = publication.check(given(("DE-ABC", "QP094027", str(new), "1290")))
    entry = publication.commit(preview, "Camille", "Une année de plus")
    assert years(everything.run()) == ((first, new), (first, new))
    assert "years" not in everything.query_params
    assert years(few.run()) == ((first + 6, last), (first, new))
    few.slider(key="years").set_value((last, new)).run()
    assert years(few) == ((last, new), (first, new))

    publication.commit(publication.check_withdrawal(entry.release), "Camille", "Trop tôt")
    assert years(everything.run()) == ((first, last), (first, last))
    assert years(few.run()) == ((last, last), (first, last))
