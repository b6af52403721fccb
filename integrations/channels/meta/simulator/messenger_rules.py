"""Check messages to the Send API by Meta's rules, and refuse those that break one.

Lengths are counted in characters (code points): Meta's pages do not say which.
Source: Meta, Messenger Platform: "Send API", "Quick replies" (2026-04-22), "Templates",
"Policy" (2026-09-28). All message tags but HUMAN_AGENT were retired on 2026-04-27.
"""

from datetime import datetime, timedelta

from integrations.channels.meta.simulator.simulated_errors import SimulatedGraphError
from integrations.channels.meta.simulator.types import Json, SimulatedPage, Thread

TEXT = 2000
METADATA = PAYLOAD = 1000
QUICK_REPLIES, TITLE = 13, 20
ELEMENTS, ELEMENT_TITLE, SUBTITLE, BUTTONS = 10, 80, 80, 3
BUTTON_TEXT = 640
WINDOW = timedelta(hours=24)
HUMAN_WINDOW = timedelta(days=7)
_NOT_ALLOWED = "This message is sent outside of allowed window."
_ATTACHMENTS = ("image", "audio", "video", "file", "template")


def check(body: Json, page: SimulatedPage) -> None:
    """Refuse a message that Meta would refuse.

    Raises:
        SimulatedGraphError: with Meta's code.
    """
    message = body.get("message")
    if not isinstance(message, dict):
        raise SimulatedGraphError(100, "Parameter error: You need to provide a message")
    if "sender_action" in body:
        raise SimulatedGraphError(
            100, "Parameter error: sender_action goes in a request of its own"
        )
    if "text" not in message and "attachment" not in message:
        raise SimulatedGraphError(
            100, "Message cannot be empty, must provide valid attachment or text"
        )
    if "text" in message:
        _length(message["text"], "message[text]", TEXT)
    if "attachment" in message:
        if "text" in message:
            raise SimulatedGraphError(100, "Message cannot have both text and an attachment")
        _check_attachment(message["attachment"])
    _length(message.get("metadata", ""), "message[metadata]", METADATA, least=0)
    if "quick_replies" in message:
        _check_quick_replies(message["quick_replies"])
    persona = body.get("persona_id", "")
    if persona and persona not in page.personas:
        raise SimulatedGraphError(100, "Invalid persona id", subcode=2018254)


def check_window(body: Json, thread: Thread, now: datetime) -> None:
    """Refuse a message that comes too late after the customer's last message.

    Raises:
        SimulatedGraphError: 10 outside the window, 100 for an unknown tag.
    """
    kind, tag = body.get("messaging_type", "RESPONSE"), body.get("tag", "")
    if kind not in ("RESPONSE", "UPDATE", "MESSAGE_TAG"):
        raise SimulatedGraphError(
            100, f"Param messaging_type must be one of the known types, not {kind}"
        )
    if (kind == "MESSAGE_TAG") != bool(tag):
        raise SimulatedGraphError(
            100, "A tag goes with messaging_type MESSAGE_TAG, and only with it"
        )
    if tag and tag != "HUMAN_AGENT":
        raise SimulatedGraphError(100, f"The tag {tag} is not supported any more")
    window = HUMAN_WINDOW if tag else WINDOW
    if thread.last_inbound is None or now - thread.last_inbound > window:
        raise SimulatedGraphError(10, _NOT_ALLOWED, subcode=2018278)


def _check_quick_replies(given: object) -> None:
    if not isinstance(given, list) or not 1 <= len(given) <= QUICK_REPLIES:
        raise SimulatedGraphError(100, f"message[quick_replies] takes 1 to {QUICK_REPLIES}")
    for one in given:
        if one.get("content_type") == "text":
            _length(one.get("title", ""), "quick_replies[title]", TITLE)
            _length(one.get("payload", ""), "quick_replies[payload]", PAYLOAD, least=0)
        elif one.get("content_type") not in ("user_phone_number", "user_email"):
            raise SimulatedGraphError(100, "quick_replies[content_type] is unknown")


def _check_attachment(given: Json) -> None:
    kind, payload = given.get("type"), given.get("payload")
    if kind not in _ATTACHMENTS or not isinstance(payload, dict):
        raise SimulatedGraphError(100, "message[attachment] needs a type and a payload")
    if kind != "template":
        if not payload.get("url") and not payload.get("attachment_id"):
            raise SimulatedGraphError(100, "attachment[payload] needs a url or an attachment_id")
        return
    match payload.get("template_type"):
        case "generic":
            _check_elements(payload.get("elements", []))
        case "button":
            _length(payload.get("text", ""), "payload[text]", BUTTON_TEXT)
            _check_buttons(payload.get("buttons", []), least=1)
        case other:
            raise SimulatedGraphError(100, f"template_type {other} is unknown")


def _check_elements(elements: list[Json]) -> None:
    if not 1 <= len(elements) <= ELEMENTS:
        raise SimulatedGraphError(100, f"elements: 1 to {ELEMENTS}")
    for one in elements:
        _length(one.get("title", ""), "element[title]", ELEMENT_TITLE)
        _length(one.get("subtitle", ""), "element[subtitle]", SUBTITLE, least=0)
        if not any(one.get(name) for name in ("subtitle", "image_url", "buttons")):
            raise SimulatedGraphError(
                100, "Elements must have a subtitle, image_url or buttons", subcode=0
            )
        _check_buttons(one.get("buttons", []), least=0)


def _check_buttons(buttons: list[Json], *, least: int) -> None:
    if not least <= len(buttons) <= BUTTONS:
        raise SimulatedGraphError(100, f"buttons: {least} to {BUTTONS}")
    for one in buttons:
        _length(one.get("title", ""), "button[title]", TITLE)
        match one.get("type"):
            case "web_url":
                if not str(one.get("url", "")).startswith(("https://", "http://")):
                    raise SimulatedGraphError(100, "button[url] must be a web address")
            case "postback":
                _length(one.get("payload", ""), "button[payload]", PAYLOAD)
            case "phone_number":
                _length(one.get("payload", ""), "button[payload]", TITLE)
            case other:
                raise SimulatedGraphError(100, f"button[type] {other} is unknown")


def _length(value: object, name: str, most: int, *, least: int = 1) -> None:
    if not isinstance(value, str):
        raise SimulatedGraphError(100, f"Param {name} must be a string")
    if not least <= len(value) <= most:
        raise SimulatedGraphError(
            100, f"Length of param {name} must be less than or equal to {most}"
        )
