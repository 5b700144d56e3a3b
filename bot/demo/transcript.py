"""What happened, to be read by a person when a test waits in vain."""

from __future__ import annotations

from typing import Any

from bot.demo.world import World

EVENTS_SHOWN = 60
CALLS_SHOWN = 30
TEXT_SHOWN = 200  # characters


def transcript(world: World) -> str:
    """The last events and the last calls but getUpdates, a line each."""
    with world.changed:
        events = [_event(event) for event in world.events[-EVENTS_SHOWN:]]
        calls = [call for call in world.calls if call.method != "getUpdates"][-CALLS_SHOWN:]
        polls = len(world.calls) - len([call for call in world.calls if call.method != "getUpdates"])
    lines = [f"{call.method} → {call.status or 'dropped'}" for call in calls]
    return "\n".join(["events:", *events, f"calls ({polls} getUpdates left out):", *lines])


def _event(event: dict[str, Any]) -> str:
    head = f"  {event['seq']} {event['kind']} in {event['chat_id']}"
    message = event.get("message")
    if message is None:
        return f"{head}: {event.get('action') or event.get('text') or ''}"
    what = message.get("text") or message.get("caption") or ""
    media = [name for name in ("photo", "video", "audio", "animation", "document") if name in message]
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button["text"] for row in rows for button in row]
    who = message["from"]["first_name"]
    return f"{head}: #{message['message_id']} {who}: {' '.join(media)} {what[:TEXT_SHOWN]!r} {buttons or ''}"
