"""Figures for Prometheus (https://prometheus.io/docs/practices/naming/). They begin at nothing with each start.

The parts count into them; what changes by itself is read when somebody asks. The library costs 13 ms and 0.6 MB.
"""

from collections.abc import Callable
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.domain.delivery import Way

Breaker = Literal["closed", "trial", "open"]

BREAKER: dict[Breaker, int] = {"closed": 0, "trial": 1, "open": 2}


class Metrics:
    """All figures, in a registry of their own. May be told and asked from any thread.

    What a `watch_…` method is given is called in the thread of whoever asks: it must be quick and only look, at an
    attribute or a length. Before, that figure is left out. Each is called once.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._sent = Counter(
            "ferry_sent_bytes", "Bytes that have come into chats, by their way.", ["way"], registry=self._registry
        )
        self._floods = Counter("ferry_floods", "Waits that Telegram has asked for.", ["kind"], registry=self._registry)
        for way in Way:
            self._sent.labels(way)  # shown as 0 from the beginning, so that the first rise is seen

    def sent(self, way: Way, size: int) -> None:
        """A file of so many bytes has come into a chat."""
        self._sent.labels(way).inc(size)

    def flooded(self, kind: str) -> None:
        """Telegram has asked to wait. `kind` names the call, in one of few words: each makes a series."""
        self._floods.labels(kind).inc()

    def watch_breaker(self, state: Callable[[], Breaker]) -> None:
        """The breaker before MTProto."""
        self._watch("ferry_mtproto_breaker", "0: closed, 1: on trial, 2: open.", lambda: BREAKER[state()])

    def watch_window(self, parts: Callable[[], int]) -> None:
        """How many parts of a file may be in flight at once."""
        self._watch("ferry_upload_window_parts", "Parts of uploads that may be in flight at once.", parts)

    def watch_connections(self, connections: Callable[[], int]) -> None:
        """How many connections uploads have open."""
        self._watch("ferry_upload_connections", "Connections that uploads have open.", connections)

    def render(self) -> tuple[bytes, str]:
        """All figures as text, and its content type (https://prometheus.io/docs/instrumenting/exposition_formats/)."""
        return generate_latest(self._registry), CONTENT_TYPE_PLAIN_0_0_4

    def _watch(self, name: str, help: str, read: Callable[[], float]) -> None:
        Gauge(name, help, registry=self._registry).set_function(read)
