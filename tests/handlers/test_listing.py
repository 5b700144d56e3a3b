"""Searching, sorting and narrowing the list, several links at once, undo and export: pressed in a real chat."""

import asyncio
import csv
import io
import json
from datetime import timedelta

import pytest

from bot.demo.emulator import Emulator
from bot.domain.link import Link
from bot.handlers import selecting
from bot.i18n import LANGUAGES, plain
from bot.service.links import PAGE, SITES_PAGE, UNDO_WITHIN
from bot.service.listing import encode
from tests.handlers.kept_house import ANN, BEN, DAY, GROUP, House, emulator, house
from tests.handlers.running import Message, Person, bare, button, labels

__all__ = ["emulator", "house"]  # fixtures

FORGOTTEN = "I no longer remember what was shown here. Nothing has changed; here is your whole list."


def titles(message: Message) -> list[str]:
    return [line.partition(". ")[2] for line in bare(message["text"]).splitlines() if ". Title" in line]


async def press(house: House, message: Message, label: str, text: str) -> Message:
    """The message, once a press has brought this text into it."""
    await house.ann.press(message, label)
    return await house.ann.read(message, text)


# Searching, sites, order


async def test_links_with_words_finds_them_in_titles_and_addresses(house: House) -> None:
    await house.keep("harbour", "Море", "sea")
    message = await house.ann.write("/links МОРЕ example")
    assert titles(message) == ["Title Море"]
    assert "🔍 МОРЕ example" in bare(message["text"])
    message = await press(house, message, "whole list", "Your links · 3")
    assert titles(message) == ["Title sea", "Title Море", "Title harbour"]


async def test_a_link_after_the_command_is_searched_for_and_not_fetched(house: House) -> None:
    await house.keep("a", "b")
    message = await house.ann.write("/links https://example.com/a")
    assert titles(message) == ["Title a"]


async def test_words_that_nothing_holds_lead_back_to_the_whole_list(house: House) -> None:
    await house.keep("a")
    message = await house.ann.write("/links <b>100%</b>")
    assert "Nothing in your list matches that." in message["text"]
    await press(house, message, "whole list", "Title a")


async def test_in_a_group_a_search_stays_private_too(house: House) -> None:
    await house.keep("secret")
    message = await house.ann.write("/links secret", chat_id=GROUP)
    assert "Title secret" not in message["text"]


async def test_the_search_button_explains_itself(house: House) -> None:
    await house.keep("a", "b")
    message = await house.ann.write("/links")
    answer, _ = await house.ann.press(message, "Search")
    assert "Send /links with a few words" in answer
    assert "@ferry_demo_bot" in answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_fits_into_telegrams_200_characters(language: str) -> None:
    keys = ("find", "late", "most", "forgotten", "none-chosen", "chosen-kept", "chosen-deleted", "undone", "export")
    for key in keys:
        text = plain(language, f"links-{key}-answer", count=999_999, bot=f"@{'b' * 32}")
        assert len(text.encode("utf-16-le")) // 2 <= 200, key


async def test_pages_of_a_search_are_pages_of_what_it_found(house: House) -> None:
    await house.keep(*(f"boat {number}" for number in range(PAGE + 1)), *"abc")
    message = await house.ann.write("/links boat")
    message = await press(house, message, "Next ›", "Page 2 of 2")
    assert titles(message) == ["Title boat 0"]


async def test_what_expires_first_can_come_first(house: House) -> None:
    await house.keep("a", "b")
    message = await house.ann.write("/links")
    message = await press(house, message, "Expiry", "1. Title a")
    assert titles(message) == ["Title a", "Title b"]
    message = await press(house, message, "Newest", "1. Title b")
    assert "⏳ Expiry" in labels(message)


async def test_one_site_can_be_shown_alone(house: House) -> None:
    await house.keep("a", "b")
    await house.links.keep(ANN, Link("https://other.example/x"))
    message = await house.ann.write("/links")
    message = await press(house, message, "Sites", "Sites in your list · 2")
    assert labels(message) == ["example.com · 2", "other.example · 1", "‹ To the list"]
    message = await press(house, message, "other.example", "🌐 other.example")
    assert "Your links · 1" in bare(message["text"])
    await press(house, message, "whole list", "Your links · 3")


async def test_many_sites_have_pages_and_a_way_back(house: House) -> None:
    for number in range(SITES_PAGE + 1):
        await house.links.keep(ANN, Link(f"https://s{number:02}.example/"))
    message = await house.ann.write("/links")
    message = await press(house, message, "Sites", f"Sites in your list · {SITES_PAGE + 1}")
    await house.ann.press(message, "Next ›")
    await asyncio.to_thread(
        house.emulator.wait, lambda _: f"s{SITES_PAGE:02}.example · 1" in labels(house.ann.now(message))
    )
    message = house.ann.now(message)
    assert labels(message) == [f"s{SITES_PAGE:02}.example · 1", "‹ Back", "‹ To the list"]
    await press(house, message, f"s{SITES_PAGE:02}", f"🌐 s{SITES_PAGE:02}.example")


# What was forgotten


@pytest.mark.parametrize("what", ["p", "sites", "site", "soonest", "whole", "choose", "every", "json"])
async def test_a_button_whose_view_is_forgotten_says_so_and_shows_the_plain_list(house: House, what: str) -> None:
    await house.keep("a", "b")
    message = await house.show_button(ANN, f"l:{what}:0:{'x' * 11}")
    answer, _ = await house.ann.press(message, "press")
    assert answer in ((FORGOTTEN, "") if what == "p" else (FORGOTTEN,))
    await house.ann.read(message, "Your links · 2")


@pytest.mark.parametrize("what", ["keep", "ask", "delete"])
async def test_what_was_chosen_before_a_restart_is_neither_kept_nor_deleted(house: House, what: str) -> None:
    await house.keep("a", "b")
    before = await house.links.page(ANN, 0)
    message = await house.show_button(ANN, f"l:{what}:0:{'x' * 11}")
    assert (await house.ann.press(message, "press"))[0] == FORGOTTEN
    assert await house.links.page(ANN, 0) == before


async def test_somebody_elses_view_is_as_good_as_none(house: House, emulator: Emulator) -> None:
    await house.keep("a", "b")
    message = await house.ann.write("/links")
    message = await press(house, message, "Select", "0 of 2")
    await press(house, message, "All", "2 of 2")
    message = house.ann.now(message)
    ben = Person(emulator, BEN)
    for label in ("None", "Keep", "Delete"):
        forged = await house.show_button(BEN, button(message, label))
        assert (await ben.press(forged, "press"))[0] == FORGOTTEN
    assert (await house.links.page(ANN, 0)).total == 2
    await press(house, message, "Delete 2", "Delete 2 links?")


# Several at once


async def choosing(house: House, *names: str) -> Message:
    await house.keep(*names)
    message = await house.ann.write("/links")
    return await press(house, message, "Select", f"0 of {len(names)}")


async def test_chosen_links_are_marked_and_kept_together(house: House) -> None:
    message = await choosing(house, "a", "b", "c")
    assert labels(message) == ["⬜ 1", "⬜ 2", "⬜ 3", "☑️ All 3", "✓ Done"]
    house.clock.now += 10 * DAY
    message = await press(house, message, "⬜ 1", "1 of 3")
    message = await press(house, message, "⬜ 3", "2 of 3")
    assert labels(message) == ["☑️ 1", "⬜ 2", "☑️ 3", "☑️ All 3", "⬜ None", "🔄 Keep 2", "🗑 Delete 2", "✓ Done"]
    assert "☑️ 1. Title c" in bare(message["text"])
    answer, _ = await house.ann.press(message, "Keep 2")
    assert answer == "2 links kept, their time starts anew."
    message = await house.ann.read(message, "Your links · 3")
    assert bare(message["text"]).count("30 days left") == 2


async def test_a_choice_is_taken_back_one_by_one_or_whole(house: House) -> None:
    message = await choosing(house, "a", "b")
    message = await press(house, message, "⬜ 1", "1 of 2")
    message = await press(house, message, "☑️ 1", "0 of 2")
    message = await press(house, message, "All", "2 of 2")
    message = await press(house, message, "None", "0 of 2")
    message = await press(house, message, "Done", "Your links · 2")
    assert labels(message)[:2] == ["1", "2"]


async def test_before_more_than_one_goes_there_is_a_question(house: House) -> None:
    message = await choosing(house, "a", "b", "c")
    message = await press(house, message, "⬜ 1", "1 of 3")
    message = await press(house, message, "⬜ 2", "2 of 3")
    message = await press(house, message, "Delete 2", "Delete 2 links?")
    assert (await house.links.page(ANN, 0)).total == 3
    message = await press(house, message, "No", "2 of 3")
    message = await press(house, message, "Delete 2", "Delete 2 links?")
    answer, _ = await house.ann.press(message, "Delete 2")
    assert answer == "2 links deleted."
    message = await house.ann.read(message, "Your links · 1")
    assert titles(message) == ["Title a"]
    assert labels(message)[0] == "↩️ Undo (2 links)"


async def test_a_single_one_goes_without_a_question(house: House) -> None:
    message = await choosing(house, "a", "b")
    message = await press(house, message, "⬜ 1", "1 of 2")
    answer, _ = await house.ann.press(message, "Delete 1")
    assert answer == "Deleted."
    await house.ann.read(message, "Your links · 1")


async def test_all_means_what_the_list_shows_on_every_page_but_nothing_that_came_later(house: House) -> None:
    await house.keep("other")
    await house.keep(*(f"boat {number}" for number in range(PAGE + 2)))
    message = await house.ann.write("/links boat")
    message = await press(house, message, "Select", f"0 of {PAGE + 2}")
    message = await press(house, message, "All", f"{PAGE + 2} of")
    message = await press(house, message, "☑️ 1", f"{PAGE + 1} of")
    await house.keep("boat late")
    message = await press(house, message, f"Delete {PAGE + 1}", f"Delete {PAGE + 1} links?")
    await house.ann.press(message, f"Delete {PAGE + 1}")
    message = await house.ann.read(message, "Your links · 2")
    assert titles(await house.ann.write("/links")) == ["Title boat late", f"Title boat {PAGE + 1}", "Title other"]


async def test_a_question_answered_twice_deletes_once_and_keeps_the_way_back(house: House, emulator: Emulator) -> None:
    message = await choosing(house, "a", "b", "c")
    message = await press(house, message, "All", "3 of 3")
    message = await press(house, message, "Delete 3", "Delete 3 links?")
    await house.keep("d")
    presses = [emulator.press(message, button(message, "Delete 3"), user_id=ANN) for _ in range(2)]
    answers = sorted([await house.ann.answer(one) for one in presses])
    assert answers == ["3 links deleted.", "Nothing is selected any more."]
    message = await house.ann.read(message, "Your links · 1")
    assert "↩️ Undo (3 links)" in labels(message)


async def test_a_mark_pressed_twice_is_set_once(house: House, emulator: Emulator) -> None:
    message = await choosing(house, "a", "b")
    presses = [emulator.press(message, button(message, "⬜ 1"), user_id=ANN) for _ in range(2)]
    assert [await house.ann.answer(one) for one in presses] == ["", ""]
    await house.ann.read(message, "1 of 2")


async def test_marks_pressed_faster_than_telegram_takes_edits_all_count(house: House, emulator: Emulator) -> None:
    message = await choosing(house, *"abcdef")
    for number in range(1, 7):
        emulator.press(message, button(message, f"⬜ {number}"), user_id=ANN)
    await house.ann.read(message, "6 of 6")


async def test_so_many_links_are_chosen_one_by_one_and_no_more(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selecting, "MOST", 2)
    message = await choosing(house, "a", "b", "c")
    for number in (1, 2):
        message = await press(house, message, f"⬜ {number}", f"{number} of 3")
    answer, _ = await house.ann.press(message, "⬜ 3")
    assert answer.startswith("2 links is the most")
    message = await press(house, message, "All", "3 of 3")
    await press(house, message, "☑️ 3", "2 of 3")


async def test_somebody_elses_link_among_those_chosen_stays(house: House) -> None:
    (theirs,) = await house.keep("theirs", user_id=BEN)
    message = await choosing(house, "a", "b")
    view = button(message, "All").rpartition(":")[2]
    forged = await house.show_button(ANN, f"l:on:{encode(theirs)}:0:{view}")
    await house.ann.press(forged, "press")
    await house.ann.read(forged, "0 of 2")
    message = await press(house, message, "⬜ 1", "1 of 2")
    await house.ann.press(message, "Delete 1")
    await house.ann.read(message, "Your links · 1")
    assert (await house.links.page(BEN, 0)).total == 1


# Undo


async def test_a_deleted_link_comes_back_in_its_place(house: House) -> None:
    await house.keep("a", "b", "c")
    message = await house.ann.write("/links")
    await house.ann.press(await house.open(message), "Delete")
    message = await house.ann.read(message, "Your links · 2")
    answer, _ = await house.ann.press(message, "Undo")
    assert answer == "It is back in your list."
    message = await house.ann.read(message, "Your links · 3")
    assert titles(message) == ["Title c", "Title b", "Title a"]
    assert "↩️ Undo" not in labels(message)


async def test_a_list_of_which_all_was_deleted_can_come_back(house: House) -> None:
    await house.keep("a")
    message = await house.ann.write("/links")
    message = await press(house, await house.open(message), "Delete", "Your list is empty.")
    await press(house, message, "Undo", "Title a")


async def test_undo_stays_for_its_minute_whatever_is_pressed(house: House) -> None:
    await house.keep(*"abc")
    message = await house.ann.write("/links")
    message = await press(house, await house.open(message), "Delete", "Your links · 2")
    message = await press(house, message, "Expiry", "1. Title a")
    assert "↩️ Undo" in labels(message)
    assert "↩️ Undo" in labels(await house.ann.write("/links"))


async def test_after_a_minute_undo_says_kindly_that_it_is_too_late(house: House) -> None:
    await house.keep("a", "b")
    message = await house.ann.write("/links")
    message = await press(house, await house.open(message), "Delete", "Your links · 1")
    house.clock.now += UNDO_WITHIN + timedelta(seconds=1)
    answer, _ = await house.ann.press(message, "Undo")
    assert answer.startswith("It is too late")
    assert (await house.links.page(ANN, 0)).total == 1
    await asyncio.to_thread(house.emulator.wait, lambda _: "↩️ Undo" not in labels(house.ann.now(message)))


async def test_undo_pressed_twice_brings_back_once(house: House, emulator: Emulator) -> None:
    await house.keep("a", "b")
    message = await house.ann.write("/links")
    message = await press(house, await house.open(message), "Delete", "Your links · 1")
    presses = [emulator.press(message, button(message, "Undo"), user_id=ANN) for _ in range(2)]
    answers = [await house.ann.answer(one) for one in presses]
    assert sorted(answers)[0] == "It is back in your list."
    assert (await house.links.page(ANN, 0)).total == 2


async def test_nobody_undoes_the_deletion_of_another(house: House, emulator: Emulator) -> None:
    await house.keep("a", "b")
    message = await house.ann.write("/links")
    message = await press(house, await house.open(message), "Delete", "Your links · 1")
    ben = Person(emulator, BEN)
    answer, _ = await ben.press(await house.show_button(BEN, button(message, "Undo")), "press")
    assert answer.startswith("It is too late")
    assert (await house.links.page(ANN, 0)).total == 1


# Files


async def exported(house: House, emulator: Emulator, message: Message, label: str) -> tuple[Message, bytes]:
    before = len(house.ann.received())
    answer, _ = await house.ann.press(message, label)
    assert answer == "Coming: your links as a file."
    (sent,) = await asyncio.to_thread(emulator.wait, lambda _: house.ann.received()[before:])
    return sent, emulator.file(sent["document"]["file_id"]).read_bytes()


async def test_what_the_list_shows_comes_as_json_and_as_csv(house: House, emulator: Emulator) -> None:
    await house.keep("=boat", "boat", "car")
    message = await house.ann.write("/links boat")
    sent, data = await exported(house, emulator, message, "JSON")
    assert (sent["document"]["file_name"], bare(sent["caption"])) == ("links-2026-05-04.json", "💾 2 links")
    assert [link["title"] for link in json.loads(data)] == ["Title boat", "Title =boat"]
    sent, data = await exported(house, emulator, message, "CSV")
    assert sent["document"]["file_name"] == "links-2026-05-04.csv"
    table = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["url"] for row in table] == ["https://example.com/boat", "https://example.com/=boat"]


async def test_a_double_press_brings_one_file_and_one_delivery(house: House, emulator: Emulator) -> None:
    await house.keep("a", "b")
    message = await house.ann.write("/links")
    for label in ("JSON", "Get again"):
        message = await house.open(message) if label == "Get again" else message
        presses = [emulator.press(message, button(message, label), user_id=ANN) for _ in range(2)]
        for one in presses:
            assert (await house.ann.answer(one)).startswith("Coming")
    await asyncio.to_thread(emulator.wait, lambda _: len(house.ann.received()) > 1 and house.delivered)
    await house.ann.write("/links")  # whatever was on its way before has come
    assert len(house.delivered) == 1
    assert len([one for one in house.ann.received() if "document" in one]) == 1
