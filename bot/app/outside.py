"""Everything that touches the world outside: Telegram by both of its ways, the engines, the charts."""

from typing import Any

from telegram.ext import Application, ApplicationBuilder, ContextTypes, ExtBot
from telegram.request import HTTPXRequest

from bot.app.stores import Stores
from bot.charts import Charts
from bot.concurrency.children import Children
from bot.concurrency.workers import Workers
from bot.config import Config
from bot.download import PRELOAD, Downloads, Options, Splits
from bot.handlers.context import Context
from bot.resilience.breaker import Breaker
from bot.service.health import PollingWatch
from bot.telemetry.host import cores
from bot.telemetry.metrics import Metrics
from bot.transfer.botapi import BotApi
from bot.transfer.chat import TelegramChat
from bot.transfer.choose import Transfers
from bot.transfer.mtproto import Mtproto, host, window
from bot.transfer.pace import Call, Pace
from bot.transfer.polling import WatchedRequest

CONNECTIONS = 64  # at once to the Bot API; uploads hold theirs for minutes

Telegram = Application[ExtBot[Call], Context, Any, Any, Any, Any]


class Outside:
    """The adapters, ready to be used by the services."""

    def __init__(self, config: Config, stores: Stores) -> None:
        assert config.bot_token is not None
        self.metrics = Metrics()
        self.pace = Pace()
        self.polling = PollingWatch()
        self.builder = self._builder(config, config.bot_token)
        self.telegram: Telegram = self.builder.build()
        self.chat = TelegramChat(self.telegram.bot)
        self.cipher = host.noted_cipher() if config.api_id is not None else None
        self.mtproto = self._large_files(config, config.bot_token, stores)
        self.transfers = Transfers(
            botapi=BotApi(self.telegram.bot),
            mtproto=self.mtproto,
            local=config.telegram_api_local,
            max_file_size=config.max_file_size,
            count=self.metrics.sent,
        )
        self._children = Children(PRELOAD)
        self._workers = Workers("download", config.download_workers)
        options = Options(proxy=config.proxy_url, cookies=config.ytdlp_cookies)
        self.downloads = Downloads(children=self._children, workers=self._workers, options=options)
        self.splits = Splits(children=self._children, workers=self._workers)
        self.charts = Charts(children=self._children, folder=config.data_dir / "matplotlib")

    def close(self) -> None:
        """End what still runs below it."""
        self._children.kill_all()
        self._workers.close()
        self.charts.close()

    def _builder(self, config: Config, token: str) -> "ApplicationBuilder[Any, Any, Any, Any, Any, Any]":
        builder = (
            ApplicationBuilder()
            .token(token)
            .context_types(ContextTypes(context=Context))
            .request(HTTPXRequest(CONNECTIONS, connect_timeout=10, read_timeout=20, write_timeout=20, pool_timeout=10))
            .get_updates_request(WatchedRequest(self.polling, connect_timeout=10, read_timeout=20, pool_timeout=10))
            .rate_limiter(self.pace)
            .concurrent_updates(True)  # one chat's 429 must not hold up another's answer
        )
        if config.telegram_api_base_url and config.telegram_api_base_file_url:
            builder = builder.base_url(config.telegram_api_base_url).base_file_url(config.telegram_api_base_file_url)
        return builder

    def _large_files(self, config: Config, token: str, stores: Stores) -> Mtproto | None:
        if config.api_id is None or config.api_hash is None:
            return None
        breaker = Breaker()
        mtproto = Mtproto(
            api_id=config.api_id,
            api_hash=config.api_hash,
            bot_token=token,
            vault=stores.secrets,
            breaker=breaker,
            flooded=self.metrics.flooded,
            largest_window=window.LARGEST if cores() >= 1 else window.LARGEST_WHERE_SLOW,
        )
        self.metrics.watch_breaker(lambda: breaker.state.value)
        self.metrics.watch_window(lambda: mtproto.state().window)
        self.metrics.watch_connections(lambda: mtproto.state().connections)
        return mtproto
