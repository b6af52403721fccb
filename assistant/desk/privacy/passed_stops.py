"""End older consents of a customer before the conversation of their STOP is erased. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

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
    conversation: Conversation, past: Sequence[ConversationEvent], stop: datetime
) -> Iterator[ConsentChanged]:
    """Yield the events that withdraw the consents of a conversation that a STOP elsewhere ended.

    Those that the customer gave anew here after it stand, as outreach reads them: of alerts those
    that were set after it. The events are of the time of the last words, so that the conversation
    is not kept for longer than without them.
    """
    anew = given_anew(past, stop)
    change = partial(
        ConsentChanged,
        conversation_id=conversation.conversation_id,
        at=max(stop, *(one.at for one in past)),
    )
    for purpose, known in conversation.reach.consents.given.items():
        is_alert = purpose is ContactPurpose.ALERT
        if is_alert or purpose not in anew:
            yield change(purpose=purpose, stage=ConsentStage.WITHDRAWN, source=SOURCE, said_at=stop)
        if is_alert and purpose in anew:
            yield change(purpose=purpose, stage=known.stage, source=known.source, said_at=known.at)


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
