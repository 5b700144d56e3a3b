"""One origin, one emulator and one bot for a module's tests; each test is a person of its own."""

from collections.abc import Iterator
from itertools import count

import pytest

from bot.demo.emulator import Emulator
from tests.end_to_end.ferry import TOKEN, Ferry
from tests.end_to_end.person import Person
from tests.servers.origin import MediaOrigin

ids = count(2001)


@pytest.fixture(scope="module")
def origin() -> Iterator[MediaOrigin]:
    with MediaOrigin() as running:
        yield running


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(token=TOKEN, folder=tmp_path_factory.mktemp("telegram")) as running:
        yield running


@pytest.fixture(scope="module")
def ferry(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ferry]:
    with Ferry(emulator, tmp_path_factory.mktemp("ferry")) as running:
        yield running


@pytest.fixture
def ann(emulator: Emulator) -> Person:
    return Person(emulator, next(ids))


@pytest.fixture
def ben(emulator: Emulator) -> Person:
    return Person(emulator, next(ids))
