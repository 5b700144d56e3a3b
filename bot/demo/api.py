"""The Bot API over HTTP: https://core.telegram.org/bots/api#making-requests."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request, send_file
from waitress.channel import ClientDisconnected
from werkzeug.exceptions import RequestEntityTooLarge

from bot.demo.botapi import BotApi
from bot.demo.faults import Fault
from bot.demo.flood import FloodGate
from bot.demo.limits import MEGABYTE, ApiError, too_large
from bot.demo.methods import METHODS
from bot.demo.parameters import Parameters
from bot.demo.server import has_left
from bot.demo.world import Call

FORM_SLACK = MEGABYTE  # bytes of a request beside its file


class BotApiServer:
    """Answers calls for one token; `gate` refuses what comes faster than Telegram takes it."""

    def __init__(self, api: BotApi, token: str, upload_limit: int, gate: FloodGate | None) -> None:
        self._api = api
        self._token = token
        self._upload_limit = upload_limit
        self._gate = gate

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("botapi", __name__)
        blueprint.add_url_rule("/bot<token>/<method>", view_func=self.call, methods=["GET", "POST"])
        blueprint.add_url_rule("/file/bot<token>/<path:path>", view_func=self.file)
        return blueprint

    def file(self, token: str, path: str) -> Response:
        """A file's bytes, by the file_path that getFile gave."""
        stored = self._api.files.at(path) if token == self._token else None
        if stored is None:
            response = jsonify(_refusal(ApiError("Not Found", HTTPStatus.NOT_FOUND)))
            response.status_code = HTTPStatus.NOT_FOUND
            return response
        return send_file(stored.path, mimetype=stored.mime_type)

    def call(self, token: str, method: str) -> Response:
        """Answer one call and note it; a dropped one ends its connection."""
        at = time.monotonic()
        parameters = Parameters({})
        try:
            self._admit(token)
            parameters = self._read()
            self._weigh(parameters)
            answer, status = self._perform(method, parameters), 200
        except ApiError as error:
            answer, status = _refusal(error), error.status
        except ClientDisconnected:
            self._note(method, parameters, at, 0)
            raise
        finally:
            self._api.files.discard(parameters.uploads.values())
        self._note(method, parameters, at, status)
        response = jsonify(answer)
        response.status_code = status
        return response

    def _admit(self, token: str) -> None:
        if token != self._token:
            raise ApiError("Unauthorized", HTTPStatus.UNAUTHORIZED)

    def _read(self) -> Parameters:
        if (request.content_length or 0) > self._upload_limit + FORM_SLACK:
            raise too_large()
        try:
            return Parameters.read(request)
        except RequestEntityTooLarge:
            raise too_large() from None

    def _weigh(self, parameters: Parameters) -> None:
        if any(upload.size > self._upload_limit for upload in parameters.uploads.values()):
            raise too_large()

    def _perform(self, method: str, parameters: Parameters) -> dict[str, Any]:
        fault = self._api.faults.take(method, parameters.readable())
        if fault is None:
            return {"ok": True, "result": self._result(method, parameters)}
        if fault.delay:
            self._pause(fault.delay)
        result = None if _spoils(fault) and not fault.after_effect else self._result(method, parameters)
        if fault.drop:
            raise ClientDisconnected  # waitress closes the connection without an answer
        error = fault.error()
        if error is not None:
            raise error
        return {"ok": True, "result": result}

    def _result(self, method: str, parameters: Parameters) -> Any:
        if method.lower() == "getupdates":
            return self._get_updates(parameters)
        handler = METHODS.get(method.lower())
        if handler is None:
            raise ApiError("Not Found", HTTPStatus.NOT_FOUND)
        if self._gate is not None:
            self._gate.pass_or_refuse(method, parameters.chat_id(), _messages(method, parameters))
        return handler(self._api, parameters)

    def _get_updates(self, parameters: Parameters) -> list[dict[str, Any]]:
        allowed = parameters.structure("allowed_updates")
        return self._api.updates.poll(
            offset=parameters.integer("offset"),
            limit=parameters.integer("limit", 100),
            timeout=parameters.integer("timeout"),
            allowed=allowed if isinstance(allowed, list) else None,
            is_gone=has_left(request.environ),
        )

    def _pause(self, seconds: float) -> None:
        """Wait, but not beyond the emulator's end."""
        world = self._api.world
        with world.changed:
            world.changed.wait_for(lambda: world.closed, seconds)

    def _note(self, method: str, parameters: Parameters, at: float, status: int) -> None:
        self._api.world.record_call(Call(method, parameters.readable(), at, status))


def _spoils(fault: Fault) -> bool:
    return fault.drop or fault.error() is not None


def _messages(method: str, parameters: Parameters) -> int:
    """How many messages a call makes."""
    album = parameters.structure("media") if method.lower() == "sendmediagroup" else None
    return max(1, len(album)) if isinstance(album, list) else 1


def _refusal(error: ApiError) -> dict[str, Any]:
    answer = {"ok": False, "error_code": error.status, "description": error.description}
    return answer | ({"parameters": {"retry_after": error.retry_after}} if error.retry_after else {})
