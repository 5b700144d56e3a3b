"""Addresses that say themselves when they stop working."""

import base64
import json
import random
import string
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote

import pytest

from bot.domain.expiring import FURTHEST, RULES, Rule, expiry_of
from bot.domain.link import LONGEST

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
END = datetime(2026, 5, 5, 9, 30, tzinfo=UTC)
EPOCH = int(END.timestamp())
HEX = f"{EPOCH:x}"
DATE = "20260504T093000Z"  # a day before END


def jwt(payload: object) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, payload)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "c2lnbmF0dXJl"])


def policy(statement: object) -> str:
    encoded = base64.b64encode(json.dumps(statement).encode()).decode()
    return encoded.translate(str.maketrans("+=/", "-_~"))


CLOUDFRONT = {
    "Statement": [{"Resource": "https://d.example/*?>", "Condition": {"DateLessThan": {"AWS:EpochTime": EPOCH}}}]
}
SIGNED = {
    "S3, version 4": f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={DATE}&X-Amz-Expires=86400&X-Amz-Signature=ab",
    "S3, names in lower case": f"x-amz-date={DATE}&x-amz-expires=86400",
    "S3, version 2": f"AWSAccessKeyId=AKIA&Expires={EPOCH}&Signature=ab%2Fc%3D",
    "Google, version 4": f"X-Goog-Algorithm=GOOG4&X-Goog-Date={DATE}&X-Goog-Expires=86400&X-Goog-Signature=ab",
    "Google, version 2": f"GoogleAccessId=a%40b.example&Expires={EPOCH}&Signature=ab",
    "Azure": f"sv=2022-11-02&sr=b&sig=ab%3D&st=2026-05-01&se={quote('2026-05-05T09:30:00Z')}&sp=r",
    "Azure, to the minute": "sig=ab&se=2026-05-05T09:30Z",
    "CloudFront, canned": f"Expires={EPOCH}&Signature=ab&Key-Pair-Id=K",
    "CloudFront, custom": f"Policy={policy(CLOUDFRONT)}&Signature=ab&Key-Pair-Id=K",
    "Akamai": f"hdnts=st={EPOCH - 900}~exp={EPOCH}~acl=/*~hmac=ab",
    "Akamai, encoded": f"__token__={quote(f'exp={EPOCH}~acl=/i/*~hmac=ab', safe='')}",
    "YouTube's files": f"expire={EPOCH}&ei=ab&ip=203.0.113.1&sig=ab",
    "Discord": f"ex={HEX}&is={EPOCH - 86400:x}&hm=ab",
    "Instagram": f"_nc_ht=i.example&oh=00_ab&oe={HEX.upper()}",
    "Alibaba": f"OSSAccessKeyId=ab&Expires={EPOCH}&Signature=ab",
    "Alibaba, version 4": f"x-oss-date={DATE}&x-oss-expires=86400&x-oss-signature=ab",
    "Tencent": f"q-sign-algorithm=sha1&q-sign-time={EPOCH - 60}%3B{EPOCH}&q-key-time=1%3B2&q-signature=ab",
    "Qiniu": f"e={EPOCH}&token=ab:cd=",
    "milliseconds": f"exp={EPOCH}000",
    "a fraction": f"expires={EPOCH}.25",
    "a token": f"token={jwt({'sub': '1', 'exp': EPOCH})}",
    "a token with a fraction": f"auth={jwt({'exp': EPOCH + 0.0})}",
    "several: the first of them": f"expires={EPOCH + 60}&token={jwt({'exp': EPOCH})}",
}


@pytest.mark.parametrize("query", SIGNED.values(), ids=SIGNED.keys())
def test_a_signed_address_says_its_end(query: str) -> None:
    assert expiry_of(f"https://cdn.example/a/b.mp4?{query}#t=1", NOW) == END


@pytest.mark.parametrize(
    "path",
    [
        f"expire/{EPOCH}/ei/x/manifest.mpd",
        f"exp={EPOCH}~acl=%2F1%2F%2A~hmac=ab/2/master.json",
        f"f/{jwt({'exp': EPOCH})}",
    ],
)
def test_an_address_may_say_it_in_its_path(path: str) -> None:
    assert expiry_of(f"https://cdn.example/{path}", NOW) == END


def test_an_address_that_has_ended_says_so_too() -> None:
    assert expiry_of("https://cdn.example/a?Expires=1500000000&Signature=x", NOW) == datetime(
        2017, 7, 14, 2, 40, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "query",
    [
        "",
        f"id={EPOCH}",
        f"e={EPOCH}",  # an episode, an edition
        f"se={quote('2026-05-05T09:30:00Z')}",
        f"ex={HEX}",
        f"oe={HEX}",
        "oe=UTF-8&oh=x",
        "expires=never",
        "expires=3600",
        "expires=999999999",
        "expires=17779000000000000",
        f"expires={int((NOW + FURTHEST + timedelta(days=1)).timestamp())}",
        "exp=" + "9" * 400,
        "expires=١٧٧٧٩٠٠٠٠٠",
        "expires=-1777900000",
        "expires=",
        "expires",
        "X-Amz-Expires=86400",
        "X-Amz-Date=yesterday&X-Amz-Expires=86400",
        f"X-Amz-Date={DATE}&X-Amz-Expires=1e9",
        "X-Amz-Date=99991231T235959Z&X-Amz-Expires=604800",
        f"X-Amz-Date={DATE}&X-Amz-Expires=" + "9" * 9,
        "se=0001-01-01T00:00:00%2B23:59&sig=x",
        "se=9999-12-31T23:59:59-23:59&sig=x",
        "q-sign-time=1&q-signature=x",
        "Policy=%00%ff&Signature=x&Key-Pair-Id=K",
        f"Policy={policy([])}&Signature=x&Key-Pair-Id=K",
        f"Policy={policy({'Statement': []})}&Signature=x&Key-Pair-Id=K",
        f"Policy={policy({'Statement': [{'Condition': {'DateLessThan': 5}}]})}&Signature=x&Key-Pair-Id=K",
        f"token={jwt({'exp': 'soon'})}",
        f"token={jwt({'exp': None})}",
        f"token={jwt({'exp': 10**400})}",
        f"token={jwt({'exp': float('nan')})}",
        f"token={jwt({'exp': float('inf')})}",
        f"token={jwt([EPOCH])}",
        "token=eyJhIjox.eyJhIjox.",
        "token=eyJ" + base64.urlsafe_b64encode(b"[" * 900).decode() + ".eyJ" + "W1tb" * 200 + ".x",
    ],
)
def test_what_is_no_end_is_none(query: str) -> None:
    assert expiry_of(f"https://cdn.example/a?{query}", NOW) is None


def test_a_deeply_nested_token_is_none() -> None:
    nested = base64.urlsafe_b64encode(b'{"a":' * 200 + b"[" * 400).decode().rstrip("=")
    assert expiry_of(f"https://cdn.example/?t=eyJh.{nested}.x", NOW) is None


@pytest.mark.parametrize(
    "url", ["", "http://[", "http://[::1", "x" * (LONGEST + 1), f"https://a/?expires={EPOCH}&b=" + "x" * 3000]
)
def test_what_is_no_address_of_ours_is_none(url: str) -> None:
    assert expiry_of(url, NOW) is None


def test_nothing_malformed_raises() -> None:
    """Addresses cut, mixed and spoiled at random: an answer, and a plausible one."""
    chance = random.Random(7)
    letters = string.printable + "%\x00é۵\ud800~;=&."
    names = sorted({rule.name for rule in RULES} | {name for rule in RULES for name in rule.beside})
    for _ in range(3000):
        parts = chance.choices(list(SIGNED.values()), k=2)
        parts.append(f"{chance.choice(names)}={''.join(chance.choices(letters, k=chance.randrange(40)))}")
        text = "&".join(parts)
        for _ in range(chance.randrange(4)):
            place = chance.randrange(len(text))
            text = text[:place] + chance.choice(letters) + text[place + chance.randrange(3) :]
        end = expiry_of(f"https://cdn.example/a?{text[: chance.randrange(len(text))]}", NOW)
        assert end is None or (end.tzinfo is UTC and end.year >= 2001 and end <= NOW + FURTHEST)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: " ".join([rule.name, *sorted(rule.beside)]))
def test_no_rule_takes_a_parameter_without_those_that_belong_to_it(rule: Rule) -> None:
    value = next(
        (value for query in SIGNED.values() for name, value in parse_qsl(query) if name.lower() == rule.name), EPOCH
    )
    alone = expiry_of(f"https://cdn.example/a?{rule.name}={value}", NOW)
    assert alone == (None if rule.beside else END)


def test_ends_that_are_written_in_any_plausible_second_are_found() -> None:
    chance = random.Random(1)
    for _ in range(500):
        end = datetime.fromtimestamp(chance.randrange(1_000_000_000, int((NOW + FURTHEST).timestamp())), UTC)
        assert expiry_of(f"https://cdn.example/a?expires={int(end.timestamp())}", NOW) == end
        assert expiry_of(f"https://cdn.example/a?ex={int(end.timestamp()):x}&is=1&hm=2", NOW) == end
