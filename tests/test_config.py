import dataclasses
import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import SECRETS, Config
from bot.domain.limits import MB
from bot.errors import ConfigInvalid

TOKEN = "123456:ABC-DEF"
HASH = "0123456789abcdef"
PROXY = "socks5://ann:sesame@proxy:1080"
KEY = "sixteen-or-more!"
READER = "may-read-figures"


def problems(**env: str) -> tuple[str, ...]:
    with pytest.raises(ConfigInvalid) as caught:
        Config.from_env(env)
    return caught.value.problems


def test_nothing_set_gives_the_defaults():
    assert dataclasses.asdict(Config.from_env({})) == {
        "bot_token": None,
        "api_id": None,
        "api_hash": None,
        "admin_id": (),
        "allowed_users": frozenset(),
        "host": "0.0.0.0",
        "port": 10000,
        "data_dir": Path("data"),
        "download_dir": Path("data/downloads"),
        "telegram_api_base_url": None,
        "telegram_api_base_file_url": None,
        "telegram_api_local": False,
        "proxy_url": None,
        "secret_key": None,
        "metrics_token": None,
        "download_workers": 5,
        "user_deliveries": 2,
        "max_file_size": 2000 * MB,
        "delivery_timeout_s": 3600,
        "link_ttl": timedelta(days=30),
        "expiry_warn": timedelta(days=1),
        "expiry_check_hour": 9,
        "timezone": ZoneInfo("UTC"),
        "ytdlp_cookies": None,
        "log_level": "INFO",
        "log_format": "text",
    }


def test_everything_set_is_read(tmp_path):
    cookies = tmp_path / "cookies.txt"
    cookies.write_text("# Netscape HTTP Cookie File\n")
    config = Config.from_env(
        {
            "BOT_TOKEN": f" {TOKEN} ",
            "API_ID": "17",
            "API_HASH": HASH,
            "ADMIN_ID": "1, 2,",
            "ALLOWED_USERS": "3,4,3",
            "HOST": "127.0.0.1",
            "PORT": "8080",
            "DATA_DIR": "/var/lib/ferry",
            "DOWNLOAD_DIR": "/tmp/ferry",
            "TELEGRAM_API_BASE_URL": "http://localhost:8081/bot/",
            "TELEGRAM_API_BASE_FILE_URL": "http://localhost:8081/file/bot",
            "TELEGRAM_API_LOCAL": "TRUE",
            "PROXY_URL": PROXY,
            "SECRET_KEY": KEY,
            "METRICS_TOKEN": READER,
            "DOWNLOAD_WORKERS": "3",
            "USER_DELIVERIES": "1",
            "MAX_FILE_SIZE_MB": "100",
            "DELIVERY_TIMEOUT_S": "600",
            "LINK_TTL_DAYS": "7",
            "EXPIRY_WARN_DAYS": "2",
            "EXPIRY_CHECK_HOUR": "0",
            "TIMEZONE": "Asia/Tehran",
            "YTDLP_COOKIES": str(cookies),
            "LOG_LEVEL": "debug",
            "LOG_FORMAT": "JSON",
        }
    )
    assert dataclasses.asdict(config) == {
        "bot_token": TOKEN,
        "api_id": 17,
        "api_hash": HASH,
        "admin_id": (1, 2),
        "allowed_users": frozenset({3, 4}),
        "host": "127.0.0.1",
        "port": 8080,
        "data_dir": Path("/var/lib/ferry"),
        "download_dir": Path("/tmp/ferry"),
        "telegram_api_base_url": "http://localhost:8081/bot",
        "telegram_api_base_file_url": "http://localhost:8081/file/bot",
        "telegram_api_local": True,
        "proxy_url": PROXY,
        "secret_key": KEY,
        "metrics_token": READER,
        "download_workers": 3,
        "user_deliveries": 1,
        "max_file_size": 100 * MB,
        "delivery_timeout_s": 600,
        "link_ttl": timedelta(days=7),
        "expiry_warn": timedelta(days=2),
        "expiry_check_hour": 0,
        "timezone": ZoneInfo("Asia/Tehran"),
        "ytdlp_cookies": cookies,
        "log_level": "DEBUG",
        "log_format": "json",
    }


def test_downloads_lie_in_the_data_folder_unless_told_otherwise():
    assert Config.from_env({"DATA_DIR": "/srv/ferry"}).download_dir == Path("/srv/ferry/downloads")


def test_blank_counts_as_not_set():
    env = dict.fromkeys(("BOT_TOKEN", "API_ID", "PORT", "TIMEZONE", "LOG_LEVEL", "ADMIN_ID", "HOST"), "  ")
    assert Config.from_env(env) == Config.from_env({})


WRONG = {
    "BOT_TOKEN": ("no-colon-wrong", ":wrong", "123456:", "12a:wrong", "123456:wrong wrong", "-1:wrong"),
    "API_ID": ("wrong", "0", "-5", "1.5"),
    "ADMIN_ID": ("wrong", "1;2", "1,wrong"),
    "ALLOWED_USERS": ("@wrong", "1 2"),
    "PORT": ("wrong", "0", "65536", "-1"),
    "TELEGRAM_API_BASE_URL": ("wrong", "ftp://wrong/bot", "http:///bot", "http://wrong:99999/bot", "http://[wrong"),
    "TELEGRAM_API_BASE_FILE_URL": ("wrong", "file:///wrong"),
    "TELEGRAM_API_LOCAL": ("wrong", "1"),
    "PROXY_URL": ("wrong", "ftp://wrong:1", "socks5://", "http://wrong:0"),
    "SECRET_KEY": ("wrong", "fifteen-wrong-1"),
    "DOWNLOAD_WORKERS": ("wrong", "0", "65"),
    "USER_DELIVERIES": ("wrong", "0", "65"),
    "MAX_FILE_SIZE_MB": ("wrong", "0", "20001"),
    "DELIVERY_TIMEOUT_S": ("wrong", "9", "86401"),
    "LINK_TTL_DAYS": ("wrong", "0", "1", "3651"),
    "EXPIRY_WARN_DAYS": ("wrong", "0", "366"),
    "EXPIRY_CHECK_HOUR": ("wrong", "-1", "24"),
    "TIMEZONE": ("Wrong/City", "../wrong", "Europe"),
    "YTDLP_COOKIES": ("/wrong/cookies.txt", "/"),
    "LOG_LEVEL": ("wrong", "TRACE"),
    "LOG_FORMAT": ("wrong", "yaml"),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_a_problem_that_names_its_variable_and_not_the_value(name, value):
    found = problems(**{name: value})
    assert found[0].startswith(f"{name} must ")
    assert "wrong" not in "".join(found).lower()


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("PORT", 1, 65535),
        ("DOWNLOAD_WORKERS", 1, 64),
        ("USER_DELIVERIES", 1, 64),
        ("MAX_FILE_SIZE_MB", 1, 20000),
        ("DELIVERY_TIMEOUT_S", 10, 86400),
        ("LINK_TTL_DAYS", 2, 3650),
        ("EXPIRY_CHECK_HOUR", 0, 23),
    ],
)
def test_both_ends_of_a_range_are_allowed_and_said_when_it_is_left(name, low, high):
    assert Config.from_env({name: str(low)}) != Config.from_env({name: str(high)})
    assert str(high) in problems(**{name: str(high + 1)})[0]


def test_every_problem_is_listed_at_once():
    found = problems(**{name: values[0] for name, values in WRONG.items()})
    named = {re.match(r"[A-Z_]+", problem)[0] for problem in found}
    assert named >= set(WRONG)
    assert "wrong" not in str(found).lower()


@pytest.mark.parametrize(
    "half",
    [
        {"API_ID": "17"},
        {"API_HASH": HASH},
        {"TELEGRAM_API_BASE_URL": "http://localhost/bot"},
        {"TELEGRAM_API_BASE_FILE_URL": "http://localhost/file/bot"},
    ],
)
def test_halves_of_a_pair_are_a_problem(half):
    (problem,) = problems(**half)
    assert problem.endswith("go together: set both or neither")


def test_a_warning_must_come_before_the_end():
    assert problems(LINK_TTL_DAYS="3", EXPIRY_WARN_DAYS="3") == ("EXPIRY_WARN_DAYS must be smaller than LINK_TTL_DAYS",)


def test_the_error_itself_lists_the_problems():
    with pytest.raises(ConfigInvalid, match=r"PORT must be .*; LOG_FORMAT must be one of text, json"):
        Config.from_env({"PORT": "x", "LOG_FORMAT": "x"})


def test_no_secret_stands_in_the_repr():
    secrets = {"BOT_TOKEN": TOKEN, "API_HASH": HASH, "PROXY_URL": PROXY, "SECRET_KEY": KEY, "METRICS_TOKEN": READER}
    config = Config.from_env({"API_ID": "17", **secrets})
    shown = repr(config)
    assert "api_id=17" in shown
    for secret in (*secrets.values(), "sesame"):
        assert secret not in shown


def test_the_variables_with_secrets_are_the_fields_that_repr_leaves_out():
    hidden = {field.name.upper() for field in dataclasses.fields(Config) if not field.repr}
    assert hidden == set(SECRETS)
