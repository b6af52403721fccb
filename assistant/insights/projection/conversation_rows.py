"""Make the rows of a conversation from its events: read `ConversationProjection.rows` first."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.answers.composing.reply_fit import ReplyFit
from assistant.commerce.basket_tokens import basket_token
from assistant.conversation.events import (
    BasketChanged,
    ConversationErased,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    ExperimentExposed,
    HandoffRequested,
    IdentityProven,
    OperationDone,
    OperationProposed,
    Reason,
    ReplyRated,
    ReplyWritten,
)
from assistant.desk.privacy.person import proven_in
from assistant.insights.analysis_rows import (
    MessageRow,
    OrderJoin,
    Origin,
    Rows,
    SignalRow,
    SignalType,
    Vector,
    VisitRow,
)
from assistant.insights.imports.customer_key import customer_key
from assistant.insights.imports.purchases import NO_PURCHASES, Purchases
from assistant.insights.imports.sales_files import basket_key
from assistant.insights.projection.checks.check_rows import check_rows
from assistant.insights.projection.checks.checked_visit import NO_DESK, DeskClock
from assistant.insights.projection.checks.tone_model import Rudeness, tells_nothing
from assistant.insights.projection.conversation_course import ConversationCourse
from assistant.insights.projection.message_outcomes import MessageOutcome, MessageOutcomes
from assistant.insights.projection.text_reader import ReadText, TextReader, signals_of
from assistant.insights.projection.text_rows import TextPlace
from assistant.insights.projection.visit_rows import VisitCourse
from assistant.insights.signals.signal_patterns import FoundSignal
from assistant.insights.signals.sold_things import SoldThings
from assistant.understanding.types import Intent

_OF_ONE_PRODUCT = frozenset({Intent.PRODUCT_QUESTION, Intent.STOCK_ALERT, Intent.COMPARE})
"""Intents of messages that are about the product shown before, if they name none."""


@dataclass(slots=True, kw_only=True)
class _ConversationRows:
    """Collect the rows of a conversation while its events are read."""

    started: ConversationStarted
    contact: str  # key on this channel
    customer: str  # key
    outcomes: MessageOutcomes
    messages: list[MessageRow] = field(default_factory=list)
    signals: list[SignalRow] = field(default_factory=list)
    vectors: dict[str, Vector] = field(default_factory=dict)
    masked: dict[str, str] = field(default_factory=dict)
    following: ConversationCourse = field(default_factory=ConversationCourse)
    last: TextPlace | None = None  # of the message that was written last
    last_reply: ReplyWritten | None = None
    waits: bool = False  # for a reply to a message
    settled: bool = False  # something was done since the last message
    basket: str = ""  # key of the conversation's; "": nothing was put into one
    basket_at: datetime | None = None  # of the first change of the basket
    join: OrderJoin = OrderJoin.PROVEN  # of orders that are known by the customer
    proven_at: datetime | None = None  # of the first proof; None: nobody proved anything
    alerts: dict[str, tuple[str, str]] = field(default_factory=dict)  # product, variant by proposal

    def add(self, found: Iterable[FoundSignal], place: TextPlace | None, shop: SoldThings) -> None:
        """Add signals to the rows, at the place of a message."""
        if place is not None:
            self.signals += place.signals(list(found), shop)

    def prove(self, event: IdentityProven) -> None:
        """Keep the time of the first proof, and whether the shop's page vouched for it."""
        self.proven_at = self.proven_at or event.at
        if event.method == "signed_in":
            self.join = OrderJoin.SIGNED_IN


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationProjection:
    """Make the rows of one conversation at a time."""

    reader: TextReader
    secret: bytes  # that customers' keys follow from
    purchases: Purchases = NO_PURCHASES
    desk: DeskClock = NO_DESK
    rudeness: Rudeness = tells_nothing
    fit: ReplyFit | None = None  # None: no reader tells whether a reply answers

    @property
    def shop(self) -> SoldThings:
        return self.reader.shop

    def rows(self, events: Sequence[ConversationEvent]) -> Rows:
        """Return a conversation's rows; none if it is erased or was never started."""
        started = next((one for one in events if isinstance(one, ConversationStarted)), None)
        if started is None or any(isinstance(one, ConversationErased) for one in events):
            return Rows()
        contact = customer_key(
            self.secret, "contact", started.channel, started.account_id, started.contact_id
        )
        proven = [customer_key(self.secret, "customer", one) for one in proven_in(events)]
        talk = _ConversationRows(
            started=started,
            contact=contact,
            customer=next(iter(proven), contact),
            outcomes=MessageOutcomes.of(events),
        )
        for event in events:
            self._follow(talk, event)
        settled = talk.waits or talk.settled
        left = talk.following.left(talk.last_reply, answered_since=settled)
        talk.add(left, talk.last, self.shop)
        if talk.basket:
            own = FoundSignal(type=SignalType.BASKET, value=talk.basket)
            talk.add([own], talk.last, self.shop)
        talk.add(self._bought(talk), talk.last, self.shop)
        again = {one.message_id for one in talk.signals if one.type is SignalType.ASKED_AGAIN}
        visits = _visits(talk, events, again)
        return Rows(
            messages=talk.messages,
            signals=talk.signals,
            visits=visits,
            checks=tuple(
                check_rows(
                    events,
                    visits,
                    talk.messages,
                    again,
                    desk=self.desk,
                    rudeness=self.rudeness,
                    fit=self.fit,
                )
            ),
            vectors=talk.vectors,
            masked=talk.masked,
        )

    def _follow(self, talk: _ConversationRows, event: ConversationEvent) -> None:
        match event:
            case CustomerWrote():
                self._message(talk, event)
            case ReplyWritten():
                talk.last_reply, talk.waits = event, False
                policies = MessageOutcome(reply=event).policies
                talk.add(talk.following.replied(event, policies), talk.last, self.shop)
            case HandoffRequested():
                talk.settled = True  # people go on
                talk.add(talk.following.handed_off(event.reason), talk.last, self.shop)
            case ReplyRated(helpful=False):
                talk.add(talk.following.thumbed_down(event.message_id), talk.last, self.shop)
            case ExperimentExposed():
                arm = f"{event.experiment_id}/{event.changed:d}/{event.share:g}"
                exposed = FoundSignal(type=SignalType.EXPOSED, value=arm)
                talk.add([exposed], talk.last, self.shop)
            case BasketChanged():
                token = basket_token(self.secret, event.conversation_id)
                talk.basket = basket_key(self.secret, token)
                talk.basket_at = talk.basket_at or event.at
            case IdentityProven():
                talk.prove(event)
            case OperationProposed(operation="stock_alert"):
                talk.alerts[event.proposal_id] = _wanted(event.parameters)
            case OperationDone():
                talk.settled = True
                self._done(talk, event)
            case _:
                pass

    def _message(self, talk: _ConversationRows, event: CustomerWrote) -> None:
        outcome = talk.outcomes.of_message(event.message_id)
        carried = talk.messages[-1].language if talk.messages else talk.started.language or ""
        # What was asked of the model then is not asked again: its answer is in the log.
        intent = (outcome.turn.intent or None) if outcome.turn else None
        read = self.reader.read(event.text, language=carried, intent=intent)
        place = self._place(talk, event, read, outcome)
        talk.last, talk.waits, talk.settled = place, True, False
        talk.messages.append(place.message(read, reason=outcome.reason))
        if read.vector is not None:
            talk.vectors[place.message_id] = read.vector
            talk.masked[place.message_id] = read.masked
        shown = [*self._of_outcome(place, read, outcome)]
        if read.need is not None:
            shown.append(FoundSignal(type=SignalType.NEED, value=read.need))
        # What is not sold at all is no word that its page lacks.
        is_unsold = any(one.type is SignalType.PRODUCT_NOT_FOUND for one in shown)
        own = [
            one
            for one in signals_of(read)
            if not (is_unsold and one.type is SignalType.UNKNOWN_WORD)
        ]
        talk.add((*own, *shown, *talk.following.heard(read)), place, self.shop)

    def _place(
        self, talk: _ConversationRows, event: CustomerWrote, read: ReadText, outcome: MessageOutcome
    ) -> TextPlace:
        product = self._product(talk, read)
        return TextPlace(
            at=event.at,
            origin=Origin.CONVERSATION,
            conversation_key=event.conversation_id,
            customer_key=talk.customer,
            message_id=event.message_id,
            channel=talk.started.channel,
            product_id=product,
            variant_id=self.shop.variant_said(product, read.text) if product else "",
            category=self.shop.categories.get(product, "") if product else read.category,
            language=read.language,
            region=self.purchases.region(talk.customer, event.at),
            answered=outcome.answered(question=read.question),
        )

    def _product(self, talk: _ConversationRows, read: ReadText) -> str:
        """Return the product that a message is about: named in it, or shown alone just before."""
        if read.products:
            return read.products[0].product_id
        cards = talk.last_reply.cards if talk.last_reply else ()
        leans = read.intent in _OF_ONE_PRODUCT and len(cards) == 1
        if leans:
            return cards[0].product_id
        before = talk.last.product_id if talk.last else ""
        return before if read.intent in _OF_ONE_PRODUCT else ""

    def _of_outcome(
        self, place: TextPlace, read: ReadText, outcome: MessageOutcome
    ) -> Iterator[FoundSignal]:
        """Yield the signals that a message gives together with its outcome."""
        near = outcome.found_only_near and read.intent == Intent.PRODUCT_SEARCH
        if read.sought and (outcome.found_nothing or near):
            yield FoundSignal(type=SignalType.PRODUCT_NOT_FOUND, value=read.sought)
        named = {one.product_id for one in read.products} | {place.product_id} - {""}
        for product in sorted(named & outcome.sold_out):
            yield FoundSignal(type=SignalType.OUT_OF_STOCK, value="asked", product_id=product)
        reply = outcome.reply
        if reply is not None and reply.reason is Reason.CONFLICTING and reply.sources:
            titles = sorted({source.title for source in reply.sources})
            yield FoundSignal(type=SignalType.CONTRADICTION, value=" | ".join(titles))

    def _bought(self, talk: _ConversationRows) -> Iterator[FoundSignal]:
        """Yield the customer's purchases after they wrote, where the shop reports sales."""
        if talk.last is None:
            return
        first, last = talk.messages[0].at, talk.last.at
        joined = self.purchases.after(
            talk.customer, first, last, basket=talk.basket, join=talk.join
        )
        for one in joined:
            sale = one.sale
            product, variant = self.shop.find(sale.product, sale.title)
            sold = FoundSignal(
                type=SignalType.CONVERSION,
                value=str(one.value_minor or ""),
                product_id=product,
                variant_id=variant,
                sale=sale.line,
                joined_by=one.join,
                margin=one.margin_minor,
                sold_at=sale.at,
                joined_at=talk.basket_at if one.join is OrderJoin.BASKET else talk.proven_at,
            )
            yield sold
            if sale.returned:
                back = str(sale.returned_minor or "")
                yield replace(sold, type=SignalType.RETURNED, value=back, margin=None)

    def _done(self, talk: _ConversationRows, event: OperationDone) -> None:
        """Add the signal of a return, or of a customer who wants to know of a product's return."""
        if event.operation == "return_items":
            talk.add([FoundSignal(type=SignalType.RETURNED, value="")], talk.last, self.shop)
        product, variant = talk.alerts.get(event.proposal_id, ("", ""))
        if not product or talk.last is None:
            return
        place = replace(
            talk.last,
            product_id=product,
            variant_id=variant,
            category=self.shop.categories.get(product, ""),
        )
        talk.add([FoundSignal(type=SignalType.OUT_OF_STOCK, value="notify_me")], place, self.shop)


def _visits(
    talk: _ConversationRows, events: Sequence[ConversationEvent], again: Collection[str]
) -> Sequence[VisitRow]:
    """Return the conversation's visits; `again` names the messages that ask a question again."""
    course = VisitCourse(
        channel=talk.started.channel,
        contact=talk.contact,
        rows={one.message_id: one for one in talk.messages},
    )
    for event in events:
        course.follow(event)
    return course.close(again)


def _wanted(parameters: str) -> tuple[str, str]:
    """Return the product and variant of a stock alert's parameters, which are JSON."""
    try:
        wanted = json.loads(parameters)["wanted"]
        return str(wanted["product_id"]), str(wanted["variant_id"])
    except (ValueError, KeyError, TypeError):
        return "", ""
