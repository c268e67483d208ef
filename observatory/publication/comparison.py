"""Two states of the database side by side: what readers would see otherwise. Only what readers may see is compared."""

import json
import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from observatory.config import Settings
from observatory.database import unreadable
from observatory.errors import DashboardError
from observatory.publication.tidy import Figure
from observatory.publication.vocabulary import Values
from observatory.sources.perimeters import area
from observatory.sources.problems import Problem, count, listed

_log = logging.getLogger(__name__)
COUNTED = ("new", "changed", "removed", "identical", "absent", "consequence", "secret")
"""Verdicts on the figures of the publication, those it leaves out, other figures that change because of it, and those of the
publication that readers do not see."""
OUTLINED = ("new", "changed", "removed", "identical")
"""Verdicts on outlines."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """figures: one row each, with its verdict; statuses: of the dashboard, old and new; suspicions: by kind.

    Columns are those of queries/compare; figures leaves out the identical ones. counts: figures by verdict, outlines by
    `outlines_` and verdict. outlines: one row a territory, with its verdict, and areas in hectares. targets: those of
    amendments and their milestones that differ, values in the indicator's unit. lacking: territories of the vintage before
    that an official file says nothing of, one row each and file.
    """

    figures: pd.DataFrame
    statuses: pd.DataFrame
    suspicions: pd.DataFrame
    counts: dict[str, int]
    outlines: pd.DataFrame = field(default_factory=pd.DataFrame)
    targets: pd.DataFrame = field(default_factory=pd.DataFrame)
    lacking: pd.DataFrame = field(default_factory=pd.DataFrame)

    def without(self, verdict: str) -> "Comparison":
        """The same without the figures of one verdict."""
        kept = self.figures[self.figures["verdict"] != verdict].reset_index(drop=True)
        return replace(self, figures=kept, counts={**self.counts, verdict: 0})

    def unsuspected(self, indicator: str, file: str) -> "Comparison":
        """The same without what is suspected of the size of an indicator's figures in a file, where a warning says it already."""
        rows = self.suspicions
        known = (
            (rows["indicator"] == indicator) & (rows["file"] == file) & rows["kind"].isin(["tenfold", "not_its_parts"])
        )
        return replace(self, suspicions=rows[~known].reset_index(drop=True))

    def cut(self) -> Iterator[Problem]:
        """A warning for each official file that lacks territories of the vintage before: it may have lost its end."""
        if self.lacking.empty:
            return
        for file, rows in self.lacking.groupby("file"):
            noun = "quartier" if set(rows["level"]) == {"neighbourhood"} else "territoire"
            places = listed((f"{one.territory}, {one.territory_name}" for one in rows.itertuples()), 3)
            found = f"le fichier n’a pas {count(len(rows), noun)} que le millésime précédent avait : {places} ; vérifiez qu’il est entier"
            yield Problem("warning", str(file), (), "", "", found)


@contextmanager
def snapshot(database: Path, folder: Path) -> Iterator[Path]:
    """The database as it is now, under a name that no publication replaces. Raises DashboardError when it cannot be read."""
    kept = folder / "earlier.duckdb"
    try:
        kept.hardlink_to(database)
    except OSError:
        shutil.copyfile(database, kept)
    try:
        with duckdb.connect(":memory:") as connection:
            _attach(connection, "earlier", kept)
    except duckdb.Error as error:
        raise unreadable(database) from error
    yield kept


def compare(
    settings: Settings,
    earlier: Path,
    later: Path,
    release: int,
    today: date,
    outlines: Sequence[str] = (),
    official: Sequence[str] = (),
) -> Comparison:
    """What changes from one database to the other, because of the figures of `release`, added or taken back.

    outlines: territories that the release gives an outline to. official: names of its files that are of a declared format.
    """
    with _side_by_side(earlier, later) as connection:
        for name in ("any_indicator", "any_territory"):
            connection.execute(f"CREATE TEMPORARY VIEW {name} AS {_question(settings, name)}")
        figures = _ask(connection, settings, "figures", release=release)
        changes = figures["verdict"].isin(["new", "changed", "removed"])
        verdict = figures["verdict"].where(figures["is_given"] | ~changes, "consequence")
        counts = {name: int((verdict == name).sum()) for name in COUNTED}
        counts["secret"] = int((figures["is_given"] & (figures["new_status"] == "secret")).sum())
        drawn = _ask(connection, settings, "outlines", given=list(outlines))
        counts |= {f"outlines_{name}": int((drawn["verdict"] == name).sum()) for name in OUTLINED}
        for which in ("old", "new"):
            drawn[f"{which}_hectares"] = drawn[f"{which}_geometry"].map(_hectares, na_action="ignore").astype("Float64")
        return Comparison(
            figures[figures["verdict"] != "identical"].reset_index(drop=True),
            _ask(connection, settings, "statuses"),
            _ask(connection, settings, "suspicions", release=release, today=today),
            counts,
            drawn.drop(columns=["old_geometry", "new_geometry"]),
            _ask(connection, settings, "targets"),
            _ask(connection, settings, "lacking", release=release, files=list(official)),
        )


def restated(settings: Settings, earlier: Path, figures: Sequence[Figure]) -> frozenset[int]:
    """Positions of the figures that are in force already, exactly as given."""
    given = pd.DataFrame(
        [
            (
                position,
                one.indicator,
                one.territory,
                one.period.isoformat(),
                _float(one.value),
                one.status,
                _float(one.numerator),
                _float(one.denominator),
            )  # fmt: skip
            for position, one in enumerate(figure.observation for figure in figures)
        ],
        columns=["position", "indicator", "territory", "period", "value", "status", "numerator", "denominator"],
    ).astype({"value": "Float64", "numerator": "Float64", "denominator": "Float64"})
    with _side_by_side(earlier) as connection:
        connection.register("given", given)
        return frozenset(_ask(connection, settings, "restated")["position"].tolist())


def left_out(
    settings: Settings, earlier: Path, figures: Sequence[Figure], places: Sequence[str] = ()
) -> tuple[str, ...]:
    """Partners' figures in force that are not among these, in these territories or those that they are about: their codes and period."""
    given = pd.DataFrame(
        [one.observation.key for one in figures], columns=["indicator", "territory", "period"], dtype="object"
    )
    held = pd.DataFrame({"territory": sorted({*places, *given["territory"]})}, dtype="object")
    with _side_by_side(earlier) as connection:
        connection.register("given", given)
        connection.register("held", held)
        found = _ask(connection, settings, "left_out")
    return tuple(f"{one.indicator} · {one.territory} · {one.period:%d/%m/%Y}" for one in found.itertuples())


def published(settings: Settings, earlier: Path, indicator: str) -> Values:
    """The figures of an indicator that readers see."""
    with _side_by_side(earlier) as connection:
        rows = connection.execute(_question(settings, "published"), {"indicator": indicator}).fetchall()
    return {(territory, period): value for territory, period, value in rows}


def shown_releases(settings: Settings, database: Path) -> frozenset[int]:
    """Numbers of the releases that a database shows; none when it is missing or cannot be opened."""
    if not database.is_file():
        return frozenset()
    try:
        with _side_by_side(database) as connection:
            return frozenset(_ask(connection, settings, "shown")["release"].tolist())
    except DashboardError:
        return frozenset()


@contextmanager
def _side_by_side(earlier: Path, later: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(":memory:")
    try:
        for name, path in (("earlier", earlier), ("later", later)):
            if path is not None:
                _attach(connection, name, path)
        yield connection
    except duckdb.Error as error:
        _log.warning("cannot compare %s and %s: %s", earlier, later, error)
        raise DashboardError(
            "La comparaison n’a pas pu se faire",
            "La base de données ne se lit pas jusqu’au bout : lancez « make data », puis recommencez. Rien n’a été publié.",
        ) from error
    finally:
        connection.close()


def _attach(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")


def _ask(connection: duckdb.DuckDBPyConnection, settings: Settings, name: str, **parameters: Any) -> pd.DataFrame:
    return connection.execute(_question(settings, name), parameters or None).df()


def _question(settings: Settings, name: str) -> str:
    return (settings.queries / "compare" / f"{name}.sql").read_text(encoding="utf-8")


def _hectares(geometry: str) -> float:
    return area(json.loads(geometry))


def _float(number: Any) -> float | None:
    return None if number is None else float(number)
