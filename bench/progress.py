"""How long progress takes to compute, and how much memory: for the bundle, and for a whole country.

`python bench/progress.py` enlarges data/observatory.duckdb to 1,600 neighbourhoods × 85 indicators × 18 years (see
generate.py), then runs the statements of the publisher, judgements and their counts, on both, each in a process of its
own. Goals: at most 5 s and 1 GB for the country, 1 s for the bundle. Ends with status 1 when a goal is missed.
"""

import subprocess
import sys
import time
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parent))

import generate  # noqa: E402

BUNDLE = generate.ROOT / "data" / "observatory.duckdb"
COUNTRY = generate.ROOT / "bench" / ".work" / "country.duckdb"
NEIGHBOURHOODS = 1_600
STEPS = generate.ROOT / "queries" / "build"
METHOD = tuple(STEPS / f"{name}.sql" for name in ("70_formula", "71_measure", "72_progress"))
TABLES = tuple(STEPS / f"{name}.sql" for name in ("73_progress_table", "74_progress_count"))
GOALS = {BUNDLE: (1.0, 1_000), COUNTRY: (5.0, 1_000)}


def measure(database: Path) -> None:
    """Print rows, seconds, processor seconds and peak memory (MB) of the publisher's two statements on `database`, then a reader's question."""
    connection = duckdb.connect(":memory:")
    connection.execute(f"ATTACH '{database}' AS observatory")
    connection.execute("USE observatory")
    # The method as it is written now, whatever it was when the country was generated.
    for method in METHOD:
        connection.execute(method.read_text(encoding="utf-8"))
    started, worked = time.perf_counter(), time.process_time()
    for table in TABLES:
        connection.execute(table.read_text(encoding="utf-8"))
    seconds, work = time.perf_counter() - started, time.process_time() - worked
    found = connection.execute("SELECT count(*) FROM progress").fetchone()
    first = connection.execute("SELECT contract, territory FROM contract_territory ORDER BY ALL LIMIT 1").fetchone()
    contract, territory = first or ("", "")
    started = time.perf_counter()
    connection.execute(
        "SELECT * FROM progress_at(NULL, NULL, DATE '2022-12-31', [$contract], [$territory], NULL, NULL, true)",
        {"contract": contract, "territory": territory},
    ).fetchall()
    asked = time.perf_counter() - started
    # ru_maxrss would count what the parent held when it started this process.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6
    print(f"{found[0] if found else 0} {seconds:.2f} {work:.2f} {peak:.0f} {asked:.3f}")


def main() -> int:
    """Measure both databases; 0 when every goal is met."""
    if not COUNTRY.exists() or COUNTRY.stat().st_mtime < BUNDLE.stat().st_mtime:
        figures = generate.enlarge(BUNDLE, COUNTRY, NEIGHBOURHOODS)
        print(f"country: {figures:,} figures")
    missed = 0
    for database, (seconds_goal, memory_goal) in GOALS.items():
        output = subprocess.run(
            [sys.executable, __file__, "--measure", str(database)], check=True, capture_output=True, text=True
        ).stdout
        rows, seconds, work, peak, asked = output.split()
        met = float(seconds) <= seconds_goal and float(peak) <= memory_goal
        missed += not met
        print(
            f"{database.stem}: {int(rows):,} rows in {seconds} s ({work} s of work; goal {seconds_goal:g} s), peak {peak} MB (goal {memory_goal}); "
            f"one neighbourhood at a chosen date {asked} s{'' if met else ' — goal missed'}"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
    else:
        sys.exit(main())
