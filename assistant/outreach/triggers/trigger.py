"""Describe a trigger as data: its causes, its purpose and its times. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.conversation.consents import ContactPurpose
from assistant.conversation.message import Language
from assistant.outreach.triggers.customer_facts import CustomerFactKind, CustomerFacts
from assistant.outreach.triggers.outreach_effect import OutreachEffect

HOLDOUT = 0.1
"""Share of customers who are not written to, unless people set another."""


class TriggerName(StrEnum):
    """Name the triggers."""

    PARCEL_LATE = "parcel_late"
    QUESTION_ANSWERED = "question_answered"
    BACK_IN_STOCK = "back_in_stock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Hold one reason to write to a customer."""

    key: str  # with trigger and customer, what makes the message once
    at: datetime | None = None  # since when it is so, aware; None: the shop does not say
    evidence: tuple[str, ...] = ()  # the shop's own values that the words may state
    values: Mapping[str, str] = field(default_factory=dict)  # placeholders of the text
    words: str = ""  # one of the trigger's `other_words`; "": its own


Qualifies = Callable[[CustomerFacts, datetime, Language], tuple[Cause, ...]]
"""Returns the causes that there are now; the same facts and time give the same causes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Declare a kind of message that the shop writes first.

    Its words stand in `resources`, by its name. Where the channel takes only templates, the one of
    the name that `template_of` tells is sent, if the channel approved it.
    """

    name: TriggerName
    purpose: ContactPurpose
    qualifies: Qualifies
    needs: frozenset[CustomerFactKind] = frozenset()  # facts beside the customer's orders
    known_only: bool = True  # of customers who proved who they are; else of any conversation
    other_words: tuple[str, ...] = ()  # names of texts for causes of which less is known
    of_parcels: bool = False  # nothing is found in a shop system that tells no parcels
    stale_after: timedelta = timedelta(days=3)  # after it the message is not worth sending
    aim: OutreachEffect = OutreachEffect.CONTACTED  # what it is written for, more or less of it

    @property
    def spares_contacts(self) -> bool:
        """Return whether fewer customers should write because of it: others ask for a reply."""
        return self.aim is OutreachEffect.CONTACTED

    @property
    def all_words(self) -> tuple[str, ...]:
        """Return the names of its texts, its own first."""
        return (self.name, *self.other_words)


def template_of(words: str) -> str:
    """Return the name of the template that says these words at the channel."""
    return f"comptoir_{words}"
