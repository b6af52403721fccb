"""Describe a thread for the page that shows it. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from integrations.channels.meta.simulator import messenger_customer, whatsapp_customer
from integrations.channels.meta.simulator.types import PHONE_APP, Bubble, Json, Number, Thread

MEDIA = "/phone/media"
_HIDDEN = frozenset({"reaction"})
_FILES = ("image", "video", "audio", "document", "sticker")


def show(thread: Thread, now: datetime) -> Json:
    """Return the fields that the page shows of a thread."""
    shown = [_show(one, thread) for one in thread.bubbles if one.kind not in _HIDDEN]
    last = thread.last_inbound
    return {
        "bubbles": shown,
        "typing": thread.typing_until is not None and thread.typing_until > now,
        "open_until": (last + timedelta(hours=24)).isoformat() if last else "",
        "owner": thread.owner,
    }


def _show(bubble: Bubble, thread: Thread) -> Json:
    whatsapp = isinstance(thread.account, Number)
    part = _whatsapp(bubble) if whatsapp else _messenger(bubble)
    quoted = thread.find(bubble.reply_to) if bubble.reply_to else None
    return {
        "id": bubble.id,
        "mine": bubble.mine,
        "at": bubble.at.isoformat(),
        "status": bubble.status,
        "author": "person" if bubble.author == PHONE_APP else "other" if bubble.author else "",
        "reaction": bubble.reaction,
        "edited": bubble.edited,
        "revoked": bubble.revoked,
        "error": bubble.error["title"] if bubble.error else "",
        "quote": _words(quoted) if quoted is not None and _is_plain(bubble) else "",
        **part,
    }


def _is_plain(bubble: Bubble) -> bool:
    """Return whether a message shows its quotation; a pressed button stands below it anyway."""
    return bubble.kind == "text" or not bubble.mine


def _words(bubble: Bubble) -> str:
    content = bubble.content
    if isinstance(content.get("text"), str):
        return str(content["text"])
    body = content.get("text") or content.get("interactive", {}).get("body") or {}
    return str(body.get("body") or body.get("text") or f"[{bubble.kind}]")


def _whatsapp(bubble: Bubble) -> Json:
    content = bubble.content
    shown: Json = {"kind": bubble.kind, "text": content.get("text", {}).get("body", "")}
    if bubble.kind == "interactive":
        shown |= _interactive(content["interactive"], mine=bubble.mine)
        shown["choices"] = [reply for _, reply in whatsapp_customer.options(bubble)]
    if bubble.kind in _FILES:
        shown |= _file(content[bubble.kind], bubble.kind)
    if bubble.kind == "location":
        shown |= _place(content["location"])
    if bubble.kind == "button":
        shown["text"] = content["button"]["text"]
    return shown


def _interactive(part: Json, *, mine: bool) -> Json:
    if mine:
        reply = part[part["type"]]
        return {"kind": "text", "text": reply.get("title", "")}
    action = part.get("action", {})
    header = part.get("header", {})
    shown: Json = {
        "text": part.get("body", {}).get("text", ""),
        "header": header.get("text", ""),
        "footer": part.get("footer", {}).get("text", ""),
        "sheet": action.get("button", "") if part.get("type") == "list" else "",
    }
    image = header.get("image", {})
    if image:
        shown["image"] = _address(image)
    if part.get("type") == "cta_url":
        link = action.get("parameters", {})
        shown["links"] = [{"title": link.get("display_text", ""), "url": link.get("url", "")}]
    return shown


def _file(part: Json, kind: str) -> Json:
    shown = {"text": part.get("caption", ""), "file": part.get("filename", ""), "kind": kind}
    shown["image" if kind in ("image", "sticker") else "url"] = _address(part)
    return shown


def _address(part: Json) -> str:
    return str(part["link"]) if part.get("link") else f"{MEDIA}/{part.get('id', '')}"


def _place(part: Json) -> Json:
    where = f"{part['latitude']:.4f}, {part['longitude']:.4f}"
    return {"text": part.get("name") or where, "detail": where}


def _messenger(bubble: Bubble) -> Json:
    content = bubble.content
    payload = content.get("attachment", {}).get("payload", {})
    shown: Json = {
        "kind": bubble.kind if bubble.kind in _FILES else "text",
        "text": content.get("text", "") or payload.get("text", ""),
        "choices": [
            {"title": one["title"], "quick": kind == "quick_reply"}
            for kind, one in messenger_customer.options(bubble)
        ],
        "links": _links(payload.get("buttons", [])),
        "cards": [_card(one) for one in payload.get("elements", [])],
    }
    for one in content.get("attachments", []):
        if one["type"] == "location":
            spot = one["payload"]["coordinates"]
            where = {"latitude": spot["lat"], "longitude": spot["long"], "name": one.get("title")}
            shown |= {"kind": "location", **_place(where)}
        elif one["type"] == "image":
            shown["image"] = one["payload"]["url"]
        else:
            shown["url"] = one["payload"]["url"]
    sent = content.get("attachment", {}).get("type", "")
    if sent in ("image", "audio", "video", "file"):
        url = payload.get("url", "") or f"{MEDIA}/{payload.get('attachment_id', '')}"
        shown |= {"kind": "document" if sent == "file" else sent, "file": ""}
        shown["image" if sent == "image" else "url"] = url
    return shown


def _card(element: Json) -> Json:
    return {
        "title": element.get("title", ""),
        "subtitle": element.get("subtitle", ""),
        "image": element.get("image_url", ""),
        "url": element.get("default_action", {}).get("url", ""),
        "links": _links(element.get("buttons", [])),
    }


def _links(buttons: Sequence[Json]) -> list[Json]:
    return [
        {"title": one["title"], "url": one["url"]}
        for one in buttons
        if one.get("type") == "web_url"
    ]
