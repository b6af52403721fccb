"""Serve the Cloud API's endpoints of a number: messages, media, conversation routing, details."""

from datetime import timedelta

from integrations.channels.meta.simulator import simulated_media
from integrations.channels.meta.simulator import whatsapp_shapes as shapes
from integrations.channels.meta.simulator.simulated_errors import SimulatedGraphError
from integrations.channels.meta.simulator.simulated_world import World
from integrations.channels.meta.simulator.types import (
    OTHER_APP,
    Bubble,
    Json,
    Number,
    SimulatedCustomer,
    Thread,
)
from integrations.channels.meta.simulator.whatsapp_rules import check, filled, find_template

TYPING = timedelta(seconds=25)
METADATA = 2000


def send(world: World, number: Number, body: Json) -> Json:
    """Take a message, or a sign that one was read.

    Raises:
        SimulatedGraphError: it is refused.
    """
    if body.get("status") == "read":
        return _mark_read(world, number, body)
    kind, now = check(body, number), world.now()
    if not world.rates.allow_number(number.id, number.per_second, now):
        raise SimulatedGraphError(130429)
    person = _recipient(world, body)
    if person is None:
        return _to_nobody(world, number, body)
    if not world.rates.allow_pair(number.id, person.user_id, now):
        raise SimulatedGraphError(131056)
    thread = world.thread(number, person)
    if thread.owner and kind != "template":
        raise SimulatedGraphError(131005, "Another responder has the control of this conversation")
    bubble = _bubble(world, number, body, kind)
    failure = _failure(world, number, thread, bubble)
    if failure is not None and world.refuses_at_once:
        raise failure
    thread.bubbles.append(bubble)
    thread.typing_until = None
    if failure is not None:
        bubble.error = failure.reported()
        world.progress(thread, bubble, "failed")
    else:
        world.progress(thread, bubble, "sent", "delivered")
    world.touch(thread)
    return _accepted(bubble, body, person)


def control(world: World, number: Number, body: Json) -> Json:
    """Pass, release or take a conversation.

    Raises:
        SimulatedGraphError: the app may not do that.
    """
    person = _recipient(world, body)
    if body.get("messaging_product") != "whatsapp" or person is None:
        raise SimulatedGraphError(100, "Invalid parameter: messaging_product and to are mandatory")
    metadata = str(body.get("metadata", ""))
    if len(metadata) > METADATA:
        raise SimulatedGraphError(100, f"metadata has more than {METADATA} characters")
    thread = world.thread(number, person)
    match body.get("action"):
        case "pass" | "release" if thread.owner:
            raise SimulatedGraphError(100, "The app has not the control of this conversation")
        case "pass":
            thread.owner = OTHER_APP
        case "release":
            pass  # idle: the next message goes where routing says, which is here
        case "take" if number.escalation:
            thread.owner = ""
        case "take":
            raise SimulatedGraphError(2494191, "Only the escalation partner takes conversations")
        case other:
            raise SimulatedGraphError(100, f"action {other} is unknown")
    world.touch(thread)
    return {"success": True}


def upload(world: World, data: bytes, mime_type: str, name: str) -> Json:
    """Keep a file that the shop sends later.

    Raises:
        SimulatedGraphError: its type or size is not accepted.
    """
    simulated_media.check_upload(data, mime_type)
    return {
        "id": world.media.keep(data, mime_type, name=name, life=simulated_media.UPLOADED_LIFE).id
    }


def look_up(world: World, medium_id: str) -> Json:
    """Return the address of a file, valid for five minutes.

    Raises:
        SimulatedGraphError: there is no such file, or no more.
    """
    medium = world.media.find(medium_id)
    if medium is None:
        details = f"Object with ID '{medium_id}' does not exist"
        raise SimulatedGraphError(100, details, subcode=33, kind="GraphMethodException")
    return {
        "messaging_product": "whatsapp",
        "url": f"{world.url}/media/{world.media.address(medium)}",
        "mime_type": medium.mime_type,
        "sha256": medium.digest.hex(),
        "file_size": len(medium.data),
        "id": medium.id,
    }


def describe(number: Number) -> Json:
    """Return the details of a number."""
    return {
        "id": number.id,
        "verified_name": number.name,
        "display_phone_number": f"+{number.display}",
        "quality_rating": number.quality,
        "code_verification_status": "VERIFIED",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
        "status": "CONNECTED",
    }


def templates(number: Number) -> list[Json]:
    """Return the templates of a number's business account."""
    return [
        {
            "id": str(900_000 + place),
            "name": one.name,
            "language": one.language,
            "status": one.status,
            "category": one.category,
            "components": [
                *([{"type": "HEADER", "format": "TEXT", "text": one.header}] if one.header else []),
                {"type": "BODY", "text": one.body},
                *([{"type": "FOOTER", "text": one.footer}] if one.footer else []),
            ],
        }
        for place, one in enumerate(number.templates)
    ]


def _mark_read(world: World, number: Number, body: Json) -> Json:
    for thread in world.threads.values():
        bubble = thread.find(body.get("message_id", "")) if thread.account is number else None
        if bubble is not None and bubble.mine:
            for one in thread.bubbles[: thread.bubbles.index(bubble) + 1]:
                one.status = "read" if one.mine else one.status
            if "typing_indicator" in body:
                thread.typing_until = world.now() + TYPING
            world.touch(thread)
            return {"success": True}
    raise SimulatedGraphError(131009, "message_id is of no message that came to this number")


def _recipient(world: World, body: Json) -> SimulatedCustomer | None:
    """Return the customer that a message is for; a number goes before an id.

    Raises:
        SimulatedGraphError: neither is given, or an id where a number goes.
    """
    to, recipient = str(body.get("to", "")), str(body.get("recipient", ""))
    if to:
        if not to.lstrip("+").replace(" ", "").replace("-", "").isdigit():
            raise SimulatedGraphError(131009, "'to' is a phone number; an id goes into 'recipient'")
        return world.by_phone(to)
    if not recipient:
        raise SimulatedGraphError(131008, "Parameter 'to' or 'recipient' is mandatory")
    return world.by_id(recipient)


def _bubble(world: World, number: Number, body: Json, kind: str) -> Bubble:
    content = {kind: body[kind]}
    medium_id = body[kind].get("id") if isinstance(body[kind], dict) else None
    if medium_id and world.media.find(medium_id) is None:
        raise SimulatedGraphError(131053, "Media id does not exist")
    if kind == "template":
        content["text"] = {"body": filled(find_template(body[kind], number), body[kind])}
    return Bubble(
        id=world.new_id(number),
        mine=False,
        kind=kind,
        content=content,
        at=world.now(),
        callback=body.get("biz_opaque_callback_data", ""),
        reply_to=body.get("context", {}).get("message_id", ""),
    )


def _failure(
    world: World, number: Number, thread: Thread, bubble: Bubble
) -> SimulatedGraphError | None:
    """Return the error with which an accepted message fails to arrive; None if it arrives."""
    person = thread.person
    if not person.reachable:
        return SimulatedGraphError(131026)
    if bubble.kind == "template":
        template = find_template(bubble.content["template"], number)
        if template.category == "MARKETING" and not person.takes_marketing:
            return SimulatedGraphError(131050)
        return None
    if thread.last_inbound is None or world.now() - thread.last_inbound > shapes.WINDOW:
        return SimulatedGraphError(131047)
    return None


def _to_nobody(world: World, number: Number, body: Json) -> Json:
    """Accept a message to a number without WhatsApp, and report later that it failed."""
    person = SimulatedCustomer(
        name="", phone=str(body.get("to", "")), user_id=str(body.get("recipient", ""))
    )
    thread = Thread(account=number, person=person)
    bubble = _bubble(world, number, body, str(body.get("type", "text")))
    bubble.error = SimulatedGraphError(131026).reported()
    bubble.status = "failed"
    world.emit(thread, shapes.status(number, thread, bubble, world.now()))
    return _accepted(bubble, body, person)


def _accepted(bubble: Bubble, body: Json, person: SimulatedCustomer) -> Json:
    known: Json = {"input": body.get("to") or body.get("recipient")}
    if body.get("to"):
        known["wa_id"] = person.phone
    else:
        known["user_id"] = person.user_id
    return {
        "messaging_product": "whatsapp",
        "contacts": [known],
        "messages": [{"id": bubble.id, "message_status": "accepted"}],
    }
