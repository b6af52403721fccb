"""A shop whose people answer in a helpdesk of their own: the assistant, the desk and the loop."""

from collections.abc import Callable, Sequence

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    ConversationEvent,
    HandoffRequested,
    Reason,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId
from assistant.conversation.people import Agent
from assistant.desk.desk_service import Desk
from assistant.desk.helpdesk.case_entries import NoteReader
from assistant.desk.helpdesk.case_mirror import Mirror
from assistant.desk.helpdesk.helpdesk_loop import HelpdeskLoop, LoopLimits
from assistant.desk.helpdesk.helpdesk_moves import HelpdeskMoves
from assistant.desk.helpdesk.ports import CaseBook, Helpdesk
from assistant.kit.duty import Duty
from assistant.ports import EventLog
from tests.support.memory.assemblies.desk_parts import Directory
from tests.support.memory.assemblies.worker_shop import EchoTurn, HandClock
from tests.support.memory.assemblies.worker_shop import Shop as Answering
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.helpdesk import MemoryCaseBook
from tests.support.pages.console_desktop import zone_of
from tests.support.seeds.people_events import C1

HOME = "https://chat.example"
LIMITS = LoopLimits(look_every_s=60.0)


class HandingOffTurn(EchoTurn):
    """Echoes, and hands off whoever asks for "quelqu'un"."""

    async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        made = await super().take(conversation)
        waiting = conversation.unanswered
        if not made or not any("quelqu'un" in wrote.text for wrote in waiting):
            return made
        handoff = HandoffRequested(
            conversation_id=conversation.conversation_id,
            at=waiting[-1].at,
            reason=Reason.ASKED_FOR_PERSON,
            messages=tuple(wrote.message_id for wrote in waiting),
        )
        return (handoff,)


class Shop(Answering):
    """Everything on one side of the port; the helpdesk is given."""

    def __init__(
        self,
        helpdesk: Callable[[HandClock], Helpdesk],
        *,
        agents: Sequence[Agent] = (),
        book: CaseBook | None = None,
        events: EventLog | None = None,
    ) -> None:
        super().__init__(turn=HandingOffTurn(), events=events)
        self.helpdesk = helpdesk(self.clock)
        self.book = book or MemoryCaseBook()
        self.desk = Desk(
            events=self.events, queue=self.queue, fanout=MemoryFanout(), clock=self.clock
        )
        self.taking = HelpdeskMoves(
            desk=self.desk,
            agents=Directory(*agents),
            clock=self.clock,
            source=self.helpdesk.name,
            home=HOME,
        )
        self.loop = self.new_loop()

    def new_loop(self, book: CaseBook | None = None) -> HelpdeskLoop:
        """Return what another process would run."""
        book = book or self.book
        return HelpdeskLoop(
            mirror=Mirror(
                helpdesk=self.helpdesk,
                book=book,
                events=self.events,
                taking=self.taking,
                reader=NoteReader(language="fr", zones=zone_of),
            ),
            book=book,
            events=self.events,
            duty=Duty(leases=self.leases, name="helpdesk", for_s=60),
            clock=self.clock,
            limits=LIMITS,
            jitter=lambda: 1.0,
        )

    async def says(self, text: str, *, conversation: str = "c1") -> None:
        """Have the customer write, and the assistant do what it does."""
        await self.receive(text, conversation=conversation, client_id=f"{conversation}:{text}")
        await self.work()

    async def settle(self) -> None:
        """Let both sides come together."""
        for _ in range(20):
            done = await self.loop.once()
            done += await self.work()
            if not done:
                return
        message = "it never comes to rest"
        raise AssertionError(message)

    async def status(self, conversation_id: ConversationId = C1) -> ConversationStatus:
        return (await self.conversation(conversation_id)).status

    async def conversation(self, conversation_id: ConversationId = C1) -> Conversation:
        record = await self.events.read(conversation_id)
        return Conversation.fold(conversation_id, [one.event for one in record.events])

    async def by_agents(self, conversation_id: ConversationId = C1) -> list[ReplyWritten]:
        record = await self.events.read(conversation_id)
        replies = [s.event for s in record.events if isinstance(s.event, ReplyWritten)]
        return [one for one in replies if one.author == "agent"]
