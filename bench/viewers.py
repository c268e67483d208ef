"""Many viewers at once, without browsers: each keeps its own session, picks neighbourhoods and waits for
whole answers.

The product's viewers speak Streamlit's own WebSocket protocol (protobuf messages, as its front end sends
them); the Dash twin's post the callback that its front end posts. Both think between two changes.
"""

import asyncio
import html
import http.client
import json
import random
import re
import statistics
import time
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from browser import Place
from websockets.asyncio.client import ClientConnection, connect

ANSWER_SECONDS = 60
GROUND = re.compile(rb"/own/ground-\w+\.json")


@dataclass(slots=True)
class Load:
    """What viewers met: seconds of each change and of each first page, bytes received, and errors as
    sentences.
    """

    changes: list[float] = field(default_factory=list)
    first_pages: list[float] = field(default_factory=list)
    received: int = 0
    errors: list[str] = field(default_factory=list)
    elapsed: float = 0.0

    def percentile(self, share: float) -> float:
        """The change time, in milliseconds, that `share` of changes do not exceed; NaN of nothing."""
        ordered = sorted(self.changes)
        return ordered[int(share * (len(ordered) - 1))] * 1000 if ordered else float("nan")

    @property
    def rate(self) -> float:
        """Changes a second."""
        return len(self.changes) / self.elapsed if self.elapsed else float("nan")


class StreamlitViewer:
    """One reader's session with a page of the product, from the first run to any number of changes of the neighbourhood."""

    def __init__(self, address: str, path: str, query: dict[str, str], widget_key: str) -> None:
        """A page at `path` of the server at `address`, and the key of its filters."""
        self.address, self.path, self.query, self.widget_key = address, path, query, widget_key
        self.received = 0
        self.first_seconds = float("nan")
        self._page_hash = ""
        self._widget = ""
        self._offered: list[list[str]] = []
        self._cached: dict[str, int] = {}
        self._grounds: set[bytes] = set()
        self._runs = 0

    async def open(self) -> "StreamlitViewer":
        """Connect and run the page once. Raises RuntimeError when the page shows an exception or lacks the
        widget.
        """
        start = time.perf_counter()
        self._socket: ClientConnection = await connect(
            self.address.replace("http", "ws") + "/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            origin=self.address,  # type: ignore[arg-type]
            compression=None,
            # Browsers send no pings: a busy server must be waited for, not given up.
            ping_interval=None,
        )
        await self._run(None)
        self.first_seconds = time.perf_counter() - start
        if not self._widget:
            raise RuntimeError(f"no widget of key {self.widget_key} on /{self.path}")
        return self

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()

    async def choose(self, place: Place) -> float:
        """Choose a neighbourhood; seconds until the server says that the page is finished.

        Raises RuntimeError when the answer shows an exception or does not speak of the neighbourhood.
        """
        start = time.perf_counter()
        await self._run(place)
        return time.perf_counter() - start

    async def _run(self, place: Place | None) -> None:
        from streamlit.components.v2.bidi_component.constants import EVENT_DELIM
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
        from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX

        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = urlencode(self.query)
        rerun.context_info.timezone = "Europe/Paris"
        rerun.context_info.locale = "fr-FR"
        rerun.context_info.url = f"{self.address}/{self.path}"
        rerun.context_info.color_scheme = "light"
        if place is None:
            rerun.page_name = self.path
        else:
            rerun.page_script_hash = self._page_hash
            code = option_of(self._offered, place)
            chosen = {"name": "territories", "value": [code], "rank": self._runs + 1}
            state = rerun.widget_states.widgets.add()
            # Where the front end sends what a component triggers.
            state.id = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{self._widget}{EVENT_DELIM}events"
            state.json_trigger_value = json.dumps([{"event": "asked", "value": chosen}])
        # A browser keeps large messages for two runs after their last use, and says which it still has.
        self._runs += 1
        self._cached = {key: run for key, run in self._cached.items() if self._runs - run <= 2}
        rerun.cached_message_hashes.extend(self._cached)
        await self._socket.send(message.SerializeToString())
        parts: list[bytes] = []
        while True:
            data = await asyncio.wait_for(self._socket.recv(), ANSWER_SECONDS)
            assert isinstance(data, bytes)
            self.received += len(data)
            answer = ForwardMsg()
            answer.ParseFromString(data)
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self._page_hash = answer.new_session.page_script_hash or self._page_hash
            elif kind == "navigation":
                self._page_hash = answer.navigation.page_script_hash or self._page_hash
            elif kind == "page_not_found":
                raise RuntimeError(f"/{self.path} does not exist")
            elif kind == "ref_hash":
                self._cached[answer.ref_hash] = self._runs
            elif kind == "delta":
                parts.append(data)
                if answer.metadata.cacheable and answer.hash:
                    self._cached[answer.hash] = self._runs
                self._look(answer)
            elif kind == "script_finished" and answer.script_finished in (
                ForwardMsg.FINISHED_SUCCESSFULLY,
                ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
            ):
                if answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise RuntimeError("the page did not compile")
                break
        await self._fetch({ground for part in parts for ground in GROUND.findall(part)} - self._grounds)
        if place is not None and not mentions(b"".join(parts), place):
            raise RuntimeError(f"the answer does not speak of {place.name}")

    async def _fetch(self, grounds: set[bytes]) -> None:
        """Fetch what maps are drawn on, which a browser then keeps."""
        self._grounds |= grounds
        for ground in grounds:
            self.received += len(await asyncio.to_thread(_read, self.address + ground.decode()))

    def _look(self, answer: Any) -> None:
        if answer.delta.WhichOneof("type") != "new_element":
            return
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(f"{element.exception.type}: {element.exception.message}"[:300])
        # Streamlit ends a component's id with its key.
        if kind == "bidi_component" and element.bidi_component.id.endswith(f"-{self.widget_key}"):
            self._widget = element.bidi_component.id
            self._offered = json.loads(element.bidi_component.bytes)["fixed"]["options"]


def _read(address: str) -> bytes:
    asked = urllib.request.Request(address, headers={"accept-encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=ANSWER_SECONDS) as answer:
        body: bytes = answer.read()
    return body


def option_of(offered: Sequence[Sequence[str]], place: Place) -> str:
    """The code of the place, which must be among those offered with their names. LookupError when it is not."""
    if any(code == place.code for code, _ in offered):
        return place.code
    raise LookupError(f"{place.code} {place.name} is not among {len(offered)} options")


def mentions(answer: bytes, place: Place) -> bool:
    """Whether an answer speaks of the place, by name (plain, as HTML or as JSON) or by code."""
    forms = (place.name, html.escape(place.name), json.dumps(place.name)[1:-1], place.code)
    return any(form.encode() in answer for form in forms)


class DashViewer:
    """One reader's session with the Dash twin."""

    def __init__(self, address: str) -> None:
        """address: server without trailing slash."""
        self.address = address
        self.received = 0
        self.first_seconds = float("nan")

    async def open(self) -> "DashViewer":
        """Connect, and read the page's layout and callbacks."""
        start = time.perf_counter()
        await asyncio.to_thread(self._open)
        self.first_seconds = time.perf_counter() - start
        return self

    def _open(self) -> None:
        self._http = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=ANSWER_SECONDS)
        callbacks = json.loads(self._ask("GET", "/_dash-dependencies", None))
        self._ask("GET", "/_dash-layout", None)
        callback = next(c for c in callbacks if "title.children" in c["output"])
        pairs = [output.rsplit(".", 1) for output in callback["output"].strip(".").split("...")]
        self._body = {"output": callback["output"], "outputs": [{"id": i, "property": p} for i, p in pairs]}

    def _ask(self, method: str, path: str, body: bytes | None) -> bytes:
        headers = {"Content-Type": "application/json"} if body else {}
        try:
            self._http.request(method, path, body, headers)
            answer = self._http.getresponse()
        except (http.client.HTTPException, ConnectionError):
            # gunicorn closes a connection that idles; a browser opens another one, and so does this viewer.
            self._http.close()
            self._http.request(method, path, body, headers)
            answer = self._http.getresponse()
        data = answer.read()
        self.received += len(data)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return data

    async def close(self) -> None:
        """Leave."""
        self._http.close()

    async def choose(self, place: Place) -> float:
        """Choose a neighbourhood; seconds until the answer of the callback. Raises RuntimeError as
        StreamlitViewer's.
        """
        body = {
            **self._body,
            "inputs": [{"id": "territory", "property": "value", "value": place.code}],
            "changedPropIds": ["territory.value"],
            "parsedChangedPropsIds": ["territory.value"],
        }
        start = time.perf_counter()
        data = await asyncio.to_thread(self._ask, "POST", "/_dash-update-component", json.dumps(body).encode())
        seconds = time.perf_counter() - start
        if not mentions(data, place):
            raise RuntimeError(f"the answer does not speak of {place.name}")
        return seconds


Viewer = StreamlitViewer | DashViewer


async def crowd(viewers: Sequence[tuple[Viewer, Sequence[Place]]], seconds: float, think: tuple[float, float]) -> Load:
    """All viewers at once: they arrive within a second, and once all have their first page they change the place for
    `seconds`, thinking before each change."""
    load = Load()
    chance = random.Random(20)
    # The Dash viewers wait in threads: one each, or they would queue in the client rather than in the server.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(len(viewers)))

    def fail(problem: Exception) -> None:
        load.errors.append(f"{type(problem).__name__}: {problem}"[:200])

    async def arrive(viewer: Viewer) -> None:
        await asyncio.sleep(chance.uniform(0, 1))
        try:
            await viewer.open()
            load.first_pages.append(viewer.first_seconds)
        except Exception as problem:
            fail(problem)

    async def stay(viewer: Viewer, places: Sequence[Place]) -> None:
        try:
            await asyncio.sleep(chance.uniform(0, think[1]))
            while time.perf_counter() < stop:
                load.changes.append(await viewer.choose(chance.choice(places)))
                await asyncio.sleep(chance.uniform(*think))
            await viewer.close()
        except Exception as problem:
            fail(problem)

    await asyncio.gather(*(arrive(viewer) for viewer, _ in viewers))
    begin = time.perf_counter()
    stop = begin + seconds
    if not load.errors:
        await asyncio.gather(*(stay(viewer, places) for viewer, places in viewers))
    load.elapsed = time.perf_counter() - begin
    load.received = sum(viewer.received for viewer, _ in viewers)
    return load


async def one_by_one(viewer: Viewer, places: Sequence[Place], at_most: float = 40) -> list[float]:
    """One viewer who chooses each place in turn without thinking, as long as `at_most` seconds have not passed.

    Seconds of each change; at least one. Errors as `choose` raises.
    """
    await viewer.open()
    stop = time.perf_counter() + at_most
    seconds: list[float] = []
    for place in places:
        seconds.append(await viewer.choose(place))
        if time.perf_counter() > stop:
            break
    await viewer.close()
    return seconds


async def churn(
    viewers: Sequence[tuple[Viewer, Sequence[Place]]],
    changes: int,
    seconds: float,
    every: int,
    look: Callable[[], float],
) -> list[tuple[int, float]]:
    """Viewers who share `changes` changes without thinking, for at most `seconds`.

    (changes so far, what `look` says) after each `every`. Errors as `choose` raises.
    """
    done = 0
    samples: list[tuple[int, float]] = []
    chance = random.Random(21)
    stop = time.perf_counter() + seconds

    async def stay(viewer: Viewer, places: Sequence[Place]) -> None:
        nonlocal done
        await viewer.open()
        while done < changes and time.perf_counter() < stop:
            await viewer.choose(chance.choice(places))
            done += 1
            if done % every == 0:
                samples.append((done, look()))
        await viewer.close()

    await asyncio.gather(*(stay(viewer, places) for viewer, places in viewers))
    return samples


def median_ms(seconds: Sequence[float]) -> float:
    """Median in milliseconds, or NaN of nothing."""
    return statistics.median(seconds) * 1000 if seconds else float("nan")
