"""The settings, read once from the environment. The only file that knows their names.

`Config.from_env` takes any mapping, collects every problem, and raises them together, without values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.limits import MB
from bot.errors import ConfigInvalid

T = TypeVar("T")

LARGEST_FILE = 20_000  # MB, some ten pieces; more is a slip of the keyboard, and would fill a small host's disk
SHORTEST_KEY = 16  # characters; so many random ones of base64 are 96 bits

SECRETS = (
    "BOT_TOKEN",
    "API_HASH",
    "PROXY_URL",
    "SECRET_KEY",
    "METRICS_TOKEN",
)  # removed from the environment once read: children inherit it


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings, checked. Fields have the variables' names in lower case, less a unit where the type says it."""

    bot_token: str | None = field(repr=False)
    api_id: int | None
    api_hash: str | None = field(repr=False)
    admin_id: tuple[int, ...]
    allowed_users: frozenset[int]
    host: str
    port: int
    data_dir: Path
    download_dir: Path
    telegram_api_base_url: str | None
    telegram_api_base_file_url: str | None
    telegram_api_local: bool
    proxy_url: str | None = field(repr=False)
    secret_key: str | None = field(repr=False)
    metrics_token: str | None = field(repr=False)
    download_workers: int
    user_deliveries: int
    max_file_size: int  # bytes
    delivery_timeout_s: int
    link_ttl: timedelta
    expiry_warn: timedelta
    expiry_check_hour: int
    timezone: ZoneInfo
    ytdlp_cookies: Path | None
    log_level: str
    log_format: str

    @property
    def secrets(self) -> tuple[str | None, ...]:
        """What no log may show."""
        return self.bot_token, self.api_hash, self.proxy_url, self.secret_key, self.metrics_token

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Config":
        """Read the settings; raise ConfigInvalid with every problem at once."""
        read = _Reader(env)
        data_dir = Path(read.text("DATA_DIR") or "data")
        config = cls(
            bot_token=read.parsed("BOT_TOKEN", _token, "must look like 123456:ABC-DEF, as @BotFather gives it"),
            api_id=read.parsed("API_ID", _positive, "must be the number from my.telegram.org"),
            api_hash=read.text("API_HASH"),
            admin_id=read.ids("ADMIN_ID"),
            allowed_users=frozenset(read.ids("ALLOWED_USERS")),
            host=read.text("HOST") or "0.0.0.0",  # noqa: S104 -- Render reaches the port from outside
            port=read.number("PORT", 10000, 1, 65535),  # https://render.com/docs/web-services#port-binding
            data_dir=data_dir,
            download_dir=Path(read.text("DOWNLOAD_DIR") or data_dir / "downloads"),
            telegram_api_base_url=read.parsed("TELEGRAM_API_BASE_URL", _address, "must be an http(s) address"),
            telegram_api_base_file_url=read.parsed(
                "TELEGRAM_API_BASE_FILE_URL", _address, "must be an http(s) address"
            ),
            telegram_api_local=read.flag("TELEGRAM_API_LOCAL"),
            proxy_url=read.parsed("PROXY_URL", _proxy, "must be an http, https, socks4 or socks5 address"),
            secret_key=read.parsed("SECRET_KEY", _key, f"must have at least {SHORTEST_KEY} characters"),
            metrics_token=read.text("METRICS_TOKEN"),
            download_workers=read.number("DOWNLOAD_WORKERS", 5, 1, 64),
            user_deliveries=read.number("USER_DELIVERIES", 2, 1, 64),
            max_file_size=read.number("MAX_FILE_SIZE_MB", 2000, 1, LARGEST_FILE) * MB,
            delivery_timeout_s=read.number("DELIVERY_TIMEOUT_S", 3600, 10, 86400),
            link_ttl=timedelta(days=read.number("LINK_TTL_DAYS", 30, 2, 3650)),
            expiry_warn=timedelta(days=read.number("EXPIRY_WARN_DAYS", 1, 1, 365)),
            expiry_check_hour=read.number("EXPIRY_CHECK_HOUR", 9, 0, 23),
            timezone=read.parsed("TIMEZONE", _zone, "must be an IANA name such as Europe/Berlin") or ZoneInfo("UTC"),
            ytdlp_cookies=read.parsed("YTDLP_COOKIES", _file, "must be the path of a readable file"),
            log_level=read.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
            log_format=read.choice("LOG_FORMAT", "text", ("text", "json")),
        )
        if (config.api_id is None) != (config.api_hash is None):
            read.problems.append("API_ID and API_HASH go together: set both or neither")
        if (config.telegram_api_base_url is None) != (config.telegram_api_base_file_url is None):
            read.problems.append(
                "TELEGRAM_API_BASE_URL and TELEGRAM_API_BASE_FILE_URL go together: set both or neither"
            )
        if config.expiry_warn >= config.link_ttl:
            read.problems.append("EXPIRY_WARN_DAYS must be smaller than LINK_TTL_DAYS")
        if read.problems:
            raise ConfigInvalid(read.problems)
        return config


class _Reader:
    """Reads one variable at a time and remembers what was wrong."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.problems: list[str] = []

    def text(self, name: str) -> str | None:
        return self._env.get(name, "").strip() or None

    def parsed(self, name: str, parse: Callable[[str], T], problem: str) -> T | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            return parse(text)
        except (ValueError, OSError):
            self.problems.append(f"{name} {problem}")
            return None

    def number(self, name: str, default: int, low: int, high: int) -> int:
        def parse(text: str) -> int:
            value = int(text)
            if not low <= value <= high:
                raise ValueError
            return value

        value = self.parsed(name, parse, f"must be a whole number from {low} to {high}")
        return default if value is None else value

    def ids(self, name: str) -> tuple[int, ...]:
        def parse(text: str) -> tuple[int, ...]:
            return tuple(int(part) for part in text.split(",") if part.strip())

        return self.parsed(name, parse, "must be user ids (numbers), separated by commas") or ()

    def flag(self, name: str) -> bool:
        return self.choice(name, "false", ("false", "true")) == "true"

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        def parse(text: str) -> str:
            return {choice.lower(): choice for choice in choices}[text.lower()]

        try:
            return self.parsed(name, parse, "") or default
        except KeyError:
            self.problems.append(f"{name} must be one of {', '.join(choices)}")
            return default


def _token(text: str) -> str:
    number, colon, rest = text.partition(":")
    if not (number.isdecimal() and colon and rest) or any(c.isspace() for c in text):
        raise ValueError
    return text


def _key(text: str) -> str:
    if len(text) < SHORTEST_KEY:
        raise ValueError
    return text


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _address(text: str) -> str:
    return _url(text, ("http", "https"))


def _proxy(text: str) -> str:
    return _url(text, ("http", "https", "socks4", "socks4a", "socks5", "socks5h"))


def _url(text: str, schemes: tuple[str, ...]) -> str:
    parts = urlsplit(text)
    if parts.scheme not in schemes or not parts.hostname or parts.port == 0:
        raise ValueError
    return text.rstrip("/")


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, IsADirectoryError) as error:
        raise ValueError from error


def _file(text: str) -> Path:
    path = Path(text)
    with path.open("rb"):
        return path
