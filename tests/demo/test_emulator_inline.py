"""Inline mode on the emulator: queries, offers, and what is sent of them."""

import pytest

PERSON, GROUP = 1001, -1002000000001


def article(number=1, text="hello"):
    written = {"message_text": text}
    return {"type": "article", "id": str(number), "title": "A", "input_message_content": written}


def asked(call, emulator, text="words", offset=""):
    query_id = emulator.ask(text, offset=offset)
    update = call("getUpdates")[-1]["inline_query"]
    assert update["id"] == query_id
    return update


def test_the_bot_hears_who_asks_for_what(call, emulator):
    query = asked(call, emulator, "words", "7")
    assert (query["from"]["id"], query["query"], query["offset"]) == (PERSON, "words", "7")
    assert len(asked(call, emulator, "x" * 300)["query"]) == 256


def test_offers_are_seen_and_can_be_given_once(call, emulator):
    query = asked(call, emulator)
    given = {"inline_query_id": query["id"], "results": [article()], "is_personal": True, "next_offset": "1"}
    assert call("answerInlineQuery", **given) is True
    seen = emulator.history(PERSON)[-1]
    assert (seen["kind"], seen["inline_query_id"], seen["is_personal"]) == ("inline", query["id"], True)
    assert (seen["results"], seen["next_offset"]) == ([article()], "1")
    assert "query ID is invalid" in call.refusal("answerInlineQuery", **given)


@pytest.mark.parametrize(
    ("results", "refusal"),
    [
        ("no list", "can't parse"),
        ([article(number) for number in range(51)], "RESULTS_TOO_MUCH"),
        ([article(), article()], "RESULT_ID_DUPLICATE"),
        ([article("x" * 65)], "RESULT_ID_INVALID"),
        ([article(text="")], "message text is empty"),
        ([{"type": "video", "id": "1", "video_file_id": "BAACgone"}], "wrong file identifier"),
        ([{"type": "article", "id": "1"}], "neither a message nor a file"),
    ],
)
def test_offers_that_telegram_would_refuse_are_refused(call, emulator, results, refusal):
    query = asked(call, emulator)
    assert refusal in call.refusal("answerInlineQuery", inline_query_id=query["id"], results=results)
    assert call("answerInlineQuery", inline_query_id=query["id"], results=[]) is True


def test_what_is_chosen_is_the_persons_own_message_by_the_bot(call, emulator, png):
    message = emulator.choose(article(text="see https://example.com"), chat_id=GROUP)
    assert (message["from"]["id"], message["via_bot"]["id"]) == (PERSON, 1000001)
    assert message["entities"][0]["type"] == "url"
    file_id = call("sendPhoto", chat_id=PERSON, photo=png)["photo"][-1]["file_id"]
    picture = {"type": "photo", "id": "1", "photo_file_id": file_id, "caption": "A caption"}
    message = emulator.choose(picture)
    assert message["photo"][-1]["file_id"] == file_id
    assert message["caption"] == "A caption"
    assert call("getUpdates")[-1]["message"]["message_id"] == message["message_id"]
