"""Messages of a WebSocket leave together, in order, and an answer's last one waits for nobody."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import runtime

from observatory import gathering
from observatory.config import ROOT

FINISHED = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY).SerializeToString()
SMALL = ForwardMsg(ref_hash="0123456789abcdef").SerializeToString()
LARGE = b"\n" + bytes(gathering.GATHERED_BYTES)


def served(
    monkeypatch: pytest.MonkeyPatch,
    say: Callable[[Send], Awaitable[Any]],
    answer: Send | None = None,
    wait: float = 3600.0,
) -> list[bytes]:
    """What has left when the application that `say` is has ended."""
    monkeypatch.setattr(gathering, "GATHERED_SECONDS", wait)
    left: list[bytes] = []

    async def send(message: Message) -> None:
        if answer is not None:
            await answer(message)
        left.append(message.get("bytes", message["type"]))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await say(send)

    async def nothing() -> Message:
        return {"type": "websocket.disconnect"}

    run(gathering.Gathered(app)({"type": "websocket"}, nothing, send))
    return left


def run(ends: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: a browser of another test may keep a loop in this one."""
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, ends).result()


def told(content: bytes) -> Message:
    return {"type": "websocket.send", "bytes": content}


def test_small_messages_wait_for_the_last_of_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    left: list[bytes] = []

    async def say(send: Send) -> None:
        for content in (SMALL, SMALL, FINISHED):
            await send(told(content))
            seen.append(len(left))

    async def count(message: Message) -> None:
        left.append(message["bytes"])

    assert served(monkeypatch, say, count) == [SMALL, SMALL, FINISHED]
    assert seen == [0, 0, 3]


@pytest.mark.parametrize("last", [LARGE, None])
def test_much_leaves_at_once_and_so_does_a_goodbye(monkeypatch: pytest.MonkeyPatch, last: bytes | None) -> None:
    async def say(send: Send) -> None:
        await send(told(SMALL))
        await send(told(last) if last else {"type": "websocket.close"})

    assert served(monkeypatch, say) == [SMALL, last or "websocket.close"]


def test_what_nothing_follows_leaves_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    async def say(send: Send) -> None:
        await send(told(SMALL))
        await asyncio.sleep(0.2)

    assert served(monkeypatch, say, wait=0.001) == [SMALL]


def test_nothing_overtakes_what_a_full_connection_holds_back(monkeypatch: pytest.MonkeyPatch) -> None:
    contents = [bytes([10, number]) + bytes(200) for number in range(20)]

    async def say(send: Send) -> None:
        for content in contents:
            await send(told(content))
            await asyncio.sleep(0.002)
        await asyncio.sleep(0.5)

    async def slow(message: Message) -> None:
        await asyncio.sleep(0.01 if message["bytes"][1] % 3 else 0)

    assert served(monkeypatch, say, slow, wait=0.001) == contents


def test_a_connection_that_broke_is_told_at_the_next_message(monkeypatch: pytest.MonkeyPatch) -> None:
    async def say(send: Send) -> None:
        await send(told(SMALL))
        await asyncio.sleep(0.1)
        with pytest.raises(ConnectionResetError):
            await send(told(SMALL))

    async def broken(message: Message) -> None:
        raise ConnectionResetError

    assert served(monkeypatch, say, broken, wait=0.001) == []


def test_other_requests_pass_untouched() -> None:
    scopes: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)

    run(gathering.Gathered(app)({"type": "http"}, None, None))  # type: ignore[arg-type]
    assert scopes == [{"type": "http"}]


def test_the_runtime_reads_how_long_messages_wait_for_each_other_where_the_server_sets_it() -> None:
    assert "MESSAGE_FLUSH_INTERVAL_SECS" in runtime.Runtime._loop_coroutine.__code__.co_names
    assert "MESSAGE_FLUSH_INTERVAL_SECS" in (ROOT / "observatory" / "server.py").read_text(encoding="utf-8")
