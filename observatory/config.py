"""Settings of an installation, read once from the environment."""

import os
from dataclasses import dataclass
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


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "oui"}


def settings() -> Settings:
    """Settings from CAP_QUARTIERS_DATA, _DATABASE, _HIDE_DEMO, _TILES and _PUBLISHERS, with the repository's own as defaults."""
    data = Path(os.environ.get("CAP_QUARTIERS_DATA", ROOT / "data"))
    return Settings(
        data=data,
        database=Path(os.environ.get("CAP_QUARTIERS_DATABASE", data / "observatory.duckdb")),
        queries=ROOT / "queries",
        hide_demo=_flag("CAP_QUARTIERS_HIDE_DEMO"),
        tiles=os.environ.get("CAP_QUARTIERS_TILES", ""),
        publishers=Path(publishers) if (publishers := os.environ.get("CAP_QUARTIERS_PUBLISHERS")) else None,
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
