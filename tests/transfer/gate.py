"""A door before the emulator that can be shut, or fall shut in the middle of a request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.demo.emulator import Emulator


class Gate:
    """Hands connections through while it is open, cuts them off or holds them up as told."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._port = 0
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._passed = 0  # bytes of requests
        self._cuts: list[int] = []
        self._hold_after: int | None = None
        self.holding = asyncio.Event()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    def shut(self) -> None:
        """Refuse connections from now on, and break those there are."""
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/bot"

    @property
    def port(self) -> int:
        return self._port

    def cut(self, after: int, *, times: int = 1) -> None:
        """Break off so many connections, each after so many further bytes of requests."""
        self._passed, self._cuts = 0, [after] * times

    def hold(self, after: int) -> None:
        """Take nothing any more after so many further bytes of requests."""
        self._passed, self._hold_after = 0, after

    async def _serve(self, from_bot: asyncio.StreamReader, to_bot: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection(*self._emulator.address)
        both = {to_bot, to_server}
        self._writers |= both
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(from_bot, to_server, both, counted=True))
                group.create_task(self._pass(from_server, to_bot, both, counted=False))
        except* OSError:
            pass
        finally:
            self._writers -= both

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, both: set[asyncio.StreamWriter], counted: bool
    ) -> None:
        while data := await reader.read(65536):
            self._passed += len(data) if counted else 0
            if counted and self._cuts and self._passed >= self._cuts[0]:
                self._passed = 0
                del self._cuts[0]
                break
            if counted and self._hold_after is not None and self._passed >= self._hold_after:
                self.holding.set()
                await asyncio.get_running_loop().create_future()
            writer.write(data)
            await writer.drain()
        for each in both:
            each.transport.abort()


@asynccontextmanager
async def gate_before(emulator: Emulator) -> AsyncIterator[Gate]:
    gate = Gate(emulator)
    await gate.open()
    try:
        yield gate
    finally:
        gate.shut()
