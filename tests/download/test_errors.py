import errno
import os
import pickle
import socket

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
from bot.errors import (
    DiskFull,
    FileTooLarge,
    LinkNotSupported,
    LiveStream,
    NothingThere,
    SignInNeeded,
    SourceBusy,
    SourceFailed,
    SourceRefused,
    SourceUnreachable,
)

# As they stand in yt-dlp's extractors, or as sites say them through it.
SENTENCES = [
    (
        SignInNeeded,
        "Sign in to confirm you’re not a bot. Use --cookies-from-browser or --cookies for the authentication",
    ),
    (SignInNeeded, "Sign in to confirm your age. This video may be inappropriate for some users."),
    (SignInNeeded, "This video is only available for registered users"),
    (SignInNeeded, "Private video. Sign in if you've been granted access to this video"),
    (SignInNeeded, "Private video. Login if you have permissions to watch"),
    (SignInNeeded, "You need to log in to access this content"),
    (SignInNeeded, "This video requires login"),
    (SignInNeeded, "This video is protected by a password, use the --video-password option"),
    (SignInNeeded, "This video is only available for subscribers"),
    (SignInNeeded, "This video is for premium members only"),
    (
        SignInNeeded,
        "Join this channel to get access to members-only content like this video, and other exclusive perks.",
    ),
    (SignInNeeded, "You do not have access to this post"),
    (SignInNeeded, "You are not authorized to view this protected tweet"),
    (SignInNeeded, "Private subreddit; an account that has been approved is required"),
    (SignInNeeded, "This VOD is private"),
    (SignInNeeded, "Your account does not have access to this content"),
    (SourceRefused, "The uploader has not made this video available in your country"),
    (SourceRefused, "This video is not available from your location due to geo restriction"),
    (SourceRefused, "Track unavailable in your country due to licensing restrictions"),
    (SourceRefused, "This song is blocked in this region"),
    (SourceRefused, "This video is available in Taiwan only"),
    (SourceRefused, "This video is DRM protected"),
    (SourceRefused, "Your IP address is blocked from accessing this post"),
    (SourceRefused, "Video unavailable. This video contains content from X, who has blocked it on copyright grounds"),
    (SourceRefused, "Got HTTP Error 403 caused by Cloudflare anti-bot challenge"),
    (SourceBusy, "You have exceeded the rate limit. Try again later"),
    (SourceBusy, "You are rate-limited. Try again later."),
    (SourceBusy, "This content isn't available, try again later. Your account has been rate-limited by YouTube"),
    (SourceBusy, "Request is rejected by server (352)"),
    (LiveStream, "This live event will begin in 3 hours."),
    (LiveStream, "Premieres in 2 days"),
    (LiveStream, "This livestream has not yet started"),
    (LiveStream, "Twitter Space not started yet"),
    (LiveStream, "This live event is scheduled for 2026-06-01"),
    (NothingThere, "Video unavailable"),
    (NothingThere, "This video has been removed by the uploader"),
    (NothingThere, "This video is no longer available"),
    (NothingThere, "This video does not exist"),
    (NothingThere, "Video was deleted"),
    (NothingThere, "Track not found"),
    (NothingThere, "The link is expired"),
    (NothingThere, "Content not found; it has most likely expired"),
    (NothingThere, "Stream is offline"),
    (NothingThere, "This livestream has ended"),
    (NothingThere, "The channel is not currently live"),
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


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (NothingThere, "[download] Got error: HTTP Error 404: Not Found. Giving up after 5 retries"),
        (SourceFailed, "[download] Got error: HTTP Error 500: Internal Server Error. Giving up after 5 retries"),
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
        (GeoRestrictedError("Video unavailable"), SourceRefused),
        (UserNotLive(), NothingThere),
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
    [(401, SignInNeeded), (403, SourceRefused), (404, NothingThere), (429, SourceBusy), (500, SourceFailed)],
)
def test_a_status_says_what_it_means(status, kind):
    assert type(errors.for_status(status)) is kind


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
