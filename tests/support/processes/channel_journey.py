"""Customers of a real `comptoir` with its workers, in the simulated world of Meta's channels."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from assistant.conversation.events import ConversationEvent, CustomerWrote, StoredEvent
from assistant.conversation.ids import ConversationId
from assistant.ports import EventLog
from integrations.channels.meta.simulator.messenger_customer import MessengerCustomer
from integrations.channels.meta.simulator.simulator import Simulator, simulating
from integrations.channels.meta.simulator.types import Bubble
from integrations.channels.meta.simulator.webhook_carrier import Habits
from integrations.channels.meta.simulator.whatsapp_customer import WhatsAppCustomer
from integrations.stores.sql import open_event_log
from tests.support.patience import until
from tests.support.processes.comptoir import DEMO, Tree, running

Customer = WhatsAppCustomer | MessengerCustomer
_Event = TypeVar("_Event", bound=ConversationEvent)
_PATIENT_S = 30.0  # on a machine that does much else


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A shop that is open on its channels."""

    simulator: Simulator
    tree: Tree
    events: EventLog

    async def heard(self, customer: Customer, count: int = 1) -> list[Bubble]:
        """Wait until a phone shows so many messages of the shop; return them all."""

        async def there() -> bool:
            return len(of_shop(customer)) >= count

        await until(there, within_s=_PATIENT_S, every_s=0.02)
        return of_shop(customer)

    async def told(self, customer: Customer, kind: type[_Event], count: int = 1) -> list[_Event]:
        """Wait until the log has so many events of a kind; return them all."""
        found: list[_Event] = []

        async def there() -> bool:
            found[:] = [one for one in await self.past(customer) if isinstance(one, kind)]
            return len(found) >= count

        await until(there, within_s=_PATIENT_S, every_s=0.05)
        return found

    async def past(self, customer: Customer) -> list[ConversationEvent]:
        """Return what the log has of a customer's conversation so far."""
        ids = {one.id for one in customer.thread.bubbles if one.mine}
        stored = [one async for one in everything(self.events)]
        conversations = {
            one.event.conversation_id
            for one in stored
            if isinstance(one.event, CustomerWrote) and one.event.provider_message_id in ids
        }
        return list(_of(stored, conversations))


def of_shop(customer: Customer) -> list[Bubble]:
    """Return what the app under test wrote, as the customer has it."""
    return [
        one
        for one in customer.thread.bubbles
        if not one.mine and not one.author and one.status != "failed"
    ]


def words(bubble: Bubble) -> str:
    """Return a message's words, of either channel."""
    content = bubble.content
    if isinstance(content.get("text"), str):
        return str(content["text"])
    part = content.get("text") or content.get("interactive", {}).get("body") or {}
    return str(part.get("body") or part.get("text") or "")


async def everything(events: EventLog) -> AsyncIterator[StoredEvent]:
    """Yield the whole log."""
    after = 0
    while more := await events.tail(after, limit=2000):
        for one in more:
            yield one
        after = more[-1].position


def _of(
    stored: list[StoredEvent], conversations: set[ConversationId]
) -> Iterator[ConversationEvent]:
    for one in stored:
        if one.event.conversation_id in conversations:
            yield one.event


@asynccontextmanager
async def open_journey(data_dir: Path) -> AsyncIterator[Journey]:
    """Open the demo's catalogue on both channels, with workers, until the block ends."""
    async with simulating(habits=Habits(at_once=4)) as simulator:
        more = {
            **simulator.settings(),
            "COMPTOIR_SHOP__FILE": str(DEMO / "shop.yaml"),
            "COMPTOIR_HELPDESK__KIND": "builtin",
        }
        async with running(Tree(data_dir, env=more)) as tree:
            await simulator.subscribe(tree.base_url)
            async with open_event_log(f"sqlite:///{data_dir / 'comptoir.db'}") as events:
                yield Journey(simulator=simulator, tree=tree, events=events)
