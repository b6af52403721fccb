"""Serve the Messenger Platform's endpoints of a page: messages, personas, routing, people."""

from integrations.channels.meta.simulator import messenger_shapes as shapes
from integrations.channels.meta.simulator.messenger_rules import check, check_window
from integrations.channels.meta.simulator.simulated_errors import SimulatedGraphError
from integrations.channels.meta.simulator.simulated_media import UPLOADED_LIFE
from integrations.channels.meta.simulator.simulated_world import World
from integrations.channels.meta.simulator.types import (
    OTHER_APP,
    Bubble,
    Json,
    SimulatedCustomer,
    SimulatedPage,
    Thread,
)
from integrations.channels.meta.simulator.whatsapp_api import TYPING

_ACTIONS = ("typing_on", "typing_off", "mark_seen", "react", "unreact")
_PERSONA_NAME = 50


def send(world: World, page: SimulatedPage, body: Json) -> Json:
    """Take a message, or a sign: typing, seen.

    Raises:
        SimulatedGraphError: it is refused.
    """
    person = _recipient(world, body)
    thread = world.thread(page, person)
    if "sender_action" in body and "message" not in body:
        return _act(world, thread, str(body["sender_action"]))
    check(body, page)
    if thread.owner:
        details = "Message Not Sent: Another app is controlling this thread now."
        raise SimulatedGraphError(10, details, subcode=2018300)
    check_window(body, thread, world.now())
    if not person.reachable:
        raise SimulatedGraphError(551, "This person isn't available right now.", subcode=1545041)
    message = dict(body["message"])
    bubble = Bubble(
        id=world.new_id(page),
        mine=False,
        kind="template" if "attachment" in message else "text",
        content={name: value for name, value in message.items() if name != "metadata"},
        at=world.now(),
        callback=message.get("metadata", ""),
        reply_to=body.get("reply_to", {}).get("mid", ""),
        tag=body.get("tag", ""),
        persona=body.get("persona_id", ""),
    )
    thread.bubbles.append(bubble)
    thread.typing_until = None
    world.emit(thread, shapes.echo(page, thread, bubble, app_id=world.app.app_id))
    world.progress(thread, bubble, "sent", "delivered")
    return {"recipient_id": person.psid, "message_id": bubble.id}


def control(world: World, page: SimulatedPage, action: str, body: Json) -> Json:
    """Pass, release, take or request a conversation.

    Raises:
        SimulatedGraphError: the app may not do that.
    """
    thread = world.thread(page, _recipient(world, body))
    mine = not thread.owner
    match action:
        case "pass_thread_control" | "release_thread_control" if not mine:
            raise SimulatedGraphError(
                10, "The app does not have control of this thread", subcode=2018300
            )
        case "pass_thread_control":
            thread.owner = str(body.get("target_app_id", OTHER_APP))
        case "take_thread_control":
            thread.owner = ""
        case _:
            pass  # released: idle, so that the next message comes here; asked for: others decide
    world.touch(thread)
    return {"success": True}


def owner(world: World, page: SimulatedPage, psid: str) -> Json:
    """Return which app has a conversation."""
    thread = world.thread(page, _known(world, psid))
    app_id = thread.owner or world.app.app_id
    return {"data": [{"thread_owner": {"app_id": app_id}}]}


def upload(world: World, data: bytes, mime_type: str, name: str) -> Json:
    """Keep a file that the shop sends later."""
    if not data or len(data) > 25_000_000:  # noqa: PLR2004  # Meta's, said in the error
        raise SimulatedGraphError(100, "The file must have 1 byte to 25 MB", subcode=2018047)
    medium = world.media.keep(data, mime_type, name=name, life=UPLOADED_LIFE)
    return {"attachment_id": medium.id}


def add_persona(page: SimulatedPage, body: Json) -> Json:
    """Add a persona: a name and a picture above messages.

    Raises:
        SimulatedGraphError: no name, too long a name, or no picture.
    """
    name = str(body.get("name", ""))
    if not 1 <= len(name) <= _PERSONA_NAME or not body.get("profile_picture_url"):
        raise SimulatedGraphError(
            100, f"A persona has a name of 1 to {_PERSONA_NAME} and a picture"
        )
    persona_id = str(300_000_000_000_001 + len(page.personas))
    page.personas[persona_id] = {"id": persona_id, **body}
    return {"id": persona_id}


def describe_person(world: World, psid: str) -> Json:
    """Return the names of the customer with a page-scoped id."""
    person = _known(world, psid)
    first, _, last = person.name.partition(" ")
    return {"id": psid, "name": person.name, "first_name": first, "last_name": last}


def _act(world: World, thread: Thread, action: str) -> Json:
    if action not in _ACTIONS:
        raise SimulatedGraphError(100, f"sender_action {action} is unknown")
    if action == "typing_on":
        thread.typing_until = world.now() + TYPING
    elif action == "typing_off":
        thread.typing_until = None
    elif action == "mark_seen":
        for one in thread.bubbles:
            one.status = "read" if one.mine else one.status
    world.touch(thread)
    return {"recipient_id": thread.person.psid}


def _recipient(world: World, body: Json) -> SimulatedCustomer:
    return _known(world, str(body.get("recipient", {}).get("id", "")))


def _known(world: World, psid: str) -> SimulatedCustomer:
    person = world.by_id(psid)
    if person is None or person.psid != psid:
        raise SimulatedGraphError(100, "No matching user found", subcode=2018001)
    return person
