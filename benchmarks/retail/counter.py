"""Say yes to a read-back, and have it done: a customer's way through the gate, without words."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assistant.commerce.shop_books import ShopRecords
from assistant.conversation.dealings import Dealings, Proposal
from assistant.conversation.events import (
    CustomerWrote,
    IdentityProven,
    OperationConfirmed,
    OperationProposed,
)
from assistant.conversation.ids import ConversationId, CustomerId, MessageId
from assistant.conversation.ownership import Ownership
from assistant.operations.autonomy.ports import LiveTable
from assistant.operations.gate import Gate
from assistant.operations.gate_answers import Considered, Executed, Ready
from assistant.operations.shop_rules import Rules
from benchmarks.retail.shop import NOW
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables
from integrations.stores.memory.memory_shop import MemoryShop

_CID = ConversationId("counter")


@dataclass(slots=True, kw_only=True)
class StandingClock:
    """A clock that is set by hand."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass(slots=True)
class Counter:
    """One customer before the gate of a shop of its own."""

    records: ShopRecords
    rules: Rules
    customer_id: CustomerId
    clock: StandingClock = field(default_factory=StandingClock)
    shop: MemoryShop = field(init=False)
    gate: Gate = field(init=False)
    dealings: Dealings = field(init=False)

    def __post_init__(self) -> None:
        """Open the shop, and let the customer prove who they are."""
        self.shop = MemoryShop(self.records, terms=self.rules.terms)
        self.gate = Gate(
            customers=self.shop,
            orders=self.shop,
            assortment=self.shop,
            rules=self.rules,
            autonomy=LiveTable(MemoryAutonomyTables()),
            clock=self.clock,
        )
        self.dealings = Dealings().after(
            IdentityProven(
                conversation_id=_CID,
                at=self.clock.now(),
                customer_id=self.customer_id,
                method="signed_in",
            )
        )

    async def consider(self, operation: str, parameters: Mapping[str, object]) -> Considered:
        """Return what the gate would do."""
        return await self.gate.consider(
            operation, parameters, identity=self.dealings.identity, language="en"
        )

    async def say_yes(self, operation: str, ready: Ready) -> Executed | None:
        """Say yes to what was read back; None: the yes does not count."""
        proposal = OperationProposed(
            conversation_id=_CID,
            at=self.clock.now(),
            proposal_id=uuid.uuid4().hex,
            operation=operation,
            parameters=ready.parameters,
            fingerprint=ready.fingerprint,
            customer_id=ready.customer_id,
        )
        self.dealings = self.dealings.after(proposal).after_reply(())
        wrote = CustomerWrote(
            conversation_id=_CID,
            at=self.clock.now(),
            message_id=MessageId(uuid.uuid4().hex),
            text="yes",
        )
        if not self.gate.may_confirm(self.dealings, wrote):
            return None
        self.dealings = self.dealings.after(
            OperationConfirmed(
                conversation_id=_CID,
                at=self.clock.now(),
                proposal_id=proposal.proposal_id,
                message_id=wrote.message_id,
            )
        )
        confirmed = self.dealings.confirmed
        return await self.execute(confirmed) if confirmed else None

    async def execute(self, proposal: Proposal) -> Executed:
        """Have it done, as after a recorded yes."""
        return await self.gate.execute(proposal, ownership=Ownership(), language="en")
