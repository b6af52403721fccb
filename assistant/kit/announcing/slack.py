"""Write an announcement as a Slack message: Block Kit, within Slack's limits. Pure.

Sources: docs.slack.dev/reference/block-kit/blocks (50 blocks a message, a header of 150
characters, a section of 3,000, a button of 75); docs.slack.dev/messaging/formatting-message-text
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from assistant.conversation.message import Language
from assistant.kit.announcing.types import Announcement

BLOCKS = 50
HEADER = 150
SECTION = 3000
BUTTON = 75
_URL = 3000

_OPEN = {"fr": "Voir", "en": "Open"}
_MORE = {"fr": "… et {n} de plus.", "en": "… and {n} more."}
_TEST = {
    "fr": "Comptoir peut vous écrire ici : ceci est un essai.",
    "en": "Comptoir can write to you here: this is a test.",
}

Block = Mapping[str, Any]


def body(announcement: Announcement, language: Language) -> bytes:
    """Return the JSON that an incoming webhook takes."""
    return orjson.dumps(message(announcement, language))


def message(announcement: Announcement, language: Language) -> Mapping[str, Any]:
    """Return the message: `text` for notifications, `blocks` for people who open it."""
    data = announcement.data
    if digest := data.get("digest"):
        title = digest["title"][language]
        return _fit(title, _digest(digest, language), language)
    if insight := data.get("insight"):
        state = insight["state"][language]
        title = f"{state} · {insight['title'][language]}"
        return _fit(state, [_item(insight, language)], language, fallback=title)
    return {"text": _TEST[language], "blocks": [_section(_TEST[language])]}


def _fit(
    title: str, parts: Iterable[Block], language: Language, *, fallback: str = ""
) -> Mapping[str, Any]:
    header = {"type": "header", "text": _plain(title, HEADER)}
    blocks = [header, *parts]
    if len(blocks) > BLOCKS:
        left = len(blocks) - BLOCKS + 1
        more = _section(_MORE[language].format(n=left))
        blocks = [*blocks[: BLOCKS - 1], more]
    return {"text": escape(fallback or title), "blocks": blocks}


def _digest(digest: Mapping[str, Any], language: Language) -> Iterator[Block]:
    yield _section(escape(digest["totals"][language]))
    for part in digest["parts"]:
        if not part["items"]:
            continue
        yield {"type": "divider"}
        yield _section(f"*{escape(part['title'][language])}*")
        for item in part["items"]:
            yield _item(item, language)
    if not any(part["items"] for part in digest["parts"]):
        yield _section(escape(digest["nothing"][language]))
    if url := digest.get("url"):
        yield {"type": "actions", "elements": [_button(url, language)]}


def _item(item: Mapping[str, Any], language: Language) -> Block:
    lines = (
        f"*{escape(item['title'][language])}*",
        escape(item["figures"][language]),
        f"_{escape(item['todo'][language])}_",
    )
    section = _section("\n".join(lines))
    if url := item.get("url"):
        return {**section, "accessory": _button(url, language)}
    return section


def _section(markdown: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": _short(markdown, SECTION)}}


def _button(url: str, language: Language) -> Block:
    return {"type": "button", "text": _plain(_OPEN[language], BUTTON), "url": url[:_URL]}


def _plain(text: str, most: int) -> Block:
    return {"type": "plain_text", "text": _short(text, most), "emoji": False}


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def escape(text: str) -> str:
    """Return a text that Slack shows as it is, without mentions or links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
