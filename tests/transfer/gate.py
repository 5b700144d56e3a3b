"""A door before the emulator that can be shut, or fall shut in the middle of a request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.demo.emulator import Emulator


class Gate:
    """Hands connections through while it is open. `cut_after` bytes of requests it breaks off, once."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._port = 0
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.cut_after: int | None = None
        self.passed = 0  # bytes of requests

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
    def connections(self) -> int:
        return len(self._writers) // 2

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
            if counted:
                self.passed += len(data)
                if self.cut_after is not None and self.passed >= self.cut_after:
                    self.cut_after = None
                    break
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
