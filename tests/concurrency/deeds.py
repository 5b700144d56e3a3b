"""What the tests let children do: importable, so that a child finds it."""

import os
import signal
import subprocess
import threading
import time

from bot.errors import FileTooLarge, SourceBusy

LONG = 60.0  # seconds a child sleeps that is to be killed


class Unpicklable(Exception):
    """An error that can't travel."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__("one argument only")
        self.lock = threading.Lock()


def add(one, two, report):
    return one + two


def count(number, report):
    for step in range(number):
        report(step)
    return "counted"


def large(size, report):
    report(bytes(size))
    return bytes(size)


def who(report):
    return os.getpid(), os.getpgid(0), os.getsid(0), os.getppid()


def too_large(report):
    raise FileTooLarge(7, 5)


def busy(report):
    raise SourceBusy("slow down", seconds=3)


def foreign(report):
    raise LookupError("nobody expected this")


def unpicklable_error(report):
    raise Unpicklable(1, 2)


def unpicklable_result(report):
    return threading.Lock()


def leave(report):
    raise SystemExit(3)


def die(report):
    os.kill(os.getpid(), signal.SIGKILL)


def die_while_speaking(report):
    report(os.getpid())
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGKILL)).start()
    report(bytes(10 * 1024 * 1024))  # more than the pipe takes while nobody reads


def vanish(status, report):
    os._exit(status)


def family(report):
    """Start something that outlives this, report both, and sleep."""
    grandchild = subprocess.Popen(["sleep", str(LONG)])
    report((os.getpid(), grandchild.pid))
    time.sleep(LONG)


def orphan(report):
    """Leave something running that holds the pipe, and die."""
    pid = os.fork()
    if pid == 0:
        time.sleep(LONG)
    report(pid)
    os.kill(os.getpid(), signal.SIGKILL)


def leave_something_running(report):
    return subprocess.Popen(["sleep", str(LONG)]).pid


def thread_left_running(report):
    threading.Thread(target=time.sleep, args=(LONG,)).start()
    return "done"


def sleep(report):
    report("sleeping")
    time.sleep(LONG)
