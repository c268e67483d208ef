"""A reader's session without a browser: Streamlit's own messages over one WebSocket, and the files that it hands out.

All that the server sends is kept as it came, so that it can be searched.
"""

import json
import re
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from streamlit.components.v2.bidi_component.constants import EVENT_DELIM
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from websockets.sync.client import connect

PATIENCE = 120
"""Seconds for one answer of a busy machine."""
GROUND = re.compile(rb"/own/ground-\w+\.json")


def fetched(address: str) -> bytes:
    """The body of an answer over HTTP; an error status raises."""
    with urllib.request.urlopen(address, timeout=PATIENCE) as response:
        body: bytes = response.read()
        return body


@dataclass
class Session:
    """One tab on a page of the dashboard at `address`.

    frames: every message received, and every file that one speaks of; downloads, buttons, switches and closed: the widgets of the
    page now, by id; folds: closed parts of panels, as the panel's id and the part's key.
    """

    address: str
    page: str
    query: dict[str, str]
    frames: list[bytes] = field(default_factory=list)
    downloads: dict[str, Any] = field(default_factory=dict)
    buttons: dict[str, Any] = field(default_factory=dict)
    switches: dict[str, Any] = field(default_factory=dict)
    closed: dict[str, Any] = field(default_factory=dict)
    folds: dict[tuple[str, str], Any] = field(default_factory=dict)

    def __enter__(self) -> "Session":
        self._states: dict[str, bool] = {}
        self._unfolded: set[tuple[str, str]] = set()
        self._grounds: set[bytes] = set()
        self._hash = self._id = ""
        self._socket = connect(
            self.address.replace("http", "ws") + "/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=self.address,  # type: ignore[arg-type]
            max_size=None,
            compression=None,
            ping_interval=None,
        )
        return self.run()

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def run(self, pressed: str = "", unfolded: tuple[str, str] | None = None) -> "Session":
        """Run the page with the widgets set so far; pressed: the id of a button; unfolded: one of `folds`."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = urlencode(self.query)
        asked.context_info.timezone, asked.context_info.locale = "Europe/Paris", "fr-FR"
        asked.context_info.url = f"{self.address}/{self.page}"
        asked.context_info.color_scheme = "light"
        if self._hash:
            asked.page_script_hash = self._hash
        else:
            asked.page_name = self.page
        for name, value in self._states.items():
            asked.widget_states.widgets.add(id=name, bool_value=value)
        if pressed:
            asked.widget_states.widgets.add(id=pressed, trigger_value=True)
        if unfolded:
            # Where the front end sends what a component triggers.
            said = [{"event": "told", "value": {"name": unfolded[1], "value": True}}]
            where = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{unfolded[0]}{EVENT_DELIM}events"
            asked.widget_states.widgets.add(id=where, json_trigger_value=json.dumps(said))
        self._socket.send(message.SerializeToString())
        for shown in (self.downloads, self.buttons, self.switches, self.closed, self.folds):
            shown.clear()
        finished = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
        while True:
            answer = self._receive()
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self._id = answer.new_session.initialize.session_id or self._id
            if kind in {"new_session", "navigation"}:
                self._hash = getattr(answer, kind).page_script_hash or self._hash
            elif kind == "delta":
                self._look(answer.delta)
            elif kind == "script_finished" and answer.script_finished in finished:
                return self

    def open_all(self) -> "Session":
        """Open what is closed and switch on what is off, until nothing more appears."""
        while (wanted := {*self.closed, *self.switches} - self._states.keys()) or self.folds.keys() - self._unfolded:
            self._states |= dict.fromkeys(wanted, True)
            self.run()
            while folded := self.folds.keys() - self._unfolded:
                one = min(folded)
                self._unfolded.add(one)
                self.run(unfolded=one)
        return self

    def file(self, button: Any) -> bytes:
        """The file of a download button, made when it is asked for."""
        if not button.deferred_file_id:
            return fetched(self.address + button.url)
        message = BackMsg()
        asked = message.backend_operation_request
        asked.request_id, asked.session_id = button.id, self._id
        asked.deferred_file.file_id = button.deferred_file_id
        self._socket.send(message.SerializeToString())
        while (answer := self._receive()).WhichOneof("type") != "backend_operation_response":
            pass
        response = answer.backend_operation_response
        assert response.deferred_file.url, f"{self.page}, {button.label}: {response.error_msg}"
        return fetched(self.address + response.deferred_file.url)

    def _receive(self) -> ForwardMsg:
        data = self._socket.recv(PATIENCE)
        assert isinstance(data, bytes)
        self.frames.append(data)
        for ground in set(GROUND.findall(data)) - self._grounds:
            self._grounds.add(ground)
            self.frames.append(fetched(self.address + ground.decode()))
        answer = ForwardMsg()
        answer.ParseFromString(data)
        return answer

    def _look(self, delta: Any) -> None:
        if delta.WhichOneof("type") == "add_block":
            box = delta.add_block.expandable
            if box.id and not box.expanded:
                self.closed[box.id] = box
            return
        element = delta.new_element
        kind = element.WhichOneof("type")
        assert kind != "exception", f"{self.page}: {element.exception.type} {element.exception.message}"[:300]
        if kind == "download_button" and not element.download_button.disabled:
            self.downloads[element.download_button.id] = element.download_button
        elif kind == "button" and not element.button.disabled:
            self.buttons[element.button.id] = element.button
        elif kind == "bidi_component" and element.bidi_component.bytes.startswith(b'{"key":'):
            panel = json.loads(element.bidi_component.bytes)
            self.folds |= {(element.bidi_component.id, key): panel for key in _folds(panel["parts"])}
        elif kind == "checkbox" and not element.checkbox.default:
            self.switches[element.checkbox.id] = element.checkbox


def _folds(parts: Sequence[Any]) -> Iterator[str]:
    """Keys of the closed folds among the parts of a panel."""
    for part in parts:
        if "fold" in part:
            if not part["open"]:
                yield part["fold"]
            yield from _folds(part["parts"])
        for column in part.get("columns", ()):
            yield from _folds(column)
