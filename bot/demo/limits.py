"""The Bot API's limits and refusals, in the real server's words."""

from __future__ import annotations

MEGABYTE = 1024 * 1024

# https://core.telegram.org/bots/api#sending-files and #using-a-local-bot-api-server
UPLOAD_LIMIT = 50 * MEGABYTE  # bytes, of one file
LOCAL_UPLOAD_LIMIT = 2000 * MEGABYTE  # bytes, of one file when the server runs with --local
PHOTO_LIMIT = 10 * MEGABYTE  # bytes
DOWNLOAD_LIMIT = 20 * MEGABYTE  # bytes, https://core.telegram.org/bots/api#getfile
PHOTO_SIDES = 10_000  # pixels, width and height together
PHOTO_RATIO = 20  # the longer side to the shorter one
THUMBNAIL_LIMIT = 200 * 1024  # bytes
THUMBNAIL_SIDE = 320  # pixels

# https://core.telegram.org/bots/api#sendmessage, #sendphoto, #inlinekeyboardbutton
TEXT_LIMIT = 4096  # UTF-16 units after entities are parsed
CAPTION_LIMIT = 1024  # UTF-16 units after entities are parsed
CALLBACK_DATA_LIMIT = 64  # bytes
CALLBACK_ANSWER_LIMIT = 200  # characters
BUTTONS_LIMIT = 100  # of one inline keyboard
ALBUM_SIZES = range(2, 11)  # files of one media group
DELETE_AT_ONCE = 100  # message ids in one deleteMessages
DELETE_WITHIN = 48 * 3600  # seconds
INLINE_RESULTS_LIMIT = 50  # of one answer, https://core.telegram.org/bots/api#answerinlinequery
INLINE_OFFSET_LIMIT = 64  # bytes
INLINE_QUERY_LIMIT = 256  # characters
UPDATES_LIMIT = 100  # of one getUpdates
POLL_LIMIT = 50  # seconds, the longest a getUpdates waits
COMMANDS_LIMIT = 100


class ApiError(Exception):
    """A refusal of the Bot API: HTTP status, description, and seconds to wait for 429."""

    def __init__(self, description: str, status: int = 400, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.description = description
        self.status = status
        self.retry_after = retry_after


def bad_request(reason: str) -> ApiError:
    """A 400 with the server's prefix.

    >>> bad_request("chat not found").description
    'Bad Request: chat not found'
    """
    return ApiError(f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    return ApiError(f"Forbidden: {reason}", status=403)


def too_many_requests(seconds: int) -> ApiError:
    return ApiError(f"Too Many Requests: retry after {seconds}", status=429, retry_after=seconds)


def too_large() -> ApiError:
    return ApiError("Request Entity Too Large", status=413)
