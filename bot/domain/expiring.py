"""When an address says itself when it stops working: signed links of stores and CDNs, tokens with an end."""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.domain.link import LONGEST

# What is a time and what a number of some other kind: from the first time with ten digits on, in September 2001, to
# ten years from now; no signed link is made for longer.
EARLIEST = datetime.fromtimestamp(1_000_000_000, UTC)
FURTHEST = timedelta(days=3653)

_EPOCH = re.compile(r"(?P<seconds>[0-9]{10})(?:\.[0-9]{1,9}|[0-9]{3})?")  # seconds since 1970, or milliseconds
_HEX = re.compile("[0-9a-fA-F]{8}")
_SECONDS = re.compile("[0-9]{1,9}")

# header.payload.signature, https://www.rfc-editor.org/rfc/rfc7519#section-3.1; both begin with '{"'
_JWT = re.compile(r"eyJ[\w-]+\.(?P<payload>eyJ[\w-]+)\.[\w-]*", re.ASCII)

# Akamai's tokens, in a parameter of any name or in the path: https://github.com/akamai/EdgeAuth-Token-Python
_EDGE = re.compile(r"(?<![a-z])exp=(?P<end>[0-9]{10})~")

# Video sites that write their parameters into the path: /expire/1767225600/, as YouTube's manifests do
_IN_PATH = re.compile(r"/(?:expires?|exp)/(?P<end>[0-9]{10})(?=/|$)")

Parameters = Mapping[str, str]  # of the query, names in lower case


def expiry_of(url: str, now: datetime) -> datetime | None:
    """When this address stops working, as it says itself; the first of several times. None when it doesn't say.

    Nothing is verified, and nothing malformed raises.

    >>> now = datetime(2026, 5, 4, tzinfo=UTC)
    >>> expiry_of("https://example.com/a.mp4?expires=1777900000&sig=x", now).isoformat()
    '2026-05-04T13:06:40+00:00'
    >>> expiry_of("https://example.com/a.mp4?e=1777900000", now)  # any number
    """
    if len(url) > LONGEST:
        return None
    ends = (end.astimezone(UTC) for end in _ends(url) if EARLIEST <= end <= now + FURTHEST)
    return min(ends, default=None)


def _ends(url: str) -> Iterator[datetime]:
    try:
        parts = urlsplit(url)
        parameters = {name.lower(): value for name, value in reversed(parse_qsl(parts.query))}
    except ValueError:
        return
    for rule in RULES:
        if rule.name in parameters and rule.beside <= parameters.keys():
            yield from _read(rule.read, parameters[rule.name], parameters)
    whole = unquote(url)
    for found in (*_EDGE.finditer(whole), *_IN_PATH.finditer(parts.path)):
        yield from _read(_epoch, found["end"], parameters)
    for found in _JWT.finditer(whole):
        yield from _read(_claim, found["payload"], parameters)


def _read(read: "Read", value: str, parameters: Parameters) -> Iterator[datetime]:
    try:
        yield read(value, parameters)
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return  # it only looked like one


def _epoch(value: str, _: Parameters) -> datetime:
    found = _EPOCH.fullmatch(value)
    if found is None:
        raise ValueError(value)
    return datetime.fromtimestamp(int(found["seconds"]), UTC)


def _hexadecimal(value: str, _: Parameters) -> datetime:
    if not _HEX.fullmatch(value):
        raise ValueError(value)
    return datetime.fromtimestamp(int(value, 16), UTC)


def _iso(value: str, _: Parameters) -> datetime:
    """ISO 8601; a time without a zone is in UTC."""
    when = datetime.fromisoformat(value)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _after(begin: str) -> "Read":
    """So many seconds after the time in another parameter."""

    def read(value: str, parameters: Parameters) -> datetime:
        if not _SECONDS.fullmatch(value):
            raise ValueError(value)
        return _iso(parameters[begin], parameters) + timedelta(seconds=int(value))

    return read


def _span(value: str, parameters: Parameters) -> datetime:
    """The end of `begin;end`."""
    return _epoch(value.partition(";")[2], parameters)


def _policy(value: str, parameters: Parameters) -> datetime:
    """CloudFront's custom policy: JSON in base64 of which three letters are others."""
    policy = _json(value.translate(str.maketrans("-_~", "+=/")), altchars=b"+/")
    return _number(policy["Statement"][0]["Condition"]["DateLessThan"]["AWS:EpochTime"])


def _claim(payload: str, _: Parameters) -> datetime:
    """The claim `exp`, https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4."""
    return _number(_json(payload, altchars=b"-_")["exp"])


def _json(encoded: str, altchars: bytes) -> Any:
    whole = encoded + "=" * (-len(encoded) % 4)
    return json.loads(base64.b64decode(whole, altchars))


def _number(value: Any) -> datetime:
    """Seconds since 1970 as JSON has them."""
    return datetime.fromtimestamp(float(value), UTC)


Read = Callable[[str, Parameters], datetime]


@dataclass(frozen=True, slots=True)
class Rule:
    """A parameter that says the end, if these others stand beside it."""

    name: str
    read: Read
    beside: frozenset[str] = frozenset()


# One of these stands beside an `e` that is an end and not just any number: Qiniu's token, nginx's md5, others' hashes
_SIGNATURES = ("token", "sig", "sign", "signature", "hash", "hmac", "md5", "st", "h", "key")

RULES = (
    # https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, and what others took over from it
    Rule("x-amz-expires", _after("x-amz-date"), frozenset({"x-amz-date"})),
    # https://cloud.google.com/storage/docs/authentication/canonical-requests#query-string
    Rule("x-goog-expires", _after("x-goog-date"), frozenset({"x-goog-date"})),
    # https://www.alibabacloud.com/help/en/oss/developer-reference/add-signatures-to-urls
    Rule("x-oss-expires", _after("x-oss-date"), frozenset({"x-oss-date"})),
    # https://www.tencentcloud.com/document/product/436/7778
    Rule("q-sign-time", _span, frozenset({"q-signature"})),
    # https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas
    Rule("se", _iso, frozenset({"sig"})),
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-custom-policy.html
    Rule("policy", _policy, frozenset({"signature", "key-pair-id"})),
    # https://docs.discord.com/developers/reference#signed-attachment-cdn-urls
    Rule("ex", _hexadecimal, frozenset({"is", "hm"})),
    # Facebook's and Instagram's files; nowhere documented, read off their addresses
    Rule("oe", _hexadecimal, frozenset({"oh"})),
    # Version 2 of S3 and of Google's store, CloudFront's canned policy, Alibaba's first version: all `Expires`
    *(Rule(name, _epoch) for name in ("expires", "expire", "exp", "expiry", "expiration", "expires_at", "valid_until")),
    *(Rule("e", _epoch, frozenset({name})) for name in _SIGNATURES),
)
