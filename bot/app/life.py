"""The whole bot: built, started, stopped."""

import asyncio
import logging
import re
import shutil
import signal
from pathlib import Path
from typing import Any

from telegram import Update

from bot.app import rooms
from bot.app.outside import Outside
from bot.app.services import Services
from bot.app.stores import Stores
from bot.concurrency.bridge import Bridge
from bot.config import Config
from bot.handlers import start
from bot.service.health import LOOP_STALE_AFTER, Heartbeat, beat
from bot.web.app import create_app
from keepalive import Keepalive

log = logging.getLogger(__name__)

CUT_AFTER = 6.0  # seconds of a stop after which requests to Telegram are cut off; 20 are promised for the whole
DELIVERY_FOLDER = re.compile("[0-9a-f]{32}")
UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER]


class App:
    """Built once, run once."""

    def __init__(self, config: Config) -> None:
        """Open the store and wire the parts; raises ConfigInvalid. Nothing is started yet."""
        assert config.bot_token is not None
        self._config = config
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)  # Application.run_polling takes it from here
        self._tasks: set[asyncio.Task[Any]] = set()
        self._heartbeat = Heartbeat(LOOP_STALE_AFTER)
        self._stores = stores = Stores(config.data_dir / "ferry.db", config.secret_key or config.bot_token)
        self._outside = outside = Outside(config, stores)
        self._services = services = Services(config, stores, outside)
        self._telegram = outside.telegram
        self._telegram.post_init, self._telegram.post_stop = self._start, self._stop
        health = rooms.health(config, outside, services, stores, bridge=Bridge(self._loop), loop=self._heartbeat)
        rooms.add_handlers(config, outside, services, health)
        self._guard = rooms.schedule(outside, services, stores)
        pages = create_app(health, outside.metrics, config.metrics_token)
        self._keepalive = Keepalive(pages, config.host, config.port)

    def run(self) -> None:
        """Serve and poll until SIGTERM or SIGINT; raises ConfigInvalid for a taken port, InvalidToken."""
        try:
            self._keepalive.start()
            # Telegram away at start: go on trying, and health says so
            self._telegram.run_polling(allowed_updates=UPDATES, bootstrap_retries=-1)
        finally:
            self._outside.close()
            self._keepalive.stop()
            self._stores.close()

    async def _start(self, _: Any) -> None:
        """Before polling begins: leave nothing of the last run lying about, take up what it left undone."""
        services = self._services
        await self._stores.workers.run(_sweep, self._config.download_dir)
        self._in_background(beat(self._heartbeat))
        self._in_background(start.menus(self._telegram.bot, self._config.admin_id, services.settings))
        await services.people.load()
        await services.deliveries.resume()
        await services.broadcasts.resume()
        for number in (signal.SIGINT, signal.SIGTERM):
            self._loop.add_signal_handler(number, self._asked_to_stop)

    def _asked_to_stop(self) -> None:
        """Begin to end at once what takes time: the library's own stop first waits for every handler at work."""
        if self._outside.pace.closed:
            return  # asked twice
        self._outside.pace.close()
        self._in_background(self._services.deliveries.stop())
        self._in_background(self._services.broadcasts.stop())
        self._loop.call_later(CUT_AFTER, lambda: self._in_background(self._telegram.bot.request.shutdown()))
        raise SystemExit  # as python-telegram-bot's own handler does: run_polling catches it

    async def _stop(self, _: Any) -> None:
        """After polling has ended and while the bot can still speak."""
        # Again, for what was begun meanwhile.
        services = self._services
        await asyncio.gather(services.deliveries.stop(), services.broadcasts.stop(), self._guard.close())
        if self._outside.mtproto is not None:
            await self._outside.mtproto.stop()
        for task in self._tasks:
            task.cancel()

    def _in_background(self, coroutine: Any) -> None:
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)  # asyncio keeps only a weak reference to a task
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("background task failed", exc_info=error)


def _sweep(folder: Path) -> None:
    """Remove what a crash has left of deliveries: folders named by their ids, nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.iterdir():
        if DELIVERY_FOLDER.fullmatch(left.name) and left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
            log.info("left-over folder removed name=%s", left.name)
