"""Fold events into the ways to reach a customer, and name the reason why a reply failed. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never

from assistant.conversation.consents import Consent, Consents, ConsentStage, ContactPurpose
from assistant.conversation.event_base import Author
from assistant.conversation.events import (
    AttachmentReceived,
    AttachmentRefused,
    ConsentChanged,
    ContactOptedIn,
    ContactOptedOut,
    CustomerReacted,
    CustomerReferred,
    CustomerWrote,
    MessageEdited,
    MessageRevoked,
    ReplyRejected,
    ReplyStatusReported,
    ReplyWritten,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.reach_events import ReachEvent

_FAILURES: Mapping[str, str] = {
    **dict.fromkeys(("window", "131047", "10"), "window"),
    **dict.fromkeys(("unreachable", "no_contact", "131026", "130497", "551"), "unreachable"),
    **dict.fromkeys(("131048", "131049", "130472"), "limited"),
    **dict.fromkeys(("opted_out", "131050"), "opted_out"),
    **dict.fromkeys(("media", "file_gone", "131051", "131052", "131053"), "file"),
    **dict.fromkeys(("template", *map(str, range(132000, 132017))), "template"),
    "control": "control",
    "expired": "expired",
}
"""A channel's code, or our own word -> its meaning. Source: Meta, "Error codes"."""

NOBODY_CAN_MEND = frozenset({"unreachable", "limited", "opted_out"})
"""Failures after which a person's words would not arrive either."""


def failure_of(code: str) -> str:
    """Return the meaning of a code: `window`, `unreachable`, `limited`, `opted_out`, `file` ...

    `other` is everything else, such as a request that the channel does not understand.
    """
    return _FAILURES.get(code, "other")


CLOSED_CODES = frozenset({"131047", "window"})
"""Codes of a channel that refuses a reply because its window is closed."""

LAPSE = timedelta(hours=24)
"""Silence of the assistant after which it says again that it is an assistant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Hold the ways to reach the customer as of the conversation's last event."""

    last_inbound_at: datetime | None = None  # the customer's last message; None: too late, or none
    last_provider_message_id: str = ""  # the channel's id of it, to mark it read
    opted_out_at: datetime | None = None  # aware, UTC
    person_wrote: bool = False  # since the assistant last did
    assistant_at: datetime | None = None  # its last words
    consents: Consents = field(default_factory=Consents)  # to be written to first

    @property
    def opted_out(self) -> bool:
        """Return whether no message may be sent that the customer did not ask for."""
        return self.opted_out_at is not None

    def owes_disclosure(self, now: datetime) -> bool:
        """Return whether the assistant has to say that it is an assistant.

        It does at the start, after a lapse, and when it takes back from a person.

        Source: Meta's policy for automated messages; Regulation (EU) 2024/1689, article 50.
        """
        lapsed = self.assistant_at is None or now - self.assistant_at >= LAPSE
        return lapsed or self.person_wrote

    def after_message(self, event: CustomerWrote) -> "Reach":
        """Return the state after a customer's message."""
        at = min(event.at, event.sent_at or event.at)
        known = self.last_inbound_at
        if known is not None and at < known:
            return self
        return replace(
            self,
            last_inbound_at=at,
            last_provider_message_id=event.provider_message_id or self.last_provider_message_id,
        )

    def after_reply(self, event: ReplyWritten) -> "Reach":
        """Return the state after a reply, by any author."""
        if event.author is Author.AGENT:
            return replace(self, person_wrote=True)
        if event.author is Author.ASSISTANT:
            return replace(self, person_wrote=False, assistant_at=event.at)
        return self

    def after_release(self) -> "Reach":
        """Return the state after a person gave the conversation back, with or without a reply."""
        return replace(self, person_wrote=True)

    def after_alert(self, at: datetime, message_id: MessageId) -> "Reach":
        """Return the state after an alert was set that the customer's own message said yes to."""
        asked = Consent(
            purpose=ContactPurpose.ALERT,
            stage=ConsentStage.ASKED,
            at=at,
            source="alert",
            wording="",
            message_id=message_id,
        )
        return replace(self, consents=self.consents.after(asked))

    def after_rejection(self, event: ReplyRejected) -> "Reach":
        """Return the state after the channel refused a reply."""
        return self._closed() if event.reason in CLOSED_CODES else self

    def after(self, event: ReachEvent) -> "Reach":
        """Return the state after one more event."""
        match event:
            case ReplyStatusReported():
                return self._closed() if event.code in CLOSED_CODES else self
            case ContactOptedOut():
                return replace(self, opted_out_at=event.at, consents=Consents())
            case ContactOptedIn():
                return replace(self, opted_out_at=None)
            case ConsentChanged():
                return replace(self, consents=self.consents.after(event.consent))
            case (
                CustomerReacted()
                | MessageEdited()
                | MessageRevoked()
                | CustomerReferred()
                | AttachmentReceived()
                | AttachmentRefused()
            ):
                return self
            case _:
                assert_never(event)

    def _closed(self) -> "Reach":
        return replace(self, last_inbound_at=None)
