"""Started by test_children as a process: gives up while the fork server still loads."""

import threading

from bot.concurrency.children import Children


def main() -> None:
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    try:
        Children(("tests.concurrency.slow_to_load",)).run(print, report=print, stop=stop)
    except InterruptedError:
        print("interrupted", flush=True)


if __name__ == "__main__":
    main()
