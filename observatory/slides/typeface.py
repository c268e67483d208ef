"""The typeface of the deck: the variable Source Sans that Streamlit ships, found without importing it."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def path() -> Path | None:
    """The file (woff2, upright, all weights), or None when Streamlit no longer ships it."""
    spec = find_spec("streamlit")
    if spec is None or spec.origin is None:
        return None
    media = Path(spec.origin).parent / "static" / "static" / "media"
    return next(iter(sorted(media.glob("SourceSansVF-Upright*.woff2"))), None)


@cache
def embedded() -> bytes:
    """Its content, or nothing: the reader's own sans-serif then does."""
    found = path()
    return found.read_bytes() if found else b""
