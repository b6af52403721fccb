"""Whose a conversation is, against a model of a few lines, over thousands of random steps."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import Author, ReplyWritten
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.people import Agent
from assistant.desk.desk_service import Desk, MadeMove
from assistant.desk.moves import conversation_moves
from assistant.desk.moves.conversation_moves import Denied
from assistant.desk.moves.reply_moves import AgentMessage, reply
from tests.support.memory.assemblies.worker_shop import HandClock, Shop
from tests.support.memory.fanout import MemoryFanout
from tests.support.processes.takeovers import an_agent
from tests.support.seeds.conversation_events import LATER

pytestmark = pytest.mark.slow  # hundreds of random histories

CID = ConversationId("c1")
AGENTS = [an_agent(name) for name in ("anna", "ben", "cleo")]
agents = st.sampled_from(AGENTS)


class Ownership(RuleBasedStateMachine):
    """The model: who has it ("assistant", "queue", an agent, "away", "done") and what waits."""

    steps = 0  # of all histories

    @initialize()
    def open(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.shop = Shop()
        self.desk = Desk(
            events=self.shop.events,
            queue=self.shop.queue,
            fanout=MemoryFanout(),
            clock=HandClock(),
        )
        self.wait(self.shop.open())
        self.has = "assistant"
        self.words = 0

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.loop.close()

    def wait(self, awaitable: Any) -> Any:  # noqa: ANN401 - whatever it returns
        return self.loop.run_until_complete(awaitable)

    def make(self, *what: conversation_moves.Move) -> MadeMove | Denied:
        made: MadeMove | Denied = self.wait(self.desk.make(CID, *what))
        return made

    def state(self) -> Conversation:
        events = self.wait(self.shop.events.read(CID)).events
        return Conversation.fold(CID, (stored.event for stored in events))

    @rule()
    def customer_writes(self) -> None:
        self.words += 1
        self.wait(self.shop.receive(f"m{self.words}"))
        self.has = {"away": self.back_from_snooze(), "done": "assistant"}.get(self.has, self.has)

    def back_from_snooze(self) -> str:
        owned = self.state().ownership
        return str(owned.agent_id) if owned.agent_id else "queue"

    @rule()
    def workers_work(self) -> None:
        before = len(self.wait(self.shop.replies()))
        self.wait(self.shop.work())
        if self.has == "assistant":
            assert not self.state().unanswered
        else:
            assert len(self.wait(self.shop.replies())) == before

    @rule(agent=agents, force=st.booleans())
    def agent_claims(self, agent: Agent, *, force: bool) -> None:
        others = {str(one.agent_id) for one in AGENTS} - {str(agent.agent_id)}
        made = self.make(conversation_moves.claim(agent, force=force))
        denied = self.owner() in others and not force and self.has != str(agent.agent_id)
        assert isinstance(made, Denied) is (denied and self.claimed_before)
        if not isinstance(made, Denied):
            self.has = str(agent.agent_id)

    @rule(agent=agents)
    def agent_writes(self, agent: Agent) -> None:
        seen = frozenset(conversation_moves.waiting(self.state()))
        self.words += 1
        writing = AgentMessage(text="Hi", language="en", client_id=f"x{self.words}", seen=seen)
        others = self.owner() not in ("", str(agent.agent_id)) and self.claimed_before
        made = self.make(reply(agent, writing))
        assert isinstance(made, Denied) is others
        if not isinstance(made, Denied):
            self.has = str(agent.agent_id)
            assert not self.state().unanswered

    @rule(agent=agents, settle=st.booleans())
    def agent_gives_back(self, agent: Agent, *, settle: bool) -> None:
        self.make(conversation_moves.release(agent, settle=settle))
        self.has = "assistant"

    @rule(to=st.none() | agents)
    def lead_transfers(self, to: Agent | None) -> None:
        self.make(conversation_moves.assign(to.agent_id if to else None))
        self.has = str(to.agent_id) if to else "queue"

    @rule(agent=agents, sees=st.booleans())
    def agent_resolves(self, agent: Agent, *, sees: bool) -> None:
        waiting = frozenset(conversation_moves.waiting(self.state()))
        self.make(
            conversation_moves.resolve(agent, seen=waiting if sees else frozenset[MessageId]())
        )
        if self.has != "done":
            self.has = "done" if sees or not waiting else "assistant"

    @rule(agent=agents)
    def agent_snoozes(self, agent: Agent) -> None:
        waiting = conversation_moves.waiting(self.state())
        self.make(conversation_moves.snooze(agent, until=LATER))
        self.has = self.back_from_snooze() if waiting else "away"

    @rule(agent=agents)
    def agent_reopens(self, agent: Agent) -> None:
        made = self.make(conversation_moves.reopen(agent))
        assert isinstance(made, Denied) is (self.has not in ("done", "away"))
        if not isinstance(made, Denied):
            self.has = str(agent.agent_id)

    def owner(self) -> str:
        owned = self.state().ownership
        self.claimed_before = owned.claimed
        return str(owned.agent_id or "")

    @invariant()
    def status_is_that_of_the_model(self) -> None:
        Ownership.steps += 1
        status = self.state().status
        expected = {
            "assistant": ConversationStatus.PENDING,
            "done": ConversationStatus.RESOLVED,
            "away": ConversationStatus.SNOOZED,
        }
        assert status is expected.get(self.has, ConversationStatus.OPEN)

    @invariant()
    def the_assistant_said_nothing_while_a_person_had_it(self) -> None:
        state = Conversation(conversation_id=CID)
        for stored in self.wait(self.shop.events.read(CID)).events:
            event = stored.event
            if isinstance(event, ReplyWritten) and event.author is Author.ASSISTANT:
                assert state.status is ConversationStatus.PENDING
            state = state.after(event)


class TestOwnership(Ownership.TestCase):  # type: ignore[misc, valid-type]  # of Hypothesis
    settings = settings(
        max_examples=200,
        stateful_step_count=60,
        suppress_health_check=[HealthCheck.too_slow],
    )

    def runTest(self) -> None:  # noqa: N802 - unittest's name
        super().runTest()
        assert Ownership.steps >= 10_000
