"""Choose the agents' replies that go by mail because the customer left; write the letter. Pure."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    RepliesMailed,
    ReplyRated,
    ReplyStatusReported,
    ReplyWritten,
    SatisfactionRated,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.message import DeliveryStatus, Language
from assistant.desk.handoff.texts import say
from assistant.kit.mail.letter import Letter, LetterId, LetterKind, WordedLetter
from assistant.kit.typography import typeset

PATIENCE = timedelta(seconds=60)
"""How long after a reply the customer may still come back to the page, or the agent go on."""

LONGEST = 5 * PATIENCE
"""No reply waits longer than this for an agent who goes on writing."""


def unseen(
    events: Sequence[ConversationEvent], *, last_seen: datetime | None
) -> tuple[ReplyWritten, ...]:
    """Return the agents' replies that nobody saw and no letter brought, oldest first.

    A customer that writes or rates has seen all earlier replies.
    """
    left: list[ReplyWritten] = []
    mailed: frozenset[MessageId] = frozenset()
    for event in events:
        match event:
            case CustomerWrote() | ReplyRated() | SatisfactionRated():
                left.clear()
            case ReplyStatusReported(status=DeliveryStatus.READ):
                left = [one for one in left if one.message_id != event.message_id]
            case ReplyWritten() if event.author is Author.AGENT:
                left.append(event)
            case RepliesMailed():
                mailed |= frozenset(event.messages)
            case _:
                pass
    return tuple(
        one
        for one in left
        if one.message_id not in mailed and (last_seen is None or last_seen < one.at)
    )


def is_due(replies: Sequence[ReplyWritten], at: datetime) -> bool:
    """Return whether these replies are to be mailed now, in one letter."""
    if not replies:
        return False
    return at - replies[-1].at >= PATIENCE or at - replies[0].at >= LONGEST


def reply_letter(
    replies: Sequence[ReplyWritten], *, recipient: str, page_url: str, at: datetime
) -> Letter:
    """Return the letter that brings `replies`, at least one; equal replies give an equal letter."""
    last = replies[-1]
    together = "|".join(one.message_id for one in replies)
    return Letter(
        letter_id=LetterId(f"reply-{hashlib.sha256(together.encode()).hexdigest()[:40]}"),
        recipient=recipient,
        kind=LetterKind.REPLY,
        language=last.language,
        values={
            "name": last.agent_name,
            "text": "\n\n".join(map(_written, replies)),
            "url": page_url,
            "files": " ".join(f.attachment_id for one in replies for f in one.attachments),
        },
        made_at=at,
    )


_QUOTED = "\x00"  # the place of a person's words


def word_reply(letter: Letter, *, shop: str) -> WordedLetter:
    """Return the letter as it is read; `shop` is the shop's name, or ""."""
    values, language = letter.values, letter.language
    sender, name = shop or say("mail.no_shop", language), values["name"]
    unnamed = "" if name else "_unnamed"
    quoted = "\n".join(f"    {line}".rstrip() for line in values["text"].splitlines())
    body = typeset(say(f"mail.body{unnamed}", language, name=name, text=_QUOTED), language)
    body = body.replace(_QUOTED, quoted)  # what a person wrote stays as it is
    after = _way_back(values["url"], language) + say("mail.close", language, shop=sender)
    subject = say(f"mail.subject{unnamed}", language, shop=sender, name=name)
    return WordedLetter(
        subject=typeset(" ".join(subject.split()), language), body=body + typeset(after, language)
    )


def _way_back(url: str, language: Language) -> str:
    return say("mail.link" if url else "mail.no_link", language, url=url)


def _written(reply: ReplyWritten) -> str:
    return "\n".join((reply.text, *(f"[{one.name}]" for one in reply.attachments))).strip()
