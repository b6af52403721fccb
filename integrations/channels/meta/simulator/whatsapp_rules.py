"""Check messages to the Cloud API by Meta's rules, and refuse those that break one.

Lengths are counted in characters (code points): Meta's pages do not say which.
Source: Meta, "Messages API" and the pages of each kind of message.
"""

from collections.abc import Callable, Mapping
from typing import Any

from integrations.channels.meta.simulator.simulated_errors import SimulatedGraphError
from integrations.channels.meta.simulator.types import Json, Number, SimulatedTemplate

TEXT = 4096
CAPTION = 1024
CALLBACK = 512
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
BUTTON_BODY = 1024
HEADER = FOOTER = 60
SECTIONS, ROWS, ROW_TITLE, ROW_ID, ROW_DESCRIPTION = 10, 10, 24, 200, 72
LIST_BODY, LIST_BUTTON = 4096, 20
TEMPLATE_BODY = 1024


def check(body: Json, number: Number) -> str:
    """Refuse a message that Meta would refuse; return its type.

    Raises:
        SimulatedGraphError: with Meta's code.
    """
    if body.get("messaging_product") != "whatsapp":
        raise SimulatedGraphError(131008, "Parameter 'messaging_product' is mandatory")
    if body.get("recipient_type", "individual") != "individual":
        raise SimulatedGraphError(131009, "recipient_type must be individual")
    kind = str(body.get("type", "text"))
    callback = body.get("biz_opaque_callback_data", "")
    _text(callback, "biz_opaque_callback_data", CALLBACK, least=0)
    checker = _CHECKS.get(kind)
    if checker is None:
        raise SimulatedGraphError(131051, f"Unsupported message type {kind[:40]}")
    part = body.get(kind)
    if part is None:
        raise SimulatedGraphError(131008, f"Parameter '{kind}' is mandatory")
    if kind == "template":
        find_template(part, number)
    checker(part)
    return kind


def find_template(part: Json, number: Number) -> SimulatedTemplate:
    """Return the template that is named; refuse it if it may not be sent or does not fit.

    Raises:
        SimulatedGraphError: see "Templates" of the error codes.
    """
    name, language = part.get("name", ""), part.get("language", {}).get("code", "")
    found = next((t for t in number.templates if (t.name, t.language) == (name, language)), None)
    if found is None:
        raise SimulatedGraphError(132001, f"template name ({name}) does not exist in {language}")
    if found.status in ("PAUSED", "DISABLED"):
        raise SimulatedGraphError(132015 if found.status == "PAUSED" else 132016)
    if found.status != "APPROVED":
        raise SimulatedGraphError(132001, f"template {name} is {found.status}")
    given = [
        parameter
        for component in part.get("components", [])
        if component.get("type") == "body"
        for parameter in component.get("parameters", [])
    ]
    if len(given) != found.variables:
        details = f"body: number of localizable_params ({len(given)}) does not match the expected"
        raise SimulatedGraphError(132000, f"{details} number of params ({found.variables})")
    if any(one.get("type") != "text" or not str(one.get("text", "")) for one in given):
        raise SimulatedGraphError(132012, "body: parameters of this template are texts")
    if any(c in str(one["text"]) for one in given for c in "\n\t") or "     " in str(given):
        raise SimulatedGraphError(132007, "Param text cannot have new-line/tab characters")
    if len(filled(found, part)) > TEMPLATE_BODY:
        raise SimulatedGraphError(132005, "body is too long with its parameters")
    return found


def filled(template: SimulatedTemplate, part: Json) -> str:
    """Return the template's words with the values given."""
    text = template.body
    for component in part.get("components", []):
        if component.get("type") == "body":
            for n, parameter in enumerate(component.get("parameters", []), 1):
                text = text.replace(f"{{{{{n}}}}}", str(parameter.get("text", "")))
    return text


def _text(value: object, name: str, most: int, *, least: int = 1) -> None:
    if not isinstance(value, str):
        raise SimulatedGraphError(131009, f"{name} must be a string")
    if not least <= len(value) <= most:
        raise SimulatedGraphError(
            131009, f"{name} length invalid. Min length: {least}, Max length: {most}"
        )


def _check_text(part: Json) -> None:
    _text(part.get("body", ""), "text.body", TEXT)


def _check_media(kind: str, *, has_caption: bool) -> Callable[[Json], None]:
    def checked(part: Json) -> None:
        if bool(part.get("id")) == bool(part.get("link")):
            raise SimulatedGraphError(131008, f"{kind} needs either an id or a link")
        if "caption" in part:
            if not has_caption:
                raise SimulatedGraphError(131009, f"{kind} has no caption")
            _text(part["caption"], f"{kind}.caption", CAPTION, least=0)

    return checked


def _check_location(part: Json) -> None:
    for name in ("latitude", "longitude"):
        if not isinstance(part.get(name), int | float):
            raise SimulatedGraphError(131009, f"location.{name} must be a number")


def _check_contacts(part: Any) -> None:  # noqa: ANN401  # from outside
    if not isinstance(part, list) or not part:
        raise SimulatedGraphError(131009, "contacts must be a list")
    for one in part:
        if not one.get("name", {}).get("formatted_name"):
            raise SimulatedGraphError(131008, "contacts.name.formatted_name is mandatory")


def _check_reaction(part: Json) -> None:
    if not part.get("message_id"):
        raise SimulatedGraphError(131008, "reaction.message_id is mandatory")


def _check_template(part: Json) -> None:
    if not part.get("name"):
        raise SimulatedGraphError(131008, "template.name is mandatory")


def _check_interactive(part: Json) -> None:
    kind = part.get("type")
    action = part.get("action")
    if not isinstance(action, Mapping):
        raise SimulatedGraphError(131008, "interactive.action is mandatory")
    most = LIST_BODY if kind == "list" else BUTTON_BODY
    _text(part.get("body", {}).get("text", ""), "interactive.body.text", most)
    if "footer" in part:
        _text(part["footer"].get("text", ""), "interactive.footer.text", FOOTER)
    if "header" in part:
        _check_header(part["header"], str(kind))
    checker = {
        "button": _check_buttons,
        "list": _check_list,
        "cta_url": _check_link,
        "location_request_message": _no_check,
    }.get(str(kind))
    if checker is None:
        raise SimulatedGraphError(131009, f"interactive.type {kind} is unknown")
    checker(dict(action))


def _check_header(header: Json, kind: str) -> None:
    if header.get("type") == "text":
        _text(header.get("text", ""), "interactive.header.text", HEADER)
    elif kind == "list":
        raise SimulatedGraphError(131009, "interactive.header of a list must be text")


def _check_buttons(action: Json) -> None:
    buttons = action.get("buttons", [])
    if not 1 <= len(buttons) <= BUTTONS:
        raise SimulatedGraphError(131009, f"interactive buttons: min 1, max {BUTTONS}")
    for one in buttons:
        if one.get("type") != "reply":
            raise SimulatedGraphError(131009, "button.type must be reply")
        _text(one["reply"].get("title", ""), "button.title", BUTTON_TITLE)
        _text(one["reply"].get("id", ""), "button.id", BUTTON_ID)
    _unique([one["reply"]["id"] for one in buttons], "button.id")
    _unique([one["reply"]["title"] for one in buttons], "button.title")


def _check_list(action: Json) -> None:
    _text(action.get("button", ""), "action.button", LIST_BUTTON)
    sections = action.get("sections", [])
    if not 1 <= len(sections) <= SECTIONS:
        raise SimulatedGraphError(131009, f"sections: min 1, max {SECTIONS}")
    rows = [row for section in sections for row in section.get("rows", [])]
    if not 1 <= len(rows) <= ROWS:
        raise SimulatedGraphError(131009, f"Total row count exceed max allowed count: {ROWS}")
    for section in sections:
        least = 1 if len(sections) > 1 else 0
        _text(section.get("title", ""), "section.title", ROW_TITLE, least=least)
    for row in rows:
        _text(row.get("title", ""), "row.title", ROW_TITLE)
        _text(row.get("id", ""), "row.id", ROW_ID)
        _text(row.get("description", ""), "row.description", ROW_DESCRIPTION, least=0)
    _unique([row["id"] for row in rows], "row.id")


def _no_check(_: Json) -> None:
    """Accept every value."""


def _check_link(action: Json) -> None:
    given = action.get("parameters", {})
    _text(given.get("display_text", ""), "display_text", BUTTON_TITLE)
    if not str(given.get("url", "")).startswith(("https://", "http://")):
        raise SimulatedGraphError(131009, "parameters.url must be a web address")


def _unique(ids: list[str], name: str) -> None:
    if len(set(ids)) != len(ids):
        raise SimulatedGraphError(131009, f"{name} must be unique")


_CHECKS: Mapping[str, Callable[[Any], None]] = {
    "text": _check_text,
    "image": _check_media("image", has_caption=True),
    "video": _check_media("video", has_caption=True),
    "document": _check_media("document", has_caption=True),
    "audio": _check_media("audio", has_caption=False),
    "sticker": _check_media("sticker", has_caption=False),
    "location": _check_location,
    "contacts": _check_contacts,
    "reaction": _check_reaction,
    "template": _check_template,
    "interactive": _check_interactive,
}
