"""Build the turn of a process, once and whole, with the steps that are taken before it."""

import uuid
from dataclasses import dataclass, replace
from datetime import timedelta

from assistant.answers.composing.composer import Sales
from assistant.answers.composing.products.product_advice import USUAL_ADVICE, AdviceRules
from assistant.answers.fixed_replies import Shop
from assistant.answers.verified.known_answers import NO_ANSWERS
from assistant.answers.verified.live_answers import AnswersInForce, EncodeText, LiveAnswers
from assistant.answers.verified.ports import VerifiedBook
from assistant.app.compose.local_installation import SystemClock
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Language
from assistant.desk.handoff.absence_notices import AbsenceNotices
from assistant.desk.handoff.opening_hours import Hours
from assistant.kit.settings.settings import EscalationSettings, Settings
from assistant.messages.applied.answer_rules import AnswerRules
from assistant.messages.applied.applied_rules import AppliedRules
from assistant.messages.applied.price_terms import PriceTerms
from assistant.messages.channels.read_receipts import Receipts
from assistant.messages.policy.escalation_rules import EscalationRules, ReasonHandling, Reopening
from assistant.messages.policy.turn_decision import Policy
from assistant.messages.ports import AttributeReader, Index, Knowledge, MessageReader
from assistant.messages.steps.channel_conventions import ChannelConventions, ConsentsElsewhere
from assistant.messages.steps.consent_offers import ConsentOffers
from assistant.messages.steps.consent_requests import ConsentRequests, OutreachOffer
from assistant.messages.steps.ordered_operations import OrderedOperations
from assistant.messages.steps.turn_step import TurnStep
from assistant.messages.turn import Turn
from assistant.messages.turn_outcome import Outlooks, ShopVoice
from assistant.mind.thinker import Thinker
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.dialogue.engine_moves import DialogueEngine
from assistant.operations.gate import Gate
from assistant.ports import Clock
from retrieval.ports import Encoder, StatementReader


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerParts:
    """Hold the parts that answer questions; any process that answers has all of them."""

    settings: Settings
    reader: MessageReader
    index: Index
    shop: Shop
    encoder: Encoder | None = (
        None  # its session is the reader's: no other use while turns are taken
    )
    statements: StatementReader | None = None  # tells which statements of pages answer
    encode: EncodeText | None = None  # a question, on the reader's thread
    encode_passage: EncodeText | None = None  # a text that questions look for, the same
    verified: AnswersInForce | None = None  # None: nobody verified any answer


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeIndex:
    """Add the shop's sales, verified answers and rules of advice to the knowledge of its files."""

    index: Index
    sales: Sales | None
    verified: AnswersInForce | None
    advice: AdviceRules = USUAL_ADVICE

    async def current(self) -> Knowledge:
        """Return one whole version, with all of them as of now."""
        known = self.verified.known if self.verified else NO_ANSWERS
        return replace(
            await self.index.current(), sales=self.sales, verified=known, advice=self.advice
        )


async def follow_answers(
    loaded: AnswerParts, book: VerifiedBook, *, whole: bool = True
) -> LiveAnswers:
    """Return the verified answers of `book`, read and encoded with `loaded` parts.

    Without `whole`, most texts are left to `LiveAnswers.run`, which reads them while customers are
    answered. May raise `LogUnavailableError`.
    """
    if loaded.encode is None or loaded.encode_passage is None:
        raise LookupError
    live = LiveAnswers(book=book, encode=loaded.encode, encode_passage=loaded.encode_passage)
    await (live.load() if whole else live.load_some())
    return live


def assemble_turn(
    answering: AnswerParts,
    *,
    autonomy: AnswerAutonomy,
    dialogue: DialogueEngine | None = None,
    operates: bool | None = None,
    sells: bool = False,
    attributes: AttributeReader | None = None,
    outlooks: Outlooks | None = None,
    thinker: Thinker | None = None,
    hours: Hours | None = None,
    sales: Sales | None = None,
    gate: Gate | None = None,
    clock: Clock | None = None,
    escalation: EscalationSettings | None = None,
    default_language: Language | None = None,
) -> Turn:
    """Build the turn, whole: nothing is put into it later.

    Without a `dialogue` nothing is done in the shop, and only one that `sells` fills baskets, be
    it that it `operates` on orders, too; without a `gate` no rule is applied to a basket or an
    order; without `sales` nobody knows what sells, without
    `outlooks` nobody takes over here, and without a `thinker` words answer alone.
    `clock`, `escalation` and `default_language` are given where a conversation is played at
    another time than now; else they are the system's clock, and as the settings say.
    """
    settings = answering.settings
    does = dialogue is not None if operates is None else operates
    rules = gate.rules if gate else None
    return Turn(
        reader=answering.reader,
        index=WholeIndex(
            index=answering.index,
            sales=sales,
            verified=answering.verified,
            advice=AdviceRules(**settings.advice.model_dump()),
        ),
        statements=answering.statements,
        policy=Policy(
            **settings.policy.model_dump(),
            escalation=escalation_rules(escalation or settings.escalation),
            operates=does,
            sells=sells,
        ),
        shop=answering.shop,
        clock=clock or SystemClock(),
        max_chars=settings.webchat.max_chars,
        limit=settings.search.limit,
        default_language=default_language or answering.shop.default_language,
        autonomy=autonomy,
        dialogue=dialogue,
        attributes=attributes,
        outlooks=outlooks,
        mind=thinker.mind(rules, operates=does, sells=sells) if thinker else None,
        shop_rules=rules,
        hours=hours,
        rules=_answer_rules(answering, gate),
        reopened_accept=timedelta(minutes=settings.escalation.reopened_accept_minutes),
    )


def _answer_rules(answering: AnswerParts, gate: Gate | None) -> AnswerRules:
    reader, home = answering.reader, answering.shop.country
    figures = AppliedRules(gate=gate, reader=reader, home=home) if gate else None
    terms = PriceTerms(reader=reader, statements=answering.statements)
    return AnswerRules(terms=terms, figures=figures)


def assemble_steps(
    turn: Turn,
    *,
    gate: Gate | None = None,
    absence: AbsenceNotices | None = None,
    receipts: Receipts | None = None,
    offer: OutreachOffer | None = None,
    consents: ConsentsElsewhere | None = None,
    sees: bool = False,
    last: TurnStep | None = None,
) -> tuple[TurnStep, ...]:
    """Return the steps of a turn in their order; `assistant/messages/README.md` tells them.

    An operation that an agent ordered comes before any words. The conventions of a channel come
    before people: a customer who wants no more messages is heeded whoever has the conversation.
    `last` is the turn in the arms of experiments; without it, the turn itself is the last step.
    """
    agents_orders: TurnStep | None = None
    if gate is not None:
        language = turn.default_language
        agents_orders = OrderedOperations(gate=gate, clock=turn.clock, default_language=language)
    channel_conventions = ChannelConventions(
        voice=ShopVoice(shop=turn.shop, clock=turn.clock, outlooks=turn.outlooks),
        clock=turn.clock,
        new_id=_new_id,
        default_language=turn.default_language,
        receipts=receipts,
        sees=sees,
        consents=consents,
    )
    requests: TurnStep | None = None
    whole = last or turn
    if offer is not None:
        requests = ConsentRequests(offer=offer, clock=turn.clock, new_id=_new_id)
        whole = ConsentOffers(turn=whole, offer=offer)
    steps: tuple[TurnStep | None, ...] = (agents_orders, channel_conventions, requests)
    return tuple(step for step in (*steps, absence, whole) if step is not None)


def _new_id() -> MessageId:
    return MessageId(uuid.uuid4().hex)


def escalation_rules(settings: EscalationSettings) -> EscalationRules:
    """Return the rules of escalation as the policy takes them."""
    return EscalationRules(
        anger=ReasonHandling(settings.anger),
        insult=ReasonHandling(settings.insult),
        no_answer=ReasonHandling(settings.no_answer),
        no_answer_times=settings.no_answer_times,
        no_progress=ReasonHandling(settings.no_progress),
        no_progress_turns=settings.no_progress_turns,
        operation_failed=ReasonHandling(settings.operation_failed),
        assistant_failed=ReasonHandling(settings.assistant_failed),
        high_value=ReasonHandling(settings.high_value),
        high_value_amount=settings.high_value_amount,
        vip=ReasonHandling(settings.vip),
        vip_tags=frozenset(tag.casefold() for tag in settings.vip_tags),
        reopened=Reopening(settings.reopened),
        reopened_minutes=settings.reopened_minutes,
    )
