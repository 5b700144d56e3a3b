import base64
import hashlib
import re
from dataclasses import dataclass, field

import pytest

from bot import i18n
from bot.domain.health import Component, Status
from bot.service.health import Health, Heartbeat, PollingWatch
from bot.web.app import create_app

PATHS = ("/", "/livez", "/health", "/nowhere")


@dataclass
class Part:
    name: str = "disk"
    state: Component = field(default_factory=lambda: Component(Status.OK, "fine"))

    def check(self) -> Component:
        if self.name == "broken":
            raise OSError("pw=hush")
        return self.state


@dataclass
class Clock:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def part() -> Part:
    return Part()


@pytest.fixture
def client(clock, part):
    health = Health(probes=[part], loop=Heartbeat(20, clock=clock), polling=PollingWatch(clock=clock))
    return create_app(health).test_client()


def test_livez_is_200_while_alive_and_503_when_stalled(client, clock):
    assert (client.get("/livez").status_code, client.get("/livez").text) == (200, "alive\n")
    clock.seconds += 10_000
    assert (client.get("/livez").status_code, client.get("/livez").text) == (503, "stalled\n")


def test_livez_asks_no_probe(clock):
    broken = Part("broken")
    asked = []
    broken.check = lambda: asked.append("asked")
    health = Health(probes=[broken], loop=Heartbeat(20, clock=clock), polling=PollingWatch(clock=clock))
    assert create_app(health).test_client().get("/livez").status_code == 200
    assert asked == []


def test_health_is_json_with_every_component(client):
    response = client.get("/health")
    assert response.status_code == 200
    assert set(response.json) == {"status", "timestamp", "components"}
    assert response.json["status"] == "ok"
    assert response.json["components"]["telegram"]["status"] == "ok"
    assert response.json["components"]["disk"]["detail"] == "fine"


def test_health_is_200_when_degraded_and_503_when_one_is_unhealthy(client, part):
    part.state = Component(Status.DEGRADED)
    assert client.get("/health").status_code == 200
    part.state = Component(Status.UNHEALTHY)
    response = client.get("/health")
    assert (response.status_code, response.json["status"]) == (503, "unhealthy")


def test_a_check_that_raises_shows_nothing_of_its_error(clock):
    health = Health(probes=[Part("broken")], loop=Heartbeat(20, clock=clock), polling=PollingWatch(clock=clock))
    response = create_app(health).test_client().get("/health")
    assert response.status_code == 503
    assert "hush" not in response.text


@pytest.mark.parametrize(
    ("accepted", "language", "direction"),
    [
        (None, "en", "ltr"),
        ("de-DE,de", "en", "ltr"),
        ("fa-IR,fa;q=0.9,en;q=0.8", "fa", "rtl"),
        ("ru", "ru", "ltr"),
        ("en;q=0.5,ru;q=0.9", "ru", "ltr"),
    ],
)
def test_the_page_speaks_the_readers_language_in_its_direction(client, accepted, language, direction):
    response = client.get("/", headers={"Accept-Language": accepted} if accepted else {})
    assert f'<html lang="{language}" dir="{direction}">' in response.text
    assert i18n.plain(language, "web-about") in response.text
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize("status", list(Status))
def test_the_page_says_the_state_in_one_word(client, part, status):
    part.state = Component(status)
    assert f"<strong>{i18n.plain('en', f'web-state-{status}')}</strong>" in client.get("/").text


def test_the_page_loads_nothing_and_its_style_is_the_one_its_policy_allows(client):
    response = client.get("/")
    style = re.search(r"<style>(.*?)</style>", response.text, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert f"'sha256-{digest}'" in policy
    assert not re.search(r"(?:src|href|style)=|url\(|@import|<script", response.text)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_fresh_and_taken_for_what_it_is(client, path):
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PATHS)
def test_head_answers_as_get_without_a_body(client, path):
    response = client.head(path)
    assert response.status_code == client.get(path).status_code
    assert response.data == b""


def test_what_is_not_there_or_not_allowed_is_refused_shortly(client):
    assert (client.get("/nowhere").status_code, client.get("/nowhere").text) == (404, "not found\n")
    response = client.post("/livez")
    assert (response.status_code, response.text) == (405, "method not allowed\n")
    assert "GET" in response.headers["Allow"]
    assert response.mimetype == "text/plain"


def test_an_error_of_ours_is_short_for_the_reader_and_whole_in_the_log(clock, caplog):
    health = Health(probes=[], loop=Heartbeat(20, clock=clock), polling=PollingWatch(clock=clock))
    app = create_app(health)

    @app.get("/break")
    def fail():
        raise RuntimeError("inner words")

    response = app.test_client().get("/break")
    assert (response.status_code, response.text) == (500, "internal server error\n")
    assert response.headers["Cache-Control"] == "no-store"
    assert "inner words" in caplog.text
