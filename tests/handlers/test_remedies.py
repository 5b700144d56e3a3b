"""The buttons below a failure."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.delivery import State, Target
from bot.domain.format import Format, Only
from bot.domain.found import Found, Height
from bot.domain.limits import MB
from bot.domain.message import Button
from bot.errors import BotCheck, Drm, FerryError, FileTooLarge, LiveStream, SignInNeeded, SourceBusy
from bot.service.patience import LOOK_EVERY
from bot.service.remedies import LATER
from bot.transfer.chat import TelegramChat
from tests.handlers.house import ADMIN, ANN, BEN, GROUP, House
from tests.handlers.running import Message, bare, labels
from tests.service.delivering import until

A = "https://example.com/a?token=secret"
FILM = Found(title="A film", heights=(Height(1080, 900 * MB), Height(480, 90 * MB)), sound=True, sound_size=9 * MB)
OVER = "This one is over already."


async def failed(house: House, error: FerryError, *, found: Found | None = None, chat_id: int = ANN) -> Message:
    """A delivery of Ann's that has ended with this."""
    source = house.scene.source
    source.hold, source.error, source.there = None, error, found
    await house.write(f"/get {A}", chat_id=chat_id)
    (message,) = await until(lambda: [one for one in house.received(chat_id) if one["text"].startswith("⚠️")])
    await house.scene.over()
    source.error = None
    return message


async def answered(house: House, message: Message, label: str, user_id: int = ANN) -> str:
    return bare((await house.press(message, label, user_id))["text"])


async def forged(house: House, data: str) -> Message:
    """A message whose button sends this."""
    message_id = await TelegramChat(house.application.bot).say(Target(ANN), "x", [[Button("forged", data)]])
    return next(one for one in house.received() if one["message_id"] == message_id)


def latest(house: House) -> tuple[State, Format]:
    """The delivery begun last."""
    delivery = house.scene.runner.courses[-1].delivery
    return delivery.state, delivery.format


async def test_a_failure_has_its_remedies_the_best_first(house: House) -> None:
    message = await failed(house, BotCheck())
    assert bare(message["text"]).startswith("⚠️ The source takes me for a robot")
    assert labels(message) == ["🕐 In an hour", "✉️ Tell the owner", "🔁 Retry"]


async def test_where_nothing_helps_there_is_no_button(house: House) -> None:
    assert labels(await failed(house, Drm())) == []


async def test_in_an_hour_it_goes_on_by_itself(house: House) -> None:
    message = await failed(house, SourceBusy())
    assert await answered(house, message, "In an hour") == "I’ll try again in an hour."
    assert await answered(house, message, "In an hour") == OVER
    await house.scene.time.sleeping(LATER)
    (course,) = house.scene.deliveries.under_way(ANN)
    assert house.scene.source.begun == [A]
    house.scene.clock.now += timedelta(seconds=LATER)
    await house.scene.time.go_on(LATER)
    await house.scene.over()
    assert house.scene.source.begun == [A, A]
    assert house.scene.kept(course).state is State.DONE


async def test_what_waits_for_its_hour_can_be_cancelled(house: House) -> None:
    message = await failed(house, SourceBusy())
    await answered(house, message, "In an hour")
    await until(lambda: "✕ Cancel" in labels(house.received()[0]))
    assert await answered(house, house.received()[0], "Cancel") == "Cancelling …"
    await house.scene.over()
    assert house.scene.source.begun == [A]


async def test_lower_fetches_the_height_the_button_names(house: House) -> None:
    message = await failed(house, FileTooLarge(900 * MB, 100 * MB), found=FILM)
    assert labels(message) == ["🎞 In 480p", "🎵 Sound only"]
    assert await answered(house, message, "480p") == "Fetching it in 480p …"
    await house.scene.over()
    assert latest(house) == (State.DONE, Format(height=480))


async def test_sound_alone_fetches_the_sound(house: House) -> None:
    message = await failed(house, FileTooLarge(900 * MB, 100 * MB), found=FILM)
    assert await answered(house, message, "Sound only") == "Fetching the sound …"
    await house.scene.over()
    assert latest(house) == (State.DONE, Format(only=Only.M4A))


async def test_a_live_stream_is_looked_at_again_until_it_is_over(house: House) -> None:
    message = await failed(house, LiveStream())
    assert labels(message) == ["🔔 Fetch it once it’s there", "🔁 Retry"]
    assert await answered(house, message, "once it’s there") == "I’ll fetch it once it is there."
    await house.scene.time.sleeping(LOOK_EVERY.total_seconds())
    assert len(house.scene.deliveries.under_way(ANN)) == 1


async def test_the_owner_is_told_once(house: House) -> None:
    message = await failed(house, SignInNeeded())
    assert await answered(house, message, "Tell the owner") == "I’ve told the owner. Thank you!"
    assert await answered(house, message, "Tell the owner") == "The owner knows of this already."
    (report,) = house.received(ADMIN)
    for words in (str(ANN), "https://example.com/a", "error-sign-in-needed", "yt-dlp"):
        assert words in bare(report["text"])
    assert "secret" not in report["text"]


async def test_a_double_press_tells_the_owner_once(house: House) -> None:
    message = await failed(house, SignInNeeded())
    answers = await asyncio.gather(*(answered(house, message, "Tell the owner") for _ in range(3)))
    assert sorted(answers) == ["I’ve told the owner. Thank you!", *["The owner knows of this already."] * 2]
    assert len(house.received(ADMIN)) == 1


async def test_the_owner_is_not_asked_to_tell_themselves(house: House) -> None:
    source = house.scene.source
    source.hold, source.error = None, SignInNeeded()
    await house.write(A, user_id=ADMIN)
    (message,) = await until(lambda: [one for one in house.received(ADMIN) if one["text"].startswith("⚠️")])
    assert labels(message) == ["🔁 Retry"]


async def test_nobody_presses_for_another(house: House) -> None:
    message = await failed(house, BotCheck(), chat_id=GROUP)
    for label in ("In an hour", "Tell the owner"):
        assert await answered(house, message, label, BEN) == OVER
    assert house.received(ADMIN) == []
    assert house.scene.deliveries.under_way() == []


@pytest.mark.parametrize("letter", ["h", "m", "a", "o"])
async def test_an_id_that_never_was_is_answered_kindly(house: House, letter: str) -> None:
    assert await answered(house, await forged(house, f"d:{letter}:{'0' * 32}"), "forged") == OVER


@pytest.mark.parametrize("height", [1440, 9999])
async def test_a_forged_height_gains_nothing(house: House, height: int) -> None:
    await failed(house, FileTooLarge(900 * MB, 100 * MB), found=FILM)
    delivery = house.scene.runner.courses[-1].delivery
    assert await answered(house, await forged(house, f"d:l:{delivery.id.hex}:{height}"), "forged") == OVER
    assert house.scene.deliveries.under_way() == []
