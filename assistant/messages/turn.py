"""Take one turn, from a customer's words to a reply: read this file first.

    screen -> understand -> decide -> answer -> escalate -> review -> events

A model's mind answers with tools, where there is one; else, or where it has no reply that may be
sent, words answer: a search and a composed draft, or the dialogue of an operation.

An answer that the autonomy table leaves to people is handed over; an answer that a person has to
see first becomes a suggestion, and the customer is told that somebody looks at it.

Every stage takes the value before it and returns one value. A turn reads nothing from the event log
and writes nothing to it: it returns the events, and `assistant.messages.worker` stores them. A yes
to an operation is such an event; the operation is done in the next turn, by `operations.gate`.

`README.md` beside this file tells the steps that come before the turn, and the way of its reply.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import assert_never

from assistant.answers.composing.composer import Composer
from assistant.answers.composing.pages.pages_before import PagesBefore
from assistant.answers.fixed_replies import (
    Shop,
    abstain,
    apologise,
    go_on,
    hand_off,
    how_to_reach,
    leave_to_people,
    refuse,
    set_aside,
    talk,
)
from assistant.answers.guard.draft_review import Approved, review
from assistant.answers.guard.input_screen import Unreadable, screen
from assistant.answers.reply_draft import Draft
from assistant.conversation.conversation import Conversation, one_call_at_a_time, up_to_the_yes
from assistant.conversation.events import ConversationEvent, Reason, ReplyKind
from assistant.conversation.message import Language
from assistant.desk.handoff.opening_hours import Hours
from assistant.messages.applied.answer_rules import AnswerRules
from assistant.messages.applied.refused_changes import ChangeQuestions
from assistant.messages.person_request import TakenBack, take_back
from assistant.messages.policy.turn_decision import (
    Answer,
    Decision,
    HandOff,
    Operate,
    Policy,
    SmallTalk,
    StaySilent,
)
from assistant.messages.ports import AttributeReader, Index, Knowledge, MessageReader
from assistant.messages.reading.answer_search import search_answer
from assistant.messages.reading.message_parts import question_after_yes, read_part
from assistant.messages.reading.message_reading import MessageMeaning, understand
from assistant.messages.reading.page_focus import products_in_focus
from assistant.messages.turn_outcome import (
    Outcome,
    Outlooks,
    ShopVoice,
    assigned_back,
    drafted,
    escalated,
    is_alone,
    may_say_more,
    resumed,
    with_second,
    without_said,
)
from assistant.mind.plain_messages import is_plain
from assistant.mind.ports import Mind
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy, topics_of
from assistant.operations.autonomy.autonomy_table import Level
from assistant.operations.customer_attributes import NOTHING_KNOWN, CustomerAttributes
from assistant.operations.dialogue.engine_moves import (
    Aside,
    DialogueEngine,
    NotAnOperation,
    RecordedYes,
    Reply,
)
from assistant.operations.dialogue.heard_message import HeardMessage, hear
from assistant.operations.dialogue.program_calls import with_call
from assistant.operations.dialogue.values.basket_offers import with_offer
from assistant.operations.shop_rules import Rules
from assistant.ports import Clock
from assistant.tools.tool_turn import ToolTurn
from assistant.understanding.types import Understanding
from retrieval.ports import StatementReader

BRIEF = 4
"""Words of small talk that no model is asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Take turns; hold collaborators and no state."""

    reader: MessageReader
    index: Index
    policy: Policy
    shop: Shop
    clock: Clock
    max_chars: int  # of one customer message
    limit: int  # passages looked at
    default_language: Language
    autonomy: AnswerAutonomy
    dialogue: DialogueEngine | None = None  # None: there is no shop system to do anything in
    attributes: AttributeReader | None = None  # None: no rule asks for any
    reopened_accept: timedelta = timedelta(minutes=5)  # for who had it last to accept it
    outlooks: Outlooks | None = None  # None: nobody takes over here; the shop is reached elsewhere
    mind: Mind | None = None  # None: there is no language model, and words answer
    shop_rules: Rules | None = None  # of what a mind may prepare; None: nothing
    hours: Hours | None = None  # of the people; None: nobody is there
    statements: StatementReader | None = None  # None: words alone tell which of them answer
    rules: AnswerRules | None = None  # None: answers are as they are composed

    @property
    def _voice(self) -> ShopVoice:
        sells = self.policy.sells
        return ShopVoice(shop=self.shop, clock=self.clock, outlooks=self.outlooks, sells=sells)

    async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        """Return the events that follow from the unanswered messages; empty: none follow."""
        conversation = conversation.for_assistant()
        if not conversation.unanswered:
            return ()
        if self.dialogue is not None and (said := up_to_the_yes(conversation)):
            return await self._carry_out(replace(conversation, unanswered=said))
        conversation = replace(conversation, unanswered=one_call_at_a_time(conversation.unanswered))
        text = "\n".join(wrote.text for wrote in conversation.unanswered)
        screened = screen(text, max_chars=self.max_chars * len(conversation.unanswered))
        if isinstance(screened, Unreadable):
            return self._refuse(conversation, screened.rule)
        return await self._read(conversation, screened.text)

    async def apologise(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        """Return the reply to messages that no turn could answer; a person's are left to them.

        It counts for the escalation policy as any reply does: a person is offered, or has it. A
        conversation with an unreadable event goes to a person at once.
        """
        conversation = conversation.for_assistant()
        stage = conversation.ownership.stage
        if not stage.is_assistants or (conversation.awaits_person and not conversation.unanswered):
            return ()
        language = conversation.language or self.default_language
        unfinished = conversation.dealings.confirmed is not None
        if conversation.is_unread:
            outcome = Outcome(draft=set_aside(language))
        else:
            draft = apologise(language, unfinished=unfinished)
            outcome = self._escalated(conversation, Outcome(draft=draft))
        outcome = await self._voice.tell_of_handoff(conversation, outcome)
        return self._voice.conclude(conversation, outcome, outcome.draft)

    def _refuse(self, conversation: Conversation, rule: str) -> tuple[ConversationEvent, ...]:
        """Return the turn that `rule` of the screen ended: nothing was understood, or timed."""
        draft = refuse(rule, conversation.language or self.default_language)
        taken = self._voice.unread(conversation, draft, decision="Refused")
        return (taken, *self._voice.write(conversation, draft))

    async def _read(self, conversation: Conversation, text: str) -> tuple[ConversationEvent, ...]:
        started = self.clock.now()
        if (taken_back := take_back(conversation, text, started)) is not None:
            return await self._go_on(taken_back)
        knowledge = await self.index.current()
        searcher = knowledge.searcher
        meaning = await understand(
            conversation, text, searcher, reader=self.reader, sells=self.policy.sells
        )
        understanding = meaning.understanding
        attributes = await self._attributes(conversation, understanding)
        decision = self.policy.decide(conversation, understanding, attributes)
        if isinstance(decision, StaySilent):
            return ()
        outcome, account = await self._think(conversation, knowledge, meaning, decision)
        if outcome is None:
            outcome = await self._in_words(conversation, knowledge, meaning, decision)
        outcome = self._escalated(conversation, outcome, understanding, attributes)
        outcome = await self._voice.tell_of_handoff(conversation, outcome)
        reviewed = outcome.draft and self._review(outcome.draft, knowledge)
        rules = (decision.rule, reviewed.rule if reviewed else "confirmed", outcome.rule)
        taken = self._voice.took(
            conversation,
            understanding,
            decision=type(decision).__name__,
            rule="/".join(filter(None, rules)),
            index_version=searcher.version,
            started=started,
        )
        back: tuple[ConversationEvent, ...] = ()
        if self.outlooks is not None:  # else nobody takes over, and the assistant goes on
            back = assigned_back(conversation, decision, now=taken.at, accept=self.reopened_accept)
        return (taken, *account, *self._voice.conclude(conversation, outcome, reviewed), *back)

    async def _think(
        self,
        conversation: Conversation,
        knowledge: Knowledge,
        meaning: MessageMeaning,
        decision: Decision,
    ) -> tuple[Outcome | None, tuple[ConversationEvent, ...]]:
        """Let the model's mind answer; None: it is not asked, or has nothing that may be sent."""
        understanding = meaning.understanding
        heard = hear(understanding, min_confidence=self.policy.min_confidence)
        asks = isinstance(decision, Answer | Operate) or len(understanding.message.split()) > BRIEF
        if self.mind is None or isinstance(decision, HandOff | StaySilent) or not asks:
            return None, ()
        if is_plain(conversation, heard):
            return None, ()
        unwritten = Draft(kind=ReplyKind.ANSWERED, text="", language=understanding.language)
        topics = topics_of(understanding, unwritten)
        verdict = await self.autonomy.weigh(conversation, topics, unchecked=True)
        turn = self.tool_turn(conversation, knowledge, understanding)
        replied = await self.mind.reply(turn, aloud=verdict.level is Level.AUTOMATE)
        if replied.draft is None:
            return None, replied.account
        allowed = await self._as_allowed(
            conversation, understanding, Answer("mind", self.policy.floor), replied.draft
        )
        events = replied.moves if is_alone(allowed) else without_said(replied.moves)
        outcome = replace(allowed, events=events, verdict=allowed.verdict or replied.verdict)
        if conversation.dealings.dialogue and not replied.moves and is_alone(outcome):
            outcome = await self._ask_again(conversation, outcome)
        return outcome, replied.account

    async def _ask_again(self, conversation: Conversation, outcome: Outcome) -> Outcome:
        """Return an answer beside the operation in progress, with its question behind it."""
        language = conversation.language or self.default_language
        beside = HeardMessage(text="?", language=language, question=True)
        move = await self._dialogue().advance(conversation, beside)
        if not isinstance(move, Aside):
            return outcome
        return resumed(replace(outcome, events=move.events, resume=move.resume))

    def tool_turn(
        self, conversation: Conversation, knowledge: Knowledge, understanding: Understanding
    ) -> ToolTurn:
        """Return what the tools of one message work on."""
        searcher, language = knowledge.searcher, understanding.language
        does = self.dialogue if self.policy.operates or self.policy.sells else None
        return ToolTurn(
            conversation=conversation,
            understanding=understanding,
            searcher=searcher,
            names=knowledge.names,
            read=lambda text: read_part(text, searcher, self.reader, language),
            clock=self.clock,
            focus=products_in_focus(conversation, searcher.vocabulary),
            limit=self.limit,
            statements=self.statements,
            dialogue=does,
            rules=self.shop_rules,
            hours=self.hours,
            outlooks=self.outlooks,
            contact=how_to_reach(self.shop, language),
        )

    async def _in_words(
        self,
        conversation: Conversation,
        knowledge: Knowledge,
        meaning: MessageMeaning,
        decision: Decision,
    ) -> Outcome:
        """Answer in the shop's own words: from its pages, its products, or in the dialogue."""
        searcher, understanding = knowledge.searcher, meaning.understanding
        read = partial(read_part, searcher=searcher, reader=self.reader)
        before = PagesBefore.of(conversation, read)
        composer = knowledge.composer(self.limit, self.statements, before)
        if isinstance(decision, Operate):
            outcome = await self._operate(conversation, composer, meaning)
        elif isinstance(decision, StaySilent):
            return Outcome()
        else:
            draft = await self._draft(conversation, composer, understanding, decision)
            if self.policy.sells and isinstance(decision, Answer):
                draft = with_offer(draft, understanding, searcher.vocabulary)
            outcome = await self._as_allowed(conversation, understanding, decision, draft)
        if self.rules is not None:
            outcome = await self.rules.apply(conversation, understanding, composer, outcome)
        pages = ChangeQuestions(composer, self.reader, self.policy.converse)
        also = await pages.beside(meaning, outcome)
        return await self._also(conversation, composer, also, outcome)

    async def _go_on(self, back: TakenBack) -> tuple[ConversationEvent, ...]:
        """Answer a customer who takes their request for a person back."""
        if back.rest:
            return (*back.events, *await self._read(back.conversation, back.rest))
        draft = go_on(back.conversation.language or self.default_language)
        taken = self._voice.unread(back.conversation, draft, decision="TakenBack")
        return (taken, *back.events, *self._voice.write(back.conversation, draft))

    async def _attributes(
        self, conversation: Conversation, understanding: Understanding
    ) -> CustomerAttributes:
        if self.attributes is None or not self.policy.escalation.asks_of_the_shop:
            return NOTHING_KNOWN
        return await self.attributes.read(conversation, understanding)

    def _escalated(
        self,
        conversation: Conversation,
        outcome: Outcome,
        understanding: Understanding | None = None,
        attributes: CustomerAttributes = NOTHING_KNOWN,
    ) -> Outcome:
        """Return the outcome with a person offered, or in charge, where the answer calls for it."""
        made = drafted(outcome)
        if made is None:
            return outcome
        why = self.policy.escalate(conversation, understanding, attributes, made)
        return escalated(outcome, why, conversation=conversation, now=self.clock.now())

    async def _carry_out(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        """Execute the operation of a recorded yes; the messages up to the yes were read before."""
        heard = HeardMessage(text="", language=conversation.language or self.default_language)
        move = await self._dialogue().advance(conversation, heard)
        if not isinstance(move, Reply):
            raise TypeError(move)
        done = Outcome(events=move.events, draft=move.draft, verdict=move.verdict)
        knowledge = await self.index.current()
        composer = knowledge.composer(self.limit, self.statements, None)
        also = await question_after_yes(conversation, move.events, knowledge.searcher, self.reader)
        done = await self._also(conversation, composer, also, done)
        outcome = self._escalated(conversation, done)
        outcome = await self._voice.tell_of_handoff(conversation, outcome)
        reviewed = self._review(outcome.draft or move.draft, knowledge)
        return self._voice.conclude(conversation, outcome, reviewed)

    async def _operate(
        self, conversation: Conversation, composer: Composer, meaning: MessageMeaning
    ) -> Outcome:
        """Let the dialogue move; a message that is no part of it is answered as any question."""
        understanding, least = meaning.understanding, self.policy.min_confidence
        heard = hear(understanding, min_confidence=least, apart=meaning.also is not None)
        heard = heard if self.policy.operates else heard.on_basket_alone()
        heard = with_call(heard, conversation.unanswered)
        move = await self._dialogue().advance(conversation, heard)
        match move:
            case Reply():
                return Outcome(events=move.events, draft=move.draft, verdict=move.verdict)
            case RecordedYes():
                return Outcome(events=move.events)
            case Aside() | NotAnOperation():
                return await self._step_aside(conversation, composer, understanding, move)
            case _:
                assert_never(move)

    async def _also(
        self,
        conversation: Conversation,
        composer: Composer,
        asked: Understanding | None,
        first: Outcome,
    ) -> Outcome:
        """Answer the second question of a message too, where the assistant answers alone."""
        decision = self.policy.converse(asked) if asked else None
        if asked is None or not isinstance(decision, Answer) or not may_say_more(first):
            return resumed(first)
        draft = await self._draft(conversation, composer, asked, decision)
        # Words that a person has to see first would be left out, and nobody would look at them.
        second = await self._as_allowed(conversation, asked, decision, draft, unchecked=True)
        if self.rules is not None:
            second = replace(second, events=first.events)
            second = await self.rules.apply(conversation, asked, composer, second)
        return resumed(with_second(first, second, asked))

    async def _step_aside(
        self,
        conversation: Conversation,
        composer: Composer,
        understanding: Understanding,
        move: Aside | NotAnOperation,
    ) -> Outcome:
        """Answer a question, then go on with the operation in progress, unless people take over."""
        if move.question:
            searcher, language = composer.searcher, understanding.language
            understanding = await read_part(move.question, searcher, self.reader, language)
        question = understanding.as_question()
        decision = self.policy.converse(question)
        draft = await self._draft(conversation, composer, question, decision)
        if isinstance(move, Aside) and move.instead and draft.kind is ReplyKind.ABSTAINED:
            return Outcome(events=move.instead.events, draft=move.instead.draft)
        answer = await self._as_allowed(conversation, understanding, decision, draft)
        if isinstance(move, NotAnOperation):
            return replace(answer, events=(*move.events, *answer.events))
        if not is_alone(answer):
            return replace(answer, events=without_said(move.events))
        return Outcome(events=move.events, draft=draft, resume=move.resume)

    async def _as_allowed(
        self,
        conversation: Conversation,
        understanding: Understanding,
        decision: Answer | SmallTalk | HandOff,
        draft: Draft,
        *,
        unchecked: bool = False,
    ) -> Outcome:
        """Return an answer as far as the autonomy table lets the assistant give it."""
        if not isinstance(decision, Answer):
            return Outcome(draft=draft)
        topics = topics_of(understanding, draft)
        unchecked = unchecked or understanding.perhaps_grave  # a grave one never waits
        verdict = await self.autonomy.weigh(conversation, topics, unchecked=unchecked)
        if verdict.level is Level.HUMAN_ONLY:
            return Outcome(draft=leave_to_people(verdict.rule, draft.language))
        seen_first = verdict.level is Level.SUGGEST and draft.states_something
        return Outcome(draft=draft, verdict=verdict if seen_first else None)

    def _dialogue(self) -> DialogueEngine:
        if self.dialogue is None:
            raise LookupError
        return self.dialogue

    async def _draft(
        self,
        conversation: Conversation,
        composer: Composer,
        understanding: Understanding,
        decision: Answer | SmallTalk | HandOff,
    ) -> Draft:
        match decision:
            case SmallTalk():
                return talk(understanding, self.shop)
            case HandOff():
                return hand_off(decision.reason, understanding.language, rule=decision.rule)
            case Answer(floor=floor):
                return await search_answer(
                    conversation, composer, understanding, floor=floor, shop=self.shop
                )
            case _:
                assert_never(decision)

    def _review(self, draft: Draft, knowledge: Knowledge) -> Draft:
        """Return the draft if every fact stands in its evidence, else an abstention."""
        verdict = review(draft, names=knowledge.names)
        if isinstance(verdict, Approved):
            return draft
        if draft.kind is ReplyKind.HANDED_OFF and draft.reason:  # for what stands before it
            return hand_off(draft.reason, draft.language, rule=draft.rule)
        instead = abstain(Reason.GUARD_BLOCKED, draft.language)
        return replace(instead, topic=draft.topic, rule=f"{draft.rule}/blocked_{verdict.rule}")
