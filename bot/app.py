"""The composition root: the one place that wires everything, and the order of start and stop."""

import asyncio
import logging
import re
import shutil
import signal
from importlib.metadata import version
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, BaseHandler, ContextTypes, ExtBot
from telegram.request import HTTPXRequest

from bot.charts import Charts
from bot.concurrency.bridge import Bridge
from bot.concurrency.children import Children
from bot.concurrency.workers import Workers
from bot.config import Config
from bot.domain.health import Component, Status
from bot.download import PRELOAD, Downloads, Options, Splits
from bot.handlers import (
    admin,
    approvals,
    broadcast,
    choosing,
    errors,
    gate,
    inline,
    kept,
    links,
    personal,
    remedies,
    snoozing,
    start,
    status,
)
from bot.handlers import settings as preferences
from bot.handlers.context import Context
from bot.jobs import cleanup, expiry
from bot.jobs.guard import Guard
from bot.resilience.breaker import Breaker
from bot.resilience.breaker import State as BreakerState
from bot.service.admins import Admins
from bot.service.approvals import Approvals
from bot.service.broadcast import Broadcasts
from bot.service.deliveries import Deliveries
from bot.service.expiry import Expiry
from bot.service.health import LOOP_STALE_AFTER, Health, Heartbeat, InLoop, PollingWatch, beat
from bot.service.inline import Inline
from bot.service.links import Links
from bot.service.mailing import Office
from bot.service.moments import Schedule
from bot.service.owner import Owner
from bot.service.people import People
from bot.service.personal import Personal
from bot.service.preferences import Settings
from bot.service.remedies import Remedies
from bot.service.reports import Reports
from bot.service.runner import Runner
from bot.service.sites import Sites
from bot.service.snooze import Snooze
from bot.service.turns import Turns
from bot.store.broadcasts import BroadcastStore
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore
from bot.store.files import FileStore
from bot.store.links import LinkStore
from bot.store.marks import MarkStore
from bot.store.people import PeopleStore
from bot.store.personal import PersonalStore
from bot.store.preferences import PreferenceStore
from bot.store.secrets import SecretStore
from bot.store.statistics import StatisticsStore
from bot.telemetry.host import DiskProbe, MemoryProbe, cores
from bot.telemetry.metrics import Metrics
from bot.transfer.botapi import BotApi
from bot.transfer.chat import TelegramChat
from bot.transfer.choose import Transfers
from bot.transfer.mtproto import Mtproto, Phase, host, window
from bot.transfer.pace import Call, Pace
from bot.transfer.polling import WatchedRequest
from bot.web.app import create_app
from keepalive import Keepalive

log = logging.getLogger(__name__)

STORE_THREADS = 4
CUT_AFTER = 6.0  # seconds of a stop after which requests to Telegram are cut off; 20 are promised for the whole
DELIVERY_FOLDER = re.compile("[0-9a-f]{32}")
CONNECTIONS = 64  # at once to the Bot API; uploads hold theirs for minutes


class App:
    """The whole bot. Built once, run once."""

    def __init__(self, config: Config) -> None:
        """Open the store and wire the parts; raises ConfigInvalid. Nothing is started yet."""
        assert config.bot_token is not None
        self._config = config
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)  # Application.run_polling takes it from here
        self._tasks: set[asyncio.Task[Any]] = set()
        self._heartbeat = Heartbeat(LOOP_STALE_AFTER)
        self._polling = PollingWatch()
        self._database = Database(config.data_dir / "ferry.db")
        self._store_workers = Workers("store", STORE_THREADS)
        self._download_workers = Workers("download", config.download_workers)
        self._children = Children(PRELOAD)
        self._charts = Charts(children=self._children, folder=config.data_dir / "matplotlib")
        self._metrics = Metrics()
        self._pace = Pace()
        self._application = self._telegram(config.bot_token)
        self._chat = TelegramChat(self._application.bot)
        self._cipher: str | None = None
        self._mtproto = self._large_files(config.bot_token)
        self._transfers = Transfers(
            botapi=BotApi(self._application.bot),
            mtproto=self._mtproto,
            local=config.telegram_api_local,
            max_file_size=config.max_file_size,
            count=self._metrics.sent,
        )
        self._turns = Turns(at_once=config.download_workers, per_person=config.user_deliveries)
        self._people = People(
            store=PeopleStore(self._database),
            workers=self._store_workers,
            admins=config.admin_id,
            allowed=config.allowed_users,
        )
        self._settings = Settings(
            store=PreferenceStore(self._database), people=PeopleStore(self._database), workers=self._store_workers
        )
        self._notices = Schedule(
            config.expiry_check_hour, config.timezone, warn=config.expiry_warn, ttl=config.link_ttl
        )
        self._links = Links(store=LinkStore(self._database), workers=self._store_workers, ttl=config.link_ttl)
        self._deliveries = self._deliver()
        self._admins = Admins(
            config.admin_id, chat=self._chat, people=PeopleStore(self._database), workers=self._store_workers
        )
        self._broadcasts = Broadcasts(self._office())
        self._guard = self._jobs()
        self._health = self._probes()
        self._add_handlers()
        pages = create_app(self._health, self._metrics, config.metrics_token)
        self._keepalive = Keepalive(pages, config.host, config.port)

    def run(self) -> None:
        """Serve and poll until SIGTERM or SIGINT; raises ConfigInvalid for a taken port, InvalidToken."""
        try:
            self._keepalive.start()
            self._application.run_polling(
                allowed_updates=[
                    Update.MESSAGE,
                    Update.CALLBACK_QUERY,
                    Update.INLINE_QUERY,
                    Update.MY_CHAT_MEMBER,
                ],
                bootstrap_retries=-1,  # Telegram away at start: go on trying, and health says so
            )
        finally:
            self._children.kill_all()
            self._keepalive.stop()
            self._download_workers.close()
            self._charts.close()
            self._store_workers.close()
            self._database.close()

    def _telegram(self, token: str) -> "Application[ExtBot[Call], Context, Any, Any, Any, Any]":
        config = self._config
        builder = (
            ApplicationBuilder()
            .token(token)
            .context_types(ContextTypes(context=Context))
            .request(HTTPXRequest(CONNECTIONS, connect_timeout=10, read_timeout=20, write_timeout=20, pool_timeout=10))
            .get_updates_request(WatchedRequest(self._polling, connect_timeout=10, read_timeout=20, pool_timeout=10))
            .rate_limiter(self._pace)
            .concurrent_updates(True)  # one chat's 429 must not hold up another's answer
            .post_init(self._start)
            .post_stop(self._stop)
        )
        if config.telegram_api_base_url and config.telegram_api_base_file_url:
            builder = builder.base_url(config.telegram_api_base_url).base_file_url(config.telegram_api_base_file_url)
        return builder.build()

    def _large_files(self, token: str) -> Mtproto | None:
        config = self._config
        if config.api_id is None or config.api_hash is None:
            return None
        self._cipher = host.noted_cipher()
        breaker = Breaker()
        mtproto = Mtproto(
            api_id=config.api_id,
            api_hash=config.api_hash,
            bot_token=token,
            vault=SecretStore(self._database, config.secret_key or token),
            breaker=breaker,
            flooded=self._metrics.flooded,
            largest_window=window.LARGEST if cores() >= 1 else window.LARGEST_WHERE_SLOW,
        )
        self._metrics.watch_breaker(lambda: breaker.state.value)
        self._metrics.watch_window(lambda: mtproto.state().window)
        self._metrics.watch_connections(lambda: mtproto.state().connections)
        return mtproto

    def _deliver(self) -> Deliveries:
        config = self._config
        store = DeliveryStore(self._database)
        runner = Runner(
            downloader=Downloads(
                children=self._children,
                workers=self._download_workers,
                options=Options(proxy=config.proxy_url, cookies=config.ytdlp_cookies),
            ),
            transfer=self._transfers,
            splitter=Splits(children=self._children, workers=self._download_workers),
            chat=self._chat,
            store=store,
            files=FileStore(self._database),
            people=PeopleStore(self._database),
            describe=self._links.describe,
            admins=config.admin_id,
            workers=self._store_workers,
            turns=self._turns,
            folder=config.download_dir,
            timeout=config.delivery_timeout_s,
        )
        return Deliveries(store=store, workers=self._store_workers, runner=runner, keep=self._links.keep)

    def _jobs(self) -> Guard:
        """The daily check and the cleanup, behind the guard. They begin when the application starts."""
        queue = self._application.job_queue
        assert queue is not None
        people = PeopleStore(self._database)
        guard = Guard(self._admins)
        check = Expiry(
            self._notices,
            links=LinkStore(self._database),
            people=people,
            preferences=PreferenceStore(self._database),
            marks=MarkStore(self._database),
            chat=self._chat,
            left=self._people.left,
            admins=self._admins,
            workers=self._store_workers,
        )
        expiry.schedule(queue, guard, check)
        cleanup.schedule(queue, guard, DeliveryStore(self._database), FileStore(self._database), self._store_workers)
        return guard

    def _add_handlers(self) -> None:
        """Every handler module, in the order in which they are asked."""
        config, application = self._config, self._application
        store, workers = DeliveryStore(self._database), self._store_workers
        sites = Sites(store=store, workers=workers)
        reports = Reports(admins=self._admins, store=store, workers=workers, engine=f"yt-dlp {version('yt-dlp')}")
        asking = Approvals(people=self._people, admins=self._admins, chat=self._chat)
        mine = Personal(
            store=PersonalStore(self._database),
            people=self._people,
            settings=self._settings,
            cancel=self._deliveries.cancel_all,
            workers=workers,
        )
        application.add_handlers(gate.handlers(self._people, self._settings, asking), group=gate.GROUP)
        for module in (
            *self._owners_handlers(asking),
            start.handlers(limit=self._transfers.limit, days=config.link_ttl.days),
            links.handlers(self._deliveries),
            choosing.handlers(self._deliveries),
            status.handlers(self._deliveries, self._chat, sites=sites, troubles=self._troubles),
            remedies.handlers(Remedies(store=store, workers=workers, retry=self._deliveries.retry), reports),
            preferences.handlers(
                self._settings, self._people, self._chat, hour=config.expiry_check_hour, zone=config.timezone
            ),
            snoozing.handlers(
                Snooze(self._notices, links=LinkStore(self._database), workers=self._store_workers), self._chat
            ),
            kept.handlers(self._links, self._chat, self._deliveries.again),
            inline.handlers(Inline(links=LinkStore(self._database), files=FileStore(self._database), workers=workers)),
            personal.handlers(mine, self._chat),
            errors.handlers(),
        ):
            application.add_handlers(module)
        application.add_error_handler(errors.on_error(self._settings))

    def _owners_handlers(self, asking: Approvals) -> list[list[BaseHandler[Any, Any, Any]]]:
        """What only the owner reaches. Asked first: an answer to the bot's question is no message with links."""
        config, people, chat = self._config, self._people, self._chat
        owner = Owner(
            people=people,
            store=PeopleStore(self._database),
            links=LinkStore(self._database),
            deliveries=DeliveryStore(self._database),
            statistics=StatisticsStore(self._database),
            painter=self._charts,
            turns=self._turns,
            under_way=lambda: len(self._deliveries.under_way()),
            folder=config.download_dir,
            workers=self._store_workers,
        )
        pages = admin.Admin(people=people, owner=owner, approvals=asking, chat=chat, zone=config.timezone)
        announcing = broadcast.handlers(people, self._broadcasts, chat)
        return [approvals.handlers(people, asking, chat), announcing, pages.handlers(), pages.last()]

    def _office(self) -> Office:
        return Office(
            store=BroadcastStore(self._database),
            people=PeopleStore(self._database),
            may=self._people.may,
            left=self._people.left,
            chat=self._chat,
            workers=self._store_workers,
        )

    async def _troubles(self) -> list[str]:
        """What is degraded at present; probes may wait, so they are asked in a thread."""
        found = await self._store_workers.run(self._health.troubles)
        return [*found, "flood"] if self._pace.flooded else found

    def _probes(self) -> Health:
        async def downloads() -> Component:
            return Component(Status.OK, f"{self._turns.running} running, {self._turns.waiting} waiting")

        async def transfer() -> Component:
            if self._mtproto is None:
                return Component(Status.OK, "Bot API only: API_ID and API_HASH are not set")
            state = self._mtproto.state()
            said = (
                f"MTProto {state.phase}, breaker {state.breaker}, cipher {self._cipher or 'pure Python: far too slow'}"
            )
            well = state.phase is not Phase.FAILED and state.breaker is BreakerState.CLOSED and self._cipher
            return Component(Status.OK if well else Status.DEGRADED, said)

        bridge = Bridge(self._loop)
        return Health(
            probes=(
                DatabaseProbe(self._database),
                InLoop("downloads", downloads, bridge),
                InLoop("transfer", transfer, bridge),
                DiskProbe(self._config.download_dir),
                MemoryProbe(),
            ),
            loop=self._heartbeat,
            polling=self._polling,
        )

    async def _start(self, _: Any) -> None:
        """Before polling begins: leave nothing of the last run lying about, take up what it left undone."""
        await self._store_workers.run(_sweep, self._config.download_dir)
        self._in_background(beat(self._heartbeat))
        self._in_background(start.menus(self._application.bot, self._config.admin_id, self._settings))
        await self._people.load()
        await self._deliveries.resume()
        await self._broadcasts.resume()
        for number in (signal.SIGINT, signal.SIGTERM):
            self._loop.add_signal_handler(number, self._asked_to_stop)

    def _asked_to_stop(self) -> None:
        """Begin to end at once what takes time: the library's own stop first waits for every handler at work."""
        if self._pace.closed:
            return  # asked twice
        self._pace.close()
        self._in_background(self._deliveries.stop())
        self._in_background(self._broadcasts.stop())
        self._loop.call_later(CUT_AFTER, lambda: self._in_background(self._application.bot.request.shutdown()))
        raise SystemExit  # as python-telegram-bot's own handler does: run_polling catches it

    async def _stop(self, _: Any) -> None:
        """After polling has ended and while the bot can still speak."""
        # Again, for what was begun meanwhile.
        await asyncio.gather(self._deliveries.stop(), self._broadcasts.stop(), self._guard.close())
        if self._mtproto is not None:
            await self._mtproto.stop()
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


class DatabaseProbe:
    """The probe "database"."""

    name = "database"

    def __init__(self, database: Database) -> None:
        self._database = database

    def check(self) -> Component:
        self._database.ping()
        return Component(Status.OK)


def _sweep(folder: Path) -> None:
    """Remove what a crash has left of deliveries: folders named by their ids, nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.iterdir():
        if DELIVERY_FOLDER.fullmatch(left.name) and left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
            log.info("left-over folder removed name=%s", left.name)
