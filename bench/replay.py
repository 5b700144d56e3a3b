"""What the MTProto server can take: a file's parts, sealed beforehand, written to it as fast as it reads.

`python -m bench.replay BYTES`: each line it reads is a try, answered with the seconds from the first byte written to
the last part's answer.
"""

import asyncio
import os
import socket
import sys
import threading
import time
from collections.abc import Sequence

from bench.mtproto import PART
from bench.uploader import API, REDIRECT

LINES = 4  # connections, as many as the bot has at most

Packets = list[tuple[bytes, bytes]]


async def login() -> tuple[bytes, int, str, int]:
    """Auth key and salt, and where the server is."""
    from pyrogram import Client  # noqa: PLC0415

    async with Client("bench", in_memory=True, no_updates=True, **API) as client:
        storage = client.storage
        address = await storage.server_address(), await storage.port()
        return await storage.auth_key(), client.session.salt, *address


def sealed(auth_key: bytes, salt: int, size: int) -> list[Packets]:
    """A file of random bytes as packets, for each connection its own."""
    from bot.transfer.mtproto.packets import Key, functions, seal  # noqa: PLC0415

    key = Key(auth_key)
    key.salt = salt
    count, file_id, data = -(-size // PART), int.from_bytes(os.urandom(7), "little"), os.urandom(PART)
    lines: list[Packets] = []
    for line in range(LINES):
        session, first = os.urandom(8), key.now()
        lines.append([])
        for turn, number in enumerate(range(line, count, LINES)):
            call = functions.upload.SaveBigFilePart(
                file_id=file_id, file_part=number, file_total_parts=count, bytes=data
            )
            lines[-1].append(seal(key, session, first + 4 * turn, 2 * turn + 1, call.write()))
    return lines


def replay(address: tuple[str, int], lines: Sequence[Packets]) -> float:
    """Seconds until all is answered."""
    from bot.transfer.mtproto.packets import OPENING  # noqa: PLC0415

    connections = [socket.create_connection(address) for _ in lines]
    threads = [
        threading.Thread(target=_write_and_read, args=(connection, packets))
        for connection, packets in zip(connections, lines, strict=True)
    ]
    for connection in connections:
        connection.sendall(OPENING)
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    for connection in connections:
        connection.close()
    return took


def _write_and_read(connection: socket.socket, packets: Packets) -> None:
    """All packets, then all answers: they are small, and wait in the system's buffer meanwhile."""
    for packet in packets:
        connection.sendall(b"".join(packet))
    with connection.makefile("rb") as answers:
        for _ in range(len(packets) + 1):  # the server says first that the session is new
            if not answers.read(int.from_bytes(answers.read(4), "little")):
                raise ConnectionError("the server has closed")


def main(size: int) -> None:
    if REDIRECT not in sys.modules:
        sys.exit("this would go to Telegram itself")
    auth_key, salt, *address = asyncio.run(login())
    print("ready", flush=True)
    for _ in sys.stdin:
        lines = sealed(auth_key, salt, size)
        print(replay((address[0], address[1]), lines), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
