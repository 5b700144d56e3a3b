"""Writing and reading: bubbles, edits, replies, actions, scrolling, several chats, commands, samples."""

import re

import pytest
from playwright.async_api import expect

from tests.demo.page.conftest import GROUP, PERSON, SAMPLES, Chat, Clock

pytestmark = pytest.mark.browser

AT_BOTTOM = (
    "(t => t.scrollHeight - t.scrollTop - t.clientHeight < 2)(document.querySelector('.timeline:not([hidden])'))"
)


async def test_what_a_person_writes_reaches_the_bot_and_stands_at_the_right(chat: Chat) -> None:
    await chat.page.fill("#text", "Good morning")
    await chat.page.keyboard.press("Enter")
    own = chat.page.locator(".message.own")
    await expect(own).to_contain_text("Good morning")
    [update] = chat.bot("getUpdates")
    assert update["message"]["text"] == "Good morning"
    answer = chat.bubble(chat.bot.say("Good morning to you"))
    await expect(answer).to_be_visible()
    left, right = await answer.locator(".bubble").bounding_box(), await own.locator(".bubble").bounding_box()
    assert left["x"] < right["x"]
    await expect(chat.page.locator("#text")).to_have_value("")
    assert await chat.page.locator(".message").count() == 2


async def test_shift_and_enter_begins_a_line_and_the_field_grows(chat: Chat) -> None:
    field = chat.page.locator("#text")
    low = (await field.bounding_box())["height"]
    await field.fill("one")
    await chat.page.keyboard.press("Shift+Enter")
    await chat.page.keyboard.type("two")
    assert await field.input_value() == "one\ntwo"
    assert (await field.bounding_box())["height"] > low
    await chat.page.keyboard.press("Enter")
    await expect(chat.page.locator(".message.own .text")).to_contain_text("one\ntwo")
    assert (await field.bounding_box())["height"] == low


async def test_an_edit_changes_the_bubble_in_place(chat: Chat) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Cancel", "callback_data": "x"}]]}
    message = chat.bot.say("Downloading 1 %", reply_markup=keyboard)
    button = await chat.bubble(message).locator(".key").element_handle()
    bubble = await chat.bubble(message).element_handle()
    edit = {"chat_id": PERSON, "message_id": message["message_id"], "reply_markup": keyboard}
    chat.bot("editMessageText", text="Downloading 99 %", **edit)
    await expect(chat.bubble(message).locator(".text")).to_contain_text("99 %")
    assert await bubble.evaluate("node => node.isConnected")
    assert await button.evaluate("node => node.isConnected")  # what did not change is not built anew


async def test_a_deleted_message_goes_and_its_day_with_it(chat: Chat) -> None:
    message = chat.bot.say("Soon gone")
    await expect(chat.bubble(message)).to_be_visible()
    chat.bot("deleteMessage", chat_id=PERSON, message_id=message["message_id"])
    await expect(chat.page.locator(".message")).to_have_count(0)
    await expect(chat.page.locator(".date")).to_have_count(0)
    await expect(chat.page.locator(".intro .primary >> visible=true")).to_be_visible()


async def test_the_empty_chat_offers_a_start(chat: Chat) -> None:
    await chat.page.locator(".intro .primary >> visible=true").click()
    await expect(chat.page.locator(".message.own .command")).to_have_text("/start")
    await expect(chat.page.locator(".intro >> visible=true")).to_have_count(0)


async def test_a_reply_quotes_its_message_and_leads_to_it(chat: Chat) -> None:
    first = chat.bot.say("The first of many")
    for number in range(30):
        chat.bot.say(f"Message {number}")
    last = chat.bot.say("About the first", reply_parameters={"message_id": first["message_id"]})
    quote = chat.bubble(last).locator(".quote")
    await expect(quote).to_contain_text("Ferry")
    await expect(quote).to_contain_text("The first of many")
    await expect(chat.bubble(first)).not_to_be_in_viewport()
    await quote.click()
    await expect(chat.bubble(first)).to_be_in_viewport()
    await expect(chat.bubble(first)).to_have_class(re.compile("marked"))


async def test_the_quote_of_a_deleted_message_says_so(chat: Chat) -> None:
    first = chat.bot.say("Not for long")
    last = chat.bot.say("About it", reply_parameters={"message_id": first["message_id"]})
    chat.bot("deleteMessage", chat_id=PERSON, message_id=first["message_id"])
    await expect(chat.bubble(first)).to_have_count(0)
    await chat.bubble(last).locator(".quote").click()
    await expect(chat.page.locator("#toast")).to_have_text("This message was deleted")


async def test_a_person_answers_a_message_and_can_change_their_mind(chat: Chat) -> None:
    message = chat.bot.say("Which one?")
    await chat.bubble(message).hover()
    await chat.bubble(message).locator(".answer").click()
    bar = chat.page.locator("#reply-bar")
    await expect(bar).to_contain_text("Which one?")
    await chat.page.keyboard.press("Escape")
    await expect(bar).to_be_hidden()
    await chat.bubble(message).locator(".answer").click()
    await chat.page.keyboard.type("This one")
    await chat.page.keyboard.press("Enter")
    await expect(chat.page.locator(".message.own .quote")).to_contain_text("Which one?")
    await expect(bar).to_be_hidden()
    [update] = chat.bot("getUpdates")
    assert update["message"]["reply_to_message"]["message_id"] == message["message_id"]


async def test_the_header_says_what_the_bot_is_doing_until_it_has_done_it(chat: Chat) -> None:
    status = chat.page.locator("#header-status")
    await expect(status).to_have_text("bot")
    await expect(chat.bubble(chat.bot.say("Wait"))).to_be_visible()
    chat.bot("sendChatAction", chat_id=PERSON, action="upload_video")
    await expect(status).to_have_text("sending a video")
    chat.bot.say("Here")
    await expect(status).to_have_text("bot")


async def test_the_chat_stays_at_the_newest_message_unless_one_reads_above(chat: Chat) -> None:
    for number in range(40):
        chat.bot.say(f"Message {number}")
    await chat.see(f"document.querySelectorAll('.message').length === 40 && {AT_BOTTOM}")
    arrow = chat.page.locator("#to-bottom")
    await expect(arrow).to_be_hidden()
    await chat.page.locator(".timeline >> visible=true").evaluate("node => node.scrollTo(0, 300)")
    await expect(arrow).to_be_visible()
    top = await chat.page.locator(".timeline >> visible=true").evaluate("node => node.scrollTop")
    chat.bot.say("News")
    await expect(arrow).to_contain_text("1")
    assert await chat.page.locator(".timeline >> visible=true").evaluate("node => node.scrollTop") == top
    await arrow.click()
    await chat.see(AT_BOTTOM)
    await expect(arrow).to_be_hidden()


async def test_messages_of_several_days_stand_under_their_dates(chat: Chat, clock: Clock) -> None:
    day = 86_400
    now = await chat.page.evaluate("Date.now() / 1000")
    for days in (400, 1, 0):
        clock.behind = days * day
        chat.bot.say(f"{days} days ago")
    dates = chat.page.locator(".date")
    await expect(dates).to_have_count(3)
    assert await dates.nth(1).text_content() == "Yesterday"
    assert await dates.nth(2).text_content() == "Today"
    year = await chat.page.evaluate(f"new Date(({now} - {400 * day}) * 1000).getFullYear()")
    await expect(dates.nth(0)).to_contain_text(str(year))


async def test_news_of_another_chat_are_counted_and_commands_there_name_the_bot(chat: Chat) -> None:
    chat.emulator.write("Hello all", user_id=7, chat_id=GROUP)
    row = chat.page.locator(f"[data-chat='{GROUP}'].chat-row")
    await expect(row.locator(".count")).to_have_text("1")
    await expect(row).to_contain_text("Ann: Hello all")
    await row.click()
    await expect(row.locator(".count")).to_have_count(0)
    await expect(chat.page.locator("#header-title")).to_have_text("Friends")
    await expect(chat.page.locator(".timeline:not([hidden]) .sender")).to_have_text("Ann")
    await chat.page.locator(".chip").first.click()
    own = chat.page.locator(".timeline:not([hidden]) .message.own .text")
    await expect(own).to_contain_text(f"/get@ferry_demo_bot {SAMPLES[0][1]}")


async def test_a_draft_waits_in_its_chat(chat: Chat) -> None:
    await chat.page.fill("#text", "half a thought")
    await chat.page.locator(f"[data-chat='{GROUP}'].chat-row").click()
    await expect(chat.page.locator("#text")).to_have_value("")
    await chat.page.locator(f"[data-chat='{PERSON}'].chat-row").click()
    await expect(chat.page.locator("#text")).to_have_value("half a thought")


async def test_a_sample_is_sent_with_one_press(chat: Chat) -> None:
    chips = chat.page.locator(".chip")
    assert await chips.all_text_contents() == ["A page with a video", "A song"]
    await chips.nth(1).click()
    await expect(chat.page.locator(".message.own a.link")).to_have_attribute("href", SAMPLES[1][1])
    [update] = chat.bot("getUpdates")
    assert update["message"]["text"] == SAMPLES[1][1]


async def test_the_samples_can_be_put_away_and_stay_away(chat: Chat) -> None:
    samples = chat.page.locator("#samples")
    await chat.page.locator("#samples-close").click()
    await expect(samples).to_be_hidden()
    await chat.open()
    await expect(samples).to_be_hidden()
    await chat.page.locator("#samples-open").click()
    await expect(samples).to_be_visible()


async def test_typing_a_slash_lists_the_commands_that_match(chat: Chat) -> None:
    commands = [("start", "Begin"), ("help", "What I can do"), ("status", "How it goes")]
    chat.bot("setMyCommands", commands=[{"command": name, "description": text} for name, text in commands])
    rows = chat.page.locator("#commands [role=option]")
    await chat.page.locator("#menu").click()
    await expect(rows).to_have_count(3)
    await chat.page.keyboard.press("Escape")
    await expect(rows).to_have_count(0)
    await chat.page.keyboard.type("/st")
    await expect(rows).to_have_text(["/startBegin", "/statusHow it goes"])
    await chat.page.keyboard.press("ArrowDown")
    await expect(rows.nth(1)).to_have_attribute("aria-selected", "true")
    await chat.page.keyboard.press("Enter")
    await expect(chat.page.locator(".message.own .text")).to_contain_text("/status")
    await expect(chat.page.locator("#text")).to_have_value("")
    await chat.page.keyboard.type("/he")
    await chat.page.keyboard.press("Tab")
    await expect(chat.page.locator("#text")).to_have_value("/help ")


async def test_what_could_not_be_sent_stays_in_the_field(chat: Chat) -> None:
    await chat.page.route("**/page/send", lambda route: route.abort())
    await chat.page.fill("#text", "Do not lose me")
    await chat.page.keyboard.press("Enter")
    await expect(chat.page.locator("#toast")).to_contain_text("Not sent")
    await expect(chat.page.locator("#text")).to_have_value("Do not lose me")
    chat.troubles.clear()  # the browser itself notes the failed request
