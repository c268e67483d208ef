"""Who may write: publish, withdraw, judge, comment, decide, save a sequence. Reading is open to all.

A file names the publishers, one a line: `name:scrypt$cost$block$parallel$salt$hash`. Its place is the setting
CAP_QUARTIERS_PUBLISHERS; without it only a browser on the machine itself may write.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from observatory import config
from observatory.errors import DashboardError
from observatory.texts import text

COST, BLOCK, PARALLEL, MEMORY = 2**15, 8, 1, 2**26
"""scrypt: 32 MiB and a tenth of a second a guess."""
SHORTEST_PHRASE, LONGEST_PHRASE, LONGEST_NAME = 12, 200, 80
FREE_ATTEMPTS, LONGEST_WAIT = 3, 300.0
"""Wrong phrases before the first wait, and the longest wait in seconds."""
LASTS = 8 * 3600.0
"""Seconds that a person stays identified in a session."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")

_hashing = threading.Lock()
_counting = threading.Lock()
_wrong: dict[str, tuple[int, float]] = {}


@dataclass(frozen=True, slots=True)
class Right:
    """The right to write that a session holds: whose, of which line of the file, until when (monotonic seconds)."""

    name: str
    line: str
    until: float


def is_set() -> bool:
    """Whether an installation names its publishers."""
    return config.settings().publishers is not None


def is_local(address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a request comes from a browser on this machine, and through no proxy.

    address: of the client, None for the machine itself; headers: of the request. A proxy on the machine has its address
    too: it is known by the headers that it adds, or by the host and origin of the browser that it speaks for.
    """
    if address is not None and address not in LOOPBACK:
        return False
    given = {name.lower(): value for name, value in headers.items()}
    if any(name in given for name in FORWARDED):
        return False
    named = [f"//{given['host']}"] if "host" in given else []
    named += [given["origin"]] if "origin" in given else []
    return all(_host(one) in LOOPBACK for one in named)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def sign_in(name: str, phrase: str, clock: Callable[[], float] = time.monotonic) -> Right:
    """The right of a publisher who gives the pass phrase.

    Raises DashboardError for a wrong name or phrase (which of the two is not said), after too many wrong ones, and when
    the file cannot be read. clock: monotonic seconds.
    """
    known = _publishers()
    name = " ".join(name.split())
    line = known.get(name, "")
    # Names that nobody has share one count, so that guessing names costs as much and fills no memory.
    counted = name if line else ""
    now = clock()
    wait = _wrong.get(counted, (0, 0.0))[1] - now
    if wait > 0:
        raise _refusal("waiting", seconds=int(wait) + 1)
    if not _fits(phrase, line or _nobody()) or not line:
        with _counting:
            times = _wrong.get(counted, (0, 0.0))[0] + 1
            pause = min(2.0 ** (times - FREE_ATTEMPTS), LONGEST_WAIT) if times >= FREE_ATTEMPTS else 0.0
            _wrong[counted] = (times, now + pause)
        raise _refusal("wrong")
    with _counting:
        _wrong.pop(counted, None)
    return Right(name, line, now + LASTS)


def holds(right: Right | None, clock: Callable[[], float] = time.monotonic) -> bool:
    """Whether a right still stands: not too old, and its line still in the file. Raises DashboardError as `sign_in`."""
    return right is not None and clock() < right.until and _publishers().get(right.name) == right.line


def add(name: str, phrase: str) -> None:
    """Name a publisher, or change the phrase of one. Raises DashboardError with nothing written."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or ":" in name or name.startswith("#"):
        raise _refusal("name", most=LONGEST_NAME)
    if not SHORTEST_PHRASE <= len(phrase) <= LONGEST_PHRASE:
        raise _refusal("phrase", least=SHORTEST_PHRASE, most=LONGEST_PHRASE)
    path = _file()
    known = _publishers() if path.exists() else {}
    _write(path, {**known, name: _hashed(phrase, secrets.token_bytes(16))})


def remove(name: str) -> None:
    """Take the right of a publisher away, sessions under way included. Raises DashboardError when there is no such name."""
    known = _publishers()
    if name not in known:
        raise _refusal("unknown", name=name[:LONGEST_NAME])
    _write(_file(), {one: line for one, line in known.items() if one != name})


def names() -> tuple[str, ...]:
    """The publishers, in the order of the file. Raises DashboardError when it cannot be read."""
    return tuple(_publishers())


def _refusal(key: str, **values: object) -> DashboardError:
    title, message = f"access.{key}.title", f"access.{key}.message"
    return DashboardError(
        text(title, "fr"), text(message, "fr", **values), (text(title, "en"), text(message, "en", **values))
    )


def _file() -> Path:
    path = config.settings().publishers
    if path is None:
        raise _refusal("unset")
    return path


def _publishers() -> Mapping[str, str]:
    """Lines by name. A file that cannot be read gives the right to nobody."""
    path = _file()
    try:
        written = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _refusal("unreadable", file=path.name) from error
    found = {}
    for one in written.splitlines():
        if one.strip() and not one.startswith("#"):
            name, separator, line = one.partition(":")
            if not separator or len(line.split("$")) != 6:
                raise _refusal("unreadable", file=path.name)
            found[name.strip()] = line.strip()
    return found


def _write(path: Path, known: Mapping[str, str]) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write("".join(f"{name}:{line}\n" for name, line in known.items()))
    fresh.replace(path)


def _hashed(phrase: str, salt: bytes) -> str:
    made = _scrypt(phrase, salt, COST, BLOCK, PARALLEL)
    written = (base64.b64encode(part).decode() for part in (salt, made))
    return "$".join(("scrypt", str(COST), str(BLOCK), str(PARALLEL), *written))


@cache
def _nobody() -> str:
    """A line that no phrase fits, so that an unknown name takes as long to refuse as a known one."""
    return _hashed(secrets.token_hex(16), secrets.token_bytes(16))


def _fits(phrase: str, line: str) -> bool:
    kind, cost, block, parallel, salt, made = line.split("$")
    try:
        expected = base64.b64decode(made, validate=True)
        found = _scrypt(phrase[:LONGEST_PHRASE], base64.b64decode(salt), int(cost), int(block), int(parallel))
    except (ValueError, binascii.Error, OverflowError):
        return False
    return kind == "scrypt" and len(phrase) <= LONGEST_PHRASE and hmac.compare_digest(found, expected)


def _scrypt(phrase: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    # One at a time: many guesses at once must not fill the memory of the server.
    with _hashing:
        return hashlib.scrypt(phrase.encode(), salt=salt, n=cost, r=block, p=parallel, maxmem=MEMORY, dklen=32)
