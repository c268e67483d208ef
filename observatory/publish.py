"""The only writer: builds the database beside the old one, checks it, then puts it in its place in one step."""

import fcntl
import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from observatory import config, secrecy
from observatory.errors import DashboardError

SOURCE_COLUMNS = ("publisher", "title_fr", "title_en", "licence", "url", "credit_fr", "credit_en")
SHOWN_PROBLEMS = 5


def _inputs(settings: config.Settings) -> Iterator[Path]:
    for folder in (settings.data, settings.queries / "build"):
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix in {".csv", ".toml", ".geojson", ".sql"}:
                yield path
    yield Path(__file__)
    yield from Path(secrecy.__file__).parent.glob("*.py")


def is_stale() -> bool:
    """Whether the database is missing or older than the files it is built from."""
    settings = config.settings()
    try:
        built = settings.database.stat().st_mtime
    except OSError:
        return True
    return any(path.stat().st_mtime > built for path in _inputs(settings))


@contextmanager
def _sole_writer(database: Path) -> Iterator[None]:
    database.parent.mkdir(parents=True, exist_ok=True)
    with database.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DashboardError(
                "Une publication est déjà en cours",
                "Attendez qu’elle se termine, regardez ce qu’elle a changé, puis recommencez.",
            ) from error
        yield


def _declared_sources(path: Path) -> pd.DataFrame:
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))["source"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise DashboardError(
            "La liste des sources est illisible", f"Corrigez {path.name} (format TOML, table « source ») : {error}."
        ) from error
    rows = [
        {"source": name, **{column: entry.get(column, "") for column in SOURCE_COLUMNS}}
        for name, entry in declared.items()
    ]
    return pd.DataFrame(rows, columns=["source", *SOURCE_COLUMNS])


def _table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig")


def _structure(connection: duckdb.DuckDBPyConnection, data: Path) -> secrecy.Structure:
    """The catalogue as built so far; a code given twice is taken once, as the checks refuse it later."""
    contract = data / "contract"
    return secrecy.Structure(
        indicators=connection.table("indicator").df().drop_duplicates("indicator"),
        derivations=connection.table("derivation").df(),
        identities=_table(contract / "identities.csv"),
        rules=_table(contract / "secrecy_rules.csv"),
        parents=connection.table("territory_parent").df(),
        territories=connection.table("territory").df().drop_duplicates("territory"),
        releases=connection.table("release").df(),
    )


def _hidden_figures(connection: duckdb.DuckDBPyConnection, data: Path) -> pd.DataFrame:
    """What secrecy hides of the staged figures: position, status and reason."""
    staged = connection.execute(
        "SELECT indicator, territory, period, value, status, numerator, denominator, origin, release "
        "FROM staged_observation ORDER BY position"
    ).df()
    try:
        return secrecy.decide(staged, _structure(connection, data)).hidden
    except (OSError, ValueError, KeyError) as error:
        raise DashboardError(
            "Le secret statistique n’a pas pu être appliqué",
            "Vérifiez secrecy_rules.csv et identities.csv dans data/contract. La base précédente reste en place.",
        ) from error


def _run_build(connection: duckdb.DuckDBPyConnection, settings: config.Settings) -> None:
    connection.execute("SET VARIABLE data = $data", {"data": str(settings.data)})
    connection.register("declared_source", _declared_sources(settings.data / "sources.toml"))
    for path in sorted((settings.queries / "build").glob("*.sql")):
        if path.name.startswith("90_"):
            continue
        if path.stem == "35_secrecy":
            connection.register("hidden_figure", _hidden_figures(connection, settings.data))
        try:
            connection.execute(path.read_text(encoding="utf-8"))
        except duckdb.Error as error:
            raise DashboardError(
                "La base de données n’a pas pu être construite",
                f"L’étape {path.stem} a échoué : {str(error).splitlines()[0]}. La base précédente reste en place.",
            ) from error


def problems(connection: duckdb.DuckDBPyConnection, settings: config.Settings) -> list[tuple[str, str]]:
    """(verdict, sentence) for each row that must not exist; `connection` is on the database under test."""
    return connection.execute((settings.queries / "build" / "90_checks.sql").read_text(encoding="utf-8")).fetchall()


def build() -> Path:
    """Build the database from the data folder and put it in place; returns its path.

    Raises DashboardError, with the old database untouched, when a file cannot be read or a check finds a row.
    """
    settings = config.settings()
    with _sole_writer(settings.database):
        fresh = settings.database.with_suffix(f".{os.getpid()}.new")
        fresh.unlink(missing_ok=True)
        try:
            connection = duckdb.connect(":memory:")
            quoted = str(fresh).replace("'", "''")
            connection.execute(f"ATTACH '{quoted}' AS observatory")
            connection.execute("USE observatory")
            # One transaction: on DuckLake each statement, comments included, would otherwise be a snapshot of its own.
            connection.begin()
            _run_build(connection, settings)
            connection.commit()
            found = problems(connection, settings)
            if found:
                listed = " ".join(sentence for _, sentence in found[:SHOWN_PROBLEMS])
                more = f" … et {len(found) - SHOWN_PROBLEMS} autres." if len(found) > SHOWN_PROBLEMS else ""
                raise DashboardError("Les données sont refusées", listed + more)
            connection.execute("USE memory")
            connection.execute("DETACH observatory")
            connection.close()
            fresh.replace(settings.database)
        finally:
            fresh.unlink(missing_ok=True)
    return settings.database
