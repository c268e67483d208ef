"""Messages of a WebSocket that follow each other closely leave together."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

GATHERED_SECONDS = 0.003
"""How long a message may wait for those that follow it."""
GATHERED_BYTES = 8_192
"""What waits leaves at once when it is as much."""


class Gathered:
    """ASGI middleware: what is sent within GATHERED_SECONDS leaves as one packet.

    A page's answer is a dozen messages, most of them small. One by one they fill the window of a connection that was idle
    (ten packets), and the rest waits 40 ms for the browser's delayed acknowledgement.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        outbox = _Outbox(send)
        try:
            await self.app(scope, receive, outbox.put)
        finally:
            outbox.close()


def _is_last(content: bytes) -> bool:
    """Whether a message ends the answer to what the reader did; the small ones alone can."""
    return len(content) < 128 and ForwardMsg.FromString(content).WhichOneof("type") == "script_finished"


class _Outbox:
    """Messages on their way to one browser, in order."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._waiting: list[Message] = []
        self._size = 0
        self._turn = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None

    async def put(self, message: Message) -> None:
        """Send a message, now or with those that follow it. Raises what went wrong with an earlier one."""
        if self._failure is not None:
            raise self._failure
        self._waiting.append(message)
        content = message.get("bytes") or b""
        self._size += len(content)
        if message["type"] != "websocket.send" or self._size >= GATHERED_BYTES or _is_last(content):
            await self._leave()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GATHERED_SECONDS, self._begin)

    def _begin(self) -> None:
        self._timer = None
        task = asyncio.get_running_loop().create_task(self._leave())
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._failure = task.exception()

    async def _leave(self) -> None:
        # One at a time, or what a full connection holds back would be overtaken.
        async with self._turn:
            leaving, self._waiting, self._size = self._waiting, [], 0
            for message in leaving:
                await self._send(message)

    def close(self) -> None:
        """Forget what waits: there is nobody to read it any more."""
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
