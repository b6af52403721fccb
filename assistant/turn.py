"""One turn, from a customer's words to a reply: read this file first.

    screen -> understand -> decide -> search and compose, or move the dialogue -> review -> events

What the autonomy table leaves to people is handed over; what a person has to see first becomes a
suggestion, and the customer is told that somebody looks at it.

Every step takes the value before it and returns one value. A turn reads nothing from the event
log and writes nothing to it: it returns the events, and `assistant.worker` stores them. A yes to
an operation is such an event; what it allows is done in the next turn, by `operations.gate`.
"""

import uuid
from dataclasses import dataclass, replace
from typing import Protocol, Self, assert_never

from assistant.answer.compose import Composer
from assistant.answer.draft import Draft
from assistant.answer.replies import (
    abstain,
    announce_look,
    hand_off,
    how_to_reach,
    leave_to_people,
    refuse,
    small_talk,
)
from assistant.answer.shop import Shop
from assistant.answer.texts import TEXTS
from assistant.autonomy.answers import AnswerAutonomy, suggestion
from assistant.autonomy.decide import Verdict
from assistant.autonomy.table import Level
from assistant.autonomy.topics import topics_of
from assistant.conversation.conversation import Conversation, Status
from assistant.conversation.events import (
    AbsenceAnnounced,
    Author,
    ConversationEvent,
    CustomerWrote,
    HandoffRequested,
    OperationProposed,
    Reason,
    ReplyKind,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Language
from assistant.dialogue.heard import Heard
from assistant.dialogue.hearing import hear
from assistant.dialogue.moves import Aside, DialogueEngine, Elsewhere, Recorded, Reply
from assistant.guard.review import Approved, Blocked, Names, review
from assistant.guard.screen import Screened, Unreadable, screen
from assistant.handoff.announcing import announce
from assistant.handoff.outlook import Outlook
from assistant.policy.decide import Answer, HandOff, Operate, Policy, SmallTalk, StaySilent
from assistant.ports import Clock
from assistant.understanding.types import Understanding
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.search import Searcher


class Reader(Protocol):
    """Understands a message; encodes it once."""

    async def read(
        self, text: str, *, vocabulary: Vocabulary, topic: str, language: Language | None
    ) -> Understanding:
        """Read `text`; `topic` is the question before, which a follow-up leans on."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """One whole version of what the shop knows."""

    searcher: Searcher
    names: Names  # of the products, as the guard compares them

    @classmethod
    def of(cls, searcher: Searcher) -> Self:
        """Derive what is needed beside the searcher."""
        titles = (title for _, title in searcher.vocabulary.titles)
        return cls(searcher=searcher, names=Names.of(titles))


class Index(Protocol):
    """The shop's knowledge, as of now."""

    async def current(self) -> Knowledge:
        """Return one whole version."""
        ...


class Outlooks(Protocol):
    """Knows what a customer who is handed to a person has to expect; cheap, and never fails."""

    async def outlook(self, conversation: Conversation, reason: Reason) -> Outlook:
        """Return it as of now, without what is not known."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a turn came to, before the guard has seen it."""

    events: tuple[ConversationEvent, ...] = ()
    draft: Draft | None = None  # None: there is nothing to say yet
    verdict: Verdict | None = None  # why a person has to see `draft` first; None: nobody has to


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Takes turns; holds collaborators and no state."""

    reader: Reader
    index: Index
    policy: Policy
    shop: Shop
    clock: Clock
    max_chars: int  # of one customer message
    limit: int  # passages looked at
    default_language: Language
    autonomy: AnswerAutonomy
    dialogue: DialogueEngine | None = None  # None: there is no shop system to do anything in
    outlooks: Outlooks | None = None  # None: nobody takes over here; the shop is reached elsewhere

    async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        """Return what follows from the unanswered messages; empty: nothing."""
        if not conversation.unanswered or conversation.status is not Status.PENDING:
            return ()
        if self.dialogue is not None and (said := _up_to_the_yes(conversation)):
            return await self._carry_out(replace(conversation, unanswered=said))
        text = "\n".join(wrote.text for wrote in conversation.unanswered)
        screened = screen(text, max_chars=self.max_chars * len(conversation.unanswered))
        match screened:
            case Unreadable(rule):
                return self._refuse(conversation, rule)
            case Screened(clean):
                return await self._read(conversation, clean)
            case _:
                assert_never(screened)

    def apologise(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        """Return the reply to messages that no turn could answer; a person's are left to them."""
        if conversation.status is not Status.PENDING:
            return ()
        language = conversation.language or self.default_language
        return self._write(conversation, abstain(Reason.ASSISTANT_FAILED, language))

    def _refuse(self, conversation: Conversation, rule: str) -> tuple[ConversationEvent, ...]:
        """Return the turn that `rule` of the screen ended: nothing was understood, or timed."""
        draft = refuse(rule, conversation.language or self.default_language)
        taken = TurnTaken(
            conversation_id=conversation.conversation_id,
            at=self.clock.now(),
            answers=tuple(wrote.message_id for wrote in conversation.unanswered),
            intent="",
            confidence=0.0,
            language=draft.language,
            decision="Refused",
            rule=draft.rule,
            latency_ms=0.0,
        )
        return (taken, *self._write(conversation, draft))

    async def _read(self, conversation: Conversation, text: str) -> tuple[ConversationEvent, ...]:
        started = self.clock.now()
        knowledge = await self.index.current()
        searcher = knowledge.searcher
        last = conversation.last_reply
        understanding = await self.reader.read(
            text,
            vocabulary=searcher.vocabulary,
            # What is said to an operation in progress leans on that, not on a question before.
            topic=last.topic if last and not conversation.dealings.dialogue else "",
            language=conversation.language,
        )
        if not conversation.dealings.dialogue:
            understanding = understanding.outside_dialogue()
        decision = self.policy.decide(conversation, understanding)
        if isinstance(decision, StaySilent):
            return ()
        if isinstance(decision, Operate):
            outcome = await self._operate(conversation, searcher, understanding)
        else:
            draft = await self._draft(conversation, searcher, understanding, decision)
            outcome = await self._as_allowed(conversation, understanding, decision, draft)
        outcome = await self._tell_of_handoff(conversation, outcome)
        reviewed = outcome.draft and self._review(outcome.draft, knowledge)
        taken = TurnTaken(
            conversation_id=conversation.conversation_id,
            at=self.clock.now(),
            answers=tuple(wrote.message_id for wrote in conversation.unanswered),
            intent=understanding.intent,
            confidence=round(understanding.confidence, 4),
            language=understanding.language,
            decision=type(decision).__name__,
            rule=f"{decision.rule}/{reviewed.rule if reviewed else 'confirmed'}",
            index_version=searcher.version,
            latency_ms=round((self.clock.now() - started).total_seconds() * 1000, 2),
        )
        return (taken, *self._conclude(conversation, outcome, reviewed))

    async def _carry_out(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        """Do what a recorded yes allows; the messages up to it were read before."""
        language = conversation.language or self.default_language
        move = await self._dialogue().advance(conversation, Heard(text="", language=language))
        if not isinstance(move, Reply):
            raise TypeError(move)
        said = Outcome(events=move.events, draft=move.draft, verdict=move.verdict)
        outcome = await self._tell_of_handoff(conversation, said)
        reviewed = self._review(outcome.draft or move.draft, await self.index.current())
        return self._conclude(conversation, outcome, reviewed)

    async def _tell_of_handoff(self, conversation: Conversation, outcome: Outcome) -> Outcome:
        """Say with a handoff what becomes of it; of any other outcome, nothing."""
        draft = outcome.draft
        if draft is None or draft.kind is not ReplyKind.HANDED_OFF or draft.reason is None:
            return outcome
        if self.outlooks is None:
            if draft.reason is Reason.HUMAN_ONLY:  # says that it was passed on: it is not
                draft = replace(draft, text=hand_off(draft.reason, draft.language).text)
            return replace(outcome, draft=_adding(draft, how_to_reach(self.shop, draft.language)))
        outlook = await self.outlooks.outlook(conversation, draft.reason)
        said = announce(outlook, draft.language)
        events = outcome.events
        if said.absent:
            absence = AbsenceAnnounced(
                conversation_id=conversation.conversation_id,
                at=self.clock.now(),
                asks_address=said.asks_address,
            )
            events = (*events, absence)
        return replace(outcome, draft=_adding(draft, said.text), events=events)

    async def _operate(
        self, conversation: Conversation, searcher: Searcher, understanding: Understanding
    ) -> Outcome:
        """Let the dialogue move; what it has nothing to say to is answered as any question."""
        heard = hear(understanding, min_confidence=self.policy.min_confidence)
        move = await self._dialogue().advance(conversation, heard)
        match move:
            case Reply():
                return Outcome(events=move.events, draft=move.draft, verdict=move.verdict)
            case Recorded():
                return Outcome(events=move.events)
            case Aside() | Elsewhere():
                return await self._step_aside(conversation, searcher, understanding, move)
            case _:
                assert_never(move)

    async def _step_aside(
        self,
        conversation: Conversation,
        searcher: Searcher,
        understanding: Understanding,
        move: Aside | Elsewhere,
    ) -> Outcome:
        """Answer a question, then go on with what is in progress, unless people take over."""
        question = understanding.as_question()
        decision = self.policy.converse(question)
        draft = await self._draft(conversation, searcher, question, decision)
        if isinstance(move, Aside) and move.instead and draft.kind is ReplyKind.ABSTAINED:
            return Outcome(events=move.instead.events, draft=move.instead.draft)
        answer = await self._as_allowed(conversation, understanding, decision, draft)
        if isinstance(move, Elsewhere):
            return answer
        if answer.verdict is not None or answer.draft is not draft:
            return replace(answer, events=_without_said(move.events))
        return Outcome(events=move.events, draft=draft.followed_by(move.resume))

    async def _as_allowed(
        self,
        conversation: Conversation,
        understanding: Understanding,
        decision: Answer | SmallTalk | HandOff,
        draft: Draft,
    ) -> Outcome:
        """Return an answer as far as the autonomy table lets the assistant give it."""
        if not isinstance(decision, Answer):
            return Outcome(draft=draft)
        topics = topics_of(understanding, draft)
        verdict = await self.autonomy.weigh(conversation, topics)
        if verdict.level is Level.HUMAN_ONLY:
            return Outcome(draft=leave_to_people(verdict.rule, draft.language))
        seen_first = verdict.level is Level.SUGGEST and draft.states_something
        return Outcome(draft=draft, verdict=verdict if seen_first else None)

    def _dialogue(self) -> DialogueEngine:
        if self.dialogue is None:
            raise LookupError
        return self.dialogue

    def _conclude(
        self, conversation: Conversation, outcome: Outcome, reviewed: Draft | None
    ) -> tuple[ConversationEvent, ...]:
        """Return the events of an outcome; what was not said is not recorded as said."""
        if reviewed is None:
            return outcome.events
        said = reviewed is outcome.draft and outcome.verdict is None
        events = outcome.events if said else _without_said(outcome.events)
        if outcome.verdict is None or reviewed is not outcome.draft:
            return (*events, *self._write(conversation, reviewed))
        verdict, now = outcome.verdict, self.clock.now()
        return (
            *events,
            suggestion(conversation, reviewed, verdict, at=now),
            *self._write(conversation, announce_look(verdict.rule, reviewed.language)),
        )

    async def _draft(
        self,
        conversation: Conversation,
        searcher: Searcher,
        understanding: Understanding,
        decision: Answer | SmallTalk | HandOff,
    ) -> Draft:
        match decision:
            case SmallTalk():
                return small_talk(understanding.intent, self.shop, understanding.language)
            case HandOff():
                return hand_off(decision.reason, understanding.language)
            case Answer(floor=floor):
                composer = Composer(searcher=searcher, limit=self.limit)
                last = conversation.last_reply
                focus = tuple(card.product_id for card in last.cards) if last else ()
                return await composer.compose(understanding, floor=floor, focus=focus)
            case _:
                assert_never(decision)

    def _review(self, draft: Draft, knowledge: Knowledge) -> Draft:
        """Return the draft if every fact stands in its evidence, else an abstention."""
        verdict = review(draft, names=knowledge.names)
        match verdict:
            case Approved():
                return draft
            case Blocked(rule):
                instead = abstain(Reason.GUARD_BLOCKED, draft.language)
                return replace(instead, topic=draft.topic, rule=f"{draft.rule}/blocked_{rule}")
            case _:
                assert_never(verdict)

    def _write(self, conversation: Conversation, draft: Draft) -> tuple[ConversationEvent, ...]:
        now = self.clock.now()
        first = conversation.replies == 0
        disclosure = TEXTS[draft.language].disclosure.format(shop=self.shop.name) if first else ""
        reply = ReplyWritten(
            conversation_id=conversation.conversation_id,
            at=now,
            message_id=MessageId(uuid.uuid4().hex),
            author=Author.SYSTEM if draft.kind is ReplyKind.NOTICE else Author.ASSISTANT,
            kind=draft.kind,
            text=draft.text,
            language=draft.language,
            answers=tuple(wrote.message_id for wrote in conversation.unanswered),
            reason=draft.reason,
            sources=draft.sources,
            cards=draft.cards,
            quick_replies=draft.quick_replies,
            disclosure=disclosure,
            topic=draft.topic,
        )
        silent = draft.kind is ReplyKind.HANDED_OFF and self.outlooks is None
        handed_on = draft.kind in {ReplyKind.HANDED_OFF, ReplyKind.NOTICE} and not silent
        if not handed_on or draft.reason is None:
            return (reply,)
        asked = HandoffRequested(
            conversation_id=conversation.conversation_id,
            at=now,
            reason=draft.reason,
            rule=draft.rule,
            messages=reply.answers,
        )
        # Announced, not answered: the wait for a person runs from the customer's own words.
        return (asked, replace(reply, answers=()))


_SAID = (OperationProposed, AbsenceAnnounced)
"""What only holds if the reply that goes with it is sent."""


def _adding(draft: Draft, text: str) -> Draft:
    """Return a handoff's draft with what becomes of it; `text` rests on the shop's own settings."""
    return replace(draft, text=f"{draft.text} {text}", evidence=(*draft.evidence, text))


def _up_to_the_yes(conversation: Conversation) -> tuple[CustomerWrote, ...]:
    """Return the unanswered messages up to a recorded yes; none: it was answered, or there is none.

    What was written after it is read in a turn of its own: it may take something back.
    """
    confirmed = conversation.dealings.confirmed
    ids = [wrote.message_id for wrote in conversation.unanswered]
    if confirmed is None or confirmed.confirmed_by not in ids:
        return ()
    return conversation.unanswered[: ids.index(confirmed.confirmed_by) + 1]


def _without_said(events: tuple[ConversationEvent, ...]) -> tuple[ConversationEvent, ...]:
    """Return the events of a move whose words are not said to the customer now."""
    return tuple(event for event in events if not isinstance(event, _SAID))
