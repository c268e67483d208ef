"""Twenty readers click on while somebody publishes from another process: each sees the new figure within five seconds."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from streamlit.components.v2.bidi_component.constants import EVENT_DELIM
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from websockets.asyncio.client import ClientConnection, connect

from observatory import publication
from observatory.errors import DashboardError

ROOT = Path(__file__).resolve().parents[2]
READERS, WITHIN = 20, 5.0
THINKS = 1.0
"""Seconds between two clicks of a reader."""
LONGEST = 40
OLD, NEW = "1\u202f332", "1\u202f287"
"""Job seekers of the neighbourhood at the end of 2021, as the page writes them: the figure in force, the one published."""


class Reader:
    """A session as a browser holds it: one WebSocket, Streamlit's own messages, the widgets of the page it is on."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.page = ""
        self.filters = ""
        self.clicks = 0
        self.seen = 0.0
        self.runs = 0

    async def open(self) -> None:
        """Come to the employment page in French."""
        self.socket: ClientConnection = await connect(
            self.address.replace("http", "ws") + "/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            origin=self.address,  # type: ignore[arg-type]
            compression=None,
            ping_interval=None,
        )
        said = await self.run()
        assert OLD in said and NEW not in said

    async def run(self, language: str = "") -> str:
        """One run of the page, after a click on a language if one is given; all that the server sent, as text.

        Fails when the page shows an exception or an error box, or when the session is not the one that was opened.
        """
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = urlencode({"card": "DE-ABC"})
        asked.context_info.timezone = "Europe/Paris"
        asked.context_info.locale = "fr-FR"
        asked.context_info.url = f"{self.address}/employment"
        asked.context_info.color_scheme = "light"
        if language:
            asked.page_script_hash = self.page
            self.clicks += 1
            chosen = {"name": "lang", "value": language, "rank": self.clicks}
            state = asked.widget_states.widgets.add()
            # Where the browser sends what a component triggers.
            state.id = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{self.filters}{EVENT_DELIM}events"
            state.json_trigger_value = json.dumps([{"event": "asked", "value": chosen}])
        else:
            asked.page_name = "employment"
        await self.socket.send(message.SerializeToString())
        parts: list[bytes] = []
        while True:
            data = await asyncio.wait_for(self.socket.recv(), LONGEST)
            assert isinstance(data, bytes)
            answer = ForwardMsg()
            answer.ParseFromString(data)
            kind = answer.WhichOneof("type")
            if kind in {"new_session", "navigation"}:
                self.page = getattr(answer, kind).page_script_hash or self.page
            elif kind == "delta":
                parts.append(data)
                self._look(answer)
            elif kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                assert answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                self.runs += 1
                return b"".join(parts).decode("utf-8", "ignore")

    def _look(self, answer: Any) -> None:
        if answer.delta.WhichOneof("type") != "new_element":
            return
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        assert kind != "exception", element.exception.message
        assert not (kind == "alert" and element.alert.format == element.alert.ERROR), element.alert.body
        # Streamlit ends a component's id with its key.
        if kind == "bidi_component" and element.bidi_component.id.endswith("-filters"):
            self.filters = element.bidi_component.id

    async def click_on(self) -> None:
        """Go on clicking from one language to the other until the new figure is seen, and a little more."""
        turn = 0
        after = 0
        while after < 3:
            turn += 1
            language = ("en", "fr")[turn % 2]
            said = await self.run(language)
            new = NEW.replace("\u202f", ",") if language == "en" else NEW
            if new in said and not self.seen:
                self.seen = time.monotonic()
            after += bool(self.seen)
            await asyncio.sleep(THINKS)


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own, with the database built from it."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("*.duckdb", "*.lock", "*.new", "ledger"))
    shutil.copy(built, data / "observatory.duckdb")
    return data


def test_twenty_readers_see_the_new_figure_within_five_seconds(serve: Callable[..., str], copied: Path) -> None:
    places = {"CAP_QUARTIERS_DATA": str(copied), "CAP_QUARTIERS_DATABASE": str(copied / "observatory.duckdb")}
    address = serve(**places)
    file = copied.parent / "chiffres.csv"
    file.write_text("indicateur;territoire;période;valeur\nDE-ABC;QP094027;2021;1287\n", encoding="utf-8")
    command = [sys.executable, "-m", "observatory", "publish", str(file), "--author", "Camille", "--note", "Corrigé"]

    async def all_at_once() -> tuple[list[Reader], float]:
        readers = [Reader(address) for _ in range(READERS)]
        for one in readers:
            await one.open()
        clicking = [asyncio.create_task(one.click_on()) for one in readers]
        began = time.monotonic()
        publisher = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env={**os.environ, **places}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        _, told = await publisher.communicate()
        done = time.monotonic()
        assert publisher.returncode == 0, told.decode()
        # A reader whose session is lost or whose page fails ends its task with the reason.
        await asyncio.wait_for(asyncio.gather(*clicking), LONGEST)
        for one in readers:
            await one.socket.close()
        # Readers may see it a moment before the command has said so.
        assert all(one.seen > began for one in readers)
        return readers, done

    # In a thread of its own: a browser of another test may keep a loop in this one.
    with ThreadPoolExecutor(1) as beside:
        readers, done = beside.submit(lambda: asyncio.run(all_at_once())).result()
    late = [round(one.seen - done, 2) for one in readers if one.seen - done > WITHIN]
    assert late == []
    assert all(one.runs >= 5 for one in readers)


def test_the_second_of_two_publishers_is_told_to_look_again(data: Path, given: Callable[..., Any]) -> None:
    first = publication.check(given(("DE-ABC", "QP094027", "2021", "1287")))
    second = publication.check(given(("DE-ABC", "QP094027", "2021", "1299")))
    entry = publication.commit(first, "Camille", "Corrigé par l’agence")
    with pytest.raises(DashboardError, match="entre-temps") as refused:
        publication.commit(second, "Dominique", "Autre chiffre")
    assert "vérifiez de nouveau" in refused.value.message
    assert publication.history()[-1].release == entry.release
    again = publication.check(given(("DE-ABC", "QP094027", "2021", "1299")))
    assert again.counts["changed"] == 1
    assert publication.commit(again, "Dominique", "Autre chiffre").release == entry.release + 1
