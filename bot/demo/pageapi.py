"""The page's side: its files, the chats as JSON, events by long poll, and what its person does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, request, send_file, send_from_directory
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound

from bot.demo.botapi import BotApi
from bot.demo.limits import TEXT_LIMIT
from bot.demo.methods.account import private_commands
from bot.demo.people import NoSuchButton, People, text_of
from bot.demo.server import has_left
from bot.demo.text import utf16_length
from bot.demo.updates import LOOK_EVERY
from bot.demo.world import GROUP, PAGE_PERSON
from bot.i18n import RIGHT_TO_LEFT, pick, texts

FOLDER = Path(__file__).with_name("page")
LONGEST_WAIT = 25.0  # seconds
MARK = "X-Ferry-Demo"  # a header that no form of another site can send
SHOWN = {PAGE_PERSON, GROUP, 0}  # chats whose events the page gets; 0: not of one chat
AS_MESSAGE = frozenset({"message", "edited"})


class PageApi:
    """Serves the page and acts for its person, PAGE_PERSON."""

    def __init__(self, api: BotApi, people: People, samples: Sequence[tuple[str, str]]) -> None:
        self._api = api
        self._people = people
        self._samples = samples

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("page", __name__)
        blueprint.add_url_rule("/", view_func=self.index)
        blueprint.add_url_rule("/static/<path:name>", view_func=self.static)
        blueprint.add_url_rule("/page/me", view_func=self.me)
        blueprint.add_url_rule("/page/events", view_func=self.events)
        blueprint.add_url_rule("/page/file/<file_id>", view_func=self.file)
        for view in (self.send, self.press, self.ask, self.choose, self.language):
            blueprint.add_url_rule(f"/page/{view.__name__}", view_func=view, methods=["POST"])
        blueprint.register_error_handler(HTTPException, _refused)
        return blueprint

    def index(self) -> Response:
        return send_from_directory(FOLDER, "index.html", max_age=0)

    def static(self, name: str) -> Response:
        return send_from_directory(FOLDER, name, max_age=0)

    def me(self) -> Response:
        """Who is who, and every word of the page, in the person's language."""
        world = self._api.world
        language = pick(world.people[PAGE_PERSON]["language_code"])
        words = texts(language, "demo-")
        person = self._rename(language, words)
        bot = {name: world.bot[name] for name in ("id", "username", "first_name")}
        private = {"id": PAGE_PERSON, "title": bot["first_name"], "type": "private"}
        group = {name: world.chats[GROUP][name] for name in ("id", "title", "type")}
        return jsonify(
            bot=bot,
            user={"id": PAGE_PERSON, "first_name": person["first_name"]},
            language=language,
            direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
            chats=[private, group],
            commands=private_commands(self._api, PAGE_PERSON, language),
            strings=words,
            samples=[{"title": words.get(title, title), "url": url} for title, url in self._samples],
        )

    def events(self) -> Response:
        """What happened after `after`, waiting up to `wait` seconds for it; after=0: all live messages."""
        after = request.args.get("after", 0, int)
        wait = min(request.args.get("wait", 0.0, float), LONGEST_WAIT)
        world = self._api.world
        with world.changed:
            if not 0 < after <= len(world.events):  # 0, or a number of an emulator before this one
                return jsonify(self._everything())
            found = self._after(after)
            is_gone = has_left(request.environ)
            for _ in range(int(wait / LOOK_EVERY) + 1):
                if found or wait <= 0 or world.closed or is_gone():
                    break
                world.changed.wait_for(lambda: world.closed or self._after(after), min(wait, LOOK_EVERY))
                found = self._after(after)
            return jsonify(seq=len(world.events), events=found)

    def send(self) -> Response:
        asked = self._asked()
        text = str(asked.get("text", "")).strip()
        if not text or utf16_length(text) > TEXT_LIMIT:
            raise BadRequest("text is empty or too long")
        try:
            message = self._people.write(
                text_of(text),
                user_id=PAGE_PERSON,
                chat_id=_number(asked, "chat_id"),
                reply_to=_number(asked, "reply_to") or None,
            )
        except LookupError as error:
            raise NotFound(str(error)) from None
        return jsonify(message=message)

    def press(self) -> Response:
        asked = self._asked()
        message = self._api.world.find(_number(asked, "chat_id"), _number(asked, "message_id"))
        if message is None:
            raise NotFound("no such message")
        try:
            query_id = self._people.press(message, str(asked.get("data")), user_id=PAGE_PERSON)
        except NoSuchButton as error:
            raise NotFound(str(error)) from None
        return jsonify(callback_query_id=query_id)

    def ask(self) -> Response:
        """Name the bot in a chat, with words behind it; what it offers comes as an event."""
        asked = self._asked()
        chat_type = "sender" if _number(asked, "chat_id") == PAGE_PERSON else "supergroup"
        words, offset = str(asked.get("query", "")), str(asked.get("offset", ""))
        query_id = self._people.ask(words, user_id=PAGE_PERSON, offset=offset, chat_type=chat_type)
        return jsonify(inline_query_id=query_id)

    def choose(self) -> Response:
        """Send what the bot has offered."""
        asked = self._asked()
        result = self._offered(str(asked.get("inline_query_id")), str(asked.get("result_id")))
        try:
            message = self._people.choose(result, user_id=PAGE_PERSON, chat_id=_number(asked, "chat_id"))
        except LookupError as error:
            raise NotFound(str(error)) from None
        return jsonify(message=message)

    def language(self) -> Response:
        language = pick(str(self._asked().get("language", "")))
        self._rename(language, texts(language, "demo-"))
        self._api.world.record("language", 0)
        return self.me()

    def file(self, file_id: str) -> Response:
        """A file's bytes, by ranges if asked; `?download=1` to save it."""
        stored = self._api.files.find(file_id)
        if stored is None:
            raise NotFound("no such file")
        download = request.args.get("download") == "1"
        response = send_file(
            stored.path, stored.mime_type, as_attachment=download, download_name=stored.name, conditional=True
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "sandbox"  # a delivered web page runs no script here
        return response

    def _asked(self) -> dict[str, Any]:
        """The body of a POST of our own page; raise 403 for anyone else's."""
        if request.headers.get(MARK) != "1":
            raise Forbidden(f"the header {MARK} is missing")
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise BadRequest("no JSON object")
        return body

    def _rename(self, language: str, words: dict[str, str]) -> dict[str, Any]:
        """The page's person in that language, by their name in it."""
        name = words.get("demo-you") or "Ann"
        return self._api.world.add_person(PAGE_PERSON, name, language)

    def _offered(self, query_id: str, result_id: str) -> dict[str, Any]:
        """A result of an answer to a query of our person; raise 404 for any other."""
        with self._api.world.changed:
            answers = [event for event in self._api.world.events if event.get("inline_query_id") == query_id]
        for result in (result for event in answers for result in event["results"]):
            if str(result["id"]) == result_id and answers[0]["chat_id"] == PAGE_PERSON:
                return dict(result)
        raise NotFound("no such result")

    def _for_page(self, event: dict[str, Any]) -> dict[str, Any]:
        kind = "message" if event["kind"] in AS_MESSAGE else event["kind"]
        shown = {name: value for name, value in event.items() if name != "at"} | {"kind": kind}
        if kind == "deleted":
            del shown["message"]
        if kind == "inline":
            shown["results"] = [self._described(result) for result in event["results"]]
        return shown

    def _described(self, result: dict[str, Any]) -> dict[str, Any]:
        """A result with what Telegram knows of its file: a title where the bot gives none, and a picture of it."""
        file_id = next((value for name, value in result.items() if name.endswith("_file_id")), "")
        stored = self._api.files.find(str(file_id))
        if stored is None:
            return result
        known = stored.media if isinstance(stored.media, dict) else {}  # of a photo: its sizes
        title = known.get("title") or known.get("file_name")
        picture = file_id if stored.kind == "photo" else known.get("thumbnail", {}).get("file_id")
        return ({"title": title} if title else {}) | result | ({"picture": picture} if picture else {})

    def _everything(self) -> dict[str, Any]:
        world = self._api.world
        seq = len(world.events)
        live = [(chat, message) for chat in (PAGE_PERSON, GROUP) for message in world.messages(chat)]
        events = [{"seq": seq, "kind": "message", "chat_id": chat, "message": text} for chat, text in live]
        return {"seq": seq, "events": events}

    def _after(self, seq: int) -> list[dict[str, Any]]:
        events = self._api.world.events[seq:]
        return [self._for_page(event) for event in events if event["chat_id"] in SHOWN]


def _number(asked: dict[str, Any], name: str) -> int:
    value = asked.get(name) or 0
    if not isinstance(value, int):
        raise BadRequest(f"{name} is no number")
    return value


def _refused(error: HTTPException) -> tuple[Response, int]:
    return jsonify(error=error.description), error.code or 500
