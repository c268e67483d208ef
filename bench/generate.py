"""The product's database made larger: generated neighbourhoods beside the real ones, in the product's own
tables.

`python bench/generate.py 1600 big.duckdb` copies data/observatory.duckdb and adds 1,600 neighbourhoods with
85 indicators over 18 years (2.4 million figures), their communes and départements, and outlines. Only the
figures in force are added (`figure` and what is derived from it), and what was known of the last year before
it was revised (`figure_past`); pages read nothing else. Values are a seeded noise around the real ones.
"""

import json
import math
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parent.parent
INDICATORS, YEARS = 85, 18
BATCH = 2_000
PLACES_IN_DEPARTMENT = 16
LAST_DEPARTMENTS = 890
CONTRACTS = "departement-"
"""How codes of generated contracts begin; after the first real one, which stays the default."""

PROFILE = """
CREATE OR REPLACE TEMP TABLE profile AS
SELECT
    f.indicator, any_value(f.source) AS source, max(year(f.period)) AS last_year,
    mode(month(f.period)) AS month, mode(day(f.period)) AS day,
    avg(f.value) AS centre, coalesce(stddev_pop(f.value), 0) AS spread,
    any_value(u.minimum) AS minimum, any_value(u.maximum) AS maximum
FROM figure AS f
INNER JOIN territory AS t USING (territory)
INNER JOIN indicator AS i USING (indicator)
INNER JOIN unit AS u ON i.unit = u.unit
WHERE t.level = 'neighbourhood' AND f.value IS NOT NULL
GROUP BY f.indicator
ORDER BY any_value(i.axis) <> 'employment', count(*) DESC, f.indicator
LIMIT $indicators
"""
# A batch is written in the order of the table, so that a territory is still read in one place.
FIGURES = """
INSERT INTO figure BY NAME
SELECT
    p.indicator, n.territory, make_date(p.last_year - $years + y.year, p.month, p.day) AS period,
    greatest(coalesce(p.minimum, -1e9), least(coalesce(p.maximum, 1e9),
        p.centre + p.spread * (
            (hash(n.territory || p.indicator) % 2000) / 1000.0 - 1
            + y.year * ((hash(p.indicator || n.territory) % 200) / 1000.0 - 0.1)
            + (hash(n.territory || p.indicator || y.year::VARCHAR) % 100) / 500.0
        )
    )) AS value,
    'published' AS status, 'official' AS origin, p.source, $release AS release, $published_at AS published_at,
    CASE WHEN y.year = $years THEN $revised::TIMESTAMP ELSE $published_at END AS known_from
FROM generated AS n
CROSS JOIN profile AS p
CROSS JOIN range(1, $years + 1) AS y (year)
WHERE n.position BETWEEN $first AND $last AND n.level <> 'commune'
ORDER BY n.territory, p.indicator, period
"""

# Each figure of the last year was provisional, and another one, until the day of its revision.
REVISIONS = """
INSERT INTO figure_past BY NAME
SELECT
    indicator, territory, period, round(value, 1) AS value, 'provisional' AS status, origin, source, release, published_at,
    published_at AS known_from, known_from AS known_until
FROM figure
WHERE territory IN (SELECT territory FROM generated) AND known_from > published_at
ORDER BY territory, indicator, period
"""
REVISED = "2025-01-01"


def _hexagon(longitude: float, latitude: float, radius: float) -> str:
    corners = [
        [
            round(longitude + radius * math.cos(k * math.pi / 3) / math.cos(math.radians(latitude)), 5),
            round(latitude + radius * math.sin(k * math.pi / 3), 5),
        ]
        for k in (0, 1, 2, 3, 4, 5, 0)
    ]
    return json.dumps({"type": "Polygon", "coordinates": [corners]})


def _places(count: int) -> list[tuple[Any, ...]]:
    """Neighbourhoods and what contains them: territory, level, name, parent, longitude, latitude, outline."""
    inside = max(PLACES_IN_DEPARTMENT, math.ceil(count / LAST_DEPARTMENTS))
    side = math.ceil(math.sqrt(count / inside))
    places: list[tuple[Any, ...]] = []
    for number in range(count):
        department, place = divmod(number, inside)
        code = f"{101 + department}"
        row, column = divmod(department, side)
        west, south = -4 + column * 0.4, 43 + row * 0.3
        longitude, latitude = west + (place % 8) * 0.05, south + (place // 8) * 0.04
        if place == 0:
            places.append((f"DEP{code}", "department", f"Département {code}", "REG11", west, south, None))
        commune = f"COM{code}{place // 2:02d}"
        if place % 2 == 0:
            outline = _hexagon(longitude + 0.02, latitude, 0.02)
            places.append(
                (commune, "commune", f"Ville {code}-{place // 2}", f"DEP{code}", longitude, latitude, outline)
            )
        outline = _hexagon(longitude, latitude, 0.006)
        name = f"Quartier {code}-{place + 1:03d}"
        places.append((f"QP{code}{place + 1:03d}", "neighbourhood", name, commune, longitude, latitude, outline))
    return places


def _add_places(connection: duckdb.DuckDBPyConnection, count: int) -> int:
    """Add territories, what contains them and their outlines; returns how many territories."""
    import pandas as pd

    columns = ["territory", "level", "name", "parent", "longitude", "latitude", "geometry"]
    frame = pd.DataFrame(_places(count), columns=columns)
    connection.register("places", frame)
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE generated AS
        SELECT *, row_number() OVER (ORDER BY territory) AS position FROM places"""
    )
    connection.execute(
        """INSERT INTO territory BY NAME
        SELECT territory, level, name, CASE level WHEN 'neighbourhood' THEN 'qpv2015' END AS generation,
            1000 + (hash(territory) % 12000)::INTEGER AS population, 2018 AS population_year,
            longitude, latitude, 'high' AS point_confidence
        FROM generated"""
    )
    connection.execute(
        """INSERT INTO territory_parent BY NAME SELECT territory, parent FROM generated
        UNION ALL BY NAME
        SELECT n.territory, c.parent FROM generated AS n INNER JOIN generated AS c ON n.parent = c.territory
        WHERE n.level = 'neighbourhood'"""
    )
    connection.execute(
        """INSERT INTO outline BY NAME
        SELECT territory, 'generalised' AS precision, 'Contours fictifs' AS credit_fr, geometry
        FROM generated WHERE geometry IS NOT NULL"""
    )
    # A contract for each département, on the first real one's framework: a country has many contracts.
    connection.execute(
        f"""INSERT INTO contract BY NAME
        SELECT '{CONTRACTS}' || g.territory AS contract, 'Contrat ' || g.territory AS name_fr,
            'Contract ' || g.territory AS name_en, c.framework, g.territory AS signatory, c.starts_on,
            c.ends_on, g.territory AS reference, 'demo' AS origin
        FROM generated AS g CROSS JOIN (FROM contract ORDER BY contract LIMIT 1) AS c
        WHERE g.level = 'department'"""
    )
    connection.execute(
        f"""INSERT INTO contract_territory BY NAME
        SELECT '{CONTRACTS}' || c.parent AS contract, n.territory,
            row_number() OVER (PARTITION BY c.parent ORDER BY n.territory) AS position
        FROM generated AS n INNER JOIN generated AS c ON n.parent = c.territory
        WHERE n.level = 'neighbourhood'"""
    )
    connection.unregister("places")
    return len(frame)


def _derive(connection: duckdb.DuckDBPyConnection) -> None:
    """Run the product's own statements that derive tables from `figure`."""
    for path in sorted((ROOT / "queries" / "build").glob("*.sql")):
        # Checks read what earlier steps keep for them alone.
        if "60" <= path.name[:2] < "90" and path.stem != "65_checks":
            for statement in connection.extract_statements(path.read_text(encoding="utf-8")):
                if "_version" not in statement.query:
                    connection.execute(statement)


def enlarge(bundle: Path, target: Path, neighbourhoods: int) -> int:
    """Copy the database `bundle` to `target` with `neighbourhoods` more; returns how many figures it has."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    shutil.copy(bundle, fresh)
    connection = duckdb.connect(str(fresh))
    try:
        connection.execute(f"SET temp_directory = '{target.parent}/spill'")
        connection.execute("SET memory_limit = '8GB'")
        connection.execute(PROFILE, {"indicators": INDICATORS})
        # The earliest one, so that past days know of them.
        first = connection.execute("SELECT release, published_at FROM release ORDER BY published_at LIMIT 1").fetchone()
        count = _add_places(connection, neighbourhoods)
        connection.execute("CREATE OR REPLACE TEMP TABLE later AS FROM figure WHERE territory > 'QP1'")
        connection.execute("DELETE FROM figure WHERE territory > 'QP1'")
        for start in range(1, count + 1, BATCH):
            connection.execute(
                FIGURES,
                {
                    "years": YEARS,
                    "first": start,
                    "last": start + BATCH - 1,
                    "release": first[0] if first else None,
                    "published_at": first[1] if first else None,
                    "revised": REVISED,
                },
            )
        connection.execute("INSERT INTO figure FROM later")
        connection.execute(REVISIONS)
        _derive(connection)
        total = connection.execute("SELECT count(*) FROM figure").fetchone()
    finally:
        connection.close()
    fresh.replace(target)
    return int(total[0]) if total else 0


def write_outlines(database: Path, target: Path) -> None:
    """Write the outlines of a database as the GeoJSON file that the twins read."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute("SELECT territory, geometry FROM outline ORDER BY territory").fetchall()
    features = [
        {"type": "Feature", "properties": {"territory": code}, "geometry": json.loads(geometry)}
        for code, geometry in rows
    ]
    target.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


if __name__ == "__main__":
    started = time.perf_counter()
    figures = enlarge(ROOT / "data" / "observatory.duckdb", Path(sys.argv[2]), int(sys.argv[1]))
    print(f"{figures:,} figures, {time.perf_counter() - started:.0f} s")
