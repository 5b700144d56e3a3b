from pathlib import Path

import pytest

from bot.domain.delivery import State
from bot.domain.media import Arriving, Progress
from bot.download.progress import Meter, Sum
from bot.errors import FileTooLarge


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_meter_reports_the_first_bytes_and_then_no_more_often_than_its_pace():
    clock, reports = Clock(), []
    meter = Meter(reports.append, 1000, clock)
    meter.at(1, 10)
    meter.at(2, 10)
    clock.now += 0.3
    meter.at(3, 10)
    assert reports == [Progress(State.DOWNLOADING, 1, 10), Progress(State.DOWNLOADING, 3, 10)]


def test_the_last_report_is_made_whatever_the_pace():
    clock, reports = Clock(), []
    streams = Sum(Meter(reports.append, 1000, clock))
    streams.at("film", 1, 10)
    streams.at("film", 10, 10, last=True)
    assert [report.done for report in reports] == [1, 10]


def test_a_file_is_looked_at_only_when_a_report_is_due():
    clock, reports, looks = Clock(), [], []

    def look() -> Arriving:
        looks.append(clock.now)
        return Arriving(Path("film"), len(looks), None)

    streams = Sum(Meter(reports.append, 1000, clock))
    for _ in range(10):
        clock.now += 0.125
        streams.at("film", 1, 10, look)
    assert len(looks) == len(reports) == 5
    assert [report.file.size for report in reports] == [1, 2, 3, 4, 5]


def test_each_beginning_has_a_number_of_its_own():
    meter = Meter(lambda _: None, 1000)
    assert meter.begin() < meter.begin() < meter.begin()


def test_bytes_over_the_limit_end_a_download_whose_size_was_never_told():
    meter = Meter(lambda _: None, 1000)
    meter.at(1000, None)
    with pytest.raises(FileTooLarge) as raised:
        meter.at(1001, None)
    assert raised.value.values == {"size": None, "limit": 1000}


def test_a_declared_size_over_the_limit_is_refused_with_both_sizes():
    meter = Meter(lambda _: None, 1000)
    meter.expect(1000)
    meter.expect(None)
    with pytest.raises(FileTooLarge) as raised:
        meter.expect(1001)
    assert raised.value.values == {"size": 1001, "limit": 1000}


def test_what_is_reported_never_runs_backwards_although_estimates_grow_and_a_stream_begins_anew():
    clock, reports = Clock(), []
    meter = Meter(reports.append, 10_000, clock)
    for done, total in ((0, 400), (200, 400), (300, 1000), (100, 1000), (500, None), (900, 800), (1000, 1000)):
        clock.now += 1
        meter.at(done, total)
    dones = [report.done for report in reports]
    shares = [report.done / report.total for report in reports if report.total]
    assert dones == sorted(dones)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_streams_of_a_merge_are_one_sum():
    clock, reports = Clock(), []
    both = Sum(Meter(reports.append, 1000, clock))
    both.expect([("video", 300), ("audio", 100)])
    both.at("video", 300, 300)
    clock.now += 1
    both.at("audio", 50, None)
    assert reports == [Progress(State.DOWNLOADING, 300, 400), Progress(State.DOWNLOADING, 350, 400)]


def test_a_sum_with_an_unknown_part_has_no_total():
    reports = []
    both = Sum(Meter(reports.append, 1000))
    both.expect([("video", 300), ("audio", None)])
    both.at("video", 10, None)
    assert reports == [Progress(State.DOWNLOADING, 10, None)]


def test_streams_that_are_too_large_only_together_are_refused():
    both = Sum(Meter(lambda _: None, 1000))
    with pytest.raises(FileTooLarge) as raised:
        both.expect([("video", 600), ("audio", 500), ("words", None)])
    assert raised.value.size == 1100
    with pytest.raises(FileTooLarge):
        both.at("video", 1001, None)
