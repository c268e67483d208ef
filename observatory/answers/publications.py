"""Every release, for the history of publications."""

from functools import lru_cache

from observatory import ledger, publication


@lru_cache(maxsize=4)
def publications(release: str) -> tuple[publication.Release, ...]:
    """All releases by number, as of the state `release` of the database."""
    return publication.history()


@lru_cache(maxsize=4)
def differences(release: str, show_demo: bool) -> dict[int, tuple[tuple[str, str, int], ...]]:
    """What each release of data/releases.csv changed in the figures known before it: (source, verdict, number) by release."""
    first = [one for one in publications(release) if one.entry is None]
    return {one.release: publication.difference(one, show_demo) for one in first}


def interruptions() -> tuple[ledger.Stop, ...]:
    """Publications that a stop interrupted, and what became of them, the first first."""
    return publication.interruptions()
