"""Write the updates of Messenger's webhooks.

Source: Meta, Messenger Platform, "Webhook events reference" and the page of each event.
"""

from datetime import datetime

from integrations.channels.meta.simulator.delivery_batches import Update
from integrations.channels.meta.simulator.types import PAGE, Bubble, Json, SimulatedPage, Thread

_FIELDS = {
    "message": "messages",
    "message_edit": "message_edits",
    "postback": "messaging_postbacks",
    "delivery": "message_deliveries",
    "read": "message_reads",
    "reaction": "message_reactions",
    "referral": "messaging_referrals",
    "optin": "messaging_optins",
    "pass_thread_control": "messaging_handovers",
    "take_thread_control": "messaging_handovers",
    "request_thread_control": "messaging_handovers",
    "app_roles": "messaging_handovers",
}


def milliseconds(at: datetime) -> int:
    """Return a time in the form that webhooks have."""
    return int(at.timestamp() * 1000)


def event(
    page: SimulatedPage, thread: Thread, more: Json, at: datetime, *, standby: bool = False
) -> Update:
    """Return the update of an act of the customer."""
    value = {
        "sender": {"id": thread.person.psid},
        "recipient": {"id": page.id},
        "timestamp": milliseconds(at),
        **more,
    }
    return _update(page, value, at, standby=standby)


def message(page: SimulatedPage, thread: Thread, bubble: Bubble) -> Update:
    """Return the update of a customer's message; in `standby` if another app has the thread."""
    shown: Json = {"mid": bubble.id, **bubble.content}
    if bubble.reply_to:
        shown["reply_to"] = {"mid": bubble.reply_to}
    return event(page, thread, {"message": shown}, bubble.at, standby=bool(thread.owner))


def echo(page: SimulatedPage, thread: Thread, bubble: Bubble, *, app_id: str) -> Update:
    """Return the update of a message that was written for the page, by any app."""
    shown: Json = {"mid": bubble.id, "is_echo": True, **_echoed(bubble.content)}
    if app_id:
        shown["app_id"] = int(app_id)
    if bubble.callback:
        shown["metadata"] = bubble.callback
    value = {
        "sender": {"id": page.id},
        "recipient": {"id": thread.person.psid},
        "timestamp": milliseconds(bubble.at),
        "message": shown,
    }
    return _update(page, value, bubble.at, standby=bool(thread.owner))


def handover(
    page: SimulatedPage,
    thread: Thread,
    kind: str,
    at: datetime,
    *,
    before: str,
    after: str,
    metadata: str,
) -> Update:
    """Return the update that tells which app has a conversation now."""
    told: Json = {"metadata": metadata}
    if kind == "pass_thread_control":
        told |= {"new_owner_app_id": after, "previous_owner_app_id": before or None}
    else:
        told |= {"previous_owner_app_id": before, "new_owner_app_id": after}
    return event(page, thread, {kind: told}, at)


def needed_field(update: Update) -> str:
    """Return the field that a page's app has to be subscribed to for an update."""
    if update.part == "standby":
        return "standby"
    shown = update.value.get("message", {})
    if shown.get("is_echo"):
        return "message_echoes"
    return next((field for name, field in _FIELDS.items() if name in update.value), "messages")


def _echoed(content: Json) -> Json:
    """Return the parts of a message that its echo has; a template becomes an attachment."""
    kept = {name: value for name, value in content.items() if name in ("text", "attachments")}
    attachment = content.get("attachment")
    if attachment:
        kept["attachments"] = [
            {"type": attachment.get("type"), "payload": attachment.get("payload", {})}
        ]
    return kept


def _update(page: SimulatedPage, value: Json, at: datetime, *, standby: bool) -> Update:
    return Update(
        object=PAGE,
        entry_id=page.id,
        part="standby" if standby else "messaging",
        value=value,
        at_ms=milliseconds(at),
    )
