"""Sees each getUpdates come back.

python-telegram-bot retries a poll that timed out silently, without any callback (`telegram/ext/_utils/networkloop.py`),
so a bot can be deaf while its process is up. The request object is the one place that every poll passes.
"""

from http import HTTPStatus
from typing import Any, Protocol

from telegram.request import HTTPXRequest


class Watch(Protocol):
    def stamp(self) -> None:
        """A getUpdates came back."""
        ...

    def wait(self) -> None:
        """It was refused, because another instance polls."""
        ...


class WatchedRequest(HTTPXRequest):
    """For `ApplicationBuilder.get_updates_request`: tells the watch how each poll ended.

    An error that comes back (500, 401) is no completed poll: while it lasts no message arrives.
    """

    __slots__ = ("_watch",)

    def __init__(self, watch: Watch, **options: Any) -> None:
        super().__init__(**options)
        self._watch = watch

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        status, payload = await super().do_request(*args, **kwargs)
        if status == HTTPStatus.OK:
            self._watch.stamp()
        elif status == HTTPStatus.CONFLICT:
            self._watch.wait()
        return status, payload
