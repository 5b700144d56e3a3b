"""python-telegram-bot drives the emulator: what it answers is what the library expects of Telegram."""

import asyncio
from io import BytesIO

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, CallbackQueryHandler, ExtBot, MessageHandler, filters

from tests.demo.conftest import GROUP, PERSON, picture

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Again", callback_data="again")]])


@pytest.fixture
async def bot(emulator):
    async with ExtBot(emulator.token, base_url=emulator.api_base, base_file_url=emulator.file_base) as running:
        yield running


async def until(emulator, predicate):
    return await asyncio.to_thread(emulator.wait, predicate)


async def test_an_application_polls_answers_edits_and_hears_buttons(emulator):
    app = Application.builder().token(emulator.token).base_url(emulator.api_base).build()

    async def echo(update, context):
        status = await update.effective_message.reply_html(f"<b>{update.effective_message.text}</b>")
        await status.edit_text("done", reply_markup=KEYBOARD)

    async def press(update, context):
        await update.callback_query.answer("yes")
        await update.effective_message.delete()

    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.add_handler(CallbackQueryHandler(press))
    async with app:
        await app.start()
        await app.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        emulator.write("hi")
        done = await until(emulator, lambda e: [m for m in e.messages() if m.get("text") == "done"])
        emulator.press(done[0], "Again")
        await until(emulator, lambda e: len(e.messages()) == 1)
        await app.updater.stop()
        await app.stop()
    kinds = [event["kind"] for event in emulator.history()]
    assert kinds == ["message", "message", "edited", "answer", "deleted"]


async def test_every_kind_of_file_goes_out_and_comes_back_by_id(bot, emulator):
    jpeg = b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x5a\x00\xa0\x03" + bytes(9)
    video = await bot.send_video(
        PERSON,
        InputFile(BytesIO(b"film"), filename="a.mp4", read_file_handle=False),
        width=640,
        height=360,
        duration=5,
        thumbnail=jpeg,
        caption="<i>c</i>",
        parse_mode=ParseMode.HTML,
        supports_streaming=True,
    )
    assert (video.video.width, video.video.duration, video.video.file_name) == (640, 5, "a.mp4")
    assert (video.video.thumbnail.width, video.video.thumbnail.height) == (160, 90)
    assert video.caption_entities[0].type == "italic"
    assert (await bot.send_video(PERSON, video.video.file_id)).video == video.video
    photo = await bot.send_photo(PERSON, picture(30, 20))
    assert photo.photo[-1].width == 30
    for kind in ("audio", "document", "animation", "voice"):
        sent = await getattr(bot, f"send_{kind}")(PERSON, b"bytes", filename=f"x.{kind}")
        assert getattr(sent, kind).file_size == 5
    file = await bot.get_file(video.video.file_id)
    assert bytes(await file.download_as_bytearray()) == b"film"


async def test_albums_edits_copies_and_forwards(bot):
    album = await bot.send_media_group(PERSON, [InputMediaPhoto(picture(9, 9)), InputMediaVideo(b"v", caption="c")])
    assert album[0].media_group_id == album[1].media_group_id
    edited = await album[0].edit_media(InputMediaVideo(b"w", caption="d"))
    assert (edited.video.file_size, edited.caption) == (1, "d")
    assert (await edited.edit_caption("e", reply_markup=KEYBOARD)).caption == "e"
    assert (await edited.edit_reply_markup(None)).reply_markup is None
    copied = await edited.copy(GROUP)
    forwarded = await edited.forward(GROUP)
    assert forwarded.message_id == copied.message_id + 1
    assert forwarded.forward_origin.sender_user.id == bot.id
    assert await bot.delete_messages(GROUP, [copied.message_id, forwarded.message_id])


async def test_texts_with_all_their_options(bot, emulator):
    asked = emulator.write("q", chat_id=GROUP)
    sent = await bot.send_message(
        GROUP,
        "a link http://a.b/c",
        entities=[MessageEntity("bold", 0, 1)],
        reply_parameters=ReplyParameters(asked["message_id"]),
        message_thread_id=4,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        protect_content=True,
        reply_markup=KEYBOARD,
    )
    assert [entity.type for entity in sent.entities] == ["bold", "url"]
    assert (sent.reply_to_message.text, sent.reply_markup, sent.message_thread_id) == ("q", KEYBOARD, 4)


async def test_the_account_and_chat_methods(bot, emulator):
    assert (await bot.get_me()).username == "ferry_demo_bot"
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("start", "Begin")], scope=scope, language_code="fa")
    assert await bot.get_my_commands(scope=scope, language_code="fa") == (BotCommand("start", "Begin"),)
    assert await bot.delete_my_commands(scope=scope, language_code="fa")
    await bot.set_my_description("d")
    assert (await bot.get_my_description()).description == "d"
    await bot.set_my_short_description("s")
    assert (await bot.get_my_short_description()).short_description == "s"
    assert (await bot.get_webhook_info()).url == ""
    assert (await bot.get_chat(GROUP)).title == "Friends"
    assert (await bot.get_chat_member(GROUP, PERSON)).status == "creator"
    asked = emulator.write("q")
    assert await bot.set_message_reaction(PERSON, asked["message_id"], ReactionTypeEmoji("👍"))
    assert await bot.pin_chat_message(PERSON, asked["message_id"])
    assert await bot.send_chat_action(PERSON, ChatAction.UPLOAD_VIDEO)
    assert await bot.set_chat_menu_button()
    assert await bot.log_out()
    assert await bot.close()


async def test_refusals_arrive_as_the_library_s_errors(bot, emulator):
    emulator.block(7)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(7, "a")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("a", PERSON, (await bot.send_message(PERSON, "a")).message_id)
    emulator.fault("sendMessage", retry_after=9)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(PERSON, "a")
    assert int(getattr(caught.value.retry_after, "total_seconds", lambda: caught.value.retry_after)()) == 9
    emulator.fault("sendMessage", status=502)
    with pytest.raises(NetworkError):
        await bot.send_message(PERSON, "a")
    emulator.fault("sendMessage", drop=True)
    with pytest.raises(NetworkError):
        await bot.send_message(PERSON, "a")
    emulator.fault("getUpdates", status=409)
    with pytest.raises(Conflict):
        await bot.get_updates()
    emulator.fault("getMe", status=418)
    with pytest.raises(TelegramError):
        await bot.get_me()
