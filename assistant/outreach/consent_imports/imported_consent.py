"""Hold a consent that was given elsewhere, and turn it into events of its conversation. Pure.

The import decides nothing: a consent counts once it stands in the log of a conversation, where STOP
is. A STOP in that log, whenever it was said, is never followed by a consent from elsewhere.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.conversation.consents import (
    FROM_ELSEWHERE,
    Consents,
    ConsentStage,
    ContactPurpose,
)
from assistant.conversation.events import (
    ConsentChanged,
    ContactOptedOut,
    ConversationErased,
    ConversationEvent,
    ConversationMerged,
)
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import ChannelKind


class ImportState(StrEnum):
    """Name the states of an imported consent."""

    READ = "read"  # for people to look at; it counts nowhere
    WAITING = "waiting"  # for its conversation to begin
    TAKEN = "taken"  # it stands in the log
    STOPPED = "stopped"  # the customer said STOP or no, or asked to be erased
    WITHDRAWN = "withdrawn"  # by the shop, with its file


SOURCE = FROM_ELSEWHERE
"""The source of the events that imports write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedConsent:
    """Hold one row of a file."""

    phone: str  # E.164 without "+"
    purpose: ContactPurpose
    channel: ChannelKind
    given_at: datetime  # aware, as the other times
    confirmed_at: datetime | None  # of the second yes
    source: str  # where it was given: a form, a till
    text_version: str  # of the text that they had before them
    proof: str  # a reference, or where the proof is kept

    @property
    def import_id(self) -> str:
        """Return the id: the same row read again is the same consent."""
        said = (self.phone, self.purpose, self.channel, self.given_at.isoformat())
        return hashlib.sha256("\0".join(said).encode()).hexdigest()[:32]


def take_in(
    imported: ImportedConsent,
    past: Iterable[ConversationEvent],
    conversation_id: ConversationId,
    at: datetime,
) -> tuple[ConsentChanged, ...] | None:
    """Return the events that the consent becomes in its conversation; None: it may not any more."""
    if any(_ends(event, imported.purpose) for event in past):
        return None
    stages = [ConsentStage.ASKED]
    if imported.confirmed_at is not None:
        stages.append(ConsentStage.CONFIRMED)
    return tuple(
        ConsentChanged(
            conversation_id=conversation_id,
            at=at,
            purpose=imported.purpose,
            stage=stage,
            source=SOURCE,
            wording=imported.text_version,
        )
        for stage in stages
    )


def take_back(
    purpose: ContactPurpose,
    past: Iterable[ConversationEvent],
    conversation_id: ConversationId,
    at: datetime,
) -> tuple[ConsentChanged, ...]:
    """Return the events that take an imported consent back; none where it is not in force.

    A consent that the customer gave here as well stands.
    """
    every, own = Consents(), Consents()
    for event in past:
        if isinstance(event, ContactOptedOut | ConversationErased | ConversationMerged):
            every, own = Consents(), Consents()
        elif isinstance(event, ConsentChanged):
            every = every.after(event.consent)
            own = own if event.source == SOURCE else own.after(event.consent)
    if every.given.get(purpose) == own.given.get(purpose) or own.of(purpose) is not None:
        return ()
    return (
        ConsentChanged(
            conversation_id=conversation_id,
            at=at,
            purpose=purpose,
            stage=ConsentStage.WITHDRAWN,
            source=SOURCE,
        ),
    )


def _ends(event: ConversationEvent, purpose: ContactPurpose) -> bool:
    if isinstance(event, ConsentChanged):  # the shop's own taking back is no word of the customer
        withdrawn = event.stage is ConsentStage.WITHDRAWN and event.source != SOURCE
        return withdrawn and event.purpose is purpose
    return isinstance(event, ContactOptedOut | ConversationErased | ConversationMerged)
