"""The server as a process: prints its address as one line of JSON, ends with its standard input.

    python -m tests.servers.mtproto --port 0 --folder /tmp/files --latency 0.06 --rate 20000000

Each message sent to it is another line of JSON, for whoever started it. Each line of its input is a command (see
`control`), answered by a line of JSON that begins with "answer" or "error":

    {"do": "fault", "method": "upload.SaveBigFilePart", "error": [420, "FLOOD_WAIT_3"]}
    {"answer": null}
"""

import argparse
import ctypes
import json
import sys
import threading
from pathlib import Path

from tests.servers.mtproto.control import Control, facts
from tests.servers.mtproto.server import MtprotoServer

# mallopt's M_TRIM_THRESHOLD and M_MMAP_THRESHOLD (malloc.h): below 128 MiB memory is not given back to the system.
# Each part would be faulted in anew otherwise, which costs as much as deciphering it.
KEPT = {-1: 128 << 20, -3: 128 << 20}


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.servers.mtproto")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="keep the files here; without it only size and hash")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds by which each answer leaves later")
    parser.add_argument("--rate", type=float, help="bytes a second read from all connections together")
    parser.add_argument("--no-hash", dest="hashed", action="store_false", help="files have a size and no hash")
    if sys.platform == "linux":
        for parameter, value in KEPT.items():
            ctypes.CDLL(None).mallopt(parameter, value)
    with MtprotoServer(**vars(parser.parse_args())) as server:
        print(server.address.to_json(), flush=True)
        ended = threading.Event()
        threading.Thread(target=obey, args=(Control(server), ended), daemon=True).start()
        told = 0
        while not ended.wait(0.05):
            for sent in server.world.sent[told:]:
                say(json.dumps(facts(sent)))
                told += 1


def obey(control: Control, ended: threading.Event) -> None:
    for line in sys.stdin:
        say(control.answer(line))
    ended.set()


def say(line: str) -> None:
    """One line in one piece: two threads speak."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
