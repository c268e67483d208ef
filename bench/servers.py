"""Servers under measure: started on a free port of 127.0.0.1, watched, and stopped with all that they
started.
"""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its name in the report, its address without trailing slash, and its process."""

    name: str
    address: str
    process: psutil.Process

    def _family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    def memory_mb(self) -> float:
        """Resident memory of the server and its workers, in MB (10^6 bytes)."""
        return float(sum(p.memory_info().rss for p in self._family()) / 1e6)

    def cpu_seconds(self) -> float:
        """Processor time spent so far by the server and its workers, in seconds."""
        return float(sum(sum(p.cpu_times()[:2]) for p in self._family()))


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@contextmanager
def running(
    name: str,
    command: Sequence[str],
    *,
    folder: Path,
    log: Path,
    environment: Mapping[str, str] | None = None,
    ready_path: str = "/",
    seconds: float = 60,
) -> Iterator[Server]:
    """Run `command` (`{port}` in it is replaced) until the block ends; output goes to `log`.

    Raises RuntimeError when the server stops or does not answer within `seconds`.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        child = subprocess.Popen(
            [part.replace("{port}", str(port)) for part in command],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    process = psutil.Process(child.pid)
    try:
        deadline = time.monotonic() + seconds
        while not _answers(address + ready_path):
            if child.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{name} did not start: {log.read_text(errors='replace')[-800:]}")
            time.sleep(0.1)
        yield Server(name, address, process)
    finally:
        family = [process, *process.children(recursive=True)] if process.is_running() else []
        for member in family:
            member.terminate()
        _, alive = psutil.wait_procs(family, timeout=5)
        for member in alive:
            member.kill()
        child.wait(timeout=5)
