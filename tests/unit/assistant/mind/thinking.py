"""A mind with a model that follows a script, and a shop with one page, boots and orders."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.answers.guard.draft_review import KnownProductNames
from assistant.app.evaluation.backstage import Backstage, open_backstage
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent, CustomerWrote, IdentityProven
from assistant.conversation.ids import ConversationId
from assistant.kit.model.ports import (
    Completed,
    Completion,
    Finish,
    ModelError,
    Request,
    ToolCall,
    Usage,
)
from assistant.mind.ports import MindReply
from assistant.mind.prompt import Voice
from assistant.mind.thinker import Thinker
from assistant.operations.shop_rules import load_rules
from assistant.tools.tool_turn import ToolTurn
from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.types import Understanding
from integrations.stores.memory.memory_shop import MemoryShop
from retrieval.types import Evidence
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.language_model import MemoryModel
from tests.support.seeds.conversation_events import started, wrote
from tests.support.seeds.shop_records import LEA, RECORDS
from tests.unit.assistant.answers.shop_fixture import QUESTION_VECTOR, asked, page
from tests.unit.assistant.messages.turning import Expecting, Shelf

CID = ConversationId("c1")
STATED = (
    "You have 30 days to return an item, unless it is personalised.",
    "Returns cost 4 €; for members they are free.",
)
RETURNS = page("Returns", *((text, QUESTION_VECTOR) for text in STATED), language="en")
ASKED = "How long do I have to return an item?"

Answer = str | tuple[ToolCall, ...] | ModelError


def call(name: str, **arguments: object) -> ToolCall:
    return ToolCall(call_id=f"{name}-1", name=name, arguments=json.dumps(arguments))


@dataclass
class Watching:
    """What a customer saw of a reply, as it came."""

    seen: list[str] = field(default_factory=list)

    async def say(self, conversation: Conversation, text: str) -> bool:
        del conversation
        self.seen.append(text)
        return True


@dataclass(kw_only=True)
class Thinking:
    """A mind, what it is asked, and the shop behind it."""

    answers: Sequence[Answer]
    evidence: tuple[Evidence, ...] = (RETURNS,)
    proven: bool = False
    earlier: tuple[ConversationEvent, ...] = ()  # of turns before
    watching: Watching = field(default_factory=Watching)
    clock: HandClock = field(default_factory=HandClock)
    seconds: float = 20.0

    def __post_init__(self) -> None:
        """Open the shop, and script the model."""
        self.backstage: Backstage = open_backstage(
            MemoryShop(RECORDS), rules=load_rules(), clock=self.clock
        )
        left = list(self.answers)

        def answer(_: Request) -> Completion:
            said: Answer = left.pop(0) if left else ""
            if isinstance(said, ModelError):
                raise said
            end = Completed(
                finish=Finish.STOP, usage=Usage(prompt=100, completion=9), model="m", endpoint="e"
            )
            if isinstance(said, str):
                return Completion(text=said, end=end)
            return Completion(text="", calls=said, end=end)

        self.model = MemoryModel(answer)

    async def reply(self, text: str = ASKED, *, aloud: bool = False) -> MindReply:
        """Return the mind's reply to a message."""
        thinker = Thinker(
            model=self.model,
            voice=Voice(shop="Brisemare"),
            clock=self.clock,
            seconds=self.seconds,
            speaker=self.watching,
        )
        mind = thinker.mind(load_rules(), operates=True, sells=True)
        return await mind.reply(self.turn(text), aloud=aloud)

    def turn(self, text: str = ASKED) -> ToolTurn:
        """Return what the tools of a message work on."""
        shelf = Shelf(*self.evidence)

        async def read(said: str) -> Understanding:
            return asked(said, language="en")

        return ToolTurn(
            conversation=self.conversation(text),
            understanding=replace(asked(text, language="en"), entities=read_entities(text)),
            searcher=shelf,
            names=KnownProductNames.of(title for _, title in shelf.vocabulary.titles),
            read=read,
            clock=self.clock,
            dialogue=self.backstage.engine,
            rules=load_rules(),
            outlooks=Expecting(),
        )

    def conversation(self, text: str) -> Conversation:
        """Return the conversation up to a message."""
        state = Conversation(conversation_id=CID).after(started())
        if self.proven:
            proof = IdentityProven(
                conversation_id=CID, at=self.clock.now(), customer_id=LEA, method="signed_in"
            )
            state = state.after(proof)
        for event in self.earlier:
            state = state.after(event)
        now: CustomerWrote = wrote("m1", text=text)
        return state.after(now)

    @property
    def last_request(self) -> str:
        """Return all messages of the last request as one text."""
        return "\n".join(one.text for one in self.model.asked[-1].messages)
