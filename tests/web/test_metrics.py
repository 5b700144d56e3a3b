"""Who may read the figures."""

import pytest

from bot.domain.delivery import Way
from bot.service.health import Health, Heartbeat, PollingWatch
from bot.telemetry.metrics import Metrics
from bot.web.app import create_app

TOKEN = "may-read-figures"


def client(metrics=None, token=None):
    health = Health(probes=[], loop=Heartbeat(20), polling=PollingWatch())
    return create_app(health, metrics, token).test_client()


@pytest.fixture
def metrics():
    metrics = Metrics()
    metrics.sent(Way.BOT_API, 7)
    return metrics


def test_with_the_token_the_figures_are_shown(metrics):
    response = client(metrics, TOKEN).get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert 'ferry_sent_bytes_total{way="botapi"} 7.0\n' in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_figures_are_those_of_the_moment(metrics):
    reader = client(metrics, TOKEN)
    metrics.sent(Way.BOT_API, 1)
    assert "} 8.0\n" in reader.get("/metrics", headers={"Authorization": f"bearer {TOKEN}"}).text


@pytest.mark.parametrize(
    "shown",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Bearer {TOKEN}s",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN.upper()}",
        f"Basic {TOKEN}",
        f"Token {TOKEN}",
        TOKEN,
        "Basic bWF5LXJlYWQtZmlndXJlczo=",
        "Bearer ünlesbar",
    ],
)
def test_without_the_right_token_nothing_is_shown_and_how_to_show_it_is_said(metrics, shown):
    response = client(metrics, TOKEN).get("/metrics", headers={} if shown is None else {"Authorization": shown})
    assert (response.status_code, response.text) == (401, "unauthorized\n")
    assert response.headers["WWW-Authenticate"].strip().lower() == "bearer"


@pytest.mark.parametrize("shown", [None, "Bearer ", "Bearer None", f"Bearer {TOKEN}"])
@pytest.mark.parametrize("token", [None, ""])
def test_while_there_is_no_token_there_is_no_page(metrics, token, shown):
    response = client(metrics, token).get("/metrics", headers={} if shown is None else {"Authorization": shown})
    assert (response.status_code, response.text) == (404, "not found\n")


def test_without_metrics_there_is_no_page():
    assert client(None, TOKEN).get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 404


def test_a_token_may_have_any_letters(metrics):
    header = "Bearer schlüssel".encode().decode("latin-1")  # so that UTF-8 goes over the wire
    response = client(metrics, "schlüssel").get("/metrics", headers={"Authorization": header})
    assert response.status_code == 200
