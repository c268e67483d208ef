"""The only writer: builds the database beside the old one, checks it, then puts a clean copy in its place in one step."""

import csv
import fcntl
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from observatory import (
    clean_copy,
    config,
    contract_tables,
    data_files,
    declared_tables,
    ledger,
    passages,
    secrecy,
)
from observatory.errors import DashboardError
from observatory.secrecy import people

SOURCE_COLUMNS = ("publisher", "title_fr", "title_en", "licence", "url", "credit_fr", "credit_en")
CHECKS = "65_checks"
"""The step that lists what must not exist; those after it judge figures, and are run on checked ones only."""
SHOWN_PROBLEMS = 5
PATIENCE = 30.0
"""Seconds that who writes waits for a publication under way: a few of them, on a busy machine."""


_READ = {".csv", ".toml", ".geojson", ".sql", ".json"}


def _out_of_the_way(path: Path) -> bool:
    """Whether a path of the data folder is in a release that was never admitted, or was set aside."""
    return path.parts[0] == ledger.FOLDER and (path.parts[1].startswith(".") or path.parts[1] == ledger.ASIDE)


def _inputs(settings: config.Settings) -> Iterator[Path]:
    for folder in (settings.data, settings.queries / "build"):
        for path in folder.rglob("*"):
            if path.suffix in _READ and not _out_of_the_way(path.relative_to(folder)) and path.is_file():
                yield path
    yield Path(__file__)
    yield Path(ledger.__file__)
    yield Path(contract_tables.__file__)
    yield Path(clean_copy.__file__)
    yield Path(passages.__file__)
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
    """A row a source that data/sources.toml declares. Raises DashboardError naming the place that is not as it must be."""
    declared = data_files.read_toml(path).get("source")
    if not isinstance(declared, dict) or not declared:
        raise data_files.refused(
            f"Ajoutez à {data_files.name(path)} les sources des chiffres, une table « [source.code] » chacune."
        )
    rows = []
    for name, entry in declared.items():
        row = {column: entry.get(column, "") if isinstance(entry, dict) else None for column in SOURCE_COLUMNS}
        for column, said in row.items():
            if not isinstance(said, str):
                raise data_files.refused(
                    f"Corrigez {data_files.name(path)}, table « [source.{name}] », clé « {column} » : il faut un texte entre guillemets."
                )
        rows.append({"source": name, **row})
    return pd.DataFrame(rows, columns=["source", *SOURCE_COLUMNS])


def _structure(connection: duckdb.DuckDBPyConnection) -> secrecy.Structure:
    """The catalogue as built so far; a code given twice is taken once, as the checks refuse it later."""
    return secrecy.Structure(
        indicators=connection.table("indicator").df().drop_duplicates("indicator"),
        derivations=connection.table("derivation").df(),
        identities=connection.table("identity").df(),
        rules=connection.table("secrecy_rule").df(),
        parents=connection.table("territory_parent").df(),
        territories=connection.table("territory").df().drop_duplicates("territory"),
        releases=connection.table("release").df(),
    )


def _computed_passages(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Passages by ground between the generations of neighbourhoods whose perimeters were published; made-up outlines give none."""
    outlines = connection.execute(
        "SELECT territory, generation, geometry FROM outline INNER JOIN territory USING (territory) "
        "WHERE level = 'neighbourhood' AND generation IS NOT NULL AND precision IN ('official', 'generalised') ORDER BY territory"
    ).df()
    return passages.of_outlines(outlines)


def _hidden_figures(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """What secrecy hides of the staged figures: position, status and reason."""
    staged = connection.execute(
        "SELECT indicator, territory, period, value, status, numerator, denominator, origin, release "
        "FROM staged_observation ORDER BY position"
    ).df()
    try:
        return secrecy.decide(staged, _structure(connection)).hidden
    except (ValueError, KeyError) as error:
        raise DashboardError(
            "Le secret statistique n’a pas pu être appliqué",
            "Vérifiez secrecy_rules.csv et identities.csv dans data/contract. La base précédente reste en place.",
        ) from error


def _protected_actions(data: Path, actions: Path, folder: Path) -> Path:
    """The table of actions as the database may hold it, written in `folder`: without the numbers that secrecy hides."""
    columns = contract_tables.KINDS["actions"].columns
    rows = data_files.rows(actions)
    path = folder / "protected" / actions.name
    path.parent.mkdir()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, (*columns, "secret"), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(people.protected(rows, people.rule(data)))
    return path


def _protected_versions(history: Sequence[contract_tables.Version], rule: people.Rule) -> list[contract_tables.Row]:
    """The rows of actions over time, in order, without the numbers that secrecy hides of each, or of all of an action together."""
    of_action: dict[str, list[contract_tables.Row]] = {}
    for version in history:
        of_action.setdefault(version.row["action"], []).append(version.row)
    telling = {code for code, rows in of_action.items() if len(rows) > 1 and people.tells_by_difference(rows, rule)}
    kept = people.protected([version.row for version in history], rule)
    return [
        people.without_people(version.row)
        if version.known_until is not None and version.row["action"] in telling
        else row
        for version, row in zip(history, kept, strict=True)
    ]


def _versions(data: Path, entries: Sequence[ledger.Entry], name: str) -> pd.DataFrame:
    """All rows that a table of the contract ever had, as text, with since when and until when; without the numbers that secrecy hides."""
    history = contract_tables.history(data, entries, name)
    rows: Sequence[contract_tables.Row] = [version.row for version in history]
    columns = contract_tables.KINDS[name].columns
    if name == "actions":
        rows, columns = _protected_versions(history, people.rule(data)), (*columns, "secret")
    cells = {column: pd.array([row.get(column) or None for row in rows], dtype="string") for column in columns}
    return pd.DataFrame(
        {
            **cells,
            "known_from": pd.array([version.known_from for version in history], dtype="datetime64[us]"),
            "known_until": pd.array([version.known_until for version in history], dtype="datetime64[us]"),
            "is_dated": pd.array([version.is_dated for version in history], dtype="bool"),
        }
    )


def _ledger_releases(data: Path, entries: Sequence[ledger.Entry]) -> pd.DataFrame:
    taken = {first.release for first in ledger.first_releases(data)}
    for entry in entries:
        if entry.release in taken:
            raise DashboardError(
                "Deux publications portent le même numéro",
                f"Le n° {entry.release} est dans releases.csv et dans {ledger.FOLDER}/ : donnez un autre numéro à la première.",
            )
        taken.add(entry.release)
    columns: dict[str, list[str | None]] = {"record": [entry.record() for entry in entries]}
    for name, table in (("observations", ledger.OBSERVATIONS), ("outlines", ledger.OUTLINES)):
        paths = [entry.table(table) for entry in entries]
        columns[name] = [None if path is None else str(path) for path in paths]
    return pd.DataFrame({name: pd.array(values, dtype="string") for name, values in columns.items()})


def _read_from(connection: duckdb.DuckDBPyConnection, variable: str, paths: Sequence[Path]) -> None:
    connection.execute(f"SET VARIABLE {variable} = $files", {"files": sorted(map(str, paths))})


def _run_build(
    connection: duckdb.DuckDBPyConnection, settings: config.Settings, entries: Sequence[ledger.Entry], folder: Path
) -> None:
    connection.execute("SET VARIABLE data = $data", {"data": str(settings.data)})
    given = [path for entry in entries if (path := entry.table(ledger.OBSERVATIONS))]
    figures = [*(settings.data / ledger.OBSERVED).glob("*.csv"), *given]
    if not figures:
        raise data_files.refused(
            f"Remettez les fichiers de chiffres à leur place : {ledger.OBSERVED} n’en contient aucun."
        )
    _read_from(connection, "observation_files", figures)
    drawn = [path for entry in entries if (path := entry.table(ledger.OUTLINES))]
    _read_from(connection, "outline_files", [settings.data / "territories" / ledger.OUTLINES, *drawn])
    steps = {path.stem: path.read_text(encoding="utf-8") for path in sorted((settings.queries / "build").glob("*.sql"))}
    for sql in steps.values():
        declared_tables.refuse_headers(declared_tables.declared(connection, sql, settings.data, entries))
    connection.register("ledger_release", _ledger_releases(settings.data, entries))
    files = contract_tables.laid(settings.data, entries, folder)
    files["actions"] = _protected_actions(settings.data, files["actions"], folder)
    for name, path in files.items():
        connection.execute(f"SET VARIABLE {name}_file = $file", {"file": str(path)})
    for name in ("actions", "fundings"):
        connection.register(f"version_of_{name}", _versions(settings.data, entries, name))
    connection.register("declared_source", _declared_sources(settings.data / "sources.toml"))
    for step, sql in steps.items():
        if step == CHECKS:
            _refuse_problems(connection, settings)
            continue
        if step == "21_passage":
            connection.register("computed_passage", _computed_passages(connection))
        if step == "35_secrecy":
            connection.register("hidden_figure", _hidden_figures(connection))
        try:
            connection.execute(sql)
        except duckdb.Error as error:
            # A transaction that failed answers nothing more.
            connection.rollback()
            declared_tables.refuse_cells(connection, declared_tables.declared(connection, sql, settings.data, entries))
            raise DashboardError(
                "La base de données n’a pas pu être construite",
                f"L’étape {step} a échoué : {str(error).splitlines()[0]}. La base précédente reste en place.",
            ) from error


def problems(connection: duckdb.DuckDBPyConnection, settings: config.Settings) -> list[tuple[str, str]]:
    """(verdict, sentence) for each row that must not exist; `connection` is on the database under test."""
    return connection.execute((settings.queries / "build" / f"{CHECKS}.sql").read_text(encoding="utf-8")).fetchall()


def _refuse_problems(connection: duckdb.DuckDBPyConnection, settings: config.Settings) -> None:
    found = problems(connection, settings)
    if found:
        listed = " ".join(sentence for _, sentence in found[:SHOWN_PROBLEMS])
        more = f" … et {len(found) - SHOWN_PROBLEMS} autres." if len(found) > SHOWN_PROBLEMS else ""
        raise DashboardError("Les données sont refusées", listed + more)


@contextmanager
def built(settings: config.Settings, target: Path, entries: Sequence[ledger.Entry]) -> Iterator[Path]:
    """A checked database at `target`, from the data folder and these releases of the ledger; removed if left there.

    Raises DashboardError when a file cannot be read or a check finds a row.
    """
    target.unlink(missing_ok=True)
    connection = duckdb.connect(":memory:")
    try:
        quoted = str(target).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS observatory")
        connection.execute("USE observatory")
        # One transaction: on DuckLake each statement, comments included, would otherwise be a snapshot of its own.
        connection.begin()
        with tempfile.TemporaryDirectory(prefix="cap-quartiers-") as folder:
            _run_build(connection, settings, entries, Path(folder))
        connection.commit()
        connection.execute("USE memory")
        connection.execute("DETACH observatory")
        connection.close()
        yield target
    finally:
        connection.close()
        for path in (target, Path(f"{target}.wal")):
            path.unlink(missing_ok=True)


def forget_interrupted(database: Path) -> None:
    """Remove what killed builds left; the caller is the sole writer, so no build is under way."""
    for path in database.parent.glob(f"{database.stem}.*.new*"):
        path.unlink(missing_ok=True)


def put_in_place(fresh: Path, database: Path) -> None:
    """Give a checked database the place of the old one, in one step."""
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(database)


def build() -> Path:
    """Build the database from the data folder and put it in place; returns its path.

    Raises DashboardError, with the old database untouched, when a file cannot be read or a check finds a row.
    """
    settings = config.settings()
    with _sole_writer(settings.database):
        rebuild(settings)
    return settings.database


def rebuild(settings: config.Settings, staged: ledger.Entry | None = None) -> None:
    """Build and put in place, for a caller that is the sole writer.

    staged: a release written to the ledger and not admitted yet; it is admitted once the checks have passed, just before
    the database that shows it takes its place. Raises DashboardError as `build`, with nothing changed.
    """
    forget_interrupted(settings.database)
    made, fresh = (settings.database.with_suffix(f".{os.getpid()}.{name}") for name in ("made.new", "new"))
    entries = ledger.entries(settings.data)
    try:
        with built(settings, made, entries if staged is None else (*entries, staged)):
            clean_copy.make(made, fresh)
        if staged is not None:
            ledger.admit(staged)
        put_in_place(fresh, settings.database)
    finally:
        for path in (fresh, Path(f"{fresh}.wal")):
            path.unlink(missing_ok=True)
