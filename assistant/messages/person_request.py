"""Talk with a customer who waits: a person was asked for, and none has accepted yet. Pure.

The assistant goes on answering, says once that a person was asked, offers none a second time, and
lets the customer take the request back.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from assistant.answers.fixed_replies import wait_for_person
from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import SENSITIVE, Reason, ReplyKind
from assistant.conversation.events import (
    ConversationEvent,
    ConversationReleased,
    OperationDropped,
)
from assistant.conversation.ownership_events import TAKEN_BACK
from assistant.desk.handoff.queue_priority import priority
from assistant.understanding.intents.taken_back import shared_phrases

_PASSED_ON = SENSITIVE | {Reason.HUMAN_ONLY, Reason.NEEDS_APPROVAL}
"""Reasons for which a message is left to the person who was asked, and no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """Hold the events of a request that the customer took back, and the rest of their words."""

    events: tuple[ConversationEvent, ...]
    conversation: Conversation  # after these events
    rest: str  # "": they said nothing else


def take_back(conversation: Conversation, text: str, at: datetime) -> TakenBack | None:
    """Return the request as taken back by the customer; None: it stands, or there is none.

    An operation whose yes waits for a person's is taken back with it.
    """
    if not conversation.awaits_person:
        return None
    left, approval = conversation.ownership.handoff, conversation.ownership.approval
    in_progress = bool(conversation.dealings.dialogue) and approval is None
    rest = shared_phrases().read(text, surely=in_progress)  # a bare "cancel" leaves the operation
    if rest is None:
        return None
    events: list[ConversationEvent] = []
    if approval is not None:
        events.append(
            OperationDropped(
                conversation_id=conversation.conversation_id,
                at=at,
                proposal_id=approval.proposal_id,
                rule="declined",
            )
        )
    events.append(
        ConversationReleased(
            conversation_id=conversation.conversation_id,
            at=at,
            rule=TAKEN_BACK,
            answers=left.messages if left else (),
        )
    )
    after = conversation
    for event in events:
        after = after.after(event)
    return TakenBack(events=tuple(events), conversation=after, rest=rest)


def is_asked_again(conversation: Conversation, draft: Draft) -> bool:
    """Return whether a handoff would only repeat that a person was asked."""
    handed = draft.kind is ReplyKind.HANDED_OFF and draft.reason not in _PASSED_ON
    return conversation.awaits_person and handed


def graver(conversation: Conversation, reason: Reason) -> Reason:
    """Return the reason that a person is asked for, where there was one before: the graver."""
    before = conversation.ownership.handoff
    if before is None or not conversation.awaits_person:
        return reason
    return reason if priority(reason) >= priority(before.reason) else before.reason


def ask_again(draft: Draft, outlook: str) -> Draft:
    """Return the reply to a customer who asks for the person that was asked already."""
    texts = TEXTS[draft.language]
    asked = draft.reason is Reason.ASKED_FOR_PERSON
    lead = texts.asked_already if asked else f"{draft.text} {texts.asked_already}"
    return replace(
        draft,
        kind=ReplyKind.SMALL_TALK,
        reason=None,
        text=f"{lead} {outlook}",
        evidence=(*draft.evidence, lead, outlook),
        quick_replies=(texts.go_on_with_assistant,),
    )


def with_way_back(draft: Draft) -> Draft:
    """Return the draft of a handoff with the offer to go on with the assistant instead.

    Who is in danger is not asked whether they would rather talk to a machine.
    """
    if draft.reason in SENSITIVE:
        return draft
    return replace(draft, quick_replies=(TEXTS[draft.language].go_on_with_assistant,))


def as_said_to_who_waits(conversation: Conversation, draft: Draft) -> Draft:
    """Return the draft without another offer of a person, where one was asked for."""
    return wait_for_person(draft) if conversation.awaits_person else draft
