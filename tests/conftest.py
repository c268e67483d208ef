"""What all tests share: the built database, a served dashboard on a free port, and how a browser is started."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from observatory import config, database, publish

ROOT = Path(__file__).resolve().parents[1]
FIRST_PORT = 8700
STARTS_WITHIN = 60
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# The machine's own settings must not change what the tests see.
for _name in [name for name in os.environ if name.startswith("CAP_QUARTIERS_")]:
    del os.environ[_name]


@pytest.fixture(scope="session")
def built() -> Path:
    """The database of the repository's data folder, built again when it is older than its sources."""
    if publish.is_stale():
        publish.build()
    return config.settings().database


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A path for another database, which the settings name during the test; no connection to it stays open."""
    path = tmp_path / "observatory.duckdb"
    monkeypatch.setenv("CAP_QUARTIERS_DATABASE", str(path))
    yield path
    database._instances.pop(path, None)


def free_port() -> int:
    """The first port from FIRST_PORT on that nobody listens on."""
    for port in range(FIRST_PORT, FIRST_PORT + 300):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:
            return response.status < 500
    except urllib.error.HTTPError as error:
        return error.code == 503
    except OSError:
        return False


@pytest.fixture(scope="session")
def serve(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start a dashboard as `make run` does, with extra environment variables; gives its address. All end with the tests."""
    running: list[subprocess.Popen[bytes]] = []

    def start(**environment: str) -> str:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        log = (tmp_path_factory.mktemp("server") / "log.txt").open("wb")
        command = [sys.executable, "-m", "streamlit", "run", "observatory/server.py", "--server.headless", "true"]
        command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **environment}
        )
        running.append(process)
        until = time.monotonic() + STARTS_WITHIN
        while not _answers(f"{address}/api/health"):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the dashboard did not start:\n{Path(log.name).read_text()[-2000:]}")
            time.sleep(0.1)
        return address

    yield start
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="session")
def server(serve: Callable[..., str]) -> str:
    """Address of a running dashboard on the repository's database."""
    return serve()


@pytest.fixture(scope="session")
def browser_options() -> dict[str, object]:
    """Launch options of Chromium: the machine's own if there is one, else Playwright's; no name but this machine's resolves."""
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]
    arguments.append("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost")
    return {"executable_path": found, "args": arguments}


@pytest.fixture(scope="session")
def tags() -> Callable[[str], str]:
    """A function that gives the words of a piece of HTML, without its tags."""
    return lambda html: re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()
