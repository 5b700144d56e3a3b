"""What the owner's pages look like: HTML and buttons. Their callback data begins with `a:` and carries ids only.

`a:h` the first page, `a:f` failures, `a:m` the machine, `a:t` figures as a picture, `a:c…` broadcasts
(`broadcast_pages`), the others people (`panel_people`).
"""

from collections.abc import Sequence

from bot.domain.delivery import State
from bot.domain.message import Button, Rows
from bot.domain.statistics import Failure
from bot.i18n import Html, plain, say
from bot.i18n.format import size
from bot.service.owner import Machine, Overview
from bot.telemetry.host import Usage
from bot.telemetry.versions import ENGINE

Shown = tuple[str, Rows]

MOST_REASONS = 20  # kinds of failure in one message; there are hardly more
OLD_ENGINE = 30  # days after which sites begin to break; yt-dlp asks for less than 90, and is released every few weeks


def home(language: str, seen: Overview) -> Shown:
    """The first page of `/admin`."""
    failed = seen.counts.get(State.FAILED, 0)
    text = f"{say(language, 'admin-home')}\n\n{stats(language, seen)}"
    return text, [
        [
            Button(plain(language, "admin-people-button", count=seen.people.known), "a:p:0"),
            Button(plain(language, "admin-strangers-button", count=seen.waiting), "a:w:0"),
        ],
        [
            Button(plain(language, "admin-failures-button", count=failed), "a:f"),
            Button(plain(language, "admin-machine-button"), "a:m"),
        ],
        [
            Button(plain(language, "admin-figures-button"), "a:t"),
            Button(plain(language, "admin-broadcast-button"), "a:c"),
        ],
    ]


def stats(language: str, seen: Overview) -> str:
    """People and deliveries in figures."""
    return say(
        language,
        "admin-stats",
        people=seen.people.known,
        active=seen.people.active,
        blocked=seen.people.blocked,
        links=seen.links,
        done=seen.counts.get(State.DONE, 0),
        failed=seen.counts.get(State.FAILED, 0),
        cancelled=seen.counts.get(State.CANCELLED, 0),
        running=seen.running,
    )


def failures(language: str, found: Sequence[Failure]) -> Shown:
    """Why deliveries have failed, by the codes of the log, with references to look for there."""
    if not found:
        return say(language, "admin-failures-none"), [back(language)]
    lines = [say(language, "admin-failures", count=sum(failure.count for failure in found))]
    for failure in found[:MOST_REASONS]:
        reason = failure.reason.removeprefix("error-") or "–"
        references = Html(", ".join(f"<code>{reference}</code>" for reference in failure.references))
        lines.append(say(language, "admin-failure", count=failure.count, reason=reason, references=references))
    return "\n".join(lines), [[Button(plain(language, "admin-anew-button"), "a:f")], back(language)]


def machine(language: str, seen: Machine) -> Shown:
    """Disk, memory, queue, versions."""
    lines = [say(language, "admin-machine", running=seen.running, waiting=seen.waiting)]
    for what, usage in (("disk", seen.disk), ("memory", seen.memory)):
        if usage is not None:
            lines.append(say(language, f"admin-machine-{what}", **_usage(language, usage)))
    lines.append("")
    lines += [say(language, "admin-version", name=name, version=version) for name, version in seen.versions.items()]
    if seen.engine_age is not None:
        old = "yes" if seen.engine_age > OLD_ENGINE else "no"
        lines.append(say(language, "admin-engine-age", name=ENGINE, days=seen.engine_age, old=old))
    return "\n".join(lines), [[Button(plain(language, "admin-anew-button"), "a:m")], back(language)]


def back(language: str) -> list[Button]:
    """To the first page."""
    return [Button(plain(language, "admin-home-button"), "a:h")]


def _usage(language: str, usage: Usage) -> dict[str, str | int]:
    return {
        "used": size(language, usage.used),
        "limit": size(language, usage.limit),
        "percent": round(100 * usage.used / usage.limit) if usage.limit else 0,
    }
