"""Command line: `python -m observatory build`."""

import argparse
import sys
import time

from observatory import publish
from observatory.errors import DashboardError


def _build(if_needed: bool) -> None:
    if if_needed and not publish.is_stale():
        return
    started = time.perf_counter()
    path = publish.build()
    print(f"{path.name} : {path.stat().st_size / 1e6:.1f} Mo, {time.perf_counter() - started:.1f} s")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code (0 done, 1 refused with a sentence on standard error)."""
    parser = argparse.ArgumentParser(prog="python -m observatory", description="Cap Quartiers")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="build data/observatory.duckdb from data/")
    build.add_argument("--if-needed", action="store_true", help="only when it is missing or older than its sources")
    options = parser.parse_args(arguments)
    try:
        _build(options.if_needed)
    except DashboardError as error:
        print(f"{error.title}. {error.message}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
