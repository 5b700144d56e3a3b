"""The use cases, each with the parts it needs."""

from collections.abc import Sequence
from importlib.metadata import version

from bot.app.outside import Outside
from bot.app.stores import Stores
from bot.config import Config
from bot.service.admins import Admins
from bot.service.approvals import Approvals
from bot.service.broadcast import Broadcasts
from bot.service.deliveries import Deliveries
from bot.service.expiry import Expiry
from bot.service.health import Health
from bot.service.inline import Inline
from bot.service.links import Links
from bot.service.mailing import Office
from bot.service.moments import Schedule
from bot.service.owner import Owner
from bot.service.people import People
from bot.service.personal import Personal
from bot.service.preferences import Settings
from bot.service.quotas import Quotas
from bot.service.remedies import Remedies
from bot.service.reports import Reports
from bot.service.runner import Runner
from bot.service.sites import Sites
from bot.service.snooze import Snooze
from bot.service.turns import Turns


class Services:
    """One of each. `health` is asked for what is degraded at present."""

    def __init__(self, config: Config, stores: Stores, outside: Outside) -> None:
        self._stores, self._outside = stores, outside
        workers, chat = stores.workers, outside.chat
        self.turns = Turns(at_once=config.download_workers, per_person=config.user_deliveries)
        self.people = People(store=stores.people, workers=workers, admins=config.admin_id, allowed=config.allowed_users)
        self.admins = Admins(config.admin_id, chat=chat, people=stores.people, workers=workers)
        self.settings = Settings(store=stores.preferences, people=stores.people, workers=workers)
        self.links = Links(store=stores.links, workers=workers, ttl=config.link_ttl)
        self.deliveries = self._deliver(config)
        self.approvals = Approvals(people=self.people, admins=self.admins, chat=chat, cancel=self.deliveries.cancel_all)
        self.remedies = Remedies(store=stores.deliveries, workers=workers, retry=self.deliveries.retry)
        self.reports = Reports(
            admins=self.admins, store=stores.deliveries, workers=workers, engine=f"yt-dlp {version('yt-dlp')}"
        )
        self.sites = Sites(store=stores.deliveries, workers=workers)
        self.inline = Inline(links=stores.links, files=stores.files, workers=workers)
        self.personal = Personal(
            store=stores.personal,
            people=self.people,
            settings=self.settings,
            cancel=self.deliveries.cancel_all,
            workers=workers,
        )
        self.notices = Schedule(config.expiry_check_hour, config.timezone, warn=config.expiry_warn, ttl=config.link_ttl)
        self.snooze = Snooze(self.notices, links=stores.links, workers=workers)
        self.expiry = self._expire()
        self.broadcasts = Broadcasts(self._office())
        self.owner = self._own(config)

    async def troubles(self, health: Health) -> Sequence[str]:
        """What is degraded at present; probes may wait, so they are asked in a thread."""
        found = await self._stores.workers.run(health.troubles)
        return [*found, "flood"] if self._outside.pace.flooded else found

    def _deliver(self, config: Config) -> Deliveries:
        stores, outside = self._stores, self._outside
        runner = Runner(
            downloader=outside.downloads,
            transfer=outside.transfers,
            splitter=outside.splits,
            chat=outside.chat,
            store=stores.deliveries,
            files=stores.files,
            people=stores.people,
            describe=self.links.describe,
            admins=config.admin_id,
            workers=stores.workers,
            turns=self.turns,
            folder=config.download_dir,
            timeout=config.delivery_timeout_s,
        )
        quotas = Quotas(people=self.people, store=stores.statistics, workers=stores.workers)
        return Deliveries(
            store=stores.deliveries, workers=stores.workers, runner=runner, keep=self.links.keep, quotas=quotas
        )

    def _expire(self) -> Expiry:
        stores = self._stores
        return Expiry(
            self.notices,
            links=stores.links,
            people=stores.people,
            preferences=stores.preferences,
            marks=stores.marks,
            chat=self._outside.chat,
            left=self.people.left,
            admins=self.admins,
            workers=stores.workers,
        )

    def _office(self) -> Office:
        return Office(
            store=self._stores.broadcasts,
            people=self._stores.people,
            may=self.people.may,
            left=self.people.left,
            chat=self._outside.chat,
            workers=self._stores.workers,
        )

    def _own(self, config: Config) -> Owner:
        stores = self._stores
        return Owner(
            people=self.people,
            store=stores.people,
            links=stores.links,
            deliveries=stores.deliveries,
            statistics=stores.statistics,
            painter=self._outside.charts,
            turns=self.turns,
            under_way=lambda: len(self.deliveries.under_way()),
            folder=config.download_dir,
            workers=stores.workers,
        )
