"""Scripted: whole conversations with a simulated customer, by words alone."""

from dataclasses import dataclass, field, replace

import orjson

from assistant.app.evaluation.backstage import open_backstage
from assistant.commerce.shop_books import ShopRecords
from assistant.conversation.events import (
    ConversationEvent,
    OperationDone,
    OperationRefused,
    ReplyKind,
)
from assistant.messages.trials.rehearsal import MovableClock, Rehearsal, StuckError, reply_in
from assistant.messages.turn import Turn
from assistant.operations.dialogue.frames import CODE, CONFIRM, IDENTITY, Dialogue
from assistant.operations.shop_rules import Rules
from benchmarks.retail.customer import Wanted, introduction, is_what_they_want, opening
from benchmarks.retail.replay import Outcome
from benchmarks.retail.shop import NOW, Files, Json
from benchmarks.retail.tasks import (
    Task,
    Write,
    customer_now,
    differences,
    end_of,
    order_now,
    parameters,
)
from integrations.stores.memory.memory_shop import MemoryShop

MAX_MESSAGES = 30
MAX_REFUSED = 2
"""Refusals in a row after which a customer leaves it."""

MAX_RESTATED = 2
"""Times that a customer asks for the same again before giving it up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk(Outcome):
    """What became of a conversation."""

    messages: int = 0
    restated: int = 0  # requests that the customer had to make again, one by one
    transcript: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Caller:
    """A customer on one conversation with a shop of its own."""

    task: Task
    shop: MemoryShop
    rehearsal: Rehearsal
    left: list[Write] = field(default_factory=list)  # not done yet
    transcript: list[str] = field(default_factory=list)
    events: list[ConversationEvent] = field(default_factory=list)
    messages: int = 0
    restated: int = 0
    refused: int = 0  # times in a row that what they want was refused
    asked_again: list[str] = field(default_factory=list)
    _agreed: Write | None = None

    async def talk(self) -> None:
        """Say everything that there is to say, one message at a time."""
        said: str | None = opening(self.task.instruction)
        while said is not None and self.messages < MAX_MESSAGES:
            events = await self._say(said)
            reply = reply_in(events)
            await self._tick_off(events)
            if reply.kind is ReplyKind.HANDED_OFF:
                self.transcript.append("= handed to a person")
                return
            said = await self._next()

    async def _say(self, text: str) -> tuple[ConversationEvent, ...]:
        self.messages += 1
        self.transcript.append(f"> {text}")
        events = await self.rehearsal.say(text)
        self.events.extend(events)
        is_refused = any(isinstance(event, OperationRefused) for event in events)
        self.refused = self.refused + 1 if is_refused else 0
        self.transcript.append("< " + reply_in(events).text.replace("\n", "\n    "))
        return events

    async def _tick_off(self, events: tuple[ConversationEvent, ...]) -> None:
        """Take what was done off the list: in a read-back that was right, by its operation."""
        for event in events:
            if isinstance(event, OperationDone):
                done = next((w for w in self.left if w is self._agreed), None)
                if done is not None:
                    self.left.remove(done)

    async def _next(self) -> str | None:
        """Return what the customer says next; None: nothing is left to say."""
        proposal = self.rehearsal.conversation.dealings.proposal
        frame = Dialogue.read(self.rehearsal.conversation.dealings.dialogue).current
        if proposal is not None and frame is not None and frame.asked == CONFIRM:
            read = orjson.loads(proposal.parameters)
            return await self._answer_read_back(proposal.operation, read)
        if frame is None:
            return await self._restate()
        if frame.asked in {IDENTITY, CODE}:
            return introduction(self.task, await customer_now(self.shop, self.task.user_id))
        wanted = await self._meant(frame.operation, dict(frame.slots))
        if wanted is None:
            return "No, leave it."
        if self.refused >= MAX_REFUSED:
            self.left.remove(wanted.write)
            self.refused = 0
            return "No, leave it."
        return wanted.answer(frame.asked) or wanted.request()

    async def _answer_read_back(self, operation: str, read: Json) -> str:
        wanted = await self._meant(operation, read)
        if wanted is None:
            return "No, that is not what I want."
        if wanted.write.operation == operation and is_what_they_want(wanted.called, read):
            self._agreed = wanted.write
            return "Yes"
        return wanted.correction(read)

    async def _restate(self) -> str | None:
        """Ask again for the first thing not done, when the assistant is through with the rest."""
        while self.left and self.asked_again.count(self.left[0].key) >= MAX_RESTATED:
            self.left.pop(0)
        if not self.left:
            return None
        self.restated += 1
        self.asked_again.append(self.left[0].key)
        return (await self._wanted(self.left[0])).request()

    async def _meant(self, operation: str, known: Json) -> Wanted | None:
        """Return the write that the assistant is talking about: of the order, else of the kind."""
        number = known.get("order_number")
        same = [w for w in self.left if w.operation == operation]
        kin = {"exchange_items": "change_items", "change_items": "exchange_items"}.get(operation)
        same = same or [w for w in self.left if w.operation == kin]
        of_order = [w for w in same if w.order_id.lstrip("#") == str(number or "").lstrip("#")]
        chosen = (of_order or same)[:1]
        return await self._wanted(chosen[0]) if chosen else None

    async def _wanted(self, write: Write) -> Wanted:
        order = await order_now(self.shop, write.order_id)
        products = {one.product_id: one for one in self.shop.records().products["en"]}
        return Wanted(
            write=write,
            called=parameters(write, order),
            order=order,
            customer=await customer_now(self.shop, self.task.user_id),
            products=products,
        )


async def play(task: Task, files: Files, records: ShopRecords, rules: Rules, turn: Turn) -> Talk:
    """Return what became of one task, talked through."""
    clock = MovableClock(NOW)
    shop = MemoryShop(records, terms=rules.terms)
    backstage = open_backstage(shop, rules=rules, clock=clock)
    operating = replace(
        turn,
        clock=clock,
        dialogue=backstage.engine,
        policy=replace(turn.policy, operates=True),
        default_language="en",
    )
    caller = Caller(
        task=task,
        shop=shop,
        rehearsal=Rehearsal(turn=operating, clock=clock),
        left=list(task.writes),
    )
    try:
        await caller.talk()
    except StuckError:
        caller.transcript.append("= stuck")
    end = end_of(task, files)
    wrong = differences(end, records, shop)
    return Talk(
        task_id=task.task_id,
        wrong=wrong,
        forbidden=end.forbidden,
        cause=_cause(caller) if wrong else "",
        messages=caller.messages,
        restated=caller.restated,
        transcript=tuple(caller.transcript),
    )


def _cause(caller: Caller) -> str:
    """Return what a failure came from, as far as the events say."""
    last = caller.transcript[-1]
    refusals = [e for e in caller.events if isinstance(e, OperationRefused)]
    if last.startswith("="):
        return last.removeprefix("= ")
    if caller.messages >= MAX_MESSAGES:
        return "too many messages"
    if caller.restated and refusals:
        return f"refused: {refusals[-1].rule}"
    return "not taken up" if caller.restated else "did something else"
