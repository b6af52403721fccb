"""Declare the ports of outreach: its books, and its readers of channels and of the shop.

Methods of the books may raise `LogUnavailableError`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from assistant.conversation.consents import ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import AccountId, ConversationId, CustomerId
from assistant.conversation.message import ChannelKind, Language, TemplateUse
from assistant.outreach.intents import (
    ArmTally,
    OutreachIntent,
    OutreachOutcome,
    StateTally,
    TriggerSwitch,
)
from assistant.outreach.known_talks import KnownTalk
from assistant.outreach.triggers.customer_facts import CustomerFacts


class Audience(Protocol):
    """Find conversations in which a consent was given."""

    async def page(
        self, purpose: ContactPurpose, *, after: ConversationId | None, limit: int
    ) -> Sequence[ConversationId]:
        """Return conversations by id, from `after` on; some may have taken their consent back."""
        ...


class IntentBook(Protocol):
    """Keep intents: the queue of messages to write, and the ledger of those that were."""

    async def note(self, begun: OutreachIntent, found: Sequence[OutreachIntent]) -> int:
        """Keep the intents that are new, once each; return how many.

        One that was refused for a reason of its conversation alone (`OF_CONVERSATION`) waits again,
        in the conversation that found it now.

        `begun` marks the first look at its customer by its trigger. At that look, what is found
        without a date of its own comes as `KNOWN` by the caller's choice: see `has`.
        """
        ...

    async def has(self, begun: OutreachIntent) -> bool:
        """Return whether a trigger looked at a customer before."""
        ...

    async def due(self, now: datetime, *, limit: int) -> Sequence[OutreachIntent]:
        """Return the intents to work on: those whose time has come, and those a crash left."""
        ...

    async def reserve(
        self,
        intent: OutreachIntent,
        now: datetime,
        *,
        since: datetime,
        most: int,
        talks: Sequence[ConversationId] = (),
    ) -> bool:
        """Count an intent among those written to its customer since `since`.

        False: there are `most` already, or it is not waiting any more; nothing changed. All
        triggers count, and all of the customer's conversations, also those in which nobody had
        proved who they are: those of earlier intents, and `talks`. A repeat is no second one.
        """
        ...

    async def delay(self, intent: OutreachIntent, until: datetime) -> None:
        """Work on an intent again at `until`; its state stays."""
        ...

    async def settle(self, intent: OutreachIntent) -> None:
        """Keep an intent's new state, reason and times, unless it is settled already.

        So a process that was slower than another takes nothing back.
        """
        ...


class OutcomeBook(Protocol):
    """Keep the outcomes of customers who were followed, once for each time a trigger was turned on.

    What was noted before then (`TriggerSwitch.began_at`) neither counts nor is followed.
    """

    async def unfollowed(self, before: datetime, *, limit: int) -> Sequence[OutreachIntent]:
        """Return each customer's first intent of a trigger, noted by `before` and not followed."""
        ...

    async def keep(self, outcome: OutreachOutcome) -> None:
        """Keep an outcome, in the place of one that counts no more; a repeat changes nothing."""
        ...

    async def tallies(self) -> Sequence[ArmTally]:
        """Return the count of each effect by trigger and side."""
        ...

    async def states(self) -> Sequence[StateTally]:
        """Return how many intents there are in each state, by trigger, state and reason."""
        ...


class SwitchBook(Protocol):
    """Keep which triggers people turned on."""

    async def switches(self) -> Sequence[TriggerSwitch]: ...

    async def turn(self, switch: TriggerSwitch) -> None: ...


class CustomerFactReader(Protocol):
    """Read the facts of a customer from the shop, as of now."""

    async def of(self, customer_id: CustomerId) -> tuple[CustomerFacts, str] | None:
        """Return the facts and the country of the customer's address; None: nobody has this id.

        Raises:
            ShopUnavailableError: the shop does not answer.
        """
        ...


class CustomerTalks(Protocol):
    """Find all conversations of a customer."""

    async def of_customer(self, customer_id: CustomerId) -> Sequence[ConversationId]:
        """Return the conversations in which this customer proved who they are, the newest first.

        Fifty at most. The lists of conversations follow the log within seconds.

        Raises:
            LogUnavailableError: no database answers.
        """
        ...


class FactSource(Protocol):
    """Read one kind of facts beside a customer's orders."""

    async def added(
        self, facts: CustomerFacts, talk: KnownTalk, language: Language
    ) -> CustomerFacts:
        """Return the facts with those of this source, worded in `language`.

        Raises:
            ShopUnavailableError: the shop does not answer.
        """
        ...


class AnswerTrial(Protocol):
    """Ask a question again, without an effect."""

    async def answer(self, asked: Conversation) -> str:
        """Return the answer with sources that the waiting messages would get now; "": none."""
        ...


class ContactPlaces(Protocol):
    """Read the number of a contact, which says where they are."""

    async def number(self, conversation_id: ConversationId) -> str:
        """Return the contact's telephone number, in E.164 without "+"; "": none is known."""
        ...


class ChannelFacts(ContactPlaces, Protocol):
    """Read the facts of a contact from their channel."""

    async def template(
        self,
        channel: ChannelKind,
        account_id: AccountId,
        *,
        name: str,
        language: Language,
        values: Sequence[str],
    ) -> tuple[TemplateUse, str] | None:
        """Return an approved template with its values, and its text; None: there is none.

        Raises:
            ChannelUnavailableError: the channel does not say.
        """
        ...
