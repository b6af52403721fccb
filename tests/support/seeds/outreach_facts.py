"""Facts of customers that qualify, one for each trigger, and the events that they are read from."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.order import Order, OrderStatus
from assistant.commerce.shop_ids import OrderId, ProductId, VariantId
from assistant.conversation.basket import BasketLine
from assistant.conversation.events import (
    BasketChanged,
    ConversationEvent,
    OperationConfirmed,
    OperationDone,
    OperationProposed,
    ReplyKind,
)
from assistant.conversation.ids import ConversationId, CustomerId, MessageId
from assistant.outreach.batch_defects import BatchDefect, DefectState
from assistant.outreach.triggers.customer_facts import (
    CustomerFacts,
    LateAnswer,
    WishedVariant,
)
from assistant.outreach.triggers.trigger import TriggerName
from tests.support.seeds.conversation_events import replied, wrote
from tests.support.seeds.shop_records import ARRIVED, LEA, SHIRT, euros
from tests.unit.assistant.outreach.triggers.test_order_causes import NOW, QUALIFYING, SHIPPED

QUESTION = "Quelle est la composition de la marinière Ouessant ?"
ANSWER = "La marinière Ouessant est en coton, tricotée à Quimper."
WISHED = VariantId("wished-m")

WISH = WishedVariant(
    key="p1",
    product_id=SHIRT,
    product="Marinière Ouessant (Rouge, M)",
    asked_at=NOW - timedelta(days=10),
    available=True,
    price=euros(80),
    first_price=euros(80),
)
ASKED = LateAnswer(
    message_id=MessageId("q1"),
    asked_at=NOW - timedelta(days=3),
    asked=QUESTION,
    answer=ANSWER,
    beside_basket=False,
)


DEFECT = BatchDefect(
    defect_id="d1",
    product_id=SHIRT,
    titles={"fr": "Marinière Ouessant", "en": "Ouessant shirt"},
    bought_from=date(2026, 11, 1),
    bought_until=date(2026, 11, 6),
    words={
        "fr": "Une couture peut céder à l'épaule. Nous la remplaçons sans frais.",
        "en": "A seam may give way at the shoulder. We replace it at no cost.",
    },
    state=DefectState.LIVE,
    proposed_by="a",
    proposed_at=NOW - timedelta(days=1),
    approved_by="b",
)


def used_up(now: datetime = NOW) -> tuple[Order, ...]:
    """Return two orders of the same things, thirty days apart, the last of which is used up."""
    return tuple(
        replace(
            ARRIVED,
            order_id=OrderId(f"o{days}"),
            status=OrderStatus.PROCESSED,
            placed_at=now - timedelta(days=days),
            delivered_at=None,
            shipments=(),
        )
        for days in (31, 61)
    )


def facts_of(name: TriggerName, now: datetime = NOW) -> CustomerFacts:
    """Return the facts of a customer who qualifies for a trigger at `now`."""
    if name in QUALIFYING:
        return CustomerFacts(customer_id=LEA, orders=(QUALIFYING[name],))
    last, first = used_up(now)
    plain = CustomerFacts(customer_id=LEA, orders=(replace(first, placed_at=ARRIVED.placed_at),))
    nobody = CustomerFacts(customer_id=LEA)
    return {
        TriggerName.BACK_IN_STOCK: replace(nobody, wishes=(WISH,)),
        TriggerName.PRICE_DOWN: replace(nobody, wishes=(replace(WISH, price=euros(60)),)),
        TriggerName.QUESTION_ANSWERED: replace(nobody, questions=(ASKED,)),
        TriggerName.BASKET_QUESTION: replace(
            nobody, questions=(replace(ASKED, beside_basket=True),)
        ),
        TriggerName.REPLENISHMENT: replace(
            nobody,
            orders=(last, first),
            sold=frozenset(line.variant_id for line in first.lines),
        ),
        TriggerName.BATCH_DEFECT: replace(plain, defects=(DEFECT,)),
    }[name]


def wished(stock: int, price: float = 80, *, name: str = "") -> SoldProduct:
    """Return the wished product with so many pieces, or another one of this name and these ids."""
    options = (("Couleur", "Rouge"), ("Taille", "M"))
    variant = SoldVariant(
        variant_id=VariantId(name or WISHED), options=options, price=euros(price), stock=stock
    )
    title, product = name or "Marinière Ouessant", ProductId(name or "wished")
    return SoldProduct(product_id=product, title=title, variants=(variant,))


def alert_set(
    conversation: ConversationId,
    at: datetime,
    *,
    wish: str = "p1",
    product: str = "wished",
    variant: str = WISHED,
) -> list[ConversationEvent]:
    """Return the events of a customer who says yes to an alert on the wished variant."""
    parameters = f'{{"wanted": {{"product_id": "{product}", "variant_id": "{variant}"}}}}'
    return [
        OperationProposed(
            conversation_id=conversation,
            at=at,
            proposal_id=wish,
            operation="stock_alert",
            parameters=parameters,
            fingerprint="00",
            customer_id=LEA,
        ),
        OperationConfirmed(
            conversation_id=conversation, at=at, proposal_id=wish, message_id=MessageId("yes")
        ),
        OperationDone(
            conversation_id=conversation,
            at=at,
            proposal_id=wish,
            operation="stock_alert",
            reference="A1",
        ),
    ]


def unanswered_question(
    conversation: ConversationId, at: datetime, *, message: str = "q1", text: str = QUESTION
) -> list[ConversationEvent]:
    """Return a question, and the reply that says that the assistant does not know."""
    none = replied(f"r{message}", message, conversation=conversation, at=at)
    return [
        wrote(message, conversation=conversation, at=at, text=text),
        replace(none, kind=ReplyKind.ABSTAINED, text="Je ne sais pas."),
    ]


def basket_filled(conversation: ConversationId, at: datetime) -> BasketChanged:
    """Return the event that puts a piece into the basket."""
    line = BasketLine(product_id="wished", variant_id=WISHED, pieces=1)
    return BasketChanged(conversation_id=conversation, at=at, lines=(line,))


def late_since(now: datetime, number: str, customer: CustomerId) -> Order:
    """Return an order whose parcel is late since the second before `now`."""
    moved = now - timedelta(days=10, seconds=1)
    parcel = replace(SHIPPED.shipments[0], expected_on=None, moved_at=moved)
    return _numbered(replace(SHIPPED, shipments=(parcel,)), now, number, customer)


def came_ten_days_before(now: datetime, number: str, customer: CustomerId) -> Order:
    """Return an order whose review is to be asked since the second before `now`."""
    came = now - timedelta(days=10, seconds=1)
    parcel = replace(ARRIVED.shipments[0], delivered_at=came)
    arrived = replace(ARRIVED, delivered_at=came, shipments=(parcel,))
    return _numbered(arrived, now, number, customer)


def _numbered(order: Order, now: datetime, number: str, customer: CustomerId) -> Order:
    return replace(
        order,
        order_id=OrderId(number),
        number=number,
        customer_id=customer,
        placed_at=now - timedelta(days=20),
    )
