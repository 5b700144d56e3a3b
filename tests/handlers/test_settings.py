"""`/settings`, in a real chat on the emulator."""

from typing import Any

import pytest

from bot.demo.emulator import Emulator
from bot.domain.delivery import Target
from bot.domain.format import Subtitles
from bot.domain.message import Button
from bot.domain.person import LargeFiles
from bot.domain.preferences import Preferences, Quality
from bot.handlers.groups import ASK_AGAIN_AFTER, GroupAdmins
from bot.transfer.chat import TelegramChat
from tests.handlers.house import ANN, BEN, GROUP, House
from tests.handlers.running import Message, bare, labels

DEFAULTS = """⚙️ Your settings

🎞 Quality: Best
📎 Send as: Media
💬 Caption: On
🔤 Subtitles: Off
🎛 After a link: Send at once
📦 Large files: Ask me
🌐 Language: As in Telegram
🕓 Time zone: UTC, 12:00
🔔 Daily notice: 9:00
🌙 Quiet hours: Off"""


async def asked(house: House, user_id: int = ANN, chat_id: int | None = None, **more: Any) -> Message:
    """The message that /settings brings."""
    text = "/settings@ferry_demo_bot" if chat_id else "/settings"
    await house.write(text, user_id=user_id, chat_id=chat_id, **more)
    return house.received(chat_id or user_id)[-1]


async def pressed(house: House, message: Message, *path: str, user_id: int = ANN) -> Message:
    """The same message after these presses, each of which was answered."""
    for label in path:
        answer = await house.press(now(house, message), label, user_id)
        assert not answer["show_alert"], answer["text"]
    return now(house, message)


def now(house: House, message: Message) -> Message:
    chat = house.emulator.messages(message["chat"]["id"])
    return next(one for one in chat if one["message_id"] == message["message_id"])


def chosen(message: Message) -> list[str]:
    return [label.removeprefix("✅ ") for label in labels(message) if label.startswith("✅")]


async def forged(house: House, data: str, *, user_id: int = ANN, chat_id: int = ANN) -> dict[str, Any]:
    """The answer to a press on a button with this data, of whatever message."""
    chat = TelegramChat(house.application.bot)
    message_id = await chat.say(Target(chat_id), "A button", [[Button("press", data)]])
    message = next(one for one in house.received(chat_id) if one["message_id"] == message_id)
    return await house.press(message, "press", user_id)


# The page


async def test_one_message_shows_every_value_and_a_button_for_each(house: House) -> None:
    message = await asked(house)
    assert bare(message["text"]) == DEFAULTS
    names = [line.partition(":")[0] for line in DEFAULTS.splitlines()[2:]]
    assert labels(message) == [*names, "↩️ Reset all"]


async def test_a_page_opens_in_the_same_message_and_leads_back(house: House) -> None:
    message = await asked(house)
    page = await pressed(house, message, "After a link")
    assert bare(page["text"]).startswith("🎛 After a link\nI can send the file at once")
    assert labels(page) == ["✅ Send at once", "Ask me first", "‹ Back"]
    assert bare((await pressed(house, page, "‹ Back"))["text"]) == DEFAULTS


async def test_what_is_chosen_is_marked(house: House) -> None:
    await house.settings.change(ANN, quality=Quality.P720)
    page = await pressed(house, await asked(house), "Quality")
    assert labels(page) == ["Best", "1080p", "✅ 720p", "480p", "360p", "Sound only", "‹ Back"]


# Choices


@pytest.mark.parametrize(
    ("page", "choice", "line", "field", "value"),
    [
        ("Quality", "720p", "Quality: 720p", "quality", Quality.P720),
        ("Quality", "Sound only", "Quality: Sound only", "quality", Quality.AUDIO),
        ("Send as", "File", "Send as: File", "document", True),
        ("Caption", "Off", "Caption: Off", "caption", False),
        ("After a link", "Ask me first", "After a link: Ask me first", "ask", True),
        ("Daily notice", "22:00", "Daily notice: 22:00", "notice_hour", 22),
        ("Daily notice", "0:00", "Daily notice: 0:00", "notice_hour", 0),
        ("Quiet hours", "22:00 – 7:00", "Quiet hours: 22:00 – 7:00", "quiet", (22, 7)),
    ],
)
async def test_a_choice_is_kept_and_shown_at_once(
    house: House, page: str, choice: str, line: str, field: str, value: object
) -> None:
    message = await pressed(house, await asked(house), page, choice)
    assert line in bare(message["text"])
    assert getattr(await house.settings.get(ANN), field) == value
    assert await house.settings.get(BEN) == Preferences()


async def test_a_choice_says_that_it_was_saved_and_pressed_twice_does_nothing_more(house: House) -> None:
    for _ in range(2):
        answer = await forged(house, "s:document:on")
        assert bare(answer["text"]) == "Saved."
        assert (await house.settings.get(ANN)).document is True


async def test_quiet_hours_can_be_switched_off_again(house: House) -> None:
    await house.settings.change(ANN, quiet=(22, 7))
    await pressed(house, await asked(house), "Quiet hours", "Off")
    assert (await house.settings.get(ANN)).quiet is None


async def test_several_languages_of_subtitles_can_be_chosen_on_one_page(house: House) -> None:
    page = await pressed(house, await asked(house), "Subtitles")
    assert labels(page) == ["✅ Off", "As files", "In the video", "‹ Back"]
    page = await pressed(house, page, "In the video")
    assert chosen(page) == ["In the video", "English"]
    page = await pressed(house, page, "Persian", "German", "English")
    assert chosen(page) == ["In the video", "Persian", "German"]
    found = await house.settings.get(ANN)
    assert (found.subtitles, found.subtitle_languages) == (Subtitles.SOFT, ("fa", "de"))
    message = await pressed(house, page, "‹ Back")
    assert "Subtitles: In the video (Persian and German)" in bare(message["text"])


async def test_without_any_the_language_of_subtitles_is_the_chats_own(house: House) -> None:
    await house.settings.change(ANN, subtitles=Subtitles.FILE, subtitle_languages=("de",))
    page = await pressed(house, await asked(house), "Subtitles", "German")
    assert chosen(page) == ["As files", "English"]
    assert (await house.settings.get(ANN)).subtitle_languages == ()


async def test_a_press_that_comes_twice_adds_a_language_once(house: House) -> None:
    for _ in range(2):
        await forged(house, "s:tongue:+fa")
    assert (await house.settings.get(ANN)).subtitle_languages == ("en", "fa")


async def test_what_becomes_of_large_files_is_shown_and_chosen_here(house: House) -> None:
    message = await pressed(house, await asked(house), "Large files", "In parts, at once")
    assert "Large files: In parts, at once" in bare(message["text"])
    assert await house.settings.large_files(ANN) is LargeFiles.PIECES
    await pressed(house, message, "Large files", "Ask me")
    assert await house.settings.large_files(ANN) is None


async def test_a_reset_is_asked_for_and_sets_all_back(house: House) -> None:
    await house.settings.change(ANN, quality=Quality.P360, quiet=(22, 7), zone="Asia/Tehran")
    message = await pressed(house, await asked(house), "Large files", "Whole, later")
    assert bare(message["text"]) != DEFAULTS
    message = await pressed(house, message, "Reset all")
    assert (await house.settings.get(ANN)).quality is Quality.P360
    message = await pressed(house, message, "Yes, reset")
    assert bare(message["text"]) == DEFAULTS
    assert await house.settings.get(ANN) == Preferences()
    assert await house.settings.large_files(ANN) is None


# The language


async def test_a_chosen_language_is_spoken_at_once_also_in_the_menu_and_in_notices(house: House) -> None:
    message = await pressed(house, await asked(house), "Language", "Русский")
    assert "🌐 Язык: Русский" in bare(message["text"])
    assert await menu(house, ANN, "fa") == "Что умеет этот бот"
    person = await house.people.get(ANN)
    assert person is not None
    assert person.language == "ru"


async def test_telegrams_language_can_be_chosen_again(house: House) -> None:
    await house.settings.change(ANN, language="ru")
    message = await pressed(house, await asked(house), "Язык", "Как в Telegram")
    assert "Language: As in Telegram" in bare(message["text"])
    assert await menu(house, ANN, "fa") is None  # that of everyone
    person = await house.people.get(ANN)
    assert person is not None
    assert person.language == "en"


async def test_a_reset_forgets_the_language_too(house: House) -> None:
    await house.settings.change(ANN, language="ru")
    message = await pressed(house, await asked(house), "Сбросить", "Да, сбросить")
    assert bare(message["text"]) == DEFAULTS


async def test_a_menu_that_cannot_be_set_spoils_no_choice(house: House) -> None:
    house.emulator.fault("setMyCommands", times=9, status=400, description="Bad Request: no")
    message = await pressed(house, await asked(house), "Language", "فارسی")
    assert "زبان: فارسی" in bare(message["text"])


async def menu(house: House, chat_id: int, code: str) -> str | None:
    """What the first command of a chat's own menu says."""
    scope = {"type": "chat", "chat_id": chat_id}
    commands = await house.application.bot.get_my_commands(scope, code)  # type: ignore[arg-type]
    return commands[0].description if commands else None


# The time zone


async def test_the_time_zone_is_found_by_continent_city_and_time(house: House) -> None:
    page = await pressed(house, await asked(house), "Time zone")
    assert "✅ UTC, 12:00" in labels(page)
    page = await pressed(house, page, "Europe")
    assert len(labels(page)) == 20 + 2
    assert "Berlin, 14:00" in labels(page)
    assert "‹ Previous" not in labels(page)
    page = await pressed(house, page, "Next ›", "Next ›")
    assert "Next ›" not in labels(page)
    message = await pressed(house, page, "‹ Previous", "‹ Previous", "Berlin")
    assert "Time zone: Berlin, 14:00" in bare(message["text"])
    assert (await house.settings.get(ANN)).zone == "Europe/Berlin"


async def test_the_bots_own_time_zone_can_be_chosen_again(house: House) -> None:
    await house.settings.change(ANN, zone="Europe/Berlin")
    await pressed(house, await asked(house), "Time zone", "UTC")
    assert (await house.settings.get(ANN)).zone is None


@pytest.mark.parametrize(
    ("text", "language", "zone"),
    [("europe/berlin", "en", "Europe/Berlin"), ("New York", "en", "America/New_York"), ("تهران", "fa", "Asia/Tehran")],
)
async def test_the_time_zone_can_be_written_behind_the_command(
    house: House, text: str, language: str, zone: str
) -> None:
    await house.write(f"/settings {text}", language=language)
    assert (await house.settings.get(ANN)).zone == zone
    assert "⚙️" in house.received()[-1]["text"]


async def test_an_unknown_time_zone_is_answered_with_an_example(house: House) -> None:
    (answer,) = await house.write("/settings <b>Atlantis")
    assert answer == (
        "I don’t know a time zone <b>Atlantis. Send me a large city nearby, like this: /settings Europe/Berlin"
    )
    assert await house.settings.get(ANN) == Preferences()


# Old and forged buttons


@pytest.mark.parametrize(
    "data",
    [
        "s:nonsense",
        "s:quality:8k",
        "s:zone:Mars/Olympus",
        "s:zone:europe/berlin",
        "s:zone.Europe.99",
        "s:zone.Mars.0",
        "s:notice:24",
        "s:quiet:1-2",
        "s:tongue:fa",
        "s:reset:no",
        "s:language:de",
        "s:",
        "s:quality:" + "x" * 50,
    ],
)
async def test_a_button_of_another_time_is_answered_kindly_and_changes_nothing(house: House, data: str) -> None:
    answer = await forged(house, data)
    assert bare(answer["text"]) == "This button is too old. Send /settings to see your settings."
    assert await house.settings.get(ANN) == Preferences()


async def test_a_language_of_subtitles_that_is_not_offered_is_not_added(house: House) -> None:
    await forged(house, "s:tongue:+tlh")
    assert (await house.settings.get(ANN)).subtitle_languages == ()


# Groups


async def test_a_group_has_settings_of_its_own_without_what_concerns_one_person(house: House) -> None:
    message = await asked(house, chat_id=GROUP)
    text = bare(message["text"])
    assert text.startswith("⚙️ Settings of this group")
    assert "Language: That of whoever asks" in text
    for word in ("zone", "notice", "Quiet", "Large"):
        assert word not in text
    await pressed(house, message, "Quality", "480p")
    assert await house.settings.get(GROUP) == Preferences(quality=Quality.P480)
    assert await house.settings.get(ANN) == Preferences()


async def test_only_admins_of_the_group_may_change_them_and_others_hear_so(house: House) -> None:
    message = await asked(house, BEN, GROUP)
    answer = await house.press(message, "Quality", BEN)
    assert answer["show_alert"]
    assert bare(answer["text"]) == "Only admins of this group can change its settings."
    answer = await forged(house, "s:quality:480", user_id=BEN, chat_id=GROUP)
    assert answer["show_alert"]
    assert await house.settings.get(GROUP) == Preferences()


async def test_a_groups_language_is_spoken_to_everybody_in_it_and_to_nobody_elsewhere(house: House) -> None:
    message = await pressed(house, await asked(house, chat_id=GROUP), "Language", "Русский")
    assert "Настройки этой группы" in message["text"]
    assert await menu(house, GROUP, "fa") == "Что умеет этот бот"
    assert await menu(house, ANN, "fa") is None
    person = await house.people.get(ANN)
    assert person is not None
    assert person.language == "en"


@pytest.mark.parametrize("data", ["s:zone:Europe/Berlin", "s:notice:7", "s:large:pieces", "s:zone.Europe.0", "s:quiet"])
async def test_what_concerns_one_person_cannot_be_set_in_a_group(house: House, data: str) -> None:
    answer = await forged(house, data, chat_id=GROUP)
    assert "too old" in answer["text"]
    assert await house.settings.get(GROUP) == Preferences()
    assert await house.settings.large_files(ANN) is None


async def test_a_reset_of_the_group_is_none_of_its_admin(house: House) -> None:
    await house.settings.change(ANN, quality=Quality.P480)
    await house.settings.change(GROUP, quality=Quality.P360)
    await house.write("hello")
    await house.settings.choose_large_files(ANN, LargeFiles.WHOLE)
    await pressed(house, await asked(house, chat_id=GROUP), "Reset all", "Yes, reset")
    assert await house.settings.get(GROUP) == Preferences()
    assert (await house.settings.get(ANN)).quality is Quality.P480
    assert await house.settings.large_files(ANN) is LargeFiles.WHOLE


async def test_telegram_is_asked_for_admins_once_a_minute(house: House) -> None:
    clock = [0.0]
    admins, bot = GroupAdmins(clock=lambda: clock[0]), house.application.bot

    def asked_telegram(emulator: Emulator) -> int:
        return sum(call.method == "getChatMember" for call in emulator.calls())

    for _ in range(3):
        assert await admins.has(bot, GROUP, ANN)
    assert asked_telegram(house.emulator) == 1
    clock[0] = ASK_AGAIN_AFTER
    assert await admins.has(bot, GROUP, ANN)
    assert asked_telegram(house.emulator) == 2


async def test_who_is_not_in_the_group_is_no_admin_of_it(house: House) -> None:
    assert not await GroupAdmins().has(house.application.bot, GROUP, 77)
