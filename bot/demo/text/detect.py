"""Entities the server finds in any text, in the shape of TDLib's td/telegram/MessageEntity.cpp."""

from __future__ import annotations

import re

from bot.demo.text.growing import Entity, utf16_length

# Addresses without a scheme count only under a known top-level domain; these are the common ones.
DOMAINS = "com|org|net|info|io|me|dev|app|tv|be|ru|ir|de|fr|uk|eu|us|co|cc|gg|ly|to|ai|xyz|edu|gov|test|example"
LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
HOST = rf"(?:(?:{LABEL}\.)*{LABEL}|\[[0-9a-fA-F:.]+\])(?::\d{{1,5}})?"
TAIL = r"(?:[/?#][^\s<>\"«»“”‘’…]*)?"

URL = re.compile(
    rf"(?<![\w@/.-])(?:(?:https?|ftp|tonsite)://(?:[^\s/@]+@)?{HOST}{TAIL}"
    rf"|(?:{LABEL}\.)+(?:{DOMAINS})(?![\w-])(?::\d{{1,5}})?{TAIL})",
    re.IGNORECASE,
)
EMAIL = re.compile(rf"(?<![\w@.+-])[\w.+-]{{1,64}}@(?:{LABEL}\.)+[a-z]{{2,12}}(?![\w@-])", re.IGNORECASE)
MENTION = re.compile(r"(?<![\w@/.])@[a-zA-Z0-9_]{2,32}(?!\w)")
COMMAND = re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])")
HASHTAG = re.compile(r"(?<![\w#&/])#(?=\w*[^\W\d])\w{1,256}(?![\w#])")

# Earlier ones win where two meet.
PATTERNS = (("url", URL), ("email", EMAIL), ("mention", MENTION), ("bot_command", COMMAND), ("hashtag", HASHTAG))
AFTER = ".,:;!?'`…"  # not part of an address at its end
PAIRS = {")": "(", "]": "[", "}": "{"}


def detect(text: str) -> list[Entity]:
    """Links, e-mail addresses, mentions, commands and hashtags of a text.

    >>> detect("see (https://example.com/a).")
    [{'type': 'url', 'offset': 5, 'length': 21}]
    """
    taken: list[tuple[int, int]] = []
    entities = []
    for kind, pattern in PATTERNS:
        for found in pattern.finditer(text):
            start = found.start()
            end = start + len(_without_end(found.group()) if kind == "url" else found.group())
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            taken.append((start, end))
            place = {"offset": utf16_length(text[:start]), "length": utf16_length(text[start:end])}
            entities.append({"type": kind} | place)
    return entities


def _without_end(url: str) -> str:
    """Without the punctuation that follows an address, and closing brackets that it did not open."""
    while url:
        last = url[-1]
        opening = PAIRS.get(last)
        if last in AFTER or (opening and url.count(last) > url.count(opening)):
            url = url[:-1]
        else:
            break
    return url
