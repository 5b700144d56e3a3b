"""What the services are reached by: the chat's handlers, the jobs, the health pages."""

from functools import partial

from bot.app.outside import Outside
from bot.app.services import Services
from bot.app.stores import DatabaseProbe, Stores
from bot.concurrency.bridge import Bridge
from bot.config import Config
from bot.domain.health import Component, Status
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
    settings,
    snoozing,
    start,
    status,
)
from bot.jobs import cleanup, expiry
from bot.jobs.guard import Guard
from bot.resilience.breaker import State as BreakerState
from bot.service.health import Health, Heartbeat, InLoop
from bot.telemetry.host import DiskProbe, MemoryProbe
from bot.transfer.mtproto import Phase


def add_handlers(config: Config, outside: Outside, services: Services, health: Health) -> None:
    """Every handler module, in the order in which they are asked."""
    telegram, chat, people = outside.telegram, outside.chat, services.people
    pages = admin.Admin(
        people=people, owner=services.owner, approvals=services.approvals, chat=chat, zone=config.timezone
    )
    telegram.add_handlers(gate.handlers(people, services.settings, services.approvals), group=gate.GROUP)
    for module in (
        # The owner's first: an answer to the bot's question is no message with links.
        approvals.handlers(people, services.approvals, chat),
        broadcast.handlers(people, services.broadcasts, chat),
        pages.handlers(),
        start.handlers(limit=outside.transfers.limit, days=config.link_ttl.days),
        links.handlers(services.deliveries),
        choosing.handlers(services.deliveries),
        status.handlers(services.deliveries, chat, sites=services.sites, troubles=partial(services.troubles, health)),
        remedies.handlers(services.remedies, services.reports),
        settings.handlers(services.settings, people, chat, hour=config.expiry_check_hour, zone=config.timezone),
        snoozing.handlers(services.snooze, chat),
        kept.handlers(services.links, chat, services.deliveries.again),
        inline.handlers(services.inline),
        personal.handlers(services.personal, chat),
        errors.handlers(),
    ):
        telegram.add_handlers(module)
    telegram.add_error_handler(errors.on_error(services.settings))


def schedule(outside: Outside, services: Services, stores: Stores) -> Guard:
    """The daily check and the cleanup, behind the guard. They begin when the application starts."""
    queue = outside.telegram.job_queue
    assert queue is not None
    guard = Guard(services.admins)
    expiry.schedule(queue, guard, services.expiry)
    cleanup.schedule(queue, guard, stores.deliveries, stores.files, stores.workers)
    return guard


def health(
    config: Config, outside: Outside, services: Services, stores: Stores, *, bridge: Bridge, loop: Heartbeat
) -> Health:
    """Every part that can be unwell."""

    async def downloads() -> Component:
        return Component(Status.OK, f"{services.turns.running} running, {services.turns.waiting} waiting")

    async def transfer() -> Component:
        if outside.mtproto is None:
            return Component(Status.OK, "Bot API only: API_ID and API_HASH are not set")
        state, cipher = outside.mtproto.state(), outside.cipher or "pure Python: far too slow"
        said = f"MTProto {state.phase}, breaker {state.breaker}, cipher {cipher}"
        well = state.phase is not Phase.FAILED and state.breaker is BreakerState.CLOSED and outside.cipher
        return Component(Status.OK if well else Status.DEGRADED, said)

    return Health(
        probes=(
            DatabaseProbe(stores.database),
            InLoop("downloads", downloads, bridge),
            InLoop("transfer", transfer, bridge),
            DiskProbe(config.download_dir),
            MemoryProbe(),
        ),
        loop=loop,
        polling=outside.polling,
    )
