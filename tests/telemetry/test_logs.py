import io
import json
import logging
import re
import subprocess
import sys
import threading
import warnings
from datetime import datetime

import pytest

from bot.telemetry import logs

TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_12345"
HASH = "0123456789abcdef0123456789abcdef"
PROXY = "socks5://ann:s%3Fesame/9@proxy.example:1080"
SECRETS = [TOKEN, HASH, PROXY, None, ""]
PIECES = (TOKEN, TOKEN.partition(":")[2], HASH, "esame")


@pytest.fixture(autouse=True)
def restored_logging():
    """Leave logging and the hooks as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, threading.excepthook
    levels = {name: logging.getLogger(name).level for name in (*logs.LOUD, *logs.LOUDER)}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    logging.captureWarnings(False)


@pytest.fixture(params=["text", "json"])
def written(request, monkeypatch):
    """What was logged so far, in each style."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.setup("INFO", request.param, SECRETS)
    return stream.getvalue


@pytest.fixture
def log():
    return logging.getLogger("bot.somewhere")


def lines(monkeypatch, style, level="INFO"):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.setup(level, style, SECRETS)
    return lambda: stream.getvalue().splitlines()


def handle(template: str, *args: object) -> None:
    """Give a record to our handler alone: the test runner's own ones raise what ours survives."""
    record = logging.LogRecord("bot.somewhere", logging.INFO, __file__, 1, template, args, None)
    next(one for one in logging.getLogger().handlers if isinstance(one, logs.Handler)).handle(record)


def clean(text: str) -> bool:
    return not any(piece in text for piece in PIECES)


def test_a_text_line_has_time_level_name_and_message(monkeypatch, log):
    read = lines(monkeypatch, "text")
    log.info("delivery done id=%s", 7)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00 INFO bot\.somewhere: delivery done id=7", read()[0])


def test_a_json_line_has_its_fields_and_the_extra_ones(monkeypatch, log):
    read = lines(monkeypatch, "json")
    log.info("delivery done", extra={"seconds": 2.5, "user": 7, "link": log, "nothing": None, "level": "mine"})
    record = json.loads(read()[0])
    assert datetime.fromisoformat(record.pop("time")).tzinfo is not None
    assert record == {
        "level": "INFO",
        "logger": "bot.somewhere",
        "message": "delivery done",
        "seconds": 2.5,
        "user": 7,
        "link": str(log),
        "nothing": None,
    }


def test_nobody_forges_a_line_of_text(monkeypatch, log):
    read = lines(monkeypatch, "text")
    log.info("title=%s", "a song\n2026-01-01 ERROR root: pwned\r")
    assert len(read()) == 1


@pytest.mark.parametrize("piece", [TOKEN, HASH, PROXY])
def test_a_secret_passes_in_no_part_of_a_record(written, log, piece):
    def fail() -> None:
        try:
            {}[piece]
        except KeyError as error:
            raise ValueError(f"outer {piece}") from error

    log.info(piece)
    log.info("argument %s %r", piece, {"key": piece})
    log.info("mapping %(here)s", {"here": piece})
    log.info("extra", extra={"header": piece, "nested": {"deep": [piece]}, "data": piece.encode()})
    log.info("stack", stack_info=True)
    try:
        fail()
    except ValueError:
        log.exception("failed with %s", piece)
    assert "argument ***" in written()
    assert "outer ***" in written()
    assert clean(written())


def test_secrets_nobody_named_are_known_by_their_shape(written, log):
    log.info("POST https://api.telegram.org/bot987654321:BBF-abcdefghijklmnopqrstuvwxyz_9/sendVideo done")
    log.info("GET https://api.telegram.org/file/bot1000001:demo/videos/1.mp4")
    log.info("token 987654321:BBF-abcdefghijklmnopqrstuvwxyz_9 and 987654321%3ABBF-abcdefghijklmnopqrstuvwxyz_9")
    log.info("via http://bob:p@ss@proxy:3128/")
    text = written()
    assert "https://api.telegram.org/bot***/sendVideo done" in text
    assert "https://api.telegram.org/file/bot***/videos/1.mp4" in text
    assert "token *** and ***" in text
    assert "via http://***proxy:3128/" in text


def test_a_secret_is_blanked_in_its_encoded_spellings(monkeypatch):
    redactor = logs.Redactor(["a/b\\c"])
    assert redactor.blank("a/b\\c a%2Fb%5Cc " + repr("a/b\\c")) == "*** *** '***'"


def test_the_password_of_a_secret_address_is_blanked_by_itself():
    assert logs.Redactor(["http://ann:open-sesame@proxy:1"]).blank("password open-sesame") == "password ***"


def test_an_ordinary_line_stays_as_it_is():
    text = "GET https://example.com/@ann/watch?v=1 at 12:30:00 id=123456:7"
    assert logs.Redactor(SECRETS).blank(text) == text
    assert logs.Redactor([]).blank(text) == text


def test_arguments_that_do_not_fit_leave_the_template_and_no_secret(written):
    handle("number %d", TOKEN)
    handle("two %s %s", TOKEN)
    handle("named %(no)s", {"yes": TOKEN})
    assert "number %d (its arguments don't fit)" in written()
    assert clean(written())


def test_a_record_that_cannot_be_written_is_dropped_by_name(written):
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError(TOKEN)

    handle("value %s", Broken())
    assert "log record dropped logger=bot.somewhere" in written()
    assert clean(written())


def test_a_closed_standard_error_harms_nobody(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.setup("INFO", "text", [])
    stream.close()
    handle("into the void")


def test_libraries_are_quiet_below_a_warning(written, log):
    for name in ("httpx", "httpcore.connection", "apscheduler.scheduler", "pyrogram.session"):
        logging.getLogger(name).info("chatter")
        logging.getLogger(name).warning("trouble with %s", name)
    assert "chatter" not in written()
    assert written().count("trouble") == 4


def test_the_level_decides_and_a_second_setup_replaces_the_first(monkeypatch, log):
    first = lines(monkeypatch, "text")
    second = lines(monkeypatch, "text", level="WARNING")
    log.info("hidden")
    log.warning("shown")
    assert first() == []
    assert [line.partition(": ")[2] for line in second()] == ["shown"]


def test_warnings_are_logged(monkeypatch):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        read = lines(monkeypatch, "text")
        warnings.warn(f"old {HASH}", DeprecationWarning, stacklevel=1)
    assert "WARNING py.warnings" in read()[0]
    assert "old ***" in read()[0]


def test_an_error_that_ends_a_thread_is_logged_without_secrets(written):
    def fail() -> None:
        raise ValueError(TOKEN)

    thread = threading.Thread(target=fail, name="worker-7")
    thread.start()
    thread.join(10)
    assert "thread=worker-7" in written()
    assert "ValueError: ***" in written()
    quiet = written()
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join(10)
    assert written() == quiet


def test_an_error_that_ends_the_program_is_logged_without_secrets():
    program = (
        "import sys; from bot.telemetry import logs; logs.setup('INFO', 'text', [])\n"
        "if sys.argv[1] == 'stop': raise KeyboardInterrupt\n"
        f"raise ValueError('{TOKEN}'[:60])"
    )
    run = [sys.executable, "-c", program.replace(TOKEN, TOKEN.replace(":", ":' + '"))]
    failed = subprocess.run([*run, "fail"], capture_output=True, text=True, timeout=60, check=False)
    assert "CRITICAL bot: uncaught exception" in failed.stderr
    assert "ValueError: ***" in failed.stderr
    assert TOKEN not in failed.stderr
    stopped = subprocess.run([*run, "stop"], capture_output=True, text=True, timeout=60, check=False)
    assert stopped.stderr == ""


def test_a_reference_is_short_random_and_easy_to_read_out():
    made = {logs.reference() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"[2-9a-hjkmnp-z]{8}", one) for one in made)
