"""Native readers of files in a process of their own: memory and time are bounded, and its end is one clear answer.

A spoiled or hostile file can make such a reader panic, loop or ask for any amount of memory; none of that must reach
the dashboard.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from observatory.errors import DashboardError

MOST_SECONDS = 7.0
"""Of one reading, on the clock; a file is refused after that, so that its author waits ten seconds at most."""
MOST_MEMORY = 600 * 2**20
"""Bytes of data of the reading process; with what the dashboard itself holds of a file it stays under a gigabyte."""
LIBRARIES = 512 * 2**20
"""Address space, hardly ever used, that native libraries take beside their data."""
TOO_LARGE = 3
"""Exit code of a reader that met more than it may give back."""
_ROOT = Path(__file__).resolve().parents[2]
_QUIET = {
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "GDAL_NUM_THREADS": "1", "PROJ_NETWORK": "OFF",
    "GDAL_PAM_ENABLED": "NO", "OGR_GEOJSON_MAX_OBJ_SIZE": "250", "PYTHONUTF8": "1",
}  # fmt: skip


def answer(module: str, name: str, content: bytes, *arguments: str, until: float | None = None) -> bytes | None:
    """What the module, run as a script, writes when given `content` of the file `name`; None when it cannot read it.

    until: when the reading must be over, on the monotonic clock. Raises DashboardError when it would take too long, too
    much memory, or says itself that there is too much.
    """
    left = MOST_SECONDS if until is None else until - time.monotonic()
    check_clock(name, until)
    try:
        child = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            input=content,
            capture_output=True,
            timeout=max(left, 0.1),
            check=False,
            cwd=_ROOT,
            env={**os.environ, **_QUIET},
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much(name) from error
    starved = any(word in child.stderr for word in (b"MemoryError", b"memory allocation", b"bad_alloc"))
    # Ended by the system: out of memory or of time, or lost in a file made to that end.
    if child.returncode == TOO_LARGE or child.returncode < 0 or starved:
        raise _too_much(name)
    return child.stdout if child.returncode == 0 else None


def check_clock(name: str, until: float | None) -> None:
    """Raise DashboardError when the time for reading a file is over."""
    if until is not None and time.monotonic() > until:
        raise _too_much(name)


def _too_much(name: str) -> DashboardError:
    return DashboardError(
        "Fichier trop lourd à lire",
        f"{name} demande plus de {MOST_SECONDS:.0f} secondes ou trop de mémoire pour être lu : déposez un fichier plus "
        "simple, ou un extrait limité au département.",
    )


def bound() -> None:
    """Called by the reader first: have the system hold it to its memory and time."""
    try:
        import resource
    except ImportError:  # no such bounds outside Unix
        return
    seconds = int(MOST_SECONDS) + 1
    for kind, most in (
        (resource.RLIMIT_DATA, MOST_MEMORY),
        (resource.RLIMIT_AS, MOST_MEMORY + LIBRARIES),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
