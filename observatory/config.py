"""Settings of an installation, read once from the environment."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """data: folder of CSV and TOML files; database: built DuckDB file; queries: folder of SQL files.

    hide_demo: no demonstration figure, target, action, judgement, text or committee is shown anywhere.
    publishers: file of those who may write, or None: then only a browser on the machine itself may.
    tiles: address template of background tiles ({z}, {x}, {y}), or empty for none (no network at all).
    """

    data: Path
    database: Path
    queries: Path
    hide_demo: bool
    tiles: str
    publishers: Path | None


def settings() -> Settings:
    """Settings from CAP_QUARTIERS_DATA, _DATABASE, _HIDE_DEMO, _TILES and _PUBLISHERS, with the repository's own as defaults."""
    return _settings(*(os.environ.get(f"CAP_QUARTIERS_{name}", "") for name in _NAMES))


_NAMES = ("DATA", "DATABASE", "HIDE_DEMO", "TILES", "PUBLISHERS")


@lru_cache(maxsize=16)
def _settings(data: str, database: str, hide_demo: str, tiles: str, publishers: str) -> Settings:
    folder = Path(data or ROOT / "data")
    return Settings(
        data=folder,
        database=Path(database or folder / "observatory.duckdb"),
        queries=ROOT / "queries",
        hide_demo=hide_demo.strip().lower() in {"1", "true", "yes", "oui"},
        tiles=tiles,
        publishers=Path(publishers) if publishers else None,
    )


CONTRACTS_KEPT = 128
"""Size of caches with an entry a contract: with one less than the contracts that readers look at, each read would start again."""

PLOTLY, STYLES = "plotly", "styles"
_announced: dict[str, str] = {}


def announce(name: str, address: str) -> None:
    """Say at which address the server gives a file of our own: `streamlit run dashboard.py` gives none."""
    _announced[name] = address


def announced(name: str) -> str:
    """The address of one of our own files, empty when this server does not give it."""
    return _announced.get(name, "")
