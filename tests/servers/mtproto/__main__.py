"""The server as a process: prints its address as one line of JSON, ends with its standard input.

    python -m tests.servers.mtproto --port 0 --folder /tmp/files

Each message sent to it is another line of JSON, for whoever started it.
"""

import argparse
import json
import sys
import threading
from pathlib import Path

from tests.servers.mtproto.server import MtprotoServer
from tests.servers.mtproto.world import Sent


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.servers.mtproto")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="keep the files here; without it only size and hash")
    options = parser.parse_args()
    with MtprotoServer(host=options.host, port=options.port, folder=options.folder) as server:
        print(server.address.to_json(), flush=True)
        ended = threading.Event()
        threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
        told = 0
        while not ended.wait(0.05):
            for sent in server.world.sent[told:]:
                print(line(sent), flush=True)
                told += 1


def line(sent: Sent) -> str:
    return json.dumps(
        {
            "message_id": sent.message_id,
            "chat_id": sent.chat_id,
            "kind": sent.kind,
            "name": sent.file.name,
            "size": sent.file.size,
            "sha256": sent.file.sha256,
            "mime": sent.mime,
            "caption": sent.caption,
        }
    )


if __name__ == "__main__":
    main()
