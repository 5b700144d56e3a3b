"""The list of kept links and the buttons of list and notice, in a real chat on the emulator."""

import pytest

from bot.demo.emulator import Emulator
from bot.domain.delivery import Target
from bot.domain.preferences import Preferences
from bot.service.links import PAGE
from bot.service.listing import encode
from tests.handlers.kept_house import ANN, BEN, DAY, GROUP, House, emulator, house
from tests.handlers.running import Person, bare, button, labels

__all__ = ["emulator", "house"]  # fixtures


# The list


async def test_links_shows_the_newest_first_with_size_host_and_time_left(house: House) -> None:
    await house.keep("a", "b <i>")
    message = await house.ann.write("/links")
    assert bare(message["text"]) == (
        "🔗 Your links · 2\n\n1. Title b <i>\n12.3 MB · example.com · 30 days left\n\n"
        "2. Title a\n12.3 MB · example.com · 30 days left\n\nA number opens its link."
    )
    assert labels(message)[:2] == ["1", "2"]


async def test_an_empty_list_says_how_to_fill_it(house: House) -> None:
    message = await house.ann.write("/links")
    assert "Your list is empty." in message["text"]
    assert labels(message) == []


async def test_the_list_speaks_the_persons_language(house: House, emulator: Emulator) -> None:
    message = await Person(emulator, 1003, language="fa-IR").write("/links")
    assert "فهرست شما خالی است" in message["text"]


async def test_in_a_group_the_list_stays_private(house: House) -> None:
    await house.keep("secret")
    message = await house.ann.write("/links", chat_id=GROUP)
    assert "private chat" in message["text"]
    assert "secret" not in message["text"]


async def test_everybody_sees_their_own_links(house: House, emulator: Emulator) -> None:
    await house.keep("a")
    assert "empty" in (await Person(emulator, BEN).write("/links"))["text"]


async def test_pages_are_turned_in_place(house: House) -> None:
    await house.keep(*(str(number) for number in range(PAGE + 1)))
    message = await house.ann.write("/links")
    assert "Page 1 of 2" in bare(message["text"])
    await house.ann.press(message, "Next ›")
    turned = await house.ann.read(message, "Page 2 of 2")
    assert f"{PAGE + 1}. Title 0" in bare(turned["text"])
    await house.ann.press(turned, "‹ Back")
    assert f"1. Title {PAGE}" in bare((await house.ann.read(turned, "Page 1 of 2"))["text"])
    assert len(house.ann.received()) == 1


async def test_keep_starts_the_links_time_anew(house: House) -> None:
    (link,) = await house.keep("a")
    house.clock.now += 10 * DAY
    message = await house.ann.write("/links")
    assert "20 days left" in bare(message["text"])
    answer, _ = await house.ann.press(await house.open(message), "Keep")
    assert answer == "Kept, its time starts anew: Title a"
    await house.ann.read(message, "30 days left")
    found = await house.links.get(ANN, link)
    assert found is not None
    assert found.expires_at == house.clock.now + 30 * DAY


async def test_delete_removes_the_link_and_shows_what_is_left(house: House) -> None:
    await house.keep("a", "b")
    message = await house.ann.write("/links")
    answer, _ = await house.ann.press(await house.open(message), "Delete")
    assert answer == "Deleted: Title b"
    message = await house.ann.read(message, "· 1")
    assert "Title b" not in message["text"]
    await house.ann.press(await house.open(message), "Delete")
    await house.ann.read(message, "Your list is empty.")


async def test_deleting_the_only_link_of_the_last_page_shows_the_one_before(house: House) -> None:
    await house.keep(*(str(number) for number in range(PAGE + 1)))
    message = await house.ann.write("/links")
    await house.ann.press(message, "Next ›")
    message = await house.open(await house.ann.read(message, "Page 2 of 2"), PAGE + 1)
    await house.ann.press(message, "Delete")
    assert f"{PAGE}. Title 1" in bare((await house.ann.read(message, f"· {PAGE}"))["text"])


async def test_get_again_sets_off_a_delivery_in_this_chat(house: House) -> None:
    (link,) = await house.keep("a")
    message = await house.ann.write("/links")
    answer, _ = await house.ann.press(await house.open(message), "Get again")
    assert answer == "Coming: Title a"
    assert [(kept.id, target, language) for kept, target, language in house.delivered] == [(link, Target(ANN), "en")]
    assert house.wanted == [Preferences()]


@pytest.mark.parametrize("label", ["Get again", "Keep", "Delete"])
async def test_a_press_on_a_link_that_has_gone_says_so_and_shows_the_list(house: House, label: str) -> None:
    (link,) = await house.keep("a")
    message = await house.open(await house.ann.write("/links"))
    await house.links.delete(ANN, link)
    answer, _ = await house.ann.press(message, label)
    assert answer == "This link is no longer in your list."
    await house.ann.read(message, "Your list is empty.")
    assert house.delivered == []


async def test_a_link_that_has_gone_cannot_be_opened_any_more(house: House) -> None:
    (link,) = await house.keep("a")
    message = await house.ann.write("/links")
    await house.links.delete(ANN, link)
    answer, _ = await house.ann.press(message, "1")
    assert answer == "This link is no longer in your list."
    await house.ann.read(message, "Your list is empty.")


async def test_an_opened_link_leads_back_to_its_page(house: House) -> None:
    await house.keep(*(str(number) for number in range(PAGE + 1)))
    message = await house.ann.write("/links")
    await house.ann.press(message, "Next ›")
    message = await house.open(await house.ann.read(message, "Page 2 of 2"), PAGE + 1)
    assert bare(message["text"]).startswith("🔗 Title 0\n")
    await house.ann.press(message, "To the list")
    await house.ann.read(message, "Page 2 of 2")


async def test_somebody_elses_press_changes_nothing(house: House, emulator: Emulator) -> None:
    (link,) = await house.keep("a")
    before = await house.links.get(ANN, link)
    ben = Person(emulator, BEN)
    for what in "ogkd":
        message = await house.show_button(BEN, f"l:{what}:{encode(link)}:0")
        assert (await ben.press(message, "press"))[0] == "This link is no longer in your list."
    assert await house.links.get(ANN, link) == before
    assert house.delivered == []


@pytest.mark.parametrize("data", ["l:k:old", "n:z", "l:p:-1", f"l:k:{'ی' * 22}:0", "n:a::0"])
async def test_a_button_nobody_knows_any_more_is_answered(house: House, data: str) -> None:
    message = await house.show_button(ANN, data)
    assert "too old" in (await house.ann.press(message, "press"))[0]


async def test_a_press_too_old_to_be_answered_still_does_what_it_says(house: House, emulator: Emulator) -> None:
    (link,) = await house.keep("a")
    message = await house.ann.write("/links")
    ann = {"id": ANN, "is_bot": False, "first_name": "Ann", "language_code": "en"}
    query = {"id": "of yesterday", "from": ann, "message": message, "chat_instance": "1"}
    emulator.update({"callback_query": query | {"data": f"l:d:{encode(link)}:0"}})
    await house.ann.read(message, "Your list is empty.")


# The notice


async def test_a_link_is_kept_from_the_notice(house: House) -> None:
    first, second = await house.keep("a", "b")
    _, message = await house.announce()
    answer, _ = await house.ann.press(message, "2 · Keep")
    assert answer == "Kept, its time starts anew: Title a"
    message = await house.ann.read(message, "kept, 30 days left")
    assert "One of your links" in message["text"]
    assert labels(message)[:2] == ["✅ 1 · Keep", "🗑 Delete"]
    house.store.delete_expired(house.clock.now + 2 * DAY, 10)
    assert [link.id for link in (await house.links.page(ANN, 0)).links] == [first]
    assert second != first


async def test_keep_all_keeps_what_is_on_other_pages_too(house: House) -> None:
    await house.keep(*(str(number) for number in range(PAGE + 2)))
    _, message = await house.announce()
    answer, _ = await house.ann.press(message, "Keep all")
    assert answer == f"{PAGE + 2} links kept, their time starts anew."
    message = await house.ann.read(message, "These links stay in your list.")
    assert labels(message) == ["Next ›"]
    assert house.store.delete_expired(house.clock.now + 2 * DAY, 10) == 0


async def test_links_are_deleted_from_the_notice(house: House) -> None:
    await house.keep("a", "b")
    _, message = await house.announce()
    answer, _ = await house.ann.press(message, "Delete")
    assert answer == "Deleted: Title b"
    message = await house.ann.read(message, "One of your links")
    await house.ann.press(message, "Delete")
    message = await house.ann.read(message, "None of these links")
    assert labels(message) == ["↩️ Undo"]
    assert (await house.links.page(ANN, 0)).total == 0


async def test_a_link_deleted_from_the_notice_comes_back_into_it(house: House) -> None:
    (link,) = await house.keep("a")
    _, message = await house.announce()
    await house.ann.press(message, "Delete")
    message = await house.ann.read(message, "None of these links")
    answer, _ = await house.ann.press(message, "Undo")
    assert answer == "It is back in your list."
    message = await house.ann.read(message, "One of your links")
    assert labels(message)[:2] == ["✅ 1 · Keep", "🗑 Delete"]
    assert [kept.id for kept in (await house.links.page(ANN, 0)).links] == [link]


async def test_a_long_notice_is_turned_in_place(house: House) -> None:
    await house.keep(*(str(number) for number in range(PAGE + 1)))
    _, message = await house.announce()
    await house.ann.press(message, "Next ›")
    assert "Title 0" in (await house.ann.read(message, "Page 2 of 2"))["text"]


async def test_a_press_on_an_old_notice_says_what_has_become_of_it(house: House) -> None:
    (link,) = await house.keep("a")
    _, message = await house.announce()
    await house.links.delete(ANN, link)
    answer, _ = await house.ann.press(message, "Keep")
    assert answer == "This link is no longer in your list."
    await house.ann.read(message, "None of these links")


async def test_a_button_pressed_twice_is_answered_twice_and_kept_once(house: House, emulator: Emulator) -> None:
    await house.keep("a", "b")
    _, message = await house.announce()
    data = button(message, "Keep all")
    presses = [emulator.press(message, data, user_id=ANN) for _ in range(2)]
    assert sorted([await house.ann.answer(press) for press in presses]) == [
        "2 links kept, their time starts anew.",
        "There is nothing left to keep.",
    ]
    await house.ann.read(message, "These links stay in your list.")
