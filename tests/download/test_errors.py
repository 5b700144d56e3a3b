import errno
import os
import pickle
import socket
import time

import pytest
import urllib3.exceptions
import yt_dlp.networking.exceptions
from yt_dlp.networking.exceptions import SSLError, TransportError
from yt_dlp.utils import (
    ContentTooShortError,
    DownloadError,
    ExtractorError,
    GeoRestrictedError,
    PostProcessingError,
    UnsupportedError,
    UserNotLive,
)

from bot.download import errors
from bot.download.progress import Meter
from bot.download.watch import Watch
from bot.errors import (
    AgeRestricted,
    BotCheck,
    DiskFull,
    Drm,
    EngineOutOfDate,
    FileTooLarge,
    GeoBlocked,
    LinkNotSupported,
    LiveStream,
    NoJavaScriptRuntime,
    NothingThere,
    NotLive,
    Private,
    Removed,
    SignInNeeded,
    SourceBusy,
    SourceDown,
    SourceFailed,
    SourceRefused,
    SourceUnreachable,
    Upcoming,
)

# As they stand in yt-dlp's extractors, or as sites say them through it.
SENTENCES = [
    (BotCheck, "Sign in to confirm you’re not a bot. Use --cookies-from-browser or --cookies for the authentication"),
    (BotCheck, "Video unavailable. YouTube is requiring a captcha challenge before playback"),
    (BotCheck, "All player responses are invalid. Your IP is likely being blocked by Youtube"),
    (BotCheck, "Your IP address is blocked from accessing this post"),
    (BotCheck, "Your IP address is unable to access the Reddit API"),
    (BotCheck, "Got HTTP Error 403 caused by Cloudflare anti-bot challenge"),
    (BotCheck, "Unable to solve JS challenge"),
    (AgeRestricted, "Sign in to confirm your age. This video may be inappropriate for some users."),
    (AgeRestricted, "NSFW tweet requires authentication. Use --cookies for the authentication"),
    (AgeRestricted, "Login is required to access age-restricted content"),
    (AgeRestricted, "This video is only available for age verified users or after 22:00"),
    (AgeRestricted, "Adult verification is required for this stream"),
    (AgeRestricted, "Sensitive content setting must be enabled"),
    (Private, "Private video. Sign in if you've been granted access to this video"),
    (Private, "Private video. Login if you have permissions to watch"),
    (Private, "This video is private"),
    (Private, "This VOD is private"),
    (Private, "This user's account is private. Log into an account that has access"),
    (Private, "This content is only available for registered users who follow this account"),
    (Private, "You are not authorized to view this protected tweet"),
    (Private, "Private subreddit; an account that has been approved is required"),
    (Private, "This video is protected by a password, use the --video-password option"),
    (SignInNeeded, "This video is only available for registered users"),
    (SignInNeeded, "You need to log in to access this content"),
    (SignInNeeded, "This video requires login"),
    (SignInNeeded, "Requested content is not available, rate-limit reached or login required. Use --cookies"),
    (SignInNeeded, "The webpage request was redirected to the login page. "),
    (SignInNeeded, "Instagram sent an empty media response. Check if this post is accessible without being logged-in."),
    (SignInNeeded, "Account authentication is required"),
    (SignInNeeded, "An account is needed to access this media"),
    (SignInNeeded, "Fresh cookies (not necessarily logged in) are needed"),
    (SignInNeeded, 'The video is not available, Facebook said: "You must log in to continue."'),
    (SignInNeeded, "This video is only available for subscribers"),
    (SignInNeeded, "This is a supporter-only video: come in"),
    (SignInNeeded, "This video is for premium members only"),
    (SignInNeeded, "Join this channel to get access to members-only content like this video, and other perks."),
    (SignInNeeded, "This video requires payment to watch."),
    (SignInNeeded, "You do not have access to this post"),
    (SignInNeeded, "Your account does not have access to this content"),
    (GeoBlocked, "The uploader has not made this video available in your country"),
    (GeoBlocked, "This video is not available from your location due to geo restriction"),
    (GeoBlocked, "This video may be deleted or geo-restricted. You might want to try a VPN or a proxy server"),
    (GeoBlocked, "This video is either unavailable in your region or is DRM protected"),
    (GeoBlocked, "Track unavailable in your country due to licensing restrictions"),
    (GeoBlocked, "This song is blocked in this region"),
    (GeoBlocked, "This video is available in Taiwan only"),
    (GeoBlocked, "The tweet was withheld in response to a legal demand"),
    (Drm, "This video is DRM protected"),
    (SourceRefused, "Video unavailable. This video contains content from X, who has blocked it on copyright grounds"),
    (SourceRefused, "Playback on other websites has been disabled by the video owner"),
    (SourceBusy, "You have exceeded the rate limit. Try again later"),
    (SourceBusy, "You have exceeded the rate-limit for accessing posts anonymously"),
    (SourceBusy, "You are rate-limited. Try again later."),
    (SourceBusy, "This content isn't available, try again later. Your account has been rate-limited by YouTube"),
    (SourceBusy, "Request is blocked by server (412), please wait and try later."),
    (SourceBusy, "Request is rejected by server (352)"),
    (Upcoming, "This live event will begin in 3 hours."),
    (Upcoming, "Premieres in 2 days"),
    (Upcoming, "This livestream has not yet started"),
    (Upcoming, "This live broadcast has not yet started"),
    (Upcoming, "Twitter Space not started yet"),
    (Upcoming, "This live event is scheduled for 2026-06-01"),
    (Upcoming, "This course episode is not yet available."),
    (Upcoming, "This video is processing"),
    (NotLive, "Stream is offline"),
    (NotLive, "This livestream has ended"),
    (NotLive, "The channel is not currently live"),
    (NotLive, "Streamer is not live"),
    (Removed, "Video unavailable"),
    (Removed, "Video unavailable. This video has been removed by the uploader"),
    (Removed, "Video unavailable. This video is no longer available because the account has been terminated."),
    (Removed, "This video is no longer available"),
    (Removed, "Broadcast no longer exists"),
    (Removed, "Video was deleted"),
    (Removed, "The link is expired"),
    (Removed, "Content not found; it has most likely expired"),
    (NothingThere, "This video does not exist"),
    (NothingThere, "Track not found"),
    (SourceDown, "There is an error on server-side. Try again later."),
    (SourceDown, "Service temporarily unavailable"),
    (EngineOutOfDate, "The following content is not available on this app. Watch on the latest version of YouTube."),
    (EngineOutOfDate, "Signature extraction failed: Some formats may be missing"),
    (EngineOutOfDate, "nsig extraction failed: Some formats may be missing"),
    (LinkNotSupported, "No video formats found!"),
    (LinkNotSupported, "There is no video in this post"),
    (LinkNotSupported, "This article does not have a video."),
    (LinkNotSupported, "This article does not contain a video"),
    (LinkNotSupported, "No video could be found in this post"),
    (LinkNotSupported, "The activity is not a video"),
    (LinkNotSupported, "Requested format is not available. Use --list-formats for a list of available formats"),
    (LinkNotSupported, "Unsupported media type "),
    (SourceUnreachable, "[download] Got error: The read operation timed out. Giving up after 5 retries"),
    (None, "Unable to extract video ID"),
    (None, "Unable to download webpage"),
    (None, "Unexpected API response"),
]


@pytest.mark.parametrize(("kind", "sentence"), SENTENCES)
def test_an_extractors_sentence_is_understood(kind, sentence):
    assert errors.in_prose(sentence) is kind
    error = DownloadError(f"ERROR: {sentence}", (None, ExtractorError(sentence, expected=True), None))
    assert type(errors.translate(error)) is (kind or SourceFailed)


KNOWN = [sentence.replace("’", "'") for kind, sentence in SENTENCES if kind]


def test_every_row_of_the_table_is_needed_by_a_sentence():
    for number, (kind, words) in enumerate(errors._PROSE):
        first = [next(row for row, (_, other) in enumerate(errors._PROSE) if other.search(said)) for said in KNOWN]
        assert number in first, (kind, words)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (NothingThere, "[download] Got error: HTTP Error 404: Not Found. Giving up after 5 retries"),
        (SourceDown, "[download] Got error: HTTP Error 500: Internal Server Error. Giving up after 5 retries"),
        (SourceUnreachable, "[download] Got error: 12 bytes read, 7 more expected. Giving up after 5 retries"),
        (SourceFailed, "fragment 3 did something"),
    ],
)
def test_a_downloader_that_gave_up_is_understood_without_a_cause(kind, sentence):
    assert type(errors.translate(DownloadError(f"ERROR: \r{sentence}", (None, None, None)))) is kind


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    error.__cause__ = cause
    return error


def full() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (UnsupportedError("http://example.com/"), LinkNotSupported),
        (GeoRestrictedError("Video unavailable"), GeoBlocked),
        (UserNotLive(), NotLive),
        (ContentTooShortError(1, 2), SourceUnreachable),
        (TransportError("reset"), SourceUnreachable),
        (SSLError("handshake"), SourceUnreachable),
        (PostProcessingError("Conversion failed!"), SourceFailed),
        (ConnectionResetError("reset"), SourceUnreachable),
        (TimeoutError("slow"), SourceUnreachable),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), NothingThere),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), SourceUnreachable),
        (TransportError(cause=socket.gaierror(socket.EAI_NONAME, "unknown")), NothingThere),
        (urllib3.exceptions.ProtocolError("Connection aborted."), SourceUnreachable),
        (urllib3.exceptions.SSLError("certificate"), SourceUnreachable),
        (urllib3.exceptions.LocationParseError("x"), LinkNotSupported),
        (urllib3.exceptions.DecodeError("gzip"), SourceFailed),
        (full(), DiskFull),
        (OSError(errno.EDQUOT, "quota"), DiskFull),
        (DownloadError("ERROR: unable to write data", (OSError, full(), None)), DiskFull),
        (raised(PostProcessingError("audio conversion failed"), full()), DiskFull),
        (raised(DownloadError("ERROR: gone"), FileTooLarge(None, 5)), FileTooLarge),
        (ExtractorError("Unable to download webpage", cause=TransportError("timed out")), SourceUnreachable),
        (
            ExtractorError("Unable to download webpage: Unsupported method", cause=TransportError("?")),
            SourceUnreachable,
        ),
        (ExtractorError("Unable to download webpage", cause=raised(TimeoutError("private"))), SourceUnreachable),
    ],
)
def test_an_error_with_a_type_is_known_by_it(theirs, ours):
    assert type(errors.translate(theirs)) is ours


def test_no_error_of_either_library_is_unmapped():
    mapped = tuple(theirs for theirs, _ in (*errors.EXACT, *errors.NETWORK))
    for module in (urllib3.exceptions, yt_dlp.networking.exceptions):
        kinds = [
            kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == module.__name__
        ]
        assert kinds
        unmapped = [kind for kind in kinds if issubclass(kind, Exception) and not issubclass(kind, mapped)]
        assert all(issubclass(kind, (Warning, AssertionError, ValueError)) for kind in unmapped), unmapped


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, SignInNeeded),
        (403, SourceRefused),
        (404, NothingThere),
        (410, Removed),
        (418, SourceFailed),
        (429, SourceBusy),
        (451, GeoBlocked),
        (500, SourceDown),
        (522, SourceDown),
    ],
)
def test_a_status_says_what_it_means(status, kind):
    assert type(errors.for_status(status)) is kind


def surprised(words: str) -> ExtractorError:
    """As an extractor raises what it did not expect: yt-dlp adds that it should be brought up to date."""
    return ExtractorError(words, expected=False)


@pytest.mark.parametrize("words", ["Cannot parse data", "Unable to extract video ID", "Failed to parse JSON"])
def test_an_extractor_that_is_surprised_by_its_site_is_out_of_date(words):
    assert type(errors.translate(surprised(words))) is EngineOutOfDate


def test_a_surprise_that_says_more_or_comes_from_the_network_is_not_held_against_the_engine():
    assert type(errors.translate(surprised("Video not available, status code 10204"))) is Removed
    assert type(errors.translate(ExtractorError("No page", cause=TransportError("reset")))) is SourceUnreachable


NO_RUNTIME = "[youtube] No supported JavaScript runtime could be found. Only deno is enabled by default; to use another"
UNSOLVED = "[youtube] x: n challenge solving failed: Some formats may be missing. Ensure you have a supported runtime"


@pytest.mark.parametrize(("warning", "kind"), [(NO_RUNTIME, NoJavaScriptRuntime), (UNSOLVED, EngineOutOfDate)])
def test_a_warning_explains_why_no_format_was_found(warning, kind):
    error = ExtractorError("Requested format is not available. Use --list-formats", expected=True)
    assert type(errors.translate(error, "something else", warning)) is kind


def test_a_warning_explains_nothing_that_explains_itself():
    assert type(errors.translate(ExtractorError("This video is private", expected=True), NO_RUNTIME)) is Private


@pytest.mark.parametrize(
    ("sentence", "seconds"),
    [
        ("This live event will begin in 3 hours.", 10_800),
        ("Premieres in 2 days", 172_800),
        ("This live event will begin in a few moments.", None),
        ("Premieres in an hour", 3600),
        ("This livestream has not yet started", None),
    ],
)
def test_what_is_not_out_yet_says_when_it_will_be(sentence, seconds):
    error = errors.translate(ExtractorError(sentence, expected=True))
    assert type(error) is Upcoming
    assert error.values["seconds"] == seconds
    assert pickle.loads(pickle.dumps(error)).values["seconds"] == seconds


def watched(**info):
    """What the watch over a download says of this video."""
    with pytest.raises(LiveStream) as raised:
        Watch(Meter(lambda _: None, 5)).filter(info, incomplete=True)
    return raised.value


def test_a_premiere_says_in_how_many_seconds_it_comes():
    error = watched(live_status="is_upcoming", release_timestamp=time.time() + 600)
    assert type(error) is Upcoming
    assert error.values["seconds"] == pytest.approx(600, abs=5)


@pytest.mark.parametrize("release", [None, 1])
def test_a_premiere_that_is_late_or_without_a_date_is_upcoming_all_the_same(release):
    error = watched(live_status="is_upcoming", is_live=False, release_timestamp=release)
    assert (type(error), error.values["seconds"]) == (Upcoming, None)


@pytest.mark.parametrize("info", [{"is_live": True}, {"live_status": "is_live", "release_timestamp": 1}])
def test_what_runs_already_is_live(info):
    assert type(watched(**info)) is LiveStream


def test_a_detail_keeps_no_secret_of_an_address_and_travels():
    error = errors.translate(
        UnsupportedError("https://me:secret@example.com/watch?token=secret"),
        "through socks5://me:secret@proxy.example:1080 and http://[broken",
    )
    assert "secret" not in str(error)
    assert "https://example.com/watch" in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_detail_has_an_end():
    assert len(str(errors.translate(ValueError("x" * 10_000)))) <= errors.LONGEST


def test_our_own_error_passes_through_as_it_is():
    ours = FileTooLarge(7, 5)
    assert errors.translate(ours) is ours
