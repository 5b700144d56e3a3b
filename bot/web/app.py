"""The public web side: a small page, and what the host asks to know whether we are alive.

Reached by anyone, so nothing here tells a secret, and `/livez` waits for nobody.
"""

import base64
import hashlib
import logging
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, jsonify, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from bot import i18n
from bot.domain.health import Status
from bot.service.health import Health
from bot.telemetry.metrics import Metrics
from bot.web.metrics import page

log = logging.getLogger(__name__)

STYLE = Path(__file__).parent / "templates" / "home.css"
REFUSAL_HEADERS = ("Allow", "WWW-Authenticate")  # say what would be right; all others are set below


def create_app(health: Health, metrics: Metrics | None = None, token: str | None = None) -> Flask:
    """The WSGI application; `keepalive.py` serves it. Without metrics or a token for them there is no `/metrics`."""
    app = Flask(__name__, static_folder=None)
    if metrics is not None and token:
        app.register_blueprint(page(metrics, token))
    style = STYLE.read_text(encoding="utf-8")
    headers = _headers(style)

    @app.get("/")
    def home() -> str:
        language = request.accept_languages.best_match(i18n.LANGUAGES, default="en")
        return render_template(
            "home.html",
            language=language,
            direction="rtl" if language in i18n.RIGHT_TO_LEFT else "ltr",
            text=i18n.texts(language, "web-"),
            status=health.report()["status"],
            style=Markup(style),  # noqa: S704 -- our own file
        )

    @app.get("/livez")
    def livez() -> Response:
        return _short("alive", HTTPStatus.OK) if health.live() else _short("stalled", HTTPStatus.SERVICE_UNAVAILABLE)

    @app.get("/health")
    def state() -> Response:
        report = health.report()
        response = jsonify(report)
        if report["status"] == Status.UNHEALTHY:
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return response

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        response = _short(error.name.lower(), error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        for name, value in error.get_headers():
            if name in REFUSAL_HEADERS:
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        log.error("page failed path=%s", request.path, exc_info=error)
        return _short("internal server error", HTTPStatus.INTERNAL_SERVER_ERROR)

    @app.after_request
    def guarded(response: Response) -> Response:
        response.headers.update(headers)
        response.vary.add("Accept-Language")
        return response

    return app


def _short(words: str, status: int) -> Response:
    return Response(words + "\n", status, mimetype="text/plain")


def _headers(style: str) -> dict[str, str]:
    """For every answer. The page may load nothing and run nothing; only its own style counts, known by its hash."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
