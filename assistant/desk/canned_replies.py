"""Hold replies that agents keep to hand, with places for the words that differ each time. Pure.

A place is `{customer_name}`; a brace that is no place is written twice. Every reply that is kept
can be rendered: `check` refuses a place that nothing fills. The port of the store is here too.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.conversation.ids import TeamId
from assistant.conversation.message import Language

VARIABLES = (
    "agent_name",
    "customer_email",
    "customer_name",
    "order_number",
    "order_status",
    "shop_name",
    "tracking_link",
)
"""Everything that a place may name."""

_SHORTCUT = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
_TITLE = 80  # characters
_TEXT = 4_000  # characters
_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class CannedReplyError(ValueError):
    """Say that a reply cannot be kept; the message tells its writer the reason and the remedy."""


class ShortcutTakenError(Exception):
    """Say that another reply of the team, or of everybody, has the shortcut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedReply:
    """Hold one canned reply; at least one of its texts is not empty."""

    reply_id: str
    shortcut: str  # typed after a slash: lower-case letters, digits, - and _, at most 32
    title: str
    text_fr: str = ""
    text_en: str = ""
    team: TeamId | None = None  # whose it is; None: everybody's

    def text(self, language: Language) -> str:
        """Return the text in `language`, or in the other one if it has none."""
        own, other = self.text_fr, self.text_en
        if language == "en":
            own, other = other, own
        return own or other


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedReply:
    """Hold a text with its places filled; a place without a known value is left as it was."""

    text: str
    missing: tuple[str, ...] = ()  # names, each once


class CannedReplies(Protocol):
    """Store all canned replies. Every method may raise `LogUnavailableError`."""

    async def all(self, teams: Collection[TeamId] | None = None) -> Sequence[CannedReply]:
        """Return everybody's and those of `teams` (None: of every team), by shortcut."""
        ...

    async def keep(self, reply: CannedReply) -> None:
        """Keep a reply that was checked, in place of the reply with its id if there is one.

        Raises:
            ShortcutTakenError: see there.
        """
        ...

    async def drop(self, reply_id: str) -> None:
        """Remove a reply; an unknown id changes nothing."""
        ...


def check(reply: CannedReply) -> None:
    """Refuse a reply that cannot be kept.

    Raises:
        CannedReplyError: the shortcut, the title or a text does not fit.
    """
    if not _SHORTCUT.fullmatch(reply.shortcut):
        msg = (
            f"the shortcut {reply.shortcut!r} must be 1 to 32 lower-case letters, digits, - or _,"
            " such as return-label"
        )
        raise CannedReplyError(msg)
    if not 1 <= len(reply.title.strip()) <= _TITLE:
        msg = f"the title must have 1 to {_TITLE} characters"
        raise CannedReplyError(msg)
    if not reply.text_fr.strip() and not reply.text_en.strip():
        msg = "write the reply in French, in English or in both"
        raise CannedReplyError(msg)
    for text in (reply.text_fr, reply.text_en):
        if len(text) > _TEXT:
            msg = f"the text must have at most {_TEXT} characters, not {len(text)}"
            raise CannedReplyError(msg)
        places(text)


def places(text: str) -> tuple[str, ...]:
    """Return the names of a text's places, each once.

    Raises:
        CannedReplyError: a place has an unknown name, or a brace stands alone.
    """
    found = dict[str, None]()
    for token in _TOKEN.finditer(text):
        name = token[1]
        if token[0] in ("{{", "}}"):
            continue
        if name is None:
            msg = f"the {token[0]} at character {token.start() + 1} stands alone: write it twice"
            raise CannedReplyError(msg)
        if name not in VARIABLES:
            known = ", ".join(f"{{{one}}}" for one in VARIABLES)
            msg = f"nothing is called {{{name}}}; there are {known}"
            raise CannedReplyError(msg)
        found[name] = None
    return tuple(found)


def render(text: str, values: Mapping[str, str]) -> RenderedReply:
    """Return a text with its places filled from `values`, in which "" means unknown.

    Raises:
        CannedReplyError: see `places`.
    """
    missing = tuple(name for name in places(text) if not values.get(name))

    def fill(token: re.Match[str]) -> str:
        if token[0] in ("{{", "}}"):
            return token[0][0]
        return values.get(token[1]) or token[0]

    return RenderedReply(text=_TOKEN.sub(fill, text), missing=missing)
