"""Asks a bot's `/livez` from a process of its own, as a host does: `with Pings(bot.url) as pings: ...; pings.waits`."""

import http.client
import json
import sys
import threading
import time
from urllib.parse import urlsplit

from bench.measure import until
from bench.processes import Served

EVERY = 0.05  # seconds from when one request is due to the next


class Pings(Served):
    """`waits` has the milliseconds of each answer, once the context has ended."""

    def __init__(self, url: str) -> None:
        super().__init__([sys.executable, "-m", "bench.pings", url])
        self.waits: list[float] = []

    def __exit__(self, *error: object) -> None:
        self.waits = json.loads(self.ask("enough"))
        super().__exit__(*error)


def ask(url: str) -> float:
    """Seconds of one request on a connection of its own, as a host's health check makes it."""
    began = time.monotonic()
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request("GET", "/livez")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"/livez answered {answer.status}")
    return time.monotonic() - began


def main(url: str) -> None:
    enough = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), enough.set()), daemon=True).start()
    print("ready", flush=True)
    waits: list[float] = []
    due = time.monotonic()
    while not enough.is_set():
        until(due)
        ask(url)
        waits.append(1000 * (time.monotonic() - due))  # from when it was due: a late answer delays the next request
        due += EVERY
    print(json.dumps(waits), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
