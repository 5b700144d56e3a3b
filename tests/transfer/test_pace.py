"""What Telegram allows, and what happens at a 429. Seconds are the loop's, which skips what it would wait."""

import asyncio
import time

import pytest
from telegram.constants import ChatAction
from telegram.error import BadRequest, RetryAfter

from bot.demo.emulator import Emulator
from bot.transfer.errors import seconds
from bot.transfer.pace import LONGEST_WAIT, TIDY_EVERY, TRIES, Call, Pace
from tests.transfer.skipping import most_within, paced_bot, sent_at, skipping

ANN, BOB, GROUP = 1001, 7, -1002000000001


@pytest.fixture
def flooding(tmp_path):
    """Telegram, which enforces its pace."""
    with Emulator(folder=tmp_path / "flooding", flood=True) as running:
        running.person(BOB)
        yield running


def about(seconds):
    return pytest.approx(seconds, abs=0.01)


async def answer(*_args, **_kwargs):
    return True


async def paced(pace, chat_id, call=None, endpoint="sendMessage", callback=answer):
    """One call through the pace, without a server behind it; gives the loop time at which it was let through."""
    await pace.process_request(callback, (), {}, endpoint, {"chat_id": chat_id}, call)
    return asyncio.get_running_loop().time()


def now():
    return asyncio.get_running_loop().time()


@skipping
async def test_a_few_messages_go_at_once_and_further_ones_each_second(emulator):
    async with paced_bot(emulator) as bot:
        await asyncio.gather(*(bot.send_message(ANN, str(number)) for number in range(12)))
        times = sent_at(bot, ANN)
        assert most_within(times, 0.99) == 5
        assert times[-1] == about(7)
    assert len(emulator.messages(ANN)) == 12


@skipping
async def test_a_group_gets_no_more_than_twenty_and_what_a_minute_gives_back(emulator):
    async with paced_bot(emulator) as bot:
        await asyncio.gather(*(bot.send_message(GROUP, str(number)) for number in range(25)))
        times = sent_at(bot, GROUP)
    assert most_within(times, 2.9) == 20
    assert times[-1] == about(15)  # five more, three seconds each
    assert len(emulator.messages(GROUP)) == 25


@skipping
async def test_edits_count_like_messages(emulator):
    async with paced_bot(emulator) as bot:
        sent = await bot.send_message(ANN, "0")
        await asyncio.gather(*(sent.edit_text(str(number)) for number in range(1, 10)))
        times = sent_at(bot, ANN)
    assert times[-1] == about(5)


@skipping
async def test_telegram_never_has_to_refuse_whoever_keeps_the_pace(flooding):
    async with paced_bot(flooding) as bot:
        sends = [bot.send_message(chat_id, "x") for chat_id in (ANN, BOB) for _ in range(5)]
        await asyncio.gather(*sends, *(bot.send_message(GROUP, "x") for _ in range(20)))
    assert {call.status for call in flooding.calls("sendMessage")} == {200}


@skipping
async def test_all_chats_together_get_thirty_a_second():
    pace, start = Pace(), now()
    times = await asyncio.gather(*(paced(pace, chat_id) for chat_id in range(1, 121)))
    assert most_within(times, 0.01) == 30
    assert max(times) - start == about(3)


@skipping
async def test_flooding_by_one_person_never_slows_another_s_first_reply(emulator):
    async with paced_bot(emulator) as bot:
        flood = [asyncio.create_task(bot.send_message(ANN, str(number))) for number in range(200)]
        await asyncio.sleep(0.5)
        emulator.person(BOB)
        await bot.send_message(BOB, "first reply")
        assert sent_at(bot, BOB) == [about(0.5)]
        assert len(sent_at(bot, ANN)) == 5
        for task in flood:
            task.cancel()


@skipping
async def test_notices_take_twenty_a_second_and_leave_a_chat_its_room():
    pace, start = Pace(), now()
    notices = [asyncio.create_task(paced(pace, chat_id, Call.BACKGROUND)) for chat_id in range(1, 201)]
    await asyncio.sleep(2)
    replies = await asyncio.gather(*(paced(pace, chat_id) for chat_id in range(1001, 1011)))
    assert max(replies) - start == about(2)
    times = await asyncio.gather(*notices)
    assert most_within(times, 0.999) <= 20
    assert max(times) - start == about(9.95)


@skipping
async def test_progress_is_dropped_when_half_of_the_chat_s_pace_is_used(emulator):
    async with paced_bot(emulator) as bot:
        sent = [await bot.send_message(ANN, str(number)) for number in range(3)]
        with pytest.raises(RetryAfter):
            await bot.edit_message_text("42 %", ANN, sent[0].message_id, rate_limit_args=Call.PROGRESS)
        await asyncio.sleep(2)
        await bot.edit_message_text("43 %", ANN, sent[0].message_id, rate_limit_args=Call.PROGRESS)
    assert [call.parameters["text"] for call in emulator.calls("editMessageText")] == ["43 %"]


@skipping
async def test_progress_is_dropped_when_everybody_s_pace_is_used():
    pace = Pace()
    await asyncio.gather(*(paced(pace, chat_id) for chat_id in range(1, 21)))
    with pytest.raises(RetryAfter):
        await paced(pace, 99, Call.PROGRESS)
    await asyncio.sleep(1)
    await paced(pace, 99, Call.PROGRESS)


@skipping
async def test_the_time_telegram_asks_for_is_waited_and_the_message_sent_then(emulator):
    emulator.fault("sendMessage", retry_after=40)
    async with paced_bot(emulator) as bot:
        await bot.send_message(ANN, "result")
        first, second = sent_at(bot, ANN)
    assert second - first == about(40)
    assert [message["text"] for message in emulator.messages(ANN)] == ["result"]


@skipping
async def test_after_three_refusals_the_time_is_handed_up(emulator):
    emulator.fault("sendMessage", times=TRIES, retry_after=2)
    async with paced_bot(emulator) as bot:
        with pytest.raises(RetryAfter):
            await bot.send_message(ANN, "a")
    assert len(emulator.calls("sendMessage")) == TRIES


@skipping
async def test_another_refusal_is_no_reason_to_try_again(emulator):
    emulator.fault("sendMessage", status=400)
    async with paced_bot(emulator) as bot:
        with pytest.raises(BadRequest):
            await bot.send_message(ANN, "a")
    assert len(emulator.calls("sendMessage")) == 1


@skipping
async def test_a_refusal_silences_its_chat_and_no_other(emulator):
    emulator.person(BOB)
    emulator.fault("sendMessage", retry_after=60, match=lambda parameters: parameters["chat_id"] == ANN)
    async with paced_bot(emulator) as bot:
        waiting = asyncio.create_task(bot.send_message(ANN, "later"))
        await asyncio.sleep(1)
        await bot.send_message(BOB, "now")
        also = asyncio.create_task(bot.send_message(ANN, "also later"))
        await asyncio.gather(waiting, also)
        assert sent_at(bot, BOB) == [about(1)]
        assert sent_at(bot, ANN) == [about(0), about(60), about(60)]
    assert len(emulator.messages(ANN)) == 2


@skipping
async def test_the_pace_says_so_as_long_as_telegram_asks_to_wait():
    pace = Pace()
    assert not pace.flooded
    pace._note(ANN, "sendMessage", 7)
    assert pace.flooded
    await asyncio.sleep(7.1)
    assert not pace.flooded


@skipping
async def test_progress_for_a_silenced_chat_is_dropped_with_the_time_left(emulator):
    async with paced_bot(emulator) as bot:
        sent = await bot.send_message(ANN, "0 %")
        emulator.fault("editMessageText", retry_after=50)
        with pytest.raises(RetryAfter):
            await bot.edit_message_text("1 %", ANN, sent.message_id, rate_limit_args=Call.PROGRESS)
        await asyncio.sleep(10)
        with pytest.raises(RetryAfter) as dropped:
            await bot.edit_message_text("2 %", ANN, sent.message_id, rate_limit_args=Call.PROGRESS)
        assert seconds(dropped.value) == 40
    assert len(emulator.calls("editMessageText")) == 1


@skipping
async def test_a_second_refusal_meanwhile_prolongs_the_silence():
    pace, calls = Pace(), []

    async def refuse(wait):
        if len(calls) < 2:
            calls.append(wait)
            await asyncio.sleep(5)
            raise RetryAfter(wait)
        return True

    start = now()
    short = paced(pace, ANN, callback=lambda: refuse(10))
    long = paced(pace, ANN, callback=lambda: refuse(100))
    third = asyncio.create_task(paced(pace, ANN))
    times = await asyncio.gather(short, long, third)
    assert min(times[:2]) - start == about(105)


@skipping
async def test_a_wait_longer_than_the_longest_is_handed_up_at_once(emulator):
    emulator.fault("sendMessage", retry_after=LONGEST_WAIT + 60)
    async with paced_bot(emulator) as bot:
        before = now()
        for _ in range(2):
            with pytest.raises(RetryAfter) as raised:
                await bot.send_message(ANN, "a")
            assert seconds(raised.value) == LONGEST_WAIT + 60
        assert now() == about(before)
    assert len(emulator.calls("sendMessage")) == 1


@skipping
async def test_a_line_that_takes_too_long_ends_with_a_refusal():
    pace = Pace()
    line = [paced(pace, GROUP) for _ in range(20 + LONGEST_WAIT // 3 + 10)]
    ended = await asyncio.gather(*line, return_exceptions=True)
    refused = [error for error in ended if isinstance(error, RetryAfter)]
    assert 9 <= len(refused) <= 11


@skipping
async def test_uploads_are_not_repeated_by_the_pace(emulator):
    emulator.fault("sendDocument", retry_after=3)
    async with paced_bot(emulator) as bot:
        with pytest.raises(RetryAfter):
            await bot.send_document(ANN, b"data", rate_limit_args=Call.UPLOAD)
    assert len(emulator.calls("sendDocument")) == 1


@skipping
async def test_deleting_and_the_line_below_the_name_count_for_nothing_but_keep_the_silence(emulator):
    async with paced_bot(emulator) as bot:
        sent = [await bot.send_message(ANN, str(number)) for number in range(5)]
        before = now()
        for message in sent:
            await bot.send_chat_action(ANN, ChatAction.TYPING)
            await message.delete()
        assert now() == about(before)
        sent = await bot.send_message(ANN, "a")
        emulator.fault("deleteMessage", retry_after=30)
        before = now()
        await sent.delete()
        assert now() - before == about(30)
    assert emulator.messages(ANN) == []


@skipping
async def test_calls_without_a_chat_of_their_own_pass(emulator):
    async with paced_bot(emulator) as bot:
        emulator.fault("getMe", retry_after=5)
        with pytest.raises(RetryAfter):
            await bot.get_me()
        with pytest.raises(BadRequest):
            await bot.send_message("@nobody", "a")


@skipping
async def test_closing_ends_every_wait_at_once_and_lets_through_what_need_not_wait():
    pace, start = Pace(), now()
    crowd = [asyncio.create_task(paced(pace, ANN)) for _ in range(10)]
    crowd += [asyncio.create_task(paced(pace, chat_id, Call.BACKGROUND)) for chat_id in range(1, 10)]
    pace._note(BOB, "sendMessage", 200)
    crowd.append(asyncio.create_task(paced(pace, BOB)))
    await asyncio.sleep(0.02)
    assert sum(task.done() for task in crowd) == 6
    pace.close()
    pace.close()
    ended = await asyncio.gather(*crowd, return_exceptions=True)
    assert sum(isinstance(error, RetryAfter) for error in ended) == 14
    assert now() - start == about(0.02)
    assert pace.closed
    await paced(pace, 5)
    with pytest.raises(RetryAfter):
        await paced(pace, ANN)


@skipping
async def test_a_wait_that_ends_just_when_the_pace_is_closed_does_no_harm():
    pace = Pace()
    pace._note(ANN, "sendMessage", LONGEST_WAIT)
    waiting = asyncio.create_task(paced(pace, ANN))
    await asyncio.sleep(LONGEST_WAIT)
    pace.close()
    with pytest.raises(RetryAfter):
        await waiting


@skipping
async def test_the_tables_keep_only_chats_that_spoke_lately():
    pace = Pace()
    for chat_id in range(1, 500):
        await paced(pace, chat_id)
        pace._note(chat_id, "sendMessage", 5)
    await asyncio.sleep(2 * TIDY_EVERY)
    pace._note(BOB, "sendMessage", 5)
    await paced(pace, -9)
    await asyncio.sleep(TIDY_EVERY / 2)
    await asyncio.gather(*(paced(pace, GROUP) for _ in range(15)))
    await asyncio.sleep(TIDY_EVERY / 2)
    await paced(pace, ANN)
    assert set(pace._chats) == {GROUP, ANN}
    assert set(pace._quiet_until) == set()


@skipping
async def test_a_cancelled_wait_gives_its_place_to_the_next():
    pace, start = Pace(), now()
    waiting = [asyncio.create_task(paced(pace, ANN)) for _ in range(50)]
    await asyncio.sleep(0.5)
    for task in waiting[5:]:
        task.cancel()
    assert await paced(pace, ANN) - start == about(1)
    assert not pace._waits


@skipping
async def test_skipped_time_is_not_waited():
    started = time.monotonic()
    await asyncio.sleep(3600)
    assert time.monotonic() - started < 60
