"""Limits of Telegram that decide a way. Sizes in bytes, lengths in UTF-16 units."""

MB = 1024 * 1024

# https://core.telegram.org/bots/api#sending-files and #using-a-local-bot-api-server
BOT_API_UPLOAD = 50 * MB
LOCAL_API_UPLOAD = 2000 * MB
PHOTO_UPLOAD = 10 * MB

# https://core.telegram.org/api/files: 4000 parts of 512 KiB
MTPROTO_UPLOAD = 2000 * MB

# What one piece of a file has at most: a little less than the way takes, for what a container adds
BOT_API_PIECE = 49 * MB
MTPROTO_PIECE = 1950 * MB

CAPTION_LENGTH = 1024  # https://core.telegram.org/bots/api#sendvideo
MESSAGE_LENGTH = 4096  # https://core.telegram.org/bots/api#sendmessage


def shorten(text: str, longest: int) -> str:
    """The text, cut with an ellipsis so that it has at most `longest` UTF-16 units.

    >>> shorten("harbour", 5)
    'harb…'
    """
    if len(text.encode("utf-16-le")) // 2 <= longest:
        return text
    cut = text.encode("utf-16-le")[: 2 * (longest - 1)].decode("utf-16-le", errors="ignore")
    return f"{cut.rstrip()}…"
