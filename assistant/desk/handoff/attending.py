"""What is said for people while a conversation is theirs and none of them is there. Pure.

Never the assistant's words: a notice once that nobody is there, and thanks for an address that
was asked for.
"""

from datetime import datetime

from assistant.conversation.conversation_conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    AbsenceAnnounced,
    ContactAddressGiven,
    ConversationEvent,
    CustomerWrote,
)
from assistant.conversation.conversation_message import Language
from assistant.conversation.routing import is_elsewhere
from assistant.desk.handoff.handoff_notices import announce, notice
from assistant.desk.handoff.wait_outlook import Outlook
from assistant.desk.handoff.texts import say
from assistant.understanding.entities.person_details import find_emails


def needs_outlook(conversation: Conversation) -> bool:
    """Whether somebody waits who was not told that nobody is there."""
    now = conversation.ownership
    waits = bool(conversation.unanswered) and now.absence is None
    ours = conversation.status is ConversationStatus.OPEN and not is_elsewhere(conversation)
    return ours and waits


def tell_absence(
    conversation: Conversation, outlook: Outlook, *, language: Language
) -> tuple[ConversationEvent, ...]:
    """Return the notice that nobody is there, once until somebody is."""
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
    """Return what follows from an address that was asked for; the last one written counts."""
    now = conversation.ownership
    asked = now.absence is not None and now.absence.asks_address
    if conversation.status is not ConversationStatus.OPEN or not asked:
        return ()
    found = _last_address(conversation.unanswered)
    if found is None or found[1] == now.email:
        return ()
    wrote, email = found
    given = ContactAddressGiven(
        conversation_id=conversation.conversation_id,
        at=at,
        email=email,
        message_id=wrote.message_id,
    )
    text = say("notice.address", language, address=email)
    return (given, notice(given, text, language=language))


def _last_address(unanswered: tuple[CustomerWrote, ...]) -> tuple[CustomerWrote, str] | None:
    for wrote in reversed(unanswered):
        if emails := find_emails(wrote.text):
            return wrote, emails[-1].value
    return None
