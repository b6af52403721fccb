"""Tell a customer once that nobody of the shop is there, and read the address they answer with."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from assistant.conversation.conversation import Conversation, ConversationStatus, is_elsewhere
from assistant.conversation.event_base import Reason
from assistant.conversation.events import (
    AbsenceAnnounced,
    ContactAddressGiven,
    ConversationEvent,
    CustomerWrote,
)
from assistant.conversation.message import Language
from assistant.desk.handoff.handoff_notices import announce, notice
from assistant.desk.handoff.texts import say
from assistant.desk.handoff.wait_outlook import Outlook
from assistant.ports import Clock
from assistant.understanding.entities.person_details import find_emails


def needs_outlook(conversation: Conversation) -> bool:
    """Return whether a customer waits and was not yet told that nobody is there."""
    now = conversation.ownership
    waits = bool(conversation.unanswered) and now.absence is None
    ours = conversation.status is ConversationStatus.OPEN and not is_elsewhere(conversation)
    return ours and waits


def tell_absence(
    conversation: Conversation, outlook: Outlook, *, language: Language
) -> tuple[ConversationEvent, ...]:
    """Return the notice that nobody is there; it is sent once, until an agent is there again."""
    if not needs_outlook(conversation) or not outlook.is_absent:
        return ()
    said = announce(outlook, language)
    absence = AbsenceAnnounced(
        conversation_id=conversation.conversation_id, at=outlook.at, asks_address=said.asks_address
    )
    return (absence, notice(absence, said.text, language=language))


def take_address(
    conversation: Conversation, at: datetime, *, language: Language
) -> tuple[ConversationEvent, ...]:
    """Return the events of an address that was asked for; the last address written counts."""
    now = conversation.ownership
    asked = now.absence is not None and now.absence.asks_address
    if conversation.status is not ConversationStatus.OPEN or not asked:
        return ()
    found = _last_address(conversation.unanswered)
    if found is None or found[1] == now.email:
        return ()
    wrote, email = found
    # To who is answered meanwhile, the notice is the answer, if nothing else was said.
    answers = conversation.awaits_person and _only_gives(wrote.text)
    given = ContactAddressGiven(
        conversation_id=conversation.conversation_id,
        at=at,
        email=email,
        message_id=wrote.message_id,
    )
    text = say("notice.address", language, address=email)
    told = notice(given, text, language=language)
    return (given, replace(told, answers=(wrote.message_id,) if answers else ()))


_WORDS = 8
"""Most words of a message that only gives an address: "vous pouvez m'écrire à a@b.fr"."""


def _only_gives(text: str) -> bool:
    return "?" not in text and len(text.split()) <= _WORDS


def _last_address(unanswered: tuple[CustomerWrote, ...]) -> tuple[CustomerWrote, str] | None:
    for wrote in reversed(unanswered):
        if emails := find_emails(wrote.text):
            return wrote, emails[-1].value
    return None


class AbsenceOutlooks(Protocol):
    """Look up the outlook of a customer who waits, as in `assistant.messages.turn`."""

    async def outlook(self, conversation: Conversation, reason: Reason) -> Outlook: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceNotices:
    """Write absence notices in people's conversations; pass all others on.

    The notices never have words that the assistant would say.
    """

    outlooks: AbsenceOutlooks
    clock: Clock
    default_language: Language

    async def take(
        self, conversation: Conversation
    ) -> tuple[ConversationEvent, ...] | Conversation:
        """Return the notices for an open conversation; any other is passed on.

        So is that of a customer who waits, unless they give their address: the assistant answers.
        """
        if conversation.status is not ConversationStatus.OPEN:
            return conversation
        if conversation.awaits_person:
            language = conversation.language or self.default_language
            asked = conversation.for_assistant()
            return take_address(asked, self.clock.now(), language=language) or conversation
        return await self.attend(conversation)

    async def attend(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        """Return the desk's notices for a conversation that is a person's."""
        language = conversation.language or self.default_language
        if given := take_address(conversation, self.clock.now(), language=language):
            return given
        if not needs_outlook(conversation):
            return ()
        handoff = conversation.ownership.handoff
        reason = handoff.reason if handoff else Reason.CHOSEN
        outlook = await self.outlooks.outlook(conversation, reason)
        return tell_absence(conversation, outlook, language=language)
