"""`/metrics`: figures for whoever shows the token."""

import hmac

from flask import Blueprint, Response, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from bot.telemetry.metrics import Metrics


def page(metrics: Metrics, token: str) -> Blueprint:
    """The page for `Authorization: Bearer <token>`; 401 for all others."""
    blueprint = Blueprint("metrics", __name__)
    secret = token.encode()

    @blueprint.get("/metrics")
    def figures() -> Response:
        given = request.authorization
        shown = (given.token or "") if given is not None and given.type == "bearer" else ""
        if not hmac.compare_digest(shown.encode("latin-1"), secret):  # as WSGI made text of the header's bytes
            raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
        body, kind = metrics.render()
        return Response(body, content_type=kind)

    return blueprint
