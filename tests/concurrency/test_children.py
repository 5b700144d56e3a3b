"""Children: what they say, how they end, and that nothing of them is left."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from bot.concurrency.children import Children
from bot.errors import ChildDied, FerryError, FileTooLarge, SourceBusy
from tests.concurrency import deeds

LONG = 30.0  # seconds nothing here waits for, unless it is broken


@pytest.fixture(scope="module")
def children():
    family = Children(preload=["bot.errors"])
    yield family
    family.kill_all()


@pytest.fixture
def stop():
    return threading.Event()


@pytest.fixture
def run(children, stop):
    """Run a deed in a child; its reports go into `run.reports`."""

    def call(deed, *args):
        return children.run(deed, *args, report=call.reports.append, stop=stop)

    call.reports = []
    return call


def gone(pid):
    """Whether a process has ended, or ends within the time-out."""
    deadline = time.monotonic() + LONG
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.01)
    return False


def until(predicate):
    deadline = time.monotonic() + LONG
    while not predicate():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_result_comes_back(run, children):
    assert run(deeds.add, 2, 3) == 5
    assert children.pids == []


def test_reports_arrive_in_their_order_before_the_result(run):
    assert run(deeds.count, 500) == "counted"
    assert run.reports == list(range(500))


def test_a_result_and_a_report_larger_than_any_pipe_s_buffer_arrive(run):
    size = 10 * 1024 * 1024
    assert run(deeds.large, size) == bytes(size)
    assert run.reports == [bytes(size)]


def test_a_child_leads_a_group_and_session_of_its_own(run):
    pid, group, session, parent = run(deeds.who)
    assert pid == group == session
    assert parent != os.getpid()  # the fork server
    assert group != os.getpgid(0)


def test_our_errors_travel_with_their_type_and_values(run, children):
    with pytest.raises(FileTooLarge) as raised:
        run(deeds.too_large)
    assert raised.value.values == {"size": 7, "limit": 5}
    with pytest.raises(SourceBusy, match="slow down") as raised:
        run(deeds.busy)
    assert raised.value.values == {"seconds": 3}
    assert children.pids == []


@pytest.mark.parametrize(
    ("deed", "name"),
    [
        (deeds.foreign, "LookupError: nobody expected this"),
        (deeds.unpicklable_error, "Unpicklable: one argument only"),
        (deeds.unpicklable_result, "TypeError: cannot pickle"),
        (deeds.leave, "SystemExit: 3"),
    ],
)
def test_a_foreign_error_comes_back_by_name_and_its_traceback_is_logged(run, caplog, deed, name):
    with pytest.raises(FerryError, match=name) as raised:
        run(deed)
    assert type(raised.value) is FerryError
    assert "child failed pid=" in caplog.text
    assert "Traceback" in caplog.text
    assert "_child" in caplog.text


@pytest.mark.parametrize(("deed", "args", "code"), [(deeds.die, (), -9), (deeds.vanish, (5,), 5)])
def test_a_child_that_ends_without_a_word_is_told_by_its_exit_code(run, children, deed, args, code):
    with pytest.raises(ChildDied, match=f"ended with {code}"):
        run(deed, *args)
    assert children.pids == []


def test_a_child_that_dies_in_the_middle_of_a_message_is_told_by_its_exit_code(children, stop):
    with pytest.raises(ChildDied, match="ended with -9"):
        children.run(deeds.die_while_speaking, report=gone, stop=stop)


def test_a_dead_child_is_noticed_although_what_it_started_holds_its_pipe(run):
    with pytest.raises(ChildDied):
        run(deeds.orphan)
    assert gone(run.reports[0])


def test_stop_ends_the_child_and_what_it_started(children, stop):
    pids = []

    def heard(reported):
        pids.extend(reported)
        stop.set()

    with pytest.raises(InterruptedError):
        children.run(deeds.family, report=heard, stop=stop)
    assert len(pids) == 2
    assert all(map(gone, pids))
    assert children.pids == []


def test_a_stop_that_came_before_the_start_ends_it_too(run, stop):
    stop.set()
    with pytest.raises(InterruptedError):
        run(deeds.sleep)


def test_what_a_child_leaves_running_ends_with_it(run):
    assert gone(run(deeds.leave_something_running))


def test_a_child_that_does_not_leave_is_ended_and_its_result_kept(run, children):
    assert run(deeds.thread_left_running) == "done"
    assert children.pids == []


def test_an_error_of_the_listener_ends_the_child(children, stop):
    def deaf(_message):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        children.run(deeds.sleep, report=deaf, stop=stop)
    assert children.pids == []


def test_work_that_can_not_be_handed_over_is_an_error_and_leaves_no_pipe_open(run, children):
    before = psutil.Process().num_fds()
    with pytest.raises((TypeError, AttributeError)):
        run(deeds.add, threading.Lock(), 1)
    assert children.pids == []
    assert psutil.Process().num_fds() <= before


def test_children_that_ended_leave_no_file_descriptor_open(run):
    run(deeds.add, 1, 1)
    before = psutil.Process().num_fds()
    for number in range(5):
        run(deeds.add, number, 1)
    assert psutil.Process().num_fds() <= before


def test_many_run_at_once_and_kill_all_ends_them_all(children):
    stop, reports = threading.Event(), []
    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(children.run, deeds.family, report=reports.append, stop=stop) for _ in range(4)] + [
            pool.submit(children.run, deeds.add, number, 1, report=reports.append, stop=stop) for number in range(4)
        ]
        assert [one.result(LONG) for one in running[4:]] == [1, 2, 3, 4]
        until(lambda: len(reports) == 4 and len(children.pids) == 4)  # a child may speak before its parent knows its id
        assert sorted(children.pids) == sorted(pid for pid, _ in reports)
        children.kill_all()
        for one in running[:4]:
            with pytest.raises(ChildDied, match="ended with -9"):
                one.result(LONG)
    assert all(gone(pid) for pids in reports for pid in pids)
    assert children.pids == []
    children.kill_all()


def test_the_bot_s_death_ends_the_child_and_what_it_started():
    bot = subprocess.Popen([sys.executable, "-m", "tests.concurrency.mortal_bot"], stdout=subprocess.PIPE, text=True)
    pids = [int(pid) for pid in bot.stdout.readline().split()]
    assert len(pids) == 2
    assert all(psutil.pid_exists(pid) for pid in pids)
    bot.send_signal(signal.SIGKILL)
    bot.wait(LONG)
    bot.stdout.close()
    assert all(map(gone, pids))


def test_a_fork_server_that_died_is_started_again(run):
    *_, server = run(deeds.who)
    os.kill(server, signal.SIGKILL)
    assert gone(server)
    assert run(deeds.add, 2, 2) == 4


def test_a_child_that_can_not_be_started_has_died(run, children, monkeypatch):
    monkeypatch.setattr("multiprocessing.util.spawnv_passfds", _no_memory)
    *_, server = run(deeds.who)
    os.kill(server, signal.SIGKILL)
    assert gone(server)
    with pytest.raises(ChildDied, match="not started"):
        run(deeds.add, 2, 2)
    assert children.pids == []


def _no_memory(*_args):
    raise OSError("out of memory")


def test_stop_is_obeyed_while_the_fork_server_still_loads():
    command = [sys.executable, "-m", "tests.concurrency.impatient"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bot:
        watchdog = threading.Timer(LONG, bot.kill)  # the preload takes longer than that
        watchdog.start()
        said = bot.stdout.readline()
        watchdog.cancel()
        for process in (*psutil.Process(bot.pid).children(recursive=True), bot):
            process.kill()
    assert said == "interrupted\n"
