"""Write the updates of WhatsApp's webhooks.

Source: Meta, "Webhooks reference" for messages, statuses, smb_message_echoes (2026-05-21), standby
(2026-08-04), "Business-scoped user IDs" (2026-11-05), "Conversation Routing" (2026-10-12).
"""

from datetime import datetime, timedelta

from integrations.channels.meta.simulator.delivery_batches import Update
from integrations.channels.meta.simulator.types import (
    WHATSAPP,
    Bubble,
    Json,
    Number,
    SimulatedCustomer,
    Thread,
)

WINDOW = timedelta(hours=24)


def seconds(at: datetime) -> str:
    """Return a time in the form that webhooks have: whole seconds, as text."""
    return str(int(at.timestamp()))


def contact(person: SimulatedCustomer) -> Json:
    """Return an element of `contacts`: without the number if the customer hides it."""
    profile: Json = {"name": person.name}
    if person.username:
        profile["username"] = person.username
    named: Json = {"profile": profile, "user_id": person.user_id}
    if not person.hides_phone:
        named["wa_id"] = person.phone
    return named


def message(bubble: Bubble, thread: Thread) -> Json:
    """Return an element of `messages`."""
    person = thread.person
    shown: Json = {
        "id": bubble.id,
        "from_user_id": person.user_id,
        "timestamp": seconds(bubble.at),
        "type": bubble.kind,
        **bubble.content,
    }
    if not person.hides_phone:
        shown["from"] = person.phone
    if bubble.reply_to:
        number = thread.account
        display = number.display if isinstance(number, Number) else ""
        quoted = thread.find(bubble.reply_to)
        author = person.phone if quoted is not None and quoted.mine else display
        shown["context"] = {"from": author, "id": bubble.reply_to, **shown.get("context", {})}
    return shown


def inbound(number: Number, thread: Thread, shown: Json, at: datetime) -> Update:
    """Return the update of a customer's message; in `standby` if another app has the thread."""
    value = {"contacts": [contact(thread.person)], "messages": [shown]}
    if thread.owner:
        return change(number, "standby", {"standby": value}, at)
    return change(number, "messages", value, at)


def status(number: Number, thread: Thread, bubble: Bubble, at: datetime) -> Update:
    """Return the update of a message's status."""
    person = thread.person
    told: Json = {
        "id": bubble.id,
        "status": bubble.status,
        "timestamp": seconds(at),
        "recipient_user_id": person.user_id,
    }
    if not person.hides_phone:
        told["recipient_id"] = person.phone
    if bubble.callback:
        told["biz_opaque_callback_data"] = bubble.callback
    if bubble.error is not None:
        told["errors"] = [bubble.error]
    elif bubble.status in ("sent", "delivered"):
        told["pricing"] = _pricing(number, thread, bubble)
    return change(number, "messages", {"statuses": [told]}, at)


def _pricing(number: Number, thread: Thread, bubble: Bubble) -> Json:
    """Return the price of a message: of marketing always, of the rest outside the window."""
    category = "service"
    if bubble.kind == "template":
        used = bubble.content["template"]["name"]
        category = next(one.category for one in number.templates if one.name == used).lower()
    last = thread.last_inbound
    is_open = last is not None and bubble.at - last <= WINDOW
    is_charged = category == "marketing" or (category != "service" and not is_open)
    kind = "regular" if is_charged else "free_customer_service"
    return {"billable": is_charged, "pricing_model": "PMP", "category": category, "type": kind}


def phone_echo(number: Number, thread: Thread, bubble: Bubble) -> Update:
    """Return the update of a message that a person wrote in the WhatsApp Business app."""
    person = thread.person
    shown: Json = {
        "from": number.display,
        "to_user_id": person.user_id,
        "id": bubble.id,
        "timestamp": seconds(bubble.at),
        "type": bubble.kind,
        **bubble.content,
    }
    if not person.hides_phone:
        shown["to"] = person.phone
    value = {"contacts": [contact(person)], "message_echoes": [shown]}
    return change(number, "smb_message_echoes", value, bubble.at)


def other_echo(number: Number, thread: Thread, bubble: Bubble) -> Update:
    """Return the update of a message that another app wrote, for apps that stand by."""
    person = thread.person
    shown: Json = {
        "from": number.display,
        "to": person.phone,
        "to_user_id": person.user_id,
        "id": bubble.id,
        "timestamp": seconds(bubble.at),
        "type": bubble.kind,
        **bubble.content,
    }
    value = {"standby": {"contacts": [contact(person)], "message_echoes": [shown]}}
    return change(number, "standby", value, bubble.at)


def handover(
    number: Number, thread: Thread, kind: str, at: datetime, *, other: str, metadata: str = ""
) -> Update:
    """Return the update that tells which app has a conversation now.

    `kind` is `control_passed` or `control_taken`.
    """
    whom = "previous_owner_app_id" if kind == "control_passed" else "new_owner_app_id"
    value: Json = {
        "messaging_product": "whatsapp",
        "type": kind,
        "timestamp": seconds(at),
        "sender": {"phone_number": thread.person.phone, "user_id": thread.person.user_id},
        "recipient": {"phone_number_id": number.id, "display_phone_number": number.display},
        kind: {whom: other, "metadata": metadata},
    }
    return Update(
        object=WHATSAPP,
        entry_id=number.waba_id,
        part="changes",
        value={"field": "messaging_handovers", "value": value},
        at_ms=int(at.timestamp() * 1000),
    )


def system(number: Number, message_id: str, told: Json, at: datetime, sender: str) -> Update:
    """Return the update of a changed number, id or identity."""
    shown: Json = {"id": message_id, "timestamp": seconds(at), "type": "system", "system": told}
    if sender:
        shown["from"] = sender
    return change(number, "messages", {"messages": [shown]}, at)


def change(number: Number, field: str, more: Json, at: datetime) -> Update:
    """Return an update of one field of a number's business account."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": number.display, "phone_number_id": number.id},
        **more,
    }
    return Update(
        object=WHATSAPP,
        entry_id=number.waba_id,
        part="changes",
        value={"field": field, "value": value},
        at_ms=int(at.timestamp() * 1000),
    )
