"""A copy of a database by a process whose memory has held nothing else.

DuckDB writes blocks whole, and leaves in the gaps of some (a segment of strings stored as they are) what that memory held
before: the file of a process that has read confidential figures may have some of them between its rows, where no query
finds them. The copy is made from the rows alone, in memory that starts as zeros.
"""

import os
import subprocess
import sys
from pathlib import Path

import duckdb

from observatory.errors import DashboardError

# What the copying process reads of another file's gaps must not go into its own: the allocator in DuckDB's Linux builds zeroes
# what it gives. It reads this when it is loaded, so a process that runs already cannot ask for it.
_MEMORY = {"DUCKDB_JE_MALLOC_CONF": "zero:true"}
_ROOT = Path(__file__).resolve().parents[1]
_SCRIPT = """
ATTACH '{source}' AS source (READ_ONLY);
ATTACH '{target}' AS target;
COPY FROM DATABASE source TO target;
DETACH target;
"""


def make(source: Path, target: Path) -> None:
    """Write the tables and macros of the database `source`, with their comments, to the new file `target`.

    Raises DashboardError when the copy does not come about; what it left of `target` is the caller's to remove.
    """
    paths = {name: str(path.resolve()).replace("'", "''") for name, path in (("source", source), ("target", target))}
    child = subprocess.run(
        [sys.executable, "-m", __name__, str(os.getpid())],
        input=_SCRIPT.format_map(paths),
        capture_output=True,
        check=False,
        cwd=_ROOT,
        env={**os.environ, **_MEMORY, "PYTHONUTF8": "1"},
        encoding="utf-8",
    )
    if child.returncode != 0:
        said = child.stderr.strip().splitlines()
        raise DashboardError(
            "La base de données n’a pas pu être construite",
            f"Sa copie a échoué : {said[-1] if said else 'le processus a été arrêté'}. La base précédente reste en place.",
        )


def _end_with(parent: int) -> None:
    """Have the system kill this process with the one that asked for the copy, which alone removes what a copy leaves."""
    if sys.platform == "linux":
        import ctypes
        import signal

        set_signal_at_parents_death = 1
        ctypes.CDLL(None).prctl(set_signal_at_parents_death, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("le processus qui publie a été arrêté")


if __name__ == "__main__":
    _end_with(int(sys.argv[1]))
    try:
        with duckdb.connect(":memory:") as connection:
            connection.execute(sys.stdin.read())
    except duckdb.Error as error:
        sys.exit(str(error).splitlines()[0])
