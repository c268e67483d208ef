"""Every release, for the history of publications."""

from functools import lru_cache

from observatory import publication


@lru_cache(maxsize=4)
def publications(release: str) -> tuple[publication.Release, ...]:
    """All releases by number, as of the state `release` of the database."""
    return publication.history()
