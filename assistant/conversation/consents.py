"""Fold the consents of a customer to be written to first, by purpose. Pure.

A conversation is one contact on one channel, so a consent holds for that channel alone. Withdrawing
wins at once, and nothing but new words of the customer brings a consent back.

Sources: Regulation (EU) 2016/679 (GDPR), articles 4(11) and 7: a consent is one purpose's, is shown
with its proof, and is withdrawn as easily as it is given. Directive 2002/58/EC, article 13, keeps
marketing apart. Double opt-in of marketing: BGH, I ZR 164/09.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from assistant.conversation.ids import MessageId

ALERTING = "stock_alert"
"""The operation whose yes asks to be told of one thing: it is the consent to that message alone."""


FROM_ELSEWHERE = "import"
"""The source of consents that came by a file: no word that the customer said here."""


class ContactPurpose(StrEnum):
    """Name the purposes of messages that the shop writes first."""

    SERVICE = "service"  # about what the customer ordered or asked
    MARKETING = "marketing"  # news of the shop, in older logs: no message has it any more
    ALERT = "alert"  # the one thing that they asked to be told of


class ConsentStage(StrEnum):
    """Name the steps of a consent."""

    ASKED = "asked"  # the customer asked to be written to
    CONFIRMED = "confirmed"  # and said so a second time, where a country wants that
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Hold a customer's consent to one purpose, with its proof."""

    purpose: ContactPurpose
    stage: ConsentStage
    at: datetime  # when they asked; aware, UTC
    source: str  # where it was given: `chat`, `alert`, or a file that people brought
    wording: str  # the text they had before them, or that answered them if they asked unprompted
    message_id: MessageId | None  # the message that says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """Hold a customer's consents as of the conversation's last event."""

    given: Mapping[ContactPurpose, Consent] = field(default_factory=dict)  # none that was withdrawn

    def of(self, purpose: ContactPurpose) -> Consent | None:
        """Return the consent that covers a purpose now; marketing needs a confirmed one.

        Courts of Germany and Austria want two steps (double opt-in: BGH, I ZR 164/09; OGH,
        4 Ob 202/17i), and the answer to the first step promises them to everybody.
        """
        known = self.given.get(purpose)
        twice = purpose is ContactPurpose.MARKETING
        if known is None or (twice and known.stage is not ConsentStage.CONFIRMED):
            return None
        return known

    def after(self, change: Consent) -> "Consents":
        """Return the consents after one more change; a confirmation without a request is none."""
        known = self.given.get(change.purpose)
        if change.stage is ConsentStage.WITHDRAWN:
            left = {key: one for key, one in self.given.items() if key is not change.purpose}
            return Consents(given=left)
        if change.stage is ConsentStage.CONFIRMED:
            if known is None:
                return self
            return Consents(
                given={**self.given, change.purpose: replace(known, stage=change.stage)}
            )
        return self if known else Consents(given={**self.given, change.purpose: change})
