"""What Prometheus reads of the bot."""

import threading

import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.delivery import Way
from bot.telemetry.metrics import Metrics


def figures(metrics: Metrics) -> dict[str, float]:
    """What Prometheus' own reader makes of the text: `name` or `name{label}`, without when a count began."""
    body, kind = metrics.render()
    assert kind == "text/plain; version=0.0.4; charset=utf-8"
    samples = [sample for family in text_string_to_metric_families(body.decode()) for sample in family.samples]
    return {
        "".join([sample.name, *(f"{{{label}}}" for label in sample.labels.values())]): sample.value
        for sample in samples
        if not sample.name.endswith("_created")
    }


def test_before_anything_has_happened_both_ways_have_sent_nothing_and_nothing_is_watched():
    assert figures(Metrics()) == {f"ferry_sent_bytes_total{{{way}}}": 0 for way in ("botapi", "mtproto", "memory")}


def test_bytes_add_up_by_way():
    metrics = Metrics()
    metrics.sent(Way.BOT_API, 5)
    metrics.sent("mtproto", 2_000_000_000)
    metrics.sent("mtproto", 1)
    found = figures(metrics)
    assert found["ferry_sent_bytes_total{botapi}"] == 5
    assert found["ferry_sent_bytes_total{mtproto}"] == 2_000_000_001


def test_waits_that_telegram_asks_for_are_counted_by_kind():
    metrics = Metrics()
    for kind in ("send", "part", "part"):
        metrics.flooded(kind)
    found = figures(metrics)
    assert (found["ferry_floods_total{send}"], found["ferry_floods_total{part}"]) == (1, 2)


@pytest.mark.parametrize(("state", "figure"), [("closed", 0), ("trial", 1), ("open", 2)])
def test_the_breaker_is_shown_as_it_is_at_the_moment(state, figure):
    metrics, states = Metrics(), ["closed"]
    metrics.watch_breaker(lambda: states[-1])
    assert figures(metrics)["ferry_mtproto_breaker"] == 0
    states.append(state)
    assert figures(metrics)["ferry_mtproto_breaker"] == figure


def test_window_and_connections_are_shown_as_they_are_at_the_moment():
    metrics, parts, connections = Metrics(), [4], [1]
    metrics.watch_window(lambda: parts[-1])
    metrics.watch_connections(lambda: len(connections))
    parts.append(16)
    connections.append(2)
    found = figures(metrics)
    assert (found["ferry_upload_window_parts"], found["ferry_upload_connections"]) == (16, 2)


def test_two_of_them_share_nothing_with_each_other_or_the_librarys_own():
    one, other = Metrics(), Metrics()
    one.sent(Way.BOT_API, 7)
    assert figures(other)["ferry_sent_bytes_total{botapi}"] == 0
    assert not [family.name for family in REGISTRY.collect() if family.name.startswith("ferry")]


def test_nothing_is_lost_when_threads_count_while_another_reads():
    metrics, done = Metrics(), threading.Event()

    def count(number):
        for turn in range(500):
            metrics.sent("mtproto", 1)
            metrics.flooded(f"kind {number} {turn % 50}")

    def read():
        while not done.is_set():
            figures(metrics)

    failures = []
    threading_hook, threading.excepthook = threading.excepthook, failures.append
    try:
        reader = threading.Thread(target=read)
        writers = [threading.Thread(target=count, args=(number,)) for number in range(4)]
        for thread in (reader, *writers):
            thread.start()
        for thread in writers:
            thread.join()
        done.set()
        reader.join()
    finally:
        threading.excepthook = threading_hook
    found = figures(metrics)
    assert failures == []
    assert found.pop("ferry_sent_bytes_total{mtproto}") == 2000
    assert sum(value for name, value in found.items() if name.startswith("ferry_floods_total")) == 2000
