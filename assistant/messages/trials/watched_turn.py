"""Watch a turn from its own collaborators: read `watch` first.

Everything that a turn handles crosses a part that it was given: the reader of messages, the index,
the policy, the dialogue, a model. Each of these is put into a frame that passes all calls on and
notes them. The turn itself is the product's, and has no line for this: a turn that nobody watches
costs nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Reason
from assistant.desk.handoff.wait_outlook import Outlook
from assistant.messages.policy.escalation_rules import (
    DraftedAnswer,
    Escalation,
    ImmediateHandoff,
)
from assistant.messages.policy.turn_decision import Answer, Decision, HandOff, Policy
from assistant.messages.ports import MessageReader
from assistant.messages.trials.turn_trace import (
    DecidedFact,
    EscalatedFact,
    HeardFact,
    MovedFact,
    OutlookFact,
    TurnTrace,
    WeighedFact,
)
from assistant.messages.trials.watched_model import WatchedMind
from assistant.messages.trials.watched_search import WatchedIndex, WatchedStatements, values_of
from assistant.messages.turn import Turn
from assistant.messages.turn_outcome import Outlooks
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.autonomy.autonomy_table import Topic
from assistant.operations.autonomy.autonomy_verdict import Verdict
from assistant.operations.customer_attributes import NOTHING_KNOWN, CustomerAttributes
from assistant.operations.dialogue.engine_moves import (
    Aside,
    DialogueEngine,
    EngineMove,
    Reply,
)
from assistant.operations.dialogue.heard_message import HeardMessage
from assistant.understanding.types import ReadingContext, Understanding
from retrieval.catalogue.vocabulary import Vocabulary


def watch(turn: Turn, trace: TurnTrace) -> Turn:
    """Return the same turn, whose parts note their steps in `trace`."""
    statements = turn.statements and WatchedStatements(turn.statements, trace)
    return replace(
        turn,
        reader=WatchedReader(turn.reader, trace),
        index=WatchedIndex(turn.index, trace),
        policy=WatchedPolicy(**values_of(turn.policy), trace=trace),
        autonomy=WatchedAutonomy(**values_of(turn.autonomy), trace=trace),
        dialogue=turn.dialogue and WatchedDialogue(turn.dialogue, trace),
        outlooks=turn.outlooks and WatchedOutlooks(turn.outlooks, trace),
        mind=turn.mind and WatchedMind(turn.mind, trace),
        statements=statements,
    )


@dataclass(frozen=True, slots=True)
class WatchedReader:
    """Note how words are understood."""

    inner: MessageReader
    trace: TurnTrace

    async def read(self, text: str, context: ReadingContext) -> Understanding:
        with self.trace.step() as note:
            read = await self.inner.read(text, context)
            note(heard_fact(read, context.vocabulary))
        return read


def heard_fact(read: Understanding, vocabulary: Vocabulary) -> HeardFact:
    """Return an understanding as people read it."""
    titles = dict(vocabulary.titles)
    return HeardFact(
        text=read.text,
        language=read.language,
        intent=read.intent,
        confidence=read.confidence,
        ranked=tuple((str(one), p) for one, p in read.ranked[1:4]),
        products=tuple(titles.get(one, one) for one in read.products),
        constraints=tuple(_constraints(read)),
        signals=tuple((str(one.signal), one.rule, one.confidence) for one in read.signals),
        leans=read.follow_up,
    )


def _constraints(read: Understanding) -> Iterator[tuple[str, str]]:
    asked = read.constraints
    if asked.category:
        yield "category", asked.category
    yield from asked.options
    for name in ("price_min_minor", "price_max_minor"):
        if (minor := getattr(asked, name)) is not None:
            yield name.removesuffix("_minor"), f"{minor / 100:.2f}"
    if asked.in_stock:
        yield "in_stock", ""
    for one in asked.without:
        yield "without", one


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedPolicy(Policy):
    """Note the decision on a message, and whether its answer calls for a person."""

    trace: TurnTrace

    def decide(
        self,
        conversation: Conversation,
        understanding: Understanding,
        attributes: CustomerAttributes = NOTHING_KNOWN,
    ) -> Decision:
        with self.trace.step() as note:
            made = Policy.decide(self, conversation, understanding, attributes)
            note(
                DecidedFact(
                    decision=type(made).__name__,
                    rule=made.rule,
                    reason=made.reason if isinstance(made, HandOff) else "",
                    floor=made.floor if isinstance(made, Answer) else 0.0,
                )
            )
        return made

    def escalate(
        self,
        conversation: Conversation,
        understanding: Understanding | None,
        attributes: CustomerAttributes = NOTHING_KNOWN,
        drafted: DraftedAnswer | None = None,
    ) -> Escalation | None:
        with self.trace.step() as note:
            why = Policy.escalate(self, conversation, understanding, attributes, drafted)
            if why is not None and drafted is not None:
                at_once = isinstance(why, ImmediateHandoff)
                note(EscalatedFact(reason=why.reason, rule=why.rule, at_once=at_once))
        return why


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedAutonomy(AnswerAutonomy):
    """Note the verdict of the autonomy table on an answer."""

    trace: TurnTrace

    async def weigh(
        self, conversation: Conversation, topics: Sequence[Topic], *, unchecked: bool = False
    ) -> Verdict:
        with self.trace.step() as note:
            verdict = await AnswerAutonomy.weigh(self, conversation, topics, unchecked=unchecked)
            note(
                WeighedFact(
                    level=verdict.level,
                    rule=verdict.rule,
                    topics=tuple(map(str, topics)),
                    checked_share=verdict.checked_share,
                )
            )
        return verdict


@dataclass(frozen=True, slots=True)
class WatchedDialogue:
    """Note the moves of a dialogue."""

    inner: DialogueEngine
    trace: TurnTrace

    async def advance(self, conversation: Conversation, heard: HeardMessage) -> EngineMove:
        with self.trace.step() as note:
            move = await self.inner.advance(conversation, heard)
            draft = move.draft if isinstance(move, Reply) else None
            draft = move.resume if isinstance(move, Aside) else draft
            note(
                MovedFact(
                    move=type(move).__name__,
                    wishes=tuple(one.operation for one in heard.wishes),
                    rule=draft.rule if draft else "",
                    text=draft.text if draft else "",
                    events=tuple(str(one.type) for one in move.events),
                )
            )
        return move


@dataclass(frozen=True, slots=True)
class WatchedOutlooks:
    """Note the outlook on a person."""

    inner: Outlooks
    trace: TurnTrace

    async def outlook(self, conversation: Conversation, reason: Reason) -> Outlook:
        with self.trace.step() as note:
            seen = await self.inner.outlook(conversation, reason)
            opens = seen.next_opening.isoformat() if seen.next_opening else ""
            note(OutlookFact(is_open=seen.open, opens=opens))
        return seen
