"""A process that has a child with a child of its own, prints their ids, and waits to be killed."""

import threading

from bot.concurrency.children import Children
from tests.concurrency import deeds

if __name__ == "__main__":
    Children().run(deeds.family, report=lambda pids: print(*pids, flush=True), stop=threading.Event())
