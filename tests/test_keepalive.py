import http.client
import socket
import threading

import pytest
from flask import Flask

from bot.errors import ConfigInvalid
from keepalive import Keepalive


@pytest.fixture
def app():
    app = Flask("pages")
    app.add_url_rule("/", view_func=lambda: "here")
    return app


def get(port: int, path: str = "/") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def left_behind(before: set[threading.Thread]) -> list[threading.Thread]:
    """Threads made since then that don't end."""
    made = set(threading.enumerate()) - before
    for thread in made:
        thread.join(10)
    return [thread for thread in made if thread.is_alive()]


def test_the_socket_listens_when_start_returns(app):
    web = Keepalive(app, "127.0.0.1", 0)
    web.start()
    try:
        assert web.port > 0
        assert get(web.port) == (200, b"here")
    finally:
        web.stop()


def test_after_stop_nothing_listens_and_no_thread_is_left(app):
    before = set(threading.enumerate())
    web = Keepalive(app, "127.0.0.1", 0)
    web.start()
    kept_open = socket.create_connection(("127.0.0.1", web.port), timeout=10)
    assert get(web.port)[0] == 200
    web.stop()
    assert kept_open.recv(1) == b""  # hung up on
    kept_open.close()
    with pytest.raises(ConnectionRefusedError):
        get(web.port)
    assert left_behind(before) == []


def test_the_port_can_be_had_again_after_stop(app):
    first = Keepalive(app, "127.0.0.1", 0)
    first.start()
    get(first.port)
    first.stop()
    second = Keepalive(app, "127.0.0.1", first.port)
    second.start()
    try:
        assert get(second.port) == (200, b"here")
    finally:
        second.stop()


def test_stop_does_nothing_before_start_and_twice(app):
    web = Keepalive(app, "127.0.0.1", 0)
    web.stop()
    web.start()
    web.stop()
    web.stop()


def test_a_request_under_way_is_answered_before_stop_ends(app):
    asked, go = threading.Event(), threading.Event()

    def slow():
        asked.set()
        assert go.wait(10)
        return "slowly"

    app.add_url_rule("/slow", view_func=slow)
    web = Keepalive(app, "127.0.0.1", 0)
    web.start()
    answers = []
    asking = threading.Thread(target=lambda: answers.append(get(web.port, "/slow")))
    asking.start()
    assert asked.wait(10)
    stopping = threading.Thread(target=web.stop)
    stopping.start()
    go.set()
    stopping.join(10)
    asking.join(10)
    assert answers == [(200, b"slowly")]


def test_a_taken_port_is_named_and_no_thread_is_left(app):
    before = set(threading.enumerate())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        web = Keepalive(app, "127.0.0.1", port)
        with pytest.raises(ConfigInvalid) as caught:
            web.start()
    assert caught.value.problems == (
        f"PORT {port} is taken: another program listens there; stop it or set another PORT",
    )
    assert left_behind(before) == []


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_a_host_that_is_not_ours_is_a_problem_of_the_settings(app, host):
    with pytest.raises(ConfigInvalid, match="HOST must be an address of this machine"):
        Keepalive(app, host, 0).start()


def test_a_port_that_needs_rights_says_so(app, monkeypatch):
    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", denied)
    with pytest.raises(ConfigInvalid, match="PORT 80 may not be opened by this user"):
        Keepalive(app, "127.0.0.1", 80).start()


def test_the_answer_does_not_tell_what_serves_it(app):
    web = Keepalive(app, "127.0.0.1", 0)
    web.start()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=10)
        connection.request("GET", "/")
        assert connection.getresponse().getheader("Server") is None
        connection.close()
    finally:
        web.stop()
