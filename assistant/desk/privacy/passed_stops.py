"""End older consents of a customer before the conversation of their STOP is erased. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from assistant.conversation.consents import (
    ALERTING,
    FROM_ELSEWHERE,
    Consents,
    ConsentStage,
    ContactPurpose,
)
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConsentChanged, ConversationEvent, OperationDone

SOURCE = "stop"
"""The source of the events that a passed STOP writes."""


def ended_by(
    conversation: Conversation, past: Sequence[ConversationEvent], stop: datetime, at: datetime
) -> tuple[ConsentChanged, ...]:
    """Return the events that withdraw the consents of a conversation that a STOP elsewhere ended.

    Those that the customer gave anew here after it stand, as outreach reads them.
    """
    anew = given_anew(past, stop)
    return tuple(
        ConsentChanged(
            conversation_id=conversation.conversation_id,
            at=at,
            purpose=purpose,
            stage=ConsentStage.WITHDRAWN,
            source=SOURCE,
        )
        for purpose in conversation.reach.consents.given
        if purpose not in anew
    )


def given_anew(past: Iterable[ConversationEvent], stop: datetime) -> set[ContactPurpose]:
    """Return the purposes of which words after a STOP, not a file, are a whole consent."""
    consents, alerts = Consents(), set[ContactPurpose]()
    for one in past:
        if one.at <= stop:
            continue
        if isinstance(one, OperationDone) and one.operation == ALERTING:
            alerts.add(ContactPurpose.ALERT)
        elif isinstance(one, ConsentChanged) and one.source != FROM_ELSEWHERE:
            consents = consents.after(one.consent)
    return alerts | {one for one in ContactPurpose if consents.of(one) is not None}
