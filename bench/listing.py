"""A page of `/links` in the store: 10,000 links of one person among 1,000,000 of all."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from bench.figure import Figure
from bench.measure import percentile
from bot.domain.search import Choice, Order, Search, searchable
from bot.store.database import Database
from bot.store.links import LinkStore

BAR = 50.0  # ms
LINKS, PERSONS, PERSON = 1_000_000, 10_000, 7
TIMES = 20
PAGE = 6  # links, as in bot/service/links.py
NOW = datetime(2026, 5, 4, tzinfo=UTC)
DAYS = 30
SITES = 200
WORDS = [
    "harbour",
    "ferry",
    "night",
    "sea",
    "song",
    "film",
    "лодка",
    "море",
    "утро",
    "песня",
    "قایق",
    "دریا",
    "صبح",
    "ترانه",
]
COLUMNS = "id, user_id, url, host, title, size, search, added_at, expires_at, confirmed"


def measure(folder: Path) -> list[Figure]:
    """99th percentiles of each kind of question, its page and its count together, over pages at random."""
    folder.mkdir(parents=True)
    database = Database(folder / "ferry.db")
    _fill(folder / "ferry.db")
    store, chance = LinkStore(database), random.Random(4)

    def page(search: Search, links: int = PERSONS) -> Callable[[], object]:
        return lambda: store.page(PERSON, PAGE * chance.randrange(links // PAGE), PAGE, search)

    host = "site7.example.com"
    questions: dict[str, Callable[[], object]] = {
        "newest first": page(Search()),
        "expiring first": page(Search(order=Order.EXPIRING)),
        "of one site": page(Search(host=host), PERSONS // SITES),
        "of one site, expiring first": page(Search(host=host, order=Order.EXPIRING), PERSONS // SITES),
        "a word that thousands hold": page(Search.of("МОРЕ")),
        "two words, expiring first": page(Search(Search.of("ferry دریا").words, order=Order.EXPIRING), 600),
        "a word that none holds": page(Search.of("100%_nowhere"), PAGE),
        "a word, of one site": page(Search(Search.of("sea").words, host), PAGE),
        "the sites with their counts": lambda: store.hosts(PERSON, 10 * chance.randrange(SITES // 10), 10),
        "how many of all found are chosen": lambda: store.count_chosen(PERSON, Choice(Search.of("sea"), until=NOW)),
    }
    figures = [_figure(name, question) for name, question in questions.items()]
    database.close()
    return figures


def _figure(name: str, question: Callable[[], object]) -> Figure:
    question()
    taken = [_milliseconds(question) for _ in range(TIMES)]
    what = f"`/links` with 10,000 of 1,000,000 links, in the store: {name}"
    return Figure(what, percentile(taken, 99), "ms", BAR, f"p99 of {TIMES}, p50 {percentile(taken, 50):.1f} ms")


def _milliseconds(question: Callable[[], object]) -> float:
    began = time.perf_counter()
    question()
    return 1000 * (time.perf_counter() - began)


def _fill(path: Path) -> None:
    """Past the store, which takes one at a time; the person's links lie scattered among the others."""
    with sqlite3.connect(path) as connection:
        made = "FROM sqlite_master WHERE type = 'index' AND tbl_name = 'links' AND sql IS NOT NULL"
        indexes = connection.execute(f"SELECT name, sql {made}").fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")  # made anew at the end, that takes a fifth of the time
        marks = ", ".join("?" * (COLUMNS.count(",") + 1))
        connection.executemany(f"INSERT INTO links ({COLUMNS}) VALUES ({marks})", _rows())
        for _, sql in indexes:
            connection.execute(sql)
    connection.close()


def _rows() -> Iterator[tuple[str | int, ...]]:
    chance = random.Random(1)
    folds = {word: searchable(word, "").strip() for word in WORDS}
    for number in range(LINKS):
        words = chance.choices(WORDS, k=8)
        host = f"site{chance.randrange(SITES)}.example.com"
        url = f"https://{host}/watch/{number:x}?list=a{number * 7919 % 10007}"
        added = NOW - timedelta(seconds=DAYS * 86400 * (1 - number / LINKS))
        expires = added + timedelta(days=DAYS, seconds=chance.randrange(86400))
        mine = number % (LINKS // PERSONS) == 0
        yield (
            UUID(int=chance.getrandbits(128)).hex,
            PERSON if mine else 1000 + chance.randrange(50_000),
            url,
            host,
            " ".join(words),
            chance.randrange(10**9),
            f"{' '.join(folds[word] for word in words)} {url}",
            _stored(added),
            _stored(expires),
            0,
        )


def _stored(when: datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M:%S.%f")
